/**
 * Runs in the user's page while somebody observes (OBS6), and sends what the screen shows beyond
 * what the server wrote: first the differences, then each change.
 *
 *   capture phase: mark the field ──► the page's own handlers ──► bubble phase at window: send
 *
 * so that a keystroke, what the page made of it and what it showed or hid travel in one message,
 * inside the input event: browsers hold back timers and messages after a key until the next frame.
 * Knows nothing of sockets; masks at the source (OBS7); keeps one op per thing, so a slow line
 * costs bounded memory.
 */
import type { ControlAck, MirrorFromPage, MirrorOp } from '../../protocol/mirror.ts'
import {
  attributeOp,
  findDifferences,
  htmlOp,
  indexTargets,
  isBlocked,
  isLocked,
  isUnseen,
  realChanges,
  ROOT,
} from './compare.ts'
import { drawnOps, playingOp, strokeOps, type SignatureReader } from './drawn.ts'
import { isMirroredAttribute } from './mirrored.ts'
import {
  allFields,
  fieldKind,
  fieldOp,
  isField,
  NO_SELECTION,
  readField,
  readSelection,
  shortenOp,
  targetOf,
  type Field,
} from './fields.ts'
import { splitOps } from './batches.ts'
import { createMasks } from './masks.ts'
import { focusOp, tellsFocus, viewOps } from './where.ts'

/** Programs set values without an event: everything is looked at this often. */
const SWEEP_MS = 500
/** A smooth scroll would otherwise send sixty messages a second. */
const SCROLL_MS = 100
/** Between two messages that no input event caused. */
const PAUSE_MS = 50
const RETRY_MS = 200

export interface MirrorOptions {
  /** `#al-screen`; stays while screens are swapped within. */
  readonly root: HTMLElement
  readonly epoch: string
  readonly screenVersion: number
  /** `RenderedScreen.html` of the present screen, as the server sent it. */
  pristine(): string
  /** False: not sent (line down or full); the agent tries again. */
  send(message: MirrorFromPage): boolean
  /** While the page is controlled: up to where (CTL10). */
  ack(): ControlAck | null
  /** Null where no signature is asked for. */
  signature(): SignatureReader | null
}

export interface Mirror {
  /** Leaves nothing behind: no listener, no timer. */
  stop(): void
  /** Right after another screen was put into the root, in the same task. */
  screenChanged(version: number): void
  /** The server wants a fresh snapshot. */
  again(): void
  /** What `work` changes, and how far the controller has come with it, go in one message, at once. */
  together(work: () => void): void
  /** The field's text whole with the next message. */
  retell(target: string): void
}

