/**
 * Control over bad lines, in virtual time: an operator's picture (echo and outbox, as they are), a user's
 * page that obeys the protocol, and between them delays, losses and breaks drawn from a seed.
 */
import type { ControlAck, ControlMessage, ControlOp } from '../../../protocol/mirror.ts'
import { createEcho } from '../../mirror/echo.ts'
import { keepCaret } from '../../mirror/own-caret.ts'
import { applySplice, findSplice } from '../../mirror/splice.ts'
import {
  acknowledge,
  beginControl,
  lookAtControl,
  pictureCame,
  pushControl,
  type OutboxStep,
} from '../control-outbox.ts'

const WHOLE_TEXT = 256

export interface Key {
  /** ms after the one before. */
  readonly pause: number
  readonly field: string
  readonly act:
    | { readonly type: 'insert'; readonly text: string }
    | { readonly type: 'backspace' }
    | { readonly type: 'move'; readonly to: number }
}

/** What the page's scripts make of a text. */
export type Normalise = (text: string) => string

export interface SlowControl {
  readonly fields: Readonly<
    Record<string, { readonly text: string; readonly normalise: Normalise }>
  >
  readonly keys: readonly Key[]
  readonly seed: number
  /** Of 1. */
  readonly loss: number
  readonly breaks: number
  readonly maxDelay: number
  /** Each time that something which came changed what the operator sees. */
  onChange?(field: string, before: Typed, after: Typed): void
}

export interface Typed {
  readonly text: string
  readonly caret: number
}

export interface Outcome {
  /** What the page did, in order. */
  readonly done: readonly number[]
  readonly made: number
  readonly page: ReadonlyMap<string, string>
  readonly picture: ReadonlyMap<string, Typed>
  /** What the operator's keys alone make of the texts. */
  readonly typed: ReadonlyMap<string, string>
}

type Down =
  | { readonly type: 'delta'; readonly told: readonly [string, string][]; readonly ack: ControlAck }
  | {
      readonly type: 'picture'
      readonly epoch: string
      readonly told: readonly [string, string][]
      readonly ack: ControlAck
    }

