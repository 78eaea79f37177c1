import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { SessionId } from '../base/id.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { newId, save, testClock, toRoom, type TestClock } from '../store/testing/scene.ts'
import { createRetention } from './retention.ts'
import { createRoomShell } from './room-shell.ts'
import { createKeyring } from './seal.ts'

const DAY = 24 * 60 * 60 * 1000

describe('retention', () => {
  let clock: TestClock
  let store: Store
  beforeEach(async () => {
    clock = testClock()
    store = await openSqliteStore({ file: ':memory:', clock })
  })
  afterEach(() => store.close())

  async function begin(interview = 'a.yml'): Promise<SessionId> {
    const room = newId<'session'>()
    const participant = newId<'participant'>()
    const parts = { participant, account: null, wrappedKey: 'key' }
    await store.transact(toRoom(room, { type: 'create', interview, ...parts }))
    await store.transact(toRoom(room, save({ participant })))
    return room
  }

  async function sweep(
    days: number,
    byInterview: readonly (readonly [string, number])[] = [],
    of: Store = store,
  ): Promise<readonly string[]> {
    const logged: string[] = []
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const keys = [{ id: 'k', bytes: randomBytes(32) }]
    const shell = createRoomShell({
      store: of,
      bus: createInProcessFabric().connect(),
      process: newId(),
      keyring: createKeyring({ keys, currentId: 'k', random }),
      random,
      log: () => {},
    })
    const retention = { days, byInterview: new Map(byInterview) }
    const log = (event: string): void => void logged.push(event)
    await createRetention({ store: of, shell, retention, log }).run()
    return logged
  }

  async function left(...rooms: readonly SessionId[]): Promise<readonly boolean[]> {
    return Promise.all(rooms.map(async (id) => (await store.readRoom(id)) !== null))
  }

  it('[SES4] deletes what nobody has used for so many days, to the day', async () => {
    const old = await begin()
    clock.advance(DAY)
    const young = await begin()
    clock.advance(9 * DAY)
    await sweep(10)
    assert.deepEqual(await left(old, young), [true, true], 'ten days, and no longer')
    clock.advance(1)
    assert.deepEqual(await sweep(10), ['sessions-deleted'])
    assert.deepEqual(await left(old, young), [false, true])
  })

  it('[SES4] 0 days: never', async () => {
    const old = await begin()
    clock.advance(4000 * DAY)
    assert.deepEqual(await sweep(0), [])
    assert.deepEqual(await left(old), [true])
  })

  it('[SES4] an interview may have days of its own, fewer, more, or none at all', async () => {
    const [a, b, c, d] = [
      await begin('a.yml'),
      await begin('b.yml'),
      await begin('c.yml'),
      await begin('d.yml'),
    ]
    clock.advance(5 * DAY)
    const rules = [
      ['a.yml', 2],
      ['b.yml', 100],
      ['c.yml', 0],
    ] as const
    await sweep(10, rules)
    assert.deepEqual(await left(a, b, c, d), [false, true, true, true])
    clock.advance(10 * DAY)
    await sweep(10, rules)
    assert.deepEqual(await left(a, b, c, d), [false, true, true, false])
    clock.advance(100 * DAY)
    await sweep(0, rules)
    assert.deepEqual(await left(a, b, c, d), [false, false, true, false])
  })

  it('[SES4] whoever comes back while it sweeps keeps the session', async () => {
    const room = await begin()
    clock.advance(20 * DAY)
    const participant = Object.keys((await store.readRoom(room))?.participants ?? {})[0]
    const late: Store = {
      ...store,
      async readUntouched(part) {
        const found = await store.readUntouched(part)
        const page = { participant: participant as never, page: newId<'page'>() }
        await store.transact(toRoom(room, { type: 'page-opened', ...page, process: newId() }))
        return found
      },
    }
    await sweep(10, [], late)
    assert.deepEqual(await left(room), [true])
  })

  it('[SES4] one that cannot be deleted is not in the others’ way', async () => {
    const [bad, good] = [await begin(), await begin()]
    clock.advance(20 * DAY)
    const failing: Store = {
      ...store,
      async transact(command) {
        const { aggregate } = command
        if (aggregate.kind === 'room' && aggregate.id === bad) throw new Error('the disk')
        return store.transact(command)
      },
    }
    assert.deepEqual(await sweep(10, [], failing), ['session-not-deleted', 'sessions-deleted'])
    assert.deepEqual(await left(bad, good), [true, false])
  })

  it('[SES4] hundreds are deleted in one run', async () => {
    const rooms = await Promise.all(Array.from({ length: 250 }, () => begin()))
    clock.advance(20 * DAY)
    await sweep(10)
    assert.ok((await left(...rooms)).every((isLeft) => !isLeft))
  })
})
