import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { PageId, ProcessId, SessionId } from '../base/id.ts'
import type { Bus } from '../bus/bus.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import type { ControlMessage } from '../protocol/mirror.ts'
import { createControlRelay, type ControlRelay } from './control-relay.ts'
import { createKeyring, type SessionKey } from './seal.ts'

const id = <T extends string>(letter: string): T => letter.repeat(22) as T
const session = id<SessionId>('S')
const page = id<PageId>('P')
const [HERE, THERE] = [id<ProcessId>('H'), id<ProcessId>('T')]
const random = (count: number): Uint8Array => randomBytes(count)
const keyring = createKeyring({ keys: [{ id: 'k', bytes: random(32) }], currentId: 'k', random })

describe('control between processes', () => {
  let bus: Bus
  let published: string[]
  let logged: string[]
  let taken: number[]
  const { key } = keyring.create(session)

  beforeEach(() => {
    bus = createInProcessFabric().connect()
    published = []
    logged = []
    taken = []
  })

  async function relay(
    process: ProcessId,
    find: () => Promise<SessionKey | null> = async () => key,
  ): Promise<ControlRelay> {
    const made = createControlRelay({
      bus: {
        ...bus,
        publish(topic, message) {
          published.push(message)
          bus.publish(topic, message)
        },
      },
      process,
      keys: { find, keep() {}, forget() {} },
      log: (event) => void logged.push(event),
    })
    await made.start()
    return made
  }

  const take = (message: ControlMessage): void => void taken.push(message.cseq)
  const doing = (cseq: number): ControlMessage => ({
    number: 1,
    cseq,
    screen: 1,
    ops: [['v', 'f0', 'a secret word', 0, 0]],
  })

  async function settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await setImmediate()
  }

  /** The first look takes longer than those after it. */
  function slowAtFirst() {
    const first = Promise.withResolvers<SessionKey>()
    let looks = 0
    return {
      find: async () => (++looks === 1 ? first.promise : key),
      arrives: () => first.resolve(key),
    }
  }

  it('[CTL10] [SCA2] keeps the order while the session’s key is read, on both sides', async () => {
    for (const slow of ['sender', 'receiver']) {
      taken = []
      const look = slowAtFirst()
      const sender = await relay(HERE, slow === 'sender' ? look.find : undefined)
      const receiver = await relay(THERE, slow === 'receiver' ? look.find : undefined)
      receiver.addPage({ session, page }, take)
      for (const cseq of [1, 2, 3]) sender.send({ session, page, process: THERE }, doing(cseq))
      await settled()
      assert.deepEqual(taken, [])
      look.arrives()
      await settled()
      assert.deepEqual(taken, [1, 2, 3])
      sender.close()
      receiver.close()
    }
    assert.equal(published.join('').includes('secret word'), false)
  })

  it('[CTL1] a page at the same process needs no fabric', async () => {
    const only = await relay(HERE)
    only.addPage({ session, page }, take)
    only.send({ session, page, process: HERE }, doing(1))
    assert.deepEqual([taken, published], [[1], []])
  })

  it('[CTL6] a later line of the page takes the place of the earlier, whose end says nothing', async () => {
    const only = await relay(HERE)
    const endEarlier = only.addPage({ session, page }, () => assert.fail('the line is dead'))
    const endLater = only.addPage({ session, page }, take)
    endEarlier()
    only.send({ session, page, process: HERE }, doing(1))
    endLater()
    only.send({ session, page, process: HERE }, doing(2))
    // Another's page of the same name is another page.
    only.addPage({ session: id<SessionId>('X'), page }, () => assert.fail('not its session'))
    only.send({ session, page, process: HERE }, doing(3))
    assert.deepEqual(taken, [1])
  })

  it('[REL7] [REL9] what is on the fabric may be anything, and a flood has an end', async () => {
    const look = slowAtFirst()
    const receiver = await relay(THERE, look.find)
    receiver.addPage({ session, page }, take)
    const sender = await relay(HERE)
    const topic = `control:${THERE}`
    const evil = [
      '{}',
      '[]',
      JSON.stringify({ session, page, sealed: 7 }),
      JSON.stringify({ session, page: 'x', sealed: '' }),
      JSON.stringify({ session, page, sealed: 'AAAA' }),
      JSON.stringify({
        session,
        page,
        sealed: keyring.create(session).key.seal('mirror', 'x', random(9)),
      }),
      'no JSON at all',
    ]
    for (const message of evil) bus.publish(topic, message)
    for (let cseq = 1; cseq <= 1_000; cseq++) {
      sender.send({ session, page, process: THERE }, doing(cseq))
    }
    await settled()
    look.arrives()
    await settled()
    assert.ok(taken.length > 0 && taken.length <= 200)
    assert.deepEqual([...new Set(logged)], ['control-failed'])
  })
})
