/**
 * The operator's hands in the picture (CTL1): what they type, choose and press becomes ops, inside the
 * event in which they do it; nothing happens by itself. While the picture is only watched, every such
 * event is cancelled (OBS3). What is masked is the user's in either case (CTL9).
 */
import { CONTROL_WHOLE_TEXT } from '../../protocol/limits.ts'
import type { ControlOp } from '../../protocol/mirror.ts'
import { DRAWING } from './drawings.ts'
import { fieldKind, isField, readField, readSelection, targetOf, type Field } from './fields.ts'
import type { FrameNote } from './frame-messages.ts'
import type { Picture } from './picture.ts'
import { REACHABLE } from './sanitise.ts'
import { listenToDrawing } from './drawing-hand.ts'
import { findSplice } from './splice.ts'

/** Keys that only move the view; all others are cancelled while the picture is watched. */
const SCROLL_KEYS = new Set(
  'ArrowUp ArrowDown ArrowLeft ArrowRight PageUp PageDown Home End Tab'.split(' '),
)
const PRESSED =
  'button,a,summary,input[type=submit],input[type=button],input[type=reset],input[type=image]'
/** The agent cuts texts there. */
const MAX_TEXT = 100_000
/** Of one message: even if every letter were escaped, the server takes it. */
const MAX_INSERTED = 8_000
/** Between two words about where the operator is, or how far they have scrolled. */
const PLACE_MS = 100

export interface Operating {
  readonly isOn: boolean
  turn(isOn: boolean): void
  /** Elements may be others than before. */
  refresh(): void
}

