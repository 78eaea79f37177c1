/**
 * JOI: the page of an operator who joined. Once they are out, nothing of the user's answers stays on it.
 */
import type { ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { clearPageStorage } from '../connection/page-storage.ts'
import { element, make } from './element.ts'
import type { ScreenView } from './screen-view.ts'

/** True: this was the last that the page showed. */
export function leaveWhenOut(view: ParticipantView | null, screen: ScreenView): boolean {
  const over = view?.joined?.over ?? null
  if (over === null) return false
  const why = make('p', '', text(`join.over.${over}`))
  why.setAttribute('role', 'alert')
  const heading = make('h1', '', text('join.left'))
  screen.showFailure(make('div', 'al-overtaken', heading, why).outerHTML)
  for (const id of ['al-joined', 'al-chat-button', 'al-help-button', 'al-menu-items']) {
    document.getElementById(id)?.remove()
  }
  element('help').hidden = true
  element('al-notices').replaceChildren()
  document.title = text('join.left')
  clearPageStorage()
  return true
}
