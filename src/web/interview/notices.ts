import { text } from '../../texts/text.ts'
import { element, make, makeButton } from './element.ts'

export interface Notice {
  readonly text: string
  readonly kind: 'info' | 'good' | 'problem'
  readonly actions?: readonly { readonly label: string; run(): void }[]
  /** Goes by itself after this long; otherwise it stays until closed or hidden. */
  readonly lastsMs?: number | undefined
}

/** What a notice is about: one of each stands at most. */
export type NoticeKey =
  | 'line'
  | 'newer'
  | 'turn'
  | 'failed'
  | 'sending'
  | 'available'
  | 'message'
  | 'news'
  | 'invitation'
  | 'phone'

export interface Notices {
  /** Replaces what stands under the same key. */
  show(key: NoticeKey, notice: Notice): void
  hide(key: NoticeKey): void
  has(key: NoticeKey): boolean
}

/** Short messages over the page, told politely to who cannot see them. */
export function createNotices(): Notices {
  const place = element('al-notices')
  const shown = new Map<NoticeKey, HTMLElement>()

  // Whatever is being written never lies below them.
  new ResizeObserver(() => {
    const height = place.offsetHeight
    const { style } = document.documentElement
    // Over the help area, and beside a wide screen, they take no room from the page itself.
    const isInPage = getComputedStyle(place).position === 'sticky'
    style.setProperty('--al-notices-height', `${height}px`)
    style.setProperty('--al-notices-room', `${isInPage ? height : 0}px`)
    keepInSight(document.activeElement)
  }).observe(place)

  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element && shown.size > 0) keepInSight(target)
  })

  function keepInSight(active: Element | null): void {
    if (active === null || active === document.body || place.contains(active)) return
    // Not what a pointer has just pressed: it would move away below it.
    if (active.matches(':focus-visible')) active.scrollIntoView({ block: 'nearest' })
  }

  function hide(key: NoticeKey): void {
    shown.get(key)?.remove()
    shown.delete(key)
  }

  return {
    hide,
    has: (key) => shown.has(key),
    show(key, notice) {
      hide(key)
      const item = make('div', `al-notice al-notice-${notice.kind}`, make('p', '', notice.text))
      const buttons = (notice.actions ?? []).map((action) =>
        makeButton('btn btn-sm btn-light', action.label, () => {
          hide(key)
          action.run()
        }),
      )
      if (buttons.length > 0) item.append(make('div', 'al-notice-actions', ...buttons))
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