export function createOperating(options: {
  readonly root: HTMLElement
  readonly picture: () => Picture
  /** Sends what belongs together in one message, and returns the message's `cseq`. */
  readonly send: (ops: readonly ControlOp[]) => number
  readonly note: (note: FrameNote) => void
  readonly leave: () => void
}): Operating {
  const { root, send, note } = options
  const dirty = new Set<string>()
  let isOn = false
  let placeTimer: ReturnType<typeof setTimeout> | undefined
  let toldPlace = ''
  let toldTop = -1

  function listen(names: string, listener: (event: Event) => void): void {
    for (const name of names.split(' ')) {
      document.addEventListener(name, listener, { capture: true, passive: false })
    }
  }

  listen('submit reset dragstart drop auxclick', cancel)
  listen('beforeinput paste cut', (event) => {
    if (!isOn || editable(event.target) === null) cancel(event)
  })
  listen('compositionstart', (event) => {
    const field = isOn ? editable(event.target) : null
    if (field === null) cancel(event)
    else options.picture().composing(field)
  })
  listen('compositionend', () => options.picture().composing(null))
  listen('pointerdown mousedown touchstart', (event) => {
    if (isOn && refusal(event.target) === null) return
    // What is typed next is meant for this one, not for the one before.
    if (isOn) leaveField()
    cancel(event)
    // Nor for what had the focus outside: a key pressed here acts nowhere else (OBS3).
    if (event.type === 'mousedown') takeFocus()
  })
  listen('mouseup dblclick', (event) => {
    if (!isOn) cancel(event)
  })
  listen('click', click)
  listen('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      options.leave()
    } else if (!isOn && !SCROLL_KEYS.has(event.key)) cancel(event)
  })
  listen('input', (event) => {
    const field = isField(event.target) ? event.target : null
    if (field === null) return
    if (isOn && editable(field) !== null) edit(field)
    else options.picture().restore(field)
  })
  listen('change focusout', (event) => commit(event.target))
  listen('focusin selectionchange', () => tellPlaceSoon())
  window.addEventListener('scroll', () => tellPlaceSoon(), { passive: true })
  listenToDrawing(
    (target) => (isOn ? drawable(target) : null),
    (canvas, stroke) => {
      const target = targetOf(canvas)
      if (target !== null) options.picture().drawn(canvas, stroke, send([['k', target, stroke]]))
    },
  )

  /** A field of the screen that the operator may change. */
  function editable(target: EventTarget | null): Field | null {
    if (!isField(target) || !root.contains(target) || targetOf(target) === null) return null
    return fieldKind(target) === 'file' || options.picture().isMasked(target) ? null : target
  }

  function drawable(target: EventTarget | null): HTMLCanvasElement | null {
    if (!(target instanceof HTMLCanvasElement) || !target.matches(DRAWING)) return null
    return targetOf(target) === null || options.picture().isMasked(target) ? null : target
  }

  /** Why nothing can be done to it, also where its label is pressed. */
  function refusal(target: EventTarget | null): FrameNote | null {
    if (!(target instanceof Element)) return null
    const label = target.closest('label')
    const meant = label?.control ?? target
    const isThing = isField(meant) || meant.matches(DRAWING)
    if (isThing && options.picture().isMasked(meant)) return 'masked'
    return meant instanceof HTMLInputElement && meant.type === 'file' ? 'files' : null
  }

  function click(event: Event): void {
    if (!isOn || !(event.target instanceof Element)) return cancel(event)
    const refused = refusal(event.target)
    if (refused !== null) {
      cancel(event)
      return note(refused)
    }
    const pressed = event.target.closest(PRESSED)
    if (pressed === null) return
    cancel(event)
    const target = targetOf(pressed)
    if (target === null) return note('no-press')
    send([...takeDirty(), ['p', target]])
  }

  function edit(field: Field): void {
    const target = targetOf(field)
    const { picture } = options
    if (target === null) return
    switch (fieldKind(field)) {
      case 'tick':
        return picture().edited(field, send([['c', target, readField(field) === '1' ? 1 : 0]]))
      case 'select': {
        const chosen = readField(field)
        const indices = chosen === '' ? [] : chosen.split(',').map(Number)
        return picture().edited(field, send([['o', target, indices]]))
      }
      case 'text':
        return editText(field, target)
      case 'file':
      case null:
    }
  }

  function editText(field: Field, target: string): void {
    const { value } = field
    if (value.length > MAX_TEXT) {
      options.picture().restore(field)
      return note('too-long')
    }
    const { from, to } = readSelection(field)
    const before = options.picture().shown(field)
    dirty.add(target)
    toldPlace = `${target} ${from} ${to}`
    let cseq = 0
    if (value.length <= CONTROL_WHOLE_TEXT) cseq = send([['v', target, value, from, to]])
    else for (const op of splices(target, before, value, { from, to })) cseq = send([op])
    if (cseq > 0) options.picture().edited(field, cseq)
  }

  /** The field is left, or its value taken: the page's scripts wait for that. */
  function commit(left: EventTarget | null): void {
    const target = isField(left) ? targetOf(left) : null
    if (target !== null && isOn && dirty.delete(target)) send([['ch', target]])
  }

  function takeDirty(): readonly ControlOp[] {
    const targets = [...dirty]
    dirty.clear()
    return targets.slice(-90).map((target) => ['ch', target])
  }

  function tellPlaceSoon(): void {
    if (isOn) placeTimer ??= setTimeout(tellPlace, PLACE_MS)
  }

  /** Where the operator is, so that the user sees it. */
  function tellPlace(): void {
    placeTimer = undefined
    if (!isOn) return
    const ops: ControlOp[] = []
    const field = editable(document.activeElement)
    const target = field === null ? null : targetOf(field)
    if (field !== null && target !== null) {
      const { from, to } = readSelection(field)
      const place = `${target} ${from} ${to}`
      if (place !== toldPlace) ops.push(['s', target, from, to])
      toldPlace = place
    }
    const top = Math.max(0, Math.round(window.scrollY - root.offsetTop))
    if (top !== toldTop) ops.push(['y', top])
    toldTop = top
    if (ops.length > 0) send(ops)
  }

  /** Without a field: its keys only move the view. */
  function takeFocus(): void {
    if (root.contains(document.activeElement)) return
    document.body.tabIndex = -1
    document.body.focus({ preventScroll: true })
  }

  function leaveField(): void {
    const focused = document.activeElement
    if (focused instanceof HTMLElement && root.contains(focused)) focused.blur()
  }

  function refresh(): void {
    for (const element of root.querySelectorAll(REACHABLE)) {
      const isReachable = isOn && refusal(element) === null
      if (isReachable) element.removeAttribute('tabindex')
      else element.setAttribute('tabindex', '-1')
    }
  }

  return {
    get isOn() {
      return isOn
    },
    turn(is) {
      if (is === isOn) return
      isOn = is
      clearTimeout(placeTimer)
      placeTimer = undefined
      dirty.clear()
      toldPlace = ''
      toldTop = Math.max(0, Math.round(window.scrollY - root.offsetTop))
      document.body.classList.toggle('al-operated', is)
      options.picture().operated(is)
      options.picture().composing(null)
      refresh()
      if (!is) leaveField()
    },
    refresh,
  }
}

/** A pasted text in parts that one message holds. */
function splices(
  target: string,
  before: string,
  after: string,
  { from, to }: { readonly from: number; readonly to: number },
): readonly ControlOp[] {
  const { at, deleted, inserted } = findSplice(before, after)
  const ops: ControlOp[] = []
  for (let done = 0; done === 0 || done < inserted.length; done += MAX_INSERTED) {
    const part = inserted.slice(done, done + MAX_INSERTED)
    const base = done === 0 ? before.length : before.length - deleted + done
    ops.push(['t', target, at + done, done === 0 ? deleted : 0, part, from, to, base])
  }
  return ops
}

function cancel(event: Event): void {
  // A finger must still be able to scroll.
  if (event.type !== 'touchstart' && event.type !== 'pointerdown') event.preventDefault()
  event.stopImmediatePropagation()
}
