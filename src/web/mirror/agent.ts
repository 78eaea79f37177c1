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
import type { MirrorFromPage, MirrorOp } from '../../protocol/mirror.ts'
import {
  attributeOp,
  findDifferences,
  htmlOp,
  indexTargets,
  isBlocked,
  isUnseen,
  ROOT,
} from './compare.ts'
import { isMirroredAttribute } from './mirrored.ts'
import {
  allFields,
  fieldKind,
  fieldOp,
  isField,
  NO_SELECTION,
  readField,
  readSelection,
  targetOf,
  type Field,
} from './fields.ts'
import { maskText } from './masking.ts'
import { createMasks } from './masks.ts'

/** Programs set values without an event: everything is looked at this often. */
const SWEEP_MS = 500
/** A smooth scroll would otherwise send sixty messages a second. */
const SCROLL_MS = 100
/** Between two messages that no input event caused. */
const PAUSE_MS = 50
const RETRY_MS = 200
/** The server takes 512 KB and 5,000 ops. */
const BATCH_CHARACTERS = 150_000
const BATCH_OPS = 4000

export interface MirrorOptions {
  /** `#al-screen`; stays while screens are swapped within. */
  readonly root: HTMLElement
  readonly epoch: string
  readonly screenVersion: number
  /** `RenderedScreen.html` of the present screen, as the server sent it. */
  pristine(): string
  /** False: not sent (line down or full); the agent tries again. */
  send(message: MirrorFromPage): boolean
}

export interface Mirror {
  /** Leaves nothing behind: no listener, no timer. */
  stop(): void
  /** Right after another screen was put into the root, in the same task. */
  screenChanged(version: number): void
  /** The server wants a fresh snapshot. */
  again(): void
}

export function startMirror(options: MirrorOptions): Mirror {
  const { root } = options
  const masks = createMasks()
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
  wake.port1.addEventListener('message', runScheduled)
  wake.port1.start()
  observe()
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

  function observe(): void {
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
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
      for (const op of viewOps()) queue.set(op[0], op)
      flush()
    }, SCROLL_MS)
  }

  function noteMutations(records: readonly MutationRecord[]): void {
    const changed = new Set<Element>()
    for (const record of records) {
      const element = record.target instanceof Element ? record.target : record.target.parentElement
      if (element === null || !root.contains(element) || isBlocked(element)) continue
      const name = record.attributeName
      if (name !== null) {
        if (isMirroredAttribute(name)) noteAttribute(element, name, changed)
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
    const target = element === root ? ROOT : targetOf(element)
    if (target === null) changed.add(containerOf(element))
    else put(`a ${target} ${name}`, attributeOp(element, target, name))
  }

  function noteMarkup(element: Element): void {
    const target = element === root ? ROOT : targetOf(element)
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
    if (stopping.signal.aborted) return
    noteMutations(observer.takeRecords())
    if (snapshotDue) return snapshot()
    const learned = new Map<string, string>()
    const ops = [...queue.values(), ...fieldOps(marked, learned)]
    const focus = focusOp()
    if (JSON.stringify(focus) !== lastFocus && !tellsFocus(ops[ops.length - 1], focus))
      ops.push(focus)
    if (ops.length > 0 && !sendAll(ops, false)) return retry()
    queue.clear()
    marked.clear()
    for (const [target, state] of learned) known.set(target, state)
    lastFocus = JSON.stringify(focus)
  }

  function snapshot(): void {
    const pristine = parse(options.pristine())
    masks.learn(pristine)
    const { ops, patched } = findDifferences(root, pristine, masks)
    queue.clear()
    marked.clear()
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
    ops.push(...viewOps(), ...fieldOps(fields, learned), focusOp())
    if (!sendAll(ops, true)) return retry()
    for (const [target, state] of learned) known.set(target, state)
    lastFocus = JSON.stringify(focusOp())
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
      const state = masked ? maskText(field.value) : readField(field)
      const before = known.get(target)
      if (state === before) continue
      learned.set(target, state)
      const selection = masked ? NO_SELECTION : readSelection(field)
      ops.push(fieldOp(target, kind, { before, state, selection }))
    }
    return ops
  }

  /** Where the user is: `-` when in no target; without a place in the text where it is masked. */
  function focusOp(): MirrorOp {
    const focused = document.activeElement
    if (focused === null || !root.contains(focused) || isBlocked(focused)) return ['s', '-', -1, -1]
    const selection =
      isField(focused) && !masks.has(focused) ? readSelection(focused) : NO_SELECTION
    return ['s', targetOf(focused) ?? '-', selection.from, selection.to]
  }

  /** How far the screen is scrolled past its own top, and how large the window is. */
  function viewOps(): MirrorOp[] {
    return [
      ['w', Math.round(window.innerWidth), Math.round(window.innerHeight)],
      ['y', Math.round(-root.getBoundingClientRect().top)],
    ]
  }

  /** In parts that the server takes; a part that fails makes the whole be sent afresh. */
  function sendAll(ops: readonly MirrorOp[], whole: boolean): boolean {
    let first = 0
    let snapshot = whole
    while (first < ops.length) {
      let last = first
      let size = 0
      while (last < ops.length && last - first < BATCH_OPS) {
        size += JSON.stringify(ops[last]).length
        if (last > first && size > BATCH_CHARACTERS) break
        last++
      }
      const part = ops.slice(first, last)
      const { epoch } = options
      if (!options.send({ type: 'mirror', epoch, screen: screenVersion, snapshot, ops: part })) {
        if (first > 0) snapshotDue = true
        return false
      }
      snapshot = false
      first = last
    }
    lastFlush = performance.now()
    return true
  }

  function retry(): void {
    clearTimeout(retryTimer)
    retryTimer = setTimeout(flush, RETRY_MS)
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

/** A text's op carries the caret with it. */
function tellsFocus(op: MirrorOp | undefined, focus: MirrorOp): boolean {
  if (op === undefined || (op[0] !== 'v' && op[0] !== 't') || focus[2] === -1) return false
  const [from, to] = op.slice(-2)
  return op[1] === focus[1] && from === focus[2] && to === focus[3]
}

function isAllUnseen(record: MutationRecord): boolean {
  return [...record.addedNodes, ...record.removedNodes].every(isUnseen)
}