export function runSlowControl(input: SlowControl): Outcome {
  const random = seeded(input.seed)
  const agenda: { readonly at: number; readonly order: number; readonly run: () => void }[] = []
  let now = 0
  let order = 0
  const after = (ms: number, run: () => void): void => {
    agenda.push({ at: now + ms, order: order++, run })
  }

  // The user's page.
  const page = new Map(Object.entries(input.fields).map(([name, { text }]) => [name, text]))
  const told = new Map(page)
  const done: number[] = []
  let processed: number | null = null
  let epoch = 1

  // The operator's picture.
  const echo = createEcho()
  const picture = new Map<string, Typed>()
  const typed = new Map<string, string>()
  for (const [name, text] of page) {
    echo.learn(name, text)
    picture.set(name, { text, caret: text.length })
    typed.set(name, text)
  }
  let outbox = beginControl(1, 'e1', 0)
  /** A break ends what is under way downwards; then nothing counts until the picture comes whole. */
  let stream = 0
  let isWhole = true
  let lastArrival = 0

  function carry({ outbox: next, send }: OutboxStep): void {
    outbox = next
    for (const message of send) {
      if (random() < input.loss) continue
      after(random() * input.maxDelay, () => arrive(message))
    }
  }

  function arrive(message: ControlMessage): void {
    if (message.cseq <= (processed ?? 0)) return answer(false)
    if (processed !== null && message.cseq > processed + 1) return answer(true)
    processed = message.cseq
    done.push(message.cseq)
    for (const op of message.ops) perform(op)
    answer(false)
  }

  function perform(op: ControlOp): void {
    if (op[0] !== 'v' && op[0] !== 't') return
    const before = page.get(op[1]) ?? ''
    if (op[0] === 't' && op[7] !== before.length) return void told.delete(op[1])
    const text =
      op[0] === 'v' ? op[2] : applySplice(before, { at: op[2], deleted: op[3], inserted: op[4] })
    page.set(op[1], input.fields[op[1]]?.normalise(text) ?? text)
  }

  function answer(gap: boolean): void {
    if (!isWhole) return
    const news = [...page].filter(([name, text]) => told.get(name) !== text)
    for (const [name, text] of news) told.set(name, text)
    down({ type: 'delta', told: news, ack: { number: 1, cseq: processed ?? 0, gap } })
  }

  /** In order, as one line carries it. */
  function down(message: Down): void {
    const present = stream
    lastArrival = Math.max(lastArrival, now + random() * input.maxDelay)
    after(lastArrival - now, () => {
      if (present === stream) hear(message)
    })
  }

  function breakLine(): void {
    const present = ++stream
    isWhole = false
    // The user's line or the operator's: only with the first is the picture another's.
    if (random() < 0.5) epoch++
    after(200 + random() * input.maxDelay, () => {
      if (present !== stream) return
      isWhole = true
      for (const [name, text] of page) told.set(name, text)
      const ack = { number: 1, cseq: processed ?? 0, gap: false }
      down({ type: 'picture', epoch: `e${epoch}`, told: [...page], ack })
    })
  }

  function hear(message: Down): void {
    for (const [name, text] of message.told) echo.told(name, text)
    echo.acknowledged(message.ack.cseq)
    const step =
      message.type === 'delta'
        ? acknowledge(outbox, message.ack, now)
        : pictureCame(outbox, message, now)
    if (step.dropped) echo.revert()
    carry(step)
    for (const [name, before] of picture) {
      const text = echo.shown(name) ?? before.text
      const after = { text, caret: keepCaret(before.text, text, before.caret) }
      picture.set(name, after)
      if (text !== before.text || after.caret !== before.caret)
        input.onChange?.(name, before, after)
    }
  }

  function press({ field, act }: Key): void {
    const at = picture.get(field) ?? { text: '', caret: 0 }
    const next = strike(at, act)
    picture.set(field, next)
    typed.set(field, next.text)
    if (next.text === at.text) return
    const cseq = outbox.next
    const op: ControlOp =
      next.text.length <= WHOLE_TEXT
        ? ['v', field, next.text, next.caret, next.caret]
        : spliceOp(field, at.text, next)
    const step = pushControl(outbox, { number: 1, cseq, screen: 1, ops: [op] }, now)
    if (step === null) throw new Error('the outbox took no more')
    echo.edited(field, next.text, cseq)
    carry(step)
  }

  let keyAt = 0
  for (const key of input.keys) {
    keyAt += key.pause
    agenda.push({ at: keyAt, order: order++, run: () => press(key) })
  }
  for (let i = 0; i < input.breaks; i++) {
    agenda.push({ at: random() * (keyAt + 1000), order: order++, run: breakLine })
  }
  const look = (): void => {
    carry(lookAtControl(outbox, now))
    if (outbox.kept.length > 0 || now < keyAt || agenda.length > 0) after(500, look)
  }
  look()

  for (let turns = 0; agenda.length > 0; turns++) {
    if (turns > 200_000) throw new Error('it never ends')
    const first = agenda.reduce((a, b) =>
      b.at < a.at || (b.at === a.at && b.order < a.order) ? b : a,
    )
    agenda.splice(agenda.indexOf(first), 1)
    now = first.at
    first.run()
  }
  return { done, made: outbox.next - 1, page, picture, typed }
}

function strike({ text, caret }: Typed, act: Key['act']): Typed {
  switch (act.type) {
    case 'insert':
      return {
        text: text.slice(0, caret) + act.text + text.slice(caret),
        caret: caret + act.text.length,
      }
    case 'backspace':
      return caret === 0
        ? { text, caret }
        : { text: text.slice(0, caret - 1) + text.slice(caret), caret: caret - 1 }
    case 'move':
      return { text, caret: Math.min(text.length, Math.round(act.to * text.length)) }
  }
}

function spliceOp(field: string, before: string, { text, caret }: Typed): ControlOp {
  const { at, deleted, inserted } = findSplice(before, text)
  return ['t', field, at, deleted, inserted, caret, caret, before.length]
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
