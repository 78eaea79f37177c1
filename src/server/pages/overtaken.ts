/** JOI3: above a screen that came because somebody else was faster. */
import type { PersonName } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { html, raw } from './html.ts'
import { personName } from './join-page.ts'
import type { RenderedScreen } from './rendered.ts'

export interface Overtaken {
  /** Whose change it was; null: the person's own, in another tab. */
  readonly by: PersonName | null
  /** `same`: the screen is the one that was answered, with other answers in it; `review`: which only shows them. */
  readonly screen: 'same' | 'review' | 'other'
  readonly unplaced: readonly { readonly label: string; readonly value: string }[]
}

/** What has no place in the screen stands below the notice, to be copied. */
export function withOvertaken(rendered: RenderedScreen, told: Overtaken): RenderedScreen {
  const { by, screen, unplaced } = told
  const name = by === null ? text('overtaken.self') : personName(by)
  const words = text(`overtaken.${screen}`, { name })
  const list =
    unplaced.length === 0
      ? null
      : html`<h2>${text('typed.title')}</h2>
          <dl class="al-typed">
            ${unplaced.map(
              ({ label, value }) =>
                html`<dt>${label === '' ? text('typed.noLabel') : label}</dt>
                  <dd>${value}</dd>`,
            )}
          </dl>`
  const shown = html`<section class="al-overtaken" id="al-overtaken">
      <p role="alert">${words.slice(0, 1).toUpperCase() + words.slice(1)}</p>
      ${list}
    </section>
    ${raw(rendered.html)}`
  return { ...rendered, html: shown.html }
}
