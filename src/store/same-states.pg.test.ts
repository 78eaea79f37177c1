/** Whatever happens, both stores come to the same rooms, desk, lines, steps and replies. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { must } from '../base/must.ts'
import type { AccountCard, Command, RoomCommand } from '../live/command.ts'
import type { DeskCommand } from '../live/desk-command.ts'
import type { Audited } from './audit-store.ts'
import type { Store } from './store.ts'
import { newId, save, testClock, toDesk, toRoom } from './testing/scene.ts'
import { missingPostgres, postgresPlace } from './testing/postgres-place.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

/** A command's maker and how far the clock moves before it. */
interface Turn {
  readonly make: (world: World) => Command
  readonly waitMs: number
  /** Sent twice. */
  readonly isDoubled: boolean
}

interface World {
  readonly rooms: readonly ReturnType<typeof newId<'session'>>[]
  readonly people: readonly ReturnType<typeof newId<'participant'>>[]
  readonly operators: readonly AccountCard[]
  readonly pages: readonly ReturnType<typeof newId<'page'>>[]
  readonly process: ReturnType<typeof newId<'process'>>
}

const one = fc.nat({ max: 1 })

const roomTurn = fc
  .tuple(one, one, one, fc.nat({ max: 4 }), fc.nat({ max: 24 }))
  .map(([room, person, page, number, kind]) => (world: World): Command => {
    const participant = must(world.people[person], 'a person')
    const operator = must(world.operators[page], 'an operator')
    const from = { kind: 'participant', participant } as const
    const seen = { participant, page: must(world.pages[page], 'a page'), process: world.process }
    const conversation = participant
    const monitor = must(world.pages[1 - page], 'a page')
    const watch = {
      participant,
      operator,
      monitor,
      process: world.process,
      floor: 'author',
    } as const
    const consent = (['author', 'notice', 'ask'] as const)[number % 3] ?? 'ask'
    const commands: readonly RoomCommand[] = [
      {
        type: 'create',
        interview: 'interview.yml',
        participant,
        account: null,
        wrappedKey: 'key',
      },
      { type: 'enter', participant, account: null },
      { type: 'attach-account', participant, account: operator },
      { type: 'page-opened', ...seen },
      { type: 'page-closed', ...seen, goodbye: number === 0 },
      save({ participant, expects: number, position: number }),
      save({ participant, expects: number + 1, position: number, rolesNamed: ['other'] }),
      { type: 'chat-activate', participant, invited: false },
      { type: 'chat-send', from, conversation, sealed: 'from the participant' },
      {
        type: 'chat-send',
        from: { kind: 'operator', account: operator },
        conversation,
        sealed: 'from the operator',
      },
      { type: 'block', participant, operator },
      { type: 'unblock', participant, operator },
      { type: 'transfer', conversation, operator, to: { kind: 'role', role: 'helper' } },
      { type: 'answer-transfer', conversation, operator, accepts: true },
      { type: 'exit', participant },
      { type: 'tick' },
      { type: 'observe', ...watch },
      { type: 'unobserve', ...watch, lost: number === 0 },
      { type: 'take-control', ...watch, page: null, takeOver: number > 2 },
      { type: 'release-control', participant, monitor, number },
      { type: 'take-back', participant, number, silent: number === 0 },
      { type: 'answer-ask', participant, operator: operator.id, what: 'observe', accepts: true },
      { type: 'end-watch', participant, operator: operator.id },
      {
        ...save({ participant, expects: number, position: number, control: 1 }),
        settings: { ...save({ participant }).settings, consent },
      },
      { type: 'process-lost', process: world.process },
    ]
    return toRoom(must(world.rooms[room], 'a room'), must(commands[kind], 'a command'))
  })

