import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  encodeId,
  parseAccountId,
  parsePageId,
  parseParticipantId,
  parseProcessId,
  parseSessionId,
} from '../base/id.ts'
import { must } from '../base/must.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import { manualTiming } from './testing/manual-timing.ts'
import { createTypingHub, TYPING_MS, type TypingHub, type TypingMark } from './typing-hub.ts'

const bytes = (value: number): string => encodeId(new Uint8Array(16).fill(value))
const session = must(parseSessionId(bytes(1)), 'an id')
const ada = must(parseParticipantId(bytes(2)), 'an id')
const olivia = must(parseAccountId(bytes(3)), 'an id')

const page = (value: number) => must(parsePageId(bytes(value)), 'an id')

const ADA: TypingMark = {
  session,
  typist: { kind: 'participant', id: ada },
  audience: 'private',
  conversation: ada,
}
const OLIVIA: TypingMark = { ...ADA, typist: { kind: 'operator', id: olivia } }

describe('who types', () => {
  async function twoProcesses() {
    const fabric = createInProcessFabric()
    const timing = manualTiming()
    const heard: string[] = []
    const start = async (value: number): Promise<TypingHub> => {
      const bus = fabric.connect()
      await bus.subscribe('typing', (message) => heard.push(message))
      const process = must(parseProcessId(bytes(value)), 'an id')
      const hub = createTypingHub({ bus, process, timing })
      await hub.start()
      return hub
    }
    return { one: await start(8), other: await start(9), timing, heard }
  }

  it('[CHT15] is known to both processes, told once, and ends when it is not said again', async () => {
    const { one, other, timing } = await twoProcesses()
    let told = 0
    one.watch(session, () => told++)
    other.watch(session, () => told++)
    one.say(page(2), ADA, true)
    await settled(() => other.marks(session).length === 1)
    assert.deepEqual([one.marks(session), other.marks(session)], [[ADA], [ADA]])
    timing.pass(TYPING_MS - 1)
    one.say(page(2), ADA, true)
    await settled(() => true)
    timing.pass(TYPING_MS - 1)
    assert.deepEqual([one.marks(session), other.marks(session)], [[ADA], [ADA]])
    assert.equal(told, 2)
    timing.pass(1)
    assert.deepEqual([one.marks(session), other.marks(session)], [[], []])
    assert.equal(told, 4)
  })

  it('[CHT15] ends at once everywhere when it is said to', async () => {
    const { one, other } = await twoProcesses()
    one.watch(session, () => {})
    other.watch(session, () => {})
    one.say(page(2), ADA, true)
    other.say(page(3), OLIVIA, true)
    await settled(() => one.marks(session).length === 2 && other.marks(session).length === 2)
    one.say(page(2), ADA, false)
    await settled(() => other.marks(session).length === 1)
    assert.deepEqual(one.marks(session), [OLIVIA])
  })

  it('[CHT15] goes on in one tab when another of the same person stops or is closed', async () => {
    const { one, other } = await twoProcesses()
    one.watch(session, () => {})
    other.watch(session, () => {})
    one.say(page(2), ADA, true)
    other.say(page(4), ADA, true)
    await settled(() => one.marks(session).length > 0 && other.marks(session).length > 0)
    one.say(page(2), ADA, false)
    await settled(() => true)
    assert.deepEqual([one.marks(session), other.marks(session)], [[ADA], [ADA]])
    other.say(page(4), ADA, false)
    await settled(() => one.marks(session).length === 0)
    assert.deepEqual(other.marks(session), [])
  })

  it('[CHT15] is kept only for sessions that somebody watches, and not beyond that', async () => {
    const { one, other, heard } = await twoProcesses()
    const stop = one.watch(session, () => {})
    one.say(page(2), ADA, true)
    await settled(() => heard.length === 2)
    assert.deepEqual(other.marks(session), [])
    stop()
    assert.deepEqual(one.marks(session), [])
    one.say(page(2), ADA, false)
    await settled(() => true)
    assert.equal(heard.length, 2)
  })

  it('[REL9] so many marks of one session at most', async () => {
    const { one } = await twoProcesses()
    one.watch(session, () => {})
    for (let at = 10; at < 100; at++) {
      const id = must(parseParticipantId(bytes(at)), 'an id')
      one.say(page(at), { ...ADA, typist: { kind: 'participant', id } }, true)
    }
    assert.equal(one.marks(session).length, 50)
  })

  it('[REL7] what is none of ours on the bus is dropped', async () => {
    const fabric = createInProcessFabric()
    const bus = fabric.connect()
    const process = must(parseProcessId(bytes(7)), 'an id')
    const hub = createTypingHub({ bus, process, timing: manualTiming() })
    await hub.start()
    hub.watch(session, () => {})
    const good = { process: bytes(6), page: bytes(2), ...ADA, is: true }
    for (const bad of [
      {},
      { ...good, typist: null },
      { ...good, audience: 'all' },
      { ...good, session: 1 },
      { ...good, page: 'x' },
    ]) {
      bus.publish('typing', JSON.stringify(bad))
    }
    bus.publish('typing', 'no JSON')
    bus.publish('typing', JSON.stringify(good))
    await settled(() => hub.marks(session).length > 0)
    assert.deepEqual(hub.marks(session), [ADA])
  })
})

/** The bus delivers in later turns of the event loop. */
async function settled(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (holds() && turn > 2) return
  }
  throw new Error('it never came to hold')
}
