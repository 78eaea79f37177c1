/**
 * From a press until what it does is done, nothing on the page changes: a button that moved, changed
 * its word or was drawn anew meanwhile would lose the press, or somebody else's would get it (MON8).
 */
import { signal, type ReadonlySignal } from '@preact/signals'

/** A tap's click comes after the finger has gone; what was no tap has none. So long it is awaited. */
const TAP_MS = 600

export interface Press {
  /** Something is pressed, or its click is still to come. */
  readonly held: ReadonlySignal<boolean>
  /** Now, or once nothing is pressed; in order. */
  after(run: () => void): void
}

export function watchPresses(): Press {
  const held = signal(false)
  const due: (() => void)[] = []
  let pointer: number | null = null
  let ending: ReturnType<typeof setTimeout> | undefined

  function begin(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0) return
    clearTimeout(ending)
    pointer = event.pointerId
    held.value = true
  }

  function lift(event: PointerEvent): void {
    // A mouse's click is of the same task as this; a finger's is of a later one.
    if (event.pointerId === pointer) endIn(event.pointerType === 'mouse' ? 0 : TAP_MS)
  }

  function move(event: PointerEvent): void {
    // Let go where this page did not hear of it: over a browser's own menu.
    if (event.pointerId === pointer && event.pointerType === 'mouse' && event.buttons === 0) end()
  }

  function endIn(ms: number): void {
    clearTimeout(ending)
    ending = setTimeout(end, ms)
  }

  function end(): void {
    clearTimeout(ending)
    if (!held.peek()) return
    pointer = null
    for (let run = due.shift(); run !== undefined; run = due.shift()) run()
    held.value = false
  }

  const early = { capture: true, passive: true }
  window.addEventListener('pointerdown', begin, early)
  window.addEventListener('pointerup', lift, early)
  window.addEventListener('pointermove', move, early)
  // A finger that scrolls, a mouse that drags: no click comes of it.
  window.addEventListener('pointercancel', end, early)
  // The last event of a press: what listens to it, and what the browser does by it, comes first.
  window.addEventListener('click', () => endIn(0), early)
  window.addEventListener('keydown', end, early)
  window.addEventListener('blur', end)

  return {
    held,
    after(run) {
      if (held.peek()) due.push(run)
      else run()
    },
  }
}
