/** Pages that are over: nothing of the answers stays on them, and nothing more is sent. */
import type { ParticipantView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { clearPageStorage } from '../connection/page-storage.ts'
import { element, make } from './element.ts'
import type { ScreenView } from './screen-view.ts'

/** JOI: an operator who joined is out. True: this was the last that the page showed. */
export function leaveWhenOut(view: ParticipantView | null, screen: ScreenView): boolean {
  const over = view?.joined?.over ?? null
  if (over === null) return false
  closePage(screen, text('join.left'), text(`join.over.${over}`))
  return true
}

/** SES3: somebody deleted the session, perhaps in another tab. */
export function leaveDeleted(screen: ScreenView): void {
  closePage(screen, text('page.deletedTitle'), text('page.deleted'))
}

function wayOn(): HTMLElement {
  const link = make('a', 'btn btn-primary', text('common.toStart'))
  link.setAttribute('href', document.body.dataset['root'] ?? '/')
  return make('p', 'al-buttons', link)
}

function closePage(screen: ScreenView, title: string, words: string): void {
  const why = make('p', '', words)
  why.setAttribute('role', 'alert')
  screen.showFailure(make('div', 'al-overtaken', make('h1', '', title), why, wayOn()).outerHTML)
  for (const id of [
    'joined',
    'chat-button',
    'help-button',
    'menu-items',
    'phone-button',
    'phone',
  ]) {
    document.getElementById(`al-${id}`)?.remove()
  }
  element('help').hidden = true
  element('al-notices').replaceChildren()
  document.title = title
  clearPageStorage()
}
