/** JOI3: what was typed and has no place in the screen that came: told, so that it can be copied. */
import { text } from '../../texts/text.ts'
import type { Leftover } from './carry-typing.ts'
import { make } from './element.ts'

/** The same as the server writes it (`pages/overtaken.ts`). */
export function showLeftovers(root: HTMLElement, leftovers: readonly Leftover[]): void {
  if (leftovers.length === 0) return
  const list = make('dl', 'al-typed')
  for (const { label, value } of leftovers) {
    list.append(make('dt', '', label || text('typed.noLabel')), make('dd', '', value))
  }
  const box = make('section', 'al-overtaken', make('h2', '', text('typed.title')), list)
  box.id = 'al-typed-before'
  root.prepend(box)
}
