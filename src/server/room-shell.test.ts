import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import type { ProcessId, SessionId } from '../base/id.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  createChattingRoom,
  createOpenRoom,
  createOperator,
  newId,
  testClock,
  toDesk,
  type TestClock,
} from '../store/testing/scene.ts'
import { createRoomShell, type RoomShell } from './room-shell.ts'
import { createKeyring } from './seal.ts'
import { createSweeper, LEASE_MS, type Sweeper } from './sweeper.ts'
import { manualTiming } from './testing/manual-timing.ts'

interface World {
  /** Commands for `broken` rooms fail in it, as a state that nobody can read would. */
  readonly store: Store
  readonly shell: RoomShell
  readonly sweeper: Sweeper
  readonly clock: TestClock
  readonly logged: string[]
  readonly broken: Set<SessionId>
}

describe('a room that nobody can do anything with', () => {
  async function within(go: (world: World) => Promise<void>): Promise<void> {
    const clock = testClock()
    const real = await openSqliteStore({ file: ':memory:', clock })
    const broken = new Set<SessionId>()
    const store: Store = {
      ...real,
      async transact(command) {
        const { aggregate } = command
        if (aggregate.kind === 'room' && broken.has(aggregate.id)) throw new RangeError('broken')
        return real.transact(command)
      },
    }
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const keys = [{ id: 'k', bytes: randomBytes(32) }]
    const keyring = createKeyring({ keys, currentId: 'k', random })
    const logged: string[] = []
    const log = (event: string): void => void logged.push(event)
    const bus = createInProcessFabric().connect()
    const process = newId<'process'>()
    const timing = manualTiming()
    const shell = createRoomShell({ store, bus, process, keyring, random, log })
    const sweeper = createSweeper({ store, shell, process, timing, log, onLapse() {} })
    try {
      await go({ store, shell, sweeper, clock, logged, broken })
    } finally {
      await real.close()
    }
  }

  it('[REL7] [CHT14] keeps no other conversation from its next operator', () =>
    within(async ({ store, shell, logged, broken }) => {
      const olga = await createOperator(store)
      const first = await createChattingRoom(store)
      const second = await createChattingRoom(store)
      broken.add(first.room)
      await shell.perform(toDesk({ type: 'operator-removed', operator: olga.id }))
      await shell.carryOutbox()
      const room = await store.readRoom(second.room)
      const chat = room?.participants[second.participant]?.chat
      assert.equal(chat?.state === 'on' ? chat.operator : 'off', null)
      assert.ok(logged.includes('outbox-failed'))
      broken.clear()
      await shell.carryOutbox()
      assert.deepEqual(await store.readOutbox(10), [])
    }))

  it('[REL7] [STA1] keeps no other participant from being counted as gone', () =>
    within(async ({ store, sweeper, clock, broken }) => {
      const dead: ProcessId = newId()
      await store.renewProcess(dead)
      const rooms = [await createOpenRoom(store, dead), await createOpenRoom(store, dead)]
      const isThere = async ({ room, participant }: (typeof rooms)[number]): Promise<boolean> => {
        const pages = (await store.readRoom(room))?.participants[participant]?.pages ?? {}
        return Object.keys(pages).length > 0
      }
      for (const { room } of rooms) broken.add(room)
      clock.advance(LEASE_MS + 1)
      await sweeper.renewLease()
      assert.deepEqual(await Promise.all(rooms.map(isThere)), [true, true])
      // Whichever of the two comes first: the other one is in nobody's way.
      for (const { room } of rooms) {
        for (const other of rooms) broken.add(other.room)
        broken.delete(room)
        await sweeper.renewLease()
      }
      assert.deepEqual(await Promise.all(rooms.map(isThere)), [false, false])
    }))
})
