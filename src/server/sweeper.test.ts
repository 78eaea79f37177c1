import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { ProcessId } from '../base/id.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import {
  createOpenRoom,
  createOperator,
  newId,
  testClock,
  toDesk,
  type TestClock,
} from '../store/testing/scene.ts'
import { createRoomShell } from './room-shell.ts'
import { createKeyring } from './seal.ts'
import { createSweeper, LEASE_EVERY_MS, LEASE_MS, type Sweeper } from './sweeper.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'

describe('the lease of a process', () => {
  let clock: TestClock
  let timing: ManualTiming
  let store: Store
  let sweeper: Sweeper
  let parts: Parameters<typeof createSweeper>[0]
  let lapses: number
  /** Runs when the store has renewed the lease, before the process hears of it. */
  let onRenewed: () => void
  const own: ProcessId = newId()
  beforeEach(async () => {
    clock = testClock()
    timing = manualTiming()
    const real = await openSqliteStore({ file: ':memory:', clock })
    lapses = 0
    onRenewed = () => {}
    store = {
      ...real,
      async renewProcess(process) {
        await real.renewProcess(process)
        onRenewed()
      },
    }
    const random = (bytes: number): Uint8Array => randomBytes(bytes)
    const keys = [{ id: 'k', bytes: randomBytes(32) }]
    const keyring = createKeyring({ keys, currentId: 'k', random })
    const bus = createInProcessFabric().connect()
    const log = (): void => {}
    const shell = createRoomShell({ store, bus, process: own, keyring, random, log })
    const onLapse = (): void => void lapses++
    parts = { store, shell, process: own, timing, log, onLapse }
    sweeper = createSweeper(parts)
  })
  afterEach(() => store.close())

  it('[REL4] [STA1] is seen to have lapsed by a process that stood still between two renewals', async () => {
    await sweeper.renewLease()
    timing.pass(LEASE_EVERY_MS)
    await sweeper.renewLease()
    assert.equal(lapses, 0)
    timing.pass(LEASE_MS + 1)
    await sweeper.renewLease()
    assert.equal(lapses, 1)
    timing.pass(LEASE_EVERY_MS)
    await sweeper.renewLease()
    assert.equal(lapses, 1, 'and once')
  })

  it('[REL4] [STA1] is seen to have lapsed by a process that stood still while it renewed', async () => {
    await sweeper.renewLease()
    timing.pass(LEASE_EVERY_MS)
    onRenewed = () => timing.pass(LEASE_MS - LEASE_EVERY_MS)
    await sweeper.renewLease()
    assert.equal(lapses, 0)
    // The store renewed it when it was asked, not when the process heard of that.
    onRenewed = () => timing.pass(LEASE_EVERY_MS + 1)
    await sweeper.renewLease()
    assert.equal(lapses, 1)
    onRenewed = () => timing.pass(LEASE_MS + 1)
    await sweeper.renewLease()
    assert.equal(lapses, 2)
  })

  it('[REL6] [CTL6] of every other is over when a process starts that is alone with its store', async () => {
    const process: ProcessId = newId()
    await store.renewProcess(process)
    const seat = await createOpenRoom(store, process)
    const graceOf = async () => {
      const room = await store.readRoom(seat.room)
      return room?.participants[seat.participant]?.graceEndsAt ?? null
    }
    clock.advance(1)
    await sweeper.start()
    assert.equal(await graceOf(), null, 'with others beside it, it waits for the lease')
    sweeper.close()
    const alone = createSweeper({ ...parts, isOnlyProcess: true })
    await alone.start()
    alone.close()
    assert.notEqual(await graceOf(), null)
  })

  it('[STA1] [CHT14] of another ends its pages each time that it lapses', async () => {
    const process: ProcessId = newId()
    await store.renewProcess(process)
    const seat = await createOpenRoom(store, process)
    const olga = await createOperator(store, process)
    const pages = async (): Promise<readonly string[]> => {
      const room = await store.readRoom(seat.room)
      const desk = await store.readDesk()
      const people = [...Object.values(room?.participants ?? {}), ...Object.values(desk.operators)]
      return people.flatMap((one) => Object.keys(one.pages))
    }
    assert.deepEqual(await pages(), [seat.page, olga.page])
    clock.advance(LEASE_MS + 1)
    await sweeper.renewLease()
    assert.deepEqual(await pages(), [])
    // It only stood still; its pages come back, and it is lost for good.
    await store.renewProcess(process)
    const { participant, page } = seat
    await seat.send({ type: 'page-opened', participant, page, process })
    await store.transact(
      toDesk({ type: 'monitor-opened', operator: olga, privileges: [], page: olga.page, process }),
    )
    assert.deepEqual(await pages(), [seat.page, olga.page])
    clock.advance(LEASE_MS + 1)
    await sweeper.renewLease()
    assert.deepEqual(await pages(), [])
  })
})
