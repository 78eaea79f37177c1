import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GRACE_MS } from '../live/room.ts'
import type { Place } from './contract.ts'
import type { Store } from './store.ts'
import {
  createChattingRoom,
  createOpenRoom,
  createOperator,
  createRoom,
  newId,
  save,
  toDesk,
} from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

/** The part of the contract about deadlines, other processes, and what they left behind. */
export function processContract(
  here: () => { readonly place: Place; readonly store: Store; readonly clock: TestClock },
): void {
  describe('time and other processes', () => {
    it("time is the store's", async () => {
      const { store, clock } = here()
      assert.equal(await store.now(), clock())
      clock.advance(5)
      const seat = await createRoom(store)
      assert.equal((await seat.send({ type: 'tick' })).now, clock())
    })

    it('[STA1] an aggregate is due when its deadline has passed, or has been put off', async () => {
      const { store, clock } = here()
      const process = newId<'process'>()
      const seat = await createOpenRoom(store, process)
      const { room, participant, page } = seat
      const aggregate = { kind: 'room', id: room } as const
      assert.deepEqual(await store.readDue(10), [])
      await seat.send({ type: 'page-closed', participant, page, process, goodbye: false })
      clock.advance(GRACE_MS - 1)
      assert.deepEqual(await store.readDue(10), [])
      clock.advance(1)
      assert.deepEqual(await store.readDue(10), [aggregate])
      await store.putOff(aggregate, 1000)
      assert.deepEqual(await store.readDue(10), [])
      clock.advance(1000)
      assert.deepEqual(await store.readDue(10), [aggregate])
      await seat.send({ type: 'tick' })
      assert.notEqual((await store.readRoom(room))?.participants[participant]?.offlineAt, null)
      assert.deepEqual(await store.readDue(10), [])
      await store.putOff({ kind: 'desk' }, -1)
      assert.deepEqual(await store.readDue(10), [{ kind: 'desk' }])
    })

    it('[CHT19] a tick that finds nothing to do is not asked for again', async () => {
      const { store } = here()
      const seat = await createOpenRoom(store)
      const aggregate = { kind: 'room', id: seat.room } as const
      await store.putOff(aggregate, -1)
      await store.putOff({ kind: 'desk' }, -1)
      assert.deepEqual(await store.readDue(10), [{ kind: 'desk' }, aggregate])
      assert.deepEqual((await seat.send({ type: 'tick' })).changed, [])
      assert.deepEqual((await store.transact(toDesk({ type: 'tick' }))).changed, [])
      assert.deepEqual(await store.readDue(10), [])
    })

    it('[REL6] commands for other rooms wait until somebody has carried them out', async () => {
      const { place, store, clock } = here()
      const { page, process, ...operator } = await createOperator(store)
      const seat = await createChattingRoom(store)
      await store.transact(toDesk({ type: 'monitor-closed', operator: operator.id, page, process }))
      clock.advance(GRACE_MS)
      const ticked = await store.transact(toDesk({ type: 'tick' }))
      assert.equal(ticked.leftCommands, true)

      // That process is gone; another one finds them, and is gone before it could say so.
      const next = await place.open()
      const [waiting, ...more] = await next.readOutbox(10)
      assert.deepEqual(more, [])
      assert.deepEqual(waiting?.command.aggregate, { kind: 'room', id: seat.room })
      assert.equal((await next.transact(waiting.command)).repeated, false)
      assert.deepEqual(await store.readOutbox(10), [waiting])
      assert.equal((await store.transact(waiting.command)).repeated, true)
      await store.outboxDone(waiting.key)
      assert.deepEqual(await next.readOutbox(10), [])
      const chat = (await next.readRoom(seat.room))?.participants[seat.participant]?.chat
      assert.equal(chat?.state === 'on' && chat.operator, null)
    })

    it('[REL6] a process whose lease has lapsed is found, with its rooms', async () => {
      const { store, clock } = here()
      const alive = newId<'process'>()
      const dead = newId<'process'>()
      const stray = newId<'process'>()
      await store.renewProcess(alive)
      await store.renewProcess(dead)
      const near = await createOpenRoom(store, alive)
      const there = await createOpenRoom(store, dead)
      assert.deepEqual(await store.readLapsedProcesses(10_000), [])
      clock.advance(10_001)
      await store.renewProcess(alive)
      assert.deepEqual(await store.readLapsedProcesses(10_000), [
        { process: dead, rooms: [there.room] },
      ])
      await there.send({ type: 'process-lost', process: dead })
      assert.deepEqual(await store.readLapsedProcesses(10_000), [{ process: dead, rooms: [] }])
      await store.forgetProcess(dead)
      assert.deepEqual(await store.readLapsedProcesses(10_000), [])

      // One that was forgotten and woke up again without a lease.
      const monitored = await createOperator(store, stray)
      await near.send({
        type: 'page-opened',
        participant: near.participant,
        page: newId(),
        process: stray,
      })
      const lapsed = [{ process: stray, rooms: [near.room] }]
      assert.deepEqual(await store.readLapsedProcesses(10_000), lapsed)
      await near.send({ type: 'process-lost', process: stray })
      assert.deepEqual(await store.readLapsedProcesses(10_000), [{ process: stray, rooms: [] }])
      await store.transact(toDesk({ type: 'process-lost', process: stray }))
      assert.deepEqual(await store.readLapsedProcesses(10_000), [])
      assert.deepEqual((await store.readDesk()).operators[monitored.id]?.pages, {})
    })

    it('[REL3] changes are reported once, whoever made them', async () => {
      const { place, store } = here()
      const other = await place.open()
      await createRoom(store)
      const start = await store.changedSince('')
      assert.deepEqual(start.changed, [])
      assert.deepEqual((await store.changedSince(start.mark)).changed, [])
      const seat = await createRoom(other)
      const room = { kind: 'room', id: seat.room } as const
      const first = await store.changedSince(start.mark)
      assert.deepEqual(first.changed, [{ aggregate: room, seq: 1 }])
      assert.deepEqual((await store.changedSince(first.mark)).changed, [])
      await seat.send(save({ participant: seat.participant }))
      const second = await store.changedSince(first.mark)
      assert.deepEqual(second.changed, [
        { aggregate: room, seq: 2 },
        { aggregate: { kind: 'desk' }, seq: 1 },
      ])
      const told = await seat.send({ type: 'tick' })
      assert.deepEqual(told.changed, [])
      assert.deepEqual((await store.changedSince(second.mark)).changed, [])
    })

    it('[STA6] a Monitor is offered the rooms that it may show', async () => {
      const { store } = here()
      await createRoom(store)
      const shown = await createOpenRoom(store)
      const hidden = await createOpenRoom(store)
      await hidden.send(
        save({
          participant: hidden.participant,
          expects: 1,
          settings: {
            called: true,
            availability: 'unavailable',
            mode: 'help',
            partnerRoles: [],
            consent: 'author',
          },
        }),
      )
      const rooms = await store.readMonitoredRooms()
      assert.deepEqual(
        rooms.map(({ id }) => id),
        [shown.room],
      )
    })
  })
}
