/** Which entry the operator is about to do something in, as far as a pointer or key tells (MON8). */
import { batch, signal, type ReadonlySignal } from '@preact/signals'
import type { EntryKey } from './monitor-state.ts'

export interface Aim {
  /** The pointer is over something in it that can be pressed. */
  readonly at: ReadonlySignal<EntryKey | null>
  /** The pointer is somewhere over the list. */
  readonly isNear: ReadonlySignal<boolean>
  /** Which entry must not move: the one aimed at or the one with the focus, whichever was used last. */
  keeper(focused: EntryKey | null): EntryKey | null
  attach(list: HTMLElement): () => void
}

const PRESSABLE = 'button, a, input, textarea, select, label, summary, iframe'

export function createAim(): Aim {
  const at = signal<EntryKey | null>(null)
  const isNear = signal(false)
  let isByKey = false
  let place = ''

  function noteOver({ target }: PointerEvent): void {
    const pressable = target instanceof Element ? target.closest(PRESSABLE) : null
    batch(() => {
      isNear.value = true
      at.value = pressable?.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null
    })
  }

  function noteLeave(): void {
    batch(() => {
      isNear.value = false
      at.value = null
    })
  }

  function noteMove({ screenX, screenY }: PointerEvent): void {
    // Browsers also tell of a move when the page moved below the pointer.
    const now = `${screenX} ${screenY}`
    if (now !== place) isByKey = false
    place = now
  }

  const noteKey = (): void => {
    isByKey = true
  }

  return {
    at,
    isNear,
    keeper: (focused) => (isByKey ? (focused ?? at.peek()) : (at.peek() ?? focused)),
    attach(list) {
      list.addEventListener('pointerover', noteOver)
      list.addEventListener('pointerleave', noteLeave)
      window.addEventListener('pointermove', noteMove, { passive: true })
      window.addEventListener('keydown', noteKey, { capture: true })
      return () => {
        list.removeEventListener('pointerover', noteOver)
        list.removeEventListener('pointerleave', noteLeave)
        window.removeEventListener('pointermove', noteMove)
        window.removeEventListener('keydown', noteKey, { capture: true })
      }
    },
  }
}
