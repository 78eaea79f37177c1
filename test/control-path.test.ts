/**
 * CTL10 from end to end, without browsers: the Monitor's outbox, two relays with a fabric between them
 * that loses, doubles and reorders, the page's inbox, and acknowledgements that are lost as well.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { encodeId, parsePageId, parseProcessId, parseSessionId } from '../src/base/id.ts'
import { must } from '../src/base/must.ts'
import type { Bus } from '../src/bus/bus.ts'
import type { ControlAck, ControlMessage } from '../src/protocol/mirror.ts'
import { createControlRelay } from '../src/server/control-relay.ts'
import { createKeyring } from '../src/server/seal.ts'
import {
  ackOf,
  EMPTY_INBOX,
  hearControl,
  receiveControl,
  type Inbox,
} from '../src/web/control/control-inbox.ts'
import {
  acknowledge,
  beginControl,
  lookAtControl,
  pictureCame,
  pushControl,
  RESEND_MS,
  type OutboxStep,
} from '../src/web/monitor/control-outbox.ts'

const NUMBER = 3
const session = must(parseSessionId('S'.repeat(22)), 'a session id')
const page = must(parsePageId('P'.repeat(22)), 'a page id')
const [here, there] = ['H', 'T'].map((letter) =>
  must(parseProcessId(letter.repeat(22)), 'a process id'),
)

/** What fate does with the message, or the acknowledgement, that is next. */
type Fate = 'deliver' | 'lose' | 'double' | 'later'
type Step =
  | { readonly type: 'types' }
  | { readonly type: 'bus' | 'ack'; readonly fate: Fate }
  /** Time passes without a word. */
  | { readonly type: 'waits' }
  /** The picture comes anew: the operator's line was broken, or the agent began anew. */
  | { readonly type: 'picture' }

const fate = fc.constantFrom<Fate>('deliver', 'deliver', 'deliver', 'lose', 'double', 'later')
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'types' as const }) },
  { weight: 5, arbitrary: fate.map((each) => ({ type: 'bus' as const, fate: each })) },
  { weight: 4, arbitrary: fate.map((each) => ({ type: 'ack' as const, fate: each })) },
  { weight: 1, arbitrary: fc.constant({ type: 'waits' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'picture' as const }) },
)

function take<T>(waiting: T[], how: Fate, deliver: (one: T) => void): void {
  const next = waiting.shift()
  if (next === undefined || how === 'lose') return
  if (how === 'later') return void waiting.push(next)
  deliver(next)
  if (how === 'double') deliver(next)
}

async function createPath() {
  const onBus: { readonly topic: string; readonly message: string }[] = []
  const listeners = new Map<string, (message: string) => void>()
  const bus: Bus = {
    publish: (topic, message) => void onBus.push({ topic, message }),
    async subscribe(topic, listener) {
      listeners.set(topic, listener)
      return () => listeners.delete(topic)
    },
    isUp: () => true,
    async close() {},
  }
  const random = (count: number): Uint8Array => randomBytes(count)
  const keyring = createKeyring({ keys: [{ id: 'k', bytes: random(32) }], currentId: 'k', random })
  const { key } = keyring.create(session)
  const failures: string[] = []
  const relay = (process: typeof here) =>
    createControlRelay({
      bus,
      process: must(process, 'one of two'),
      keys: { find: async () => key, keep() {}, forget() {} },
      log: (event) => void failures.push(event),
    })
  const [sender, receiver] = [relay(here), relay(there)]
  await sender.start()
  await receiver.start()

  let now = 0
  let outbox = beginControl(NUMBER, encodeId(random(16)), now)
  let inbox: Inbox = hearControl(EMPTY_INBOX, NUMBER, false)
  let made = 0
  const acks: ControlAck[] = []
  const done: number[] = []
  const to = { session, page, process: must(there, 'one of two') }
  receiver.addPage({ session, page }, (message) => {
    const heard = receiveControl(inbox, message)
    inbox = heard.inbox
    if (heard.verdict === 'do') done.push(message.cseq)
    if (heard.verdict === 'do' || heard.verdict === 'answer') acks.push(ackOf(inbox))
  })

  function go(step: OutboxStep): void {
    outbox = step.outbox
    for (const message of step.send) sender.send(to, message)
  }

  const path = {
    done,
    failures,
    made: () => made,
    isThrough: () => outbox.kept.length === 0,
    async step(step: Step): Promise<void> {
      switch (step.type) {
        case 'types': {
          const cseq = made + 1
          const ops: ControlMessage['ops'] = [['v', 'f0', String(cseq), 1, 1]]
          const pushed = pushControl(outbox, { number: NUMBER, cseq, screen: 1, ops }, now)
          if (pushed !== null) made = cseq
          if (pushed !== null) go(pushed)
          break
        }
        case 'bus':
          take(onBus, step.fate, ({ topic, message }) => listeners.get(topic)?.(message))
          break
        case 'ack':
          take(acks, step.fate, (ack) => go(acknowledge(outbox, ack, now)))
          break
        case 'waits':
          now += RESEND_MS
          go(lookAtControl(outbox, now))
          break
        case 'picture':
          go(pictureCame(outbox, { epoch: must(outbox.epoch, 'begun'), ack: ackOf(inbox) }, now))
          break
      }
      // Sealing and opening are asynchronous.
      await setImmediate()
    },
    async heal(): Promise<void> {
      for (let round = 0; round < 400 && !path.isThrough(); round++) {
        await path.step({ type: 'waits' })
        while (onBus.length > 0) await path.step({ type: 'bus', fate: 'deliver' })
        while (acks.length > 0) await path.step({ type: 'ack', fate: 'deliver' })
      }
    },
  }
  return path
}

describe('what a controller does, on its way', () => {
  it('[CTL10] [SCA2] over lines that lose, double and reorder, each is done once, in order, and all in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 80 }), async (steps) => {
        const path = await createPath()
        for (const step of steps) await path.step(step)
        await path.heal()
        assert.deepEqual(
          path.done,
          Array.from({ length: path.made() }, (_, index) => index + 1),
        )
        assert.ok(path.isThrough())
        assert.deepEqual(path.failures, [])
      }),
      { numRuns: 100 },
    )
  })
})
