import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { createInProcessFabric } from '../bus/in-process.ts'
import type { AccountCard, RoomCommand } from '../live/command.ts'
import type { MonitorRow } from '../live/views.ts'
import type { MonitorDown } from '../protocol/monitor.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { createOpenRoom, newId, save, testClock, toDesk, toRoom } from '../store/testing/scene.ts'
import type { Seat } from '../store/testing/scene.ts'
import { createDeskCopy } from './desk-copy.ts'
import {
  COALESCE_MS,
  createMonitorList,
  type MonitorList,
  type RowsChange,
  type Viewer,
} from './monitor-list.ts'
import { createRoomShell } from './room-shell.ts'
import { createKeyring } from './seal.ts'
import { commandOf, deskCommandsOf, process } from './testing/list-steps.ts'
import { manualTiming } from './testing/manual-timing.ts'
import { until } from './testing/scene.ts'

type Rows = Extract<MonitorDown, { type: 'rows' }>

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const keyring = createKeyring({
  keys: [{ id: 'k', bytes: randomBytes(32) }],
  currentId: 'k',
  random,
})

describe('entries of all sessions', () => {
  const closers: (() => Promise<void>)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0)) await close()
  }
  afterEach(closeAll)
  after(closeAll)

  /** With so many sessions, as a server finds them; the list tells so many at once. */
  async function stand(sessions: number, atOnce?: number) {
    const clock = testClock()
    const store = await openSqliteStore({ file: ':memory:', clock })
    const seats: Seat[] = []
    for (let count = 0; count < sessions; count++) seats.push(await createOpenRoom(store))
    const bus = createInProcessFabric().connect()
    const log = () => {}
    const timing = manualTiming()
    const shell = createRoomShell({ store, bus, process: newId(), keyring, random, log })
    const desk = createDeskCopy({ store, shell, log })
    await shell.start()
    await desk.start()
    const makeList = (from: Store = store) =>
      createMonitorList({ store: from, shell, desk, timing, log, atOnce })
    const list = makeList()
    const told: Rows[] = []
    const changes: RowsChange[] = []
    list.onChange((change, text) => {
      const { rows } = change
      changes.push(change)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(rows)))
      told.push(rows)
    })
    closers.push(async () => {
      list.close()
      desk.close()
      shell.close()
      await store.close()
    })
    /** All that was done is told. */
    async function settle(): Promise<void> {
      await shell.carryOutbox()
      await until(async () => (await store.readDesk()).seq === desk.current().seq)
      timing.pass(COALESCE_MS)
      await list.flush()
    }
    return { store, shell, seats, list, told, changes, clock, timing, settle, makeList }
  }

  const olga: AccountCard = { id: newId(), name: 'Olga' }
  const pete: AccountCard = { id: newId(), name: 'Pete' }
  /** ACC4: of no group that an interview asks for. */
  const viewer: Viewer = { id: olga.id, sees: ({ operators }) => operators === null }
  const sorted = (rows: readonly MonitorRow[]) => rows.map((row) => JSON.stringify(row)).toSorted()

  it('[MON8] of many entries only those that changed travel, gathered for a moment', async () => {
    const { shell, seats, list, told, settle } = await stand(300)
    await list.ready()
    assert.deepEqual(
      partsOf(list, viewer).map((rows) => rows.length),
      [200, 100],
    )
    const [first, second] = seats
    assert.ok(first !== undefined && second !== undefined)
    const desk = async (...commands: Parameters<typeof toDesk>[0][]) => {
      for (const command of commands) await shell.perform(toDesk(command))
      await settle()
    }
    const open = (operator: AccountCard) =>
      ({
        type: 'monitor-opened',
        operator,
        privileges: [],
        page: newId<'page'>(),
        process,
      }) as const
    await desk(
      open(olga),
      { type: 'set-roles', operator: olga.id, roles: ['helper'] },
      { type: 'set-available', operator: olga.id, available: true },
    )
    // Everybody could be helped now: all are told, in parts.
    assert.deepEqual(
      told.map((rows) => rows.upsert.length),
      [200, 100],
    )
    assert.equal(told[0]?.upsert[0]?.status, 'standby')
    told.splice(0)
    await desk(
      open(pete),
      { type: 'set-roles', operator: pete.id, roles: ['helper'] },
      { type: 'set-available', operator: pete.id, available: true },
      { type: 'set-limit', operator: pete.id, limit: 2 },
    )
    assert.equal(told.length, 0, 'a second operator changes no entry')
    const { participant } = first
    const about = (seat: Seat, command: RoomCommand) => shell.perform(toRoom(seat.room, command))
    await about(first, { type: 'chat-activate', participant, invited: false })
    await first.chat('sealed')
    await about(second, { type: 'chat-activate', participant: second.participant, invited: false })
    await settle()
    assert.deepEqual(
      told.map((rows) => rows.upsert.map((row) => row.session).toSorted()),
      [[first.room, second.room].toSorted()],
    )
  })

  it('[MON8] [CHT21] an invitation goes off the list with the operator who made it', async () => {
    const { store, shell, seats, list, told, clock, settle } = await stand(2)
    await list.ready()
    for (const operator of [olga, pete]) {
      for (const command of deskCommandsOf('come', operator)) await shell.perform(toDesk(command))
    }
    const [first] = seats
    assert.ok(first !== undefined)
    const { room, participant } = first
    await shell.perform(toRoom(room, { type: 'offer-help', participant, operator: olga }))
    await settle()
    const invited = () =>
      rowsOf(list, { ...viewer, id: pete.id }).flatMap((row) => row.invited?.by ?? [])
    assert.deepEqual(invited(), ['Olga'])
    told.splice(0)
    for (const command of deskCommandsOf('leave', olga)) await shell.perform(toDesk(command))
    clock.advance(16_000)
    assert.deepEqual(await store.readDue(10), [{ kind: 'desk' }])
    await shell.perform(toDesk({ type: 'tick' }))
    await settle()
    assert.deepEqual(invited(), [])
    assert.deepEqual(
      told.map((rows) => rows.upsert.map((row) => row.session)),
      [[room]],
    )
  })

  const seat = fc.nat(3)
  const operator = fc.constantFrom(olga, pete)
  const action = fc.oneof(
    fc.record({ seat, do: fc.constantFrom('activate', 'off', 'goodbye', 'open', 'save') }),
    fc.record({
      seat,
      operator,
      do: fc.constantFrom('block', 'unblock', 'offer-help', 'take', 'dismiss'),
    }),
    fc.record({ seat, mode: fc.constantFrom('help', 'peer', 'peerhelp'), do: fc.constant('mode') }),
    fc.record({ seat, do: fc.constantFrom('availability', 'limits'), on: fc.boolean() }),
    fc.record({ operator, do: fc.constantFrom('come', 'leave', 'away', 'full') }),
    fc.record({ do: fc.constant('time'), ms: fc.constantFrom(16_000, 700_000) }),
    fc.record({ do: fc.constantFrom('tell', 'part') }),
  )

  it('[MON9] what changes while the list is read first is not written over by what was read', async () => {
    const { store, shell, seats, makeList } = await stand(1)
    const [seat] = seats
    assert.ok(seat)
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
    const { promise: wasRead, resolve: read } = Promise.withResolvers<void>()
    const list = makeList({
      ...store,
      async readMonitoredRooms() {
        const found = await store.readMonitoredRooms()
        read()
        await mayGoOn
        return found
      },
    })
    const ready = list.ready()
    await wasRead
    const { version } = (await store.readRoom(seat.room)) ?? { version: 0 }
    const { participant } = seat
    const next = save({ participant, expects: version, position: 1, question: 'the next one' })
    await shell.perform(toRoom(seat.room, next))
    const flushed = list.flush()
    // Time for a reading that does not wait.
    for (let count = 0; count < 5; count++) await store.now()
    goOn()
    await Promise.all([ready, flushed])
    assert.deepEqual(
      rowsOf(list, viewer).map(({ question }) => question),
      ['the next one'],
    )
    list.close()
  })

  it('[MON9] [ACC4] whatever happens, what was told by changes is what a fresh list holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 15, maxLength: 60 }), async (actions) => {
        const { store, shell, seats, list, changes, clock, settle, makeList } = await stand(4, 2)
        await list.ready()
        const shown = new Map(rowsOf(list, viewer).map((row) => [nameOf(row), row]))
        // A Monitor that comes in the middle is told part by part, and of the changes meanwhile.
        const arriving = new Map<string, MonitorRow>()
        const parts = list.partsFor(viewer)
        const arrival = { began: false, whole: false }
        const takePart = (): void => {
          const { rows, more } = parts.next().value
          for (const row of rows) arriving.set(nameOf(row), row)
          arrival.began = true
          arrival.whole = !more
        }
        list.onChange((change) => {
          const rows = arrival.began ? list.filterFor(viewer, change) : null
          if (rows === null) return
          for (const row of rows.upsert) arriving.set(nameOf(row), row)
          for (const row of rows.remove) arriving.delete(nameOf(row))
        })
        for (const step of actions) {
          if (step.do === 'part') {
            if (!arrival.whole) takePart()
          } else if (step.do === 'tell') await settle()
          else if (step.do === 'time' && 'ms' in step) {
            clock.advance(step.ms)
            for (const due of await store.readDue(100)) {
              const { type } = { type: 'tick' } as const
              await shell.perform(due.kind === 'desk' ? toDesk({ type }) : toRoom(due.id, { type }))
            }
          } else if ('seat' in step) {
            const at = seats[step.seat]
            assert.ok(at !== undefined)
            const room = await store.readRoom(at.room)
            const version = { expects: room?.version ?? 0, position: (room?.position ?? 0) + 1 }
            await shell.perform(toRoom(at.room, commandOf(step, at, version)))
          } else if ('operator' in step) {
            for (const command of deskCommandsOf(step.do, step.operator)) {
              await shell.perform(toDesk(command))
            }
          }
        }
        await settle()
        while (!arrival.whole) takePart()
        for (const change of changes) {
          const rows = list.filterFor(viewer, change)
          if (rows === null) continue
          for (const row of rows.upsert) shown.set(nameOf(row), row)
          for (const row of rows.remove) shown.delete(nameOf(row))
        }
        const fresh = makeList()
        await fresh.ready()
        const whole = sorted(rowsOf(fresh, viewer))
        fresh.close()
        assert.deepEqual(sorted(rowsOf(list, viewer)), whole)
        assert.deepEqual(sorted([...shown.values()]), whole)
        assert.deepEqual(sorted([...arriving.values()]), whole)
        await closeAll()
      }),
      { numRuns: 15 },
    )
  })

  it('[MON8] [REL3] what cannot be read is tried again less and less often, and told once it can', async () => {
    const { store, shell, seats, timing, makeList } = await stand(1)
    const [seat] = seats
    assert.ok(seat)
    let isAway = true
    let reads = 0
    const list = makeList({
      ...store,
      async readRoom(id) {
        reads++
        if (isAway) throw new RangeError('away')
        return store.readRoom(id)
      },
    })
    const told: Rows[] = []
    list.onChange(({ rows }) => told.push(rows))
    await list.ready()
    const { participant } = seat
    const next = save({ participant, expects: 1, position: 1, question: 'the next one' })
    await shell.perform(toRoom(seat.room, next))
    async function pass(ms: number): Promise<void> {
      for (let at = 0; at < ms; at += COALESCE_MS) {
        timing.pass(COALESCE_MS)
        for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done))
      }
    }
    await pass(10_000)
    assert.ok(reads >= 4 && reads <= 12, `${reads} tries in 10 s`)
    isAway = false
    await pass(2_000)
    await list.flush()
    assert.deepEqual(
      told.flatMap(({ upsert }) => upsert.map(({ question }) => question)),
      ['the next one'],
    )
    list.close()
  })

  function partsOf(list: MonitorList, of: Viewer): readonly (readonly MonitorRow[])[] {
    const iterator = list.partsFor(of)
    const parts: (readonly MonitorRow[])[] = []
    for (;;) {
      const { value } = iterator.next()
      parts.push(value.rows)
      if (!value.more) return parts
    }
  }

  function rowsOf(list: MonitorList, of: Viewer): readonly MonitorRow[] {
    return partsOf(list, of).flat()
  }

  function nameOf(row: { readonly session: string; readonly participant: string }): string {
    return `${row.session} ${row.participant}`
  }
})