const deskTurn = fc.tuple(one, one, fc.nat({ max: 5 })).map(([who, page, kind]) => {
  return (world: World): Command => {
    const card = must(world.operators[who], 'an operator')
    const seen = { page: must(world.pages[page], 'a page'), process: world.process }
    const commands: readonly DeskCommand[] = [
      { type: 'monitor-opened', operator: card, privileges: [], ...seen },
      { type: 'monitor-closed', operator: card.id, ...seen },
      { type: 'set-roles', operator: card.id, roles: ['helper'] },
      { type: 'set-available', operator: card.id, available: true },
      { type: 'set-available', operator: card.id, available: false },
      { type: 'tick' },
    ]
    return toDesk(must(commands[kind], 'a command'))
  }
})

const turns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    make: fc.oneof({ weight: 3, arbitrary: roomTurn }, { weight: 2, arbitrary: deskTurn }),
    waitMs: fc.constantFrom(0, 1, 20_000),
    isDoubled: fc.boolean(),
  }),
  { minLength: 5, maxLength: 60 },
)

it('[SCA2] SQLite and PostgreSQL come to the same', { skip: await missingPostgres() }, async () => {
  const clock = testClock()
  const places = [await sqlitePlace(clock), await postgresPlace(clock)]
  const stores = await Promise.all(places.map((place) => place.open()))
  const check = fc.asyncProperty(turns, async (list) => {
    // New rooms each time; the desk goes on from where it was, in both alike.
    const world: World = {
      rooms: [newId(), newId()],
      people: [newId(), newId()],
      operators: [
        { id: newId(), name: 'Olive' },
        { id: newId(), name: 'Oscar' },
      ],
      pages: [newId(), newId()],
      process: newId(),
    }
    // Most turns find somebody there; the second room's people come with the turns.
    const [room, person] = [must(world.rooms[0], 'a room'), must(world.people[0], 'a person')]
    const created = toRoom(room, {
      type: 'create',
      interview: 'interview.yml',
      participant: person,
      account: null,
      wrappedKey: 'key',
    })
    const started = [created, toRoom(room, save({ participant: person }))]
    for (const command of started) await sameOf(stores, (store) => store.transact(command))
    for (const { make, waitMs, isDoubled } of list) {
      clock.advance(waitMs)
      const command = make(world)
      await sameOf(stores, (store) => store.transact(command))
      if (isDoubled) await sameOf(stores, (store) => store.transact(command))
      await sameOf(stores, carryOutWaiting)
    }
    for (const room of world.rooms) {
      await sameOf(stores, (store) => store.readRoom(room))
      await sameOf(stores, (store) => store.readLines(room, 0, 1000))
      await sameOf(stores, (store) => store.readStep(room))
      const events = await sameOf(stores, (store) => store.readEvents(room, 0))
      assert.deepEqual(
        events?.map(({ seq }) => seq),
        events?.map((_, at) => at + 1),
      )
    }
    await sameOf(stores, (store) => store.readDesk())
    await sameOf(stores, (store) => store.readAudit({ after: 0, limit: 10_000 }).then(entriesOf))
    await sameOf(stores, (store) => store.readDue(100).then((due) => due.length))
    await sameOf(stores, (store) => store.readLapsedProcesses(10_000).then(countRooms))
  })
  try {
    await fc.assert(check, { numRuns: 15 })
  } finally {
    for (const place of places) await place.remove()
  }
})

async function carryOutWaiting(store: Store): Promise<number> {
  const waiting = await store.readOutbox(100)
  for (const { key, command } of waiting) {
    await store.transact(command)
    await store.outboxDone(key)
  }
  return waiting.length
}

async function sameOf<T>(stores: readonly Store[], ask: (store: Store) => Promise<T>): Promise<T> {
  const [first, second] = await Promise.all(stores.map(ask))
  assert.deepEqual(second, first)
  return must(first === undefined ? null : { first }, 'an answer').first
}

/** A number that was given out and not used is not given again: keys differ, their order does not. */
function entriesOf(audited: readonly Audited[]): readonly Audited['entry'][] {
  return audited.map(({ entry }) => entry)
}

/** In whatever order. */
function countRooms(lapsed: Awaited<ReturnType<Store['readLapsedProcesses']>>): number {
  return lapsed.reduce((sum, { rooms }) => sum + rooms.length, 0)
}
