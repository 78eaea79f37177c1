import { text } from '../../texts/text.ts'
import { element, make, makeButton } from './element.ts'

export interface Notice {
  readonly text: string
  readonly kind: 'info' | 'good' | 'problem'
  readonly action?: { readonly label: string; run(): void }
  /** Goes by itself after this long; otherwise it stays until closed or hidden. */
  readonly lastsMs?: number
}

export interface Notices {
  /** Replaces what stands under the same key. */
  show(key: string, notice: Notice): void
  hide(key: string): void
}

/** Short messages over the page, told politely to who cannot see them. */
export function createNotices(): Notices {
  const place = element('al-notices')
  const shown = new Map<string, HTMLElement>()

  function hide(key: string): void {
    shown.get(key)?.remove()
    shown.delete(key)
  }

  return {
    hide,
    show(key, notice) {
      hide(key)
      const item = make('div', `al-notice al-notice-${notice.kind}`, make('p', '', notice.text))
      const { action } = notice
      if (action !== undefined) {
        const run = (): void => {
          hide(key)
          action.run()
        }
        item.append(makeButton('btn btn-sm btn-light', action.label, run))
      }
      const close = makeButton('al-icon-button', '', () => hide(key))
      close.setAttribute('aria-label', text('notice.close'))
      close.append(make('span', 'al-cross'))
      item.append(close)
      shown.set(key, item)
      place.append(item)
      if (notice.lastsMs !== undefined) {
        setTimeout(() => {
          if (shown.get(key) === item) hide(key)
        }, notice.lastsMs)
      }
    },
  }
}