export function startMirror(options: MirrorOptions): Mirror {
  const { root, epoch } = options
  const masks = createMasks(() => allFields(root))
  /** What observers know each field to hold. */
  const known = new Map<string, string>()
  /** Waiting to be sent: the newest for each thing. */
  const queue = new Map<string, MirrorOp>()
  const marked = new Set<Field>()
  const stopping = new AbortController()
  const wake = new MessageChannel()
  const observer = new MutationObserver((records) => {
    noteMutations(records)
    schedule()
  })
  let screenVersion = options.screenVersion
  let snapshotDue = true
  let ackDue = false
  let isHeld = false
  let strokes = 0
  let scheduled = false
  let lastFlush = 0
  let lastFocus = ''
  let wakeTimer: ReturnType<typeof setTimeout> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let scrollTimer: ReturnType<typeof setTimeout> | undefined
  const sweepTimer = setInterval(sweep, SWEEP_MS)

  listen(document, ['input', 'change'], markTarget, true)
  listen(window, ['input', 'change'], flush)
  listen(document, ['selectionchange', 'focusin', 'focusout'], flush)
  listen(window, ['scroll', 'resize'], noteScroll)
  listen(document, ['play', 'pause', 'seeked', 'ended'], notePlaying, true)
  listen(document, ['al-signature'], noteStroke, true)
  wake.port1.addEventListener('message', runScheduled)
  wake.port1.start()
  observer.observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeOldValue: true,
  })
  flush()

  return {
    stop() {
      stopping.abort()
      observer.disconnect()
      clearInterval(sweepTimer)
      clearTimeout(wakeTimer)
      clearTimeout(retryTimer)
      clearTimeout(scrollTimer)
      wake.port1.close()
    },
    screenChanged(version) {
      observer.takeRecords()
      screenVersion = version
      masks.reset()
      again()
    },
    again,
    together(work) {
      isHeld = true
      try {
        work()
      } finally {
        isHeld = false
        ackDue = true
        flush()
      }
    },
    retell(target) {
      known.delete(target)
      for (const field of allFields(root)) if (targetOf(field) === target) marked.add(field)
    },
  }

  function listen(
    target: EventTarget,
    names: readonly string[],
    listener: (event: Event) => void,
    capture = false,
  ): void {
    for (const name of names) {
      target.addEventListener(name, listener, { capture, passive: true, signal: stopping.signal })
    }
  }

  function again(): void {
    snapshotDue = true
    flush()
  }

  function markTarget(event: Event): void {
    if (isField(event.target) && root.contains(event.target)) mark(event.target)
    // In case the page stops the event on its way to the window.
    schedule()
  }

  function mark(field: Field): void {
    marked.add(field)
    if (fieldKind(field) !== 'tick') return
    // One tick may undo others: radios, "none of the above".
    for (const other of allFields(root)) if (fieldKind(other) === 'tick') marked.add(other)
  }

  function sweep(): void {
    for (const field of allFields(root)) marked.add(field)
    flush()
  }

  function noteScroll(): void {
    scrollTimer ??= setTimeout(() => {
      scrollTimer = undefined
      for (const op of viewOps(root)) queue.set(op[0], op)
      flush()
    }, SCROLL_MS)
  }

  function notePlaying({ target }: Event): void {
    const op = target instanceof HTMLMediaElement && isOpen(target) ? playingOp(target) : null
    if (op === null) return
    put(`P ${op[1]}`, op)
    schedule()
  }

  function noteStroke(event: Event): void {
    const { target } = event
    if (!(event instanceof CustomEvent && target instanceof HTMLCanvasElement)) return
    if (!isOpen(target) || masks.has(target)) return
    const stroke: unknown = event.detail?.stroke
    const ops = Array.isArray(stroke) ? strokeOps(target, stroke) : clearingOps(target)
    for (const op of ops) put(op[0] === 'K' ? `K ${op[1]}` : `k ${strokes++}`, op)
    flush()
  }

  /** Within the screen, and not in a region that is never sent. */
  function isOpen(element: Element): boolean {
    return root.contains(element) && !isBlocked(element)
  }

  /** What was drawn before and has not been sent is cleared with it. */
  function clearingOps(canvas: Element): readonly MirrorOp[] {
    const target = targetOf(canvas)
    if (target === null) return []
    for (const [key, op] of queue) if (op[0] === 'k' && op[1] === target) queue.delete(key)
    return [['K', target]]
  }

  function noteMutations(records: readonly MutationRecord[]): void {
    const changed = new Set<Element>()
    for (const record of realChanges(records)) {
      const element = record.target instanceof Element ? record.target : record.target.parentElement
      if (element === null || !root.contains(element) || isBlocked(element)) continue
      // A whole screen would travel for what nobody sees.
      if (isUnseen(element)) continue
      const name = record.attributeName
      if (name !== null) {
        if (isMirroredAttribute(name) && !isLocked(element, name)) {
          noteAttribute(element, name, changed)
        }
      } else if (record.type === 'characterData' || !isAllUnseen(record)) {
        changed.add(containerOf(element))
      }
    }
    for (const element of changed) {
      if (![...changed].some((outer) => outer !== element && outer.contains(element))) {
        noteMarkup(element)
      }
    }
  }

  function noteAttribute(element: Element, name: string, changed: Set<Element>): void {
    const target = nameOf(element)
    if (target === null) changed.add(containerOf(element))
    else put(`a ${target} ${name}`, attributeOp(element, target, { name, masks }))
  }

  function noteMarkup(element: Element): void {
    const target = nameOf(element)
    if (target === null) return
    put(`h ${target}`, htmlOp(element, target, masks))
    forget(element)
  }

  /** Markup carries no live state: the values of the fields within follow it. */
  function forget(within: Element): void {
    for (const field of allFields(within)) {
      marked.add(field)
      const target = targetOf(field)
      if (target !== null) known.delete(target)
    }
  }

  function nameOf(element: Element): string | null {
    return element === root ? ROOT : targetOf(element)
  }

  function put(key: string, op: MirrorOp | null): void {
    if (op === null) return
    queue.delete(key)
    queue.set(key, op)
  }

  function containerOf(element: Element): Element {
    let container: Element | null = element
    while (container !== null && container !== root) {
      if (targetOf(container) !== null && !isField(container)) return container
      container = container.parentElement
    }
    return root
  }

  function flush(): void {
    if (stopping.signal.aborted || isHeld) return
    noteMutations(observer.takeRecords())
    if (snapshotDue) return snapshot()
    const learned = new Map<string, string>()
    const ops = [...queue.values(), ...fieldOps(marked, learned)]
    const focus = focusOp(root, masks)
    if (JSON.stringify(focus) !== lastFocus && !tellsFocus(ops[ops.length - 1], focus))
      ops.push(focus)
    const isAcknowledging = ackDue && options.ack() !== null
    if ((ops.length === 0 && !isAcknowledging) || sendAll(ops, false)) told(learned)
  }

  /** Observers know it now. */
  function told(learned: ReadonlyMap<string, string>): void {
    queue.clear()
    marked.clear()
    for (const [target, state] of learned) known.set(target, state)
    lastFocus = JSON.stringify(focusOp(root, masks))
  }

  function snapshot(): void {
    const pristine = parse(options.pristine())
    masks.learn(pristine)
    const { ops, patched } = findDifferences(root, pristine, masks)
    known.clear()
    const served = indexTargets(pristine)
    const fields = allFields(root)
    for (const field of fields) {
      const target = targetOf(field)
      const before = target === null ? undefined : served.get(target)
      if (target === null || !isField(before)) continue
      if (patched.some((element) => element.contains(field))) continue
      // The frame takes the server's value out of what is masked, so observers know of nothing.
      known.set(target, masks.has(field) ? '' : readField(before))
    }
    const learned = new Map<string, string>()
    ops.push(
      ...viewOps(root),
      ...fieldOps(fields, learned),
      ...drawnOps(root, options.signature(), masks),
      focusOp(root, masks),
    )
    if (!sendAll(ops, true)) return
    told(learned)
    snapshotDue = false
  }

  function fieldOps(fields: Iterable<Field>, learned: Map<string, string>): MirrorOp[] {
    const ops: MirrorOp[] = []
    for (const field of fields) {
      const target = targetOf(field)
      const kind = fieldKind(field)
      if (target === null || kind === null || !root.contains(field) || isBlocked(field)) continue
      const masked = masks.has(field)
      if (masked && kind !== 'text') continue
      const state = masked ? masks.tell(field) : readField(field)
      const before = known.get(target)
      if (state === before) continue
      learned.set(target, state)
      const selection = masked ? NO_SELECTION : readSelection(field)
      ops.push(fieldOp(target, kind, { before, state, selection }))
    }
    return ops
  }

  /** In parts that the server takes; a part that fails makes the whole be sent afresh. */
  function sendAll(ops: readonly MirrorOp[], whole: boolean): boolean {
    const ack = whole || ackDue ? options.ack() : null
    const parts = splitOps(ops)
    for (const [index, part] of parts.entries()) {
      const start = whole && index === 0 ? { snapshot: { epoch, screen: screenVersion } } : null
      // With all of it done, and with what replaces everything that was known.
      const isTold = ack !== null && (start !== null || index === parts.length - 1)
      const message = { type: 'mirror', ...start, ops: part.map(shortenOp) } as const
      if (!options.send(isTold ? { ...message, ack } : message)) {
        if (index > 0) snapshotDue = true
        clearTimeout(retryTimer)
        retryTimer = setTimeout(flush, RETRY_MS)
        return false
      }
    }
    ackDue = false
    lastFlush = performance.now()
    return true
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    const wait = PAUSE_MS - (performance.now() - lastFlush)
    if (wait > 0) wakeTimer = setTimeout(runScheduled, wait)
    else wake.port2.postMessage(null)
  }

  function runScheduled(): void {
    scheduled = false
    flush()
  }
}

function parse(html: string): Element {
  return new DOMParser().parseFromString(html, 'text/html').body
}

function isAllUnseen(record: MutationRecord): boolean {
  return [...record.addedNodes, ...record.removedNodes].every(isUnseen)
}
