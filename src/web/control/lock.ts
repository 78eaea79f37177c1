/**
 * A screen that an operator works on (CTL2): its submit buttons are disabled, its fields stay enabled,
 * and what the user changes in them is undone before anybody sees it or hears of it.
 *
 *   trusted event ─► window, capture phase: cancelled, or what was held is put back ─► nothing further
 *   operator's doing (`act`) ─► passes, as do programs of the page
 *
 * Fields that observers are not shown, and files, stay the user's (CTL9): no operator can fill them in.
 */
import { allFields, fieldKind, isField, type Field } from '../mirror/fields.ts'
import { readHeld, writeHeld, type Held } from './field-values.ts'

/** The mirror leaves out what the lock does to a button. */
export const LOCKED = 'data-al-locked'
const SUBMIT = 'button:not([type]),button[type=submit],input[type=submit],input[type=image]'
const PRESSED = `button,a[href],input[type=submit],input[type=image],input[type=button],input[type=reset]`

export interface LockOptions {
  readonly root: HTMLElement
  /** What observers are not shown. */
  isMasked(field: Element): boolean
  /** A way to another screen, outside of the root. */
  leadsAway(link: HTMLAnchorElement): boolean
  /** The user tried to change something. */
  onDenied(): void
}

export interface Lock {
  /** Right after another screen was put into the root, in the same task. */
  screenChanged(): void
  /** Carries out what the operator does; the lock lets it pass. */
  act(work: () => void): void
  /** Presses a button, locked or not; not one that the page itself has disabled. */
  press(button: HTMLButtonElement | HTMLInputElement): void
  release(): void
}

export function startLock(options: LockOptions): Lock {
  const { root } = options
  const held = new Map<Field, Held>()
  const stopping = new AbortController()
  let isActing = false
  const added = new MutationObserver(disableButtons)

  listen(['beforeinput'], beforeInput)
  listen(['input', 'change'], undo)
  listen(['click', 'auxclick'], click)
  listen(['keydown'], keydown)
  listen(['pointerdown'], pointerDown)
  listen(['focusin'], hold)
  listen(['submit'], submit)
  commitComposition()
  lockScreen()

  function listen(names: readonly string[], listener: (event: Event) => void): void {
    for (const name of names) {
      window.addEventListener(name, listener, { capture: true, signal: stopping.signal })
    }
  }

  function lockScreen(): void {
    held.clear()
    hold()
    disableButtons()
    const watched = { subtree: true, childList: true, attributeFilter: ['disabled'] }
    added.observe(root, watched)
  }

  /** Programs of the page change fields without an event, so this is looked at before each edit. */
  function hold(): void {
    for (const field of allFields(root)) {
      const value = isUsers(field) ? null : readHeld(field)
      if (value !== null) held.set(field, value)
    }
  }

  function disableButtons(): void {
    for (const button of root.querySelectorAll<HTMLButtonElement>(SUBMIT)) {
      if (button.disabled) continue
      button.setAttribute(LOCKED, '')
      button.disabled = true
    }
  }

  function isUsers(field: Field): boolean {
    return fieldKind(field) === 'file' || options.isMasked(field)
  }

  /** What the user does to a field that is not theirs now. */
  function isForeign(event: Event): boolean {
    const { target } = event
    if (isActing || !event.isTrusted || !isField(target) || !root.contains(target)) return false
    return !isUsers(target) && fieldKind(target) !== null
  }

  function deny(event: Event): void {
    event.preventDefault()
    event.stopImmediatePropagation()
    options.onDenied()
  }

  function beforeInput(event: Event): void {
    if (!isForeign(event)) return
    hold()
    if (event.cancelable) deny(event)
  }

  /** What could not be cancelled: pickers, arrows, composition, what the browser fills in. */
  function undo(event: Event): void {
    if (!isForeign(event)) {
      if (!isActing && !event.isTrusted) hold()
      return
    }
    let isUndone = false
    for (const [field, value] of held) {
      const isMeant = field === event.target || fieldKind(field) === 'tick'
      if (isMeant && field.isConnected && writeHeld(field, value)) isUndone = true
    }
    if (isUndone) deny(event)
  }

  function click(event: Event): void {
    const { target } = event
    if (isActing || !event.isTrusted || !(target instanceof Element)) return
    const link = target.closest<HTMLAnchorElement>('a[href]')
    if (!root.contains(target)) {
      if (link !== null && options.leadsAway(link)) deny(event)
      return
    }
    const label = target.closest('label')
    const control = isField(target) ? target : (label?.control ?? null)
    const pressed = target.closest(PRESSED)
    if (pressed !== null && (!isField(pressed) || !isUsers(pressed))) return deny(event)
    if (isField(control) && fieldKind(control) === 'tick' && !isUsers(control)) deny(event)
  }

  function keydown(event: Event): void {
    if (isActing || !event.isTrusted || !(event instanceof KeyboardEvent)) return
    const { target } = event
    if (!isField(target) || !root.contains(target)) return
    hold()
    // It would send the screen.
    if (event.key === 'Enter' && target instanceof HTMLInputElement) event.preventDefault()
  }

  function pointerDown(event: Event): void {
    const { target } = event
    if (isActing || !event.isTrusted || !(target instanceof Element)) return
    if (!root.contains(target)) return
    hold()
    const drawing = target.closest('canvas[data-m]')
    if (drawing !== null && !options.isMasked(drawing)) deny(event)
  }

  function submit(event: Event): void {
    const { target } = event
    if (!isActing && target instanceof Node && root.contains(target)) deny(event)
  }

  /** What is being composed in a field is taken in before it is the operator's. */
  function commitComposition(): void {
    const active = document.activeElement
    if (!isField(active) || !root.contains(active) || isUsers(active)) return
    active.blur()
    active.focus({ preventScroll: true })
  }

  function act(work: () => void): void {
    const isWithin = isActing
    isActing = true
    try {
      work()
    } finally {
      isActing = isWithin
      if (!isWithin && !stopping.signal.aborted) hold()
    }
  }

  return {
    screenChanged: lockScreen,
    act,
    press(button) {
      const isLocked = button.hasAttribute(LOCKED)
      if (button.disabled && !isLocked) return
      act(() => {
        button.disabled = false
        button.click()
        if (isLocked && button.isConnected && !stopping.signal.aborted) button.disabled = true
      })
    },
    release() {
      stopping.abort()
      added.disconnect()
      for (const button of root.querySelectorAll<HTMLButtonElement>(`[${LOCKED}]`)) {
        button.removeAttribute(LOCKED)
        button.disabled = false
      }
    },
  }
}
