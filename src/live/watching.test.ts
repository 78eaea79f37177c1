/** Who watches and controls, under random events: what must hold after each, and of the audit log. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { SessionId } from '../base/id.ts'
import type { CommandToRoom } from './command.ts'
import { presentControl } from './control.ts'
import { participantView } from './derive.ts'
import { mustAsk, permissionsOf, stricter } from './permission.ts'
import { nextRoomDeadline, stepRoom } from './room-step.ts'
import {
  ASK_MS,
  CONTROL_LEASE_MS,
  isEnabled,
  participantsOf,
  type Control,
  type Participant,
  type Room,
} from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import { action, OPERATORS, SESSIONS } from './testing/random-actions.ts'
import { watchActions } from './testing/random-watching.ts'
import { begin, BOB, commandId } from './testing/samples.ts'
import { upgradeRoom } from './upgrade.ts'

/** Few people, so that they are in each other's way. */
const sessions = SESSIONS.slice(0, 1)
const mostlyWatching = fc.oneof(
  { weight: 3, arbitrary: watchActions({ sessions, operators: OPERATORS.slice(0, 2) }) },
  { weight: 1, arbitrary: action },
)

describe('watching and control, whatever happens', () => {
  it('[CON1] [CON2] [CON3] [CON4] [OBS4] nobody watches or controls who would have to ask', () => {
    let seen = 0
    run((driver) => {
      for (const { room, person } of everybody(driver)) {
        const { consent } = room.settings
        const watchers = Object.values(person.watchers)
        const control = presentControl(person)
        if (!isEnabled(room.settings)) {
          assert.deepEqual([watchers, person.asks, control], [[], [], null])
        }
        for (const { operator, floor } of watchers) {
          const said = permissionsOf(person, operator.id).observe
          assert.equal(mustAsk(said, stricter(consent, floor)), false)
        }
        if (control !== null) {
          const said = permissionsOf(person, control.operator.id)
          const least = stricter(consent, person.watchers[control.monitor]?.floor ?? consent)
          assert.ok(!mustAsk(said.control, least) && !mustAsk(said.observe, least))
        }
        seen += watchers.length + (control === null ? 0 : 1)
      }
    })
    assert.ok(seen > 200, `${seen}`)
  })

  it('[CON3] each question stands once, oldest first, and none for longer than two minutes', () => {
    let seen = 0
    run((driver, { isSwept }) => {
      for (const { person } of everybody(driver)) {
        const keys = person.asks.map(({ operator, what }) => `${operator.id} ${what}`)
        assert.equal(new Set(keys).size, keys.length)
        const times = person.asks.map(({ at }) => at)
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        )
        if (isSwept) assert.ok(times.every((at) => at + ASK_MS > driver.now()))
        seen += keys.length
      }
    })
    assert.ok(seen > 50, `${seen}`)
  })

  it('[CTL5] [CTL6] one lease at most; its number never falls, and grows with each grant', () => {
    let grants = 0
    const last = new Map<string, Control>()
    run(
      (driver, { isSwept }) => {
        for (const { room, person } of everybody(driver)) {
          const { control } = person
          if (control === null) continue
          const key = `${room.id} ${person.id}`
          const before = last.get(key)
          last.set(key, control)
          if (isSwept && control.over === null) assert.ok(control.expiresAt > driver.now())
          assert.ok(control.expiresAt <= driver.now() + CONTROL_LEASE_MS)
          if (before === undefined) continue
          assert.ok(control.number >= before.number, 'never falls')
          if (control.number > before.number) {
            grants++
            continue
          }
          assert.ok(before.over === null || control.over !== null, 'over is over')
          const isSame = [control.operator.id, control.monitor, control.since]
          assert.deepEqual(isSame, [before.operator.id, before.monitor, before.since])
        }
      },
      () => last.clear(),
    )
    assert.ok(grants > 50, `${grants}`)
  })

  it('[CTL6] [STA1] [CON3] a tick changes something exactly when the deadline has come', () => {
    run((driver) => {
      for (const { room } of everybody(driver)) {
        const deadline = nextRoomDeadline(room)
        if (deadline === null) {
          assert.equal(tick(room, driver.now() + 10 ** 12), room)
          continue
        }
        assert.notEqual(tick(room, deadline), room, 'something at its time')
        if (deadline > driver.now()) assert.equal(tick(room, deadline - 1), room, 'nothing before')
      }
    })
  })

  it('[CTL8] the log tells of every beginning and end: the sum is what is', () => {
    let ended = 0
    run((driver) => {
      for (const id of sessions) {
        const watching = new Map<string, number>()
        let controls = 0
        for (const { operator, session, deed } of driver.audit) {
          if (session !== id) continue
          const step = { 'observing-began': 1, 'observing-ended': -1 }[deed.type as string] ?? 0
          const name = operator?.name ?? ''
          watching.set(name, (watching.get(name) ?? 0) + step)
          controls += { 'control-began': 1, 'control-ended': -1 }[deed.type as string] ?? 0
          if (step < 0) ended++
        }
        const present = new Map<string, number>()
        let leases = 0
        for (const person of participantsOf(driver.room(id))) {
          leases += presentControl(person) === null ? 0 : 1
          for (const { operator } of Object.values(person.watchers)) {
            present.set(operator.name, (present.get(operator.name) ?? 0) + 1)
          }
        }
        assert.deepEqual(counted(watching), counted(present))
        assert.equal(controls, leases)
      }
    })
    assert.ok(ended > 100, `${ended}`)
  })

  it('[REL6] [CON2] stored and read again a room is the same, and its views name who is told of', () => {
    run((driver) => {
      for (const { room, person } of everybody(driver)) {
        assert.deepEqual(upgradeRoom(JSON.parse(JSON.stringify(room))), room)
        const view = participantView(room, person.id, driver.desk())
        const told = Object.values(person.watchers).filter(
          ({ operator, floor }) =>
            stricter(room.settings.consent, floor) !== 'author' ||
            permissionsOf(person, operator.id).observe === 'accepted',
        )
        const ids = told.map(({ operator }) => operator.id)
        assert.deepEqual(
          view.watchedBy.map(({ id }) => id).toSorted(),
          [...new Set(ids)].toSorted(),
        )
        const control = presentControl(person)
        assert.equal(view.control?.number, control?.number)
        assert.equal(view.asks.length, person.asks.length)
      }
    })
  })
})

/** `check` after each of many random events; `begin` before each run. */
function run(
  check: (driver: MemoryDriver, after: { readonly isSwept: boolean }) => void,
  onBegin: () => void = () => undefined,
): void {
  fc.assert(
    fc.property(fc.array(mostlyWatching, { maxLength: 80, size: 'max' }), (actions) => {
      onBegin()
      const driver = createMemoryDriver()
      for (const id of SESSIONS) {
        begin(driver, {}, id)
        driver.toRoom(id, { type: 'enter', participant: BOB, account: null })
      }
      for (const act of actions) {
        const before = driver.now()
        act(driver)
        // Whoever moves the clock sweeps.
        check(driver, { isSwept: driver.now() > before })
      }
    }),
    { numRuns: 100 },
  )
}

function everybody(
  driver: MemoryDriver,
): readonly { readonly room: Room; readonly person: Participant }[] {
  return sessions.flatMap((id: SessionId) => {
    const room = driver.room(id)
    return participantsOf(room).map((person) => ({ room, person }))
  })
}

function tick(room: Room, now: number): Room | null {
  const order: CommandToRoom = {
    aggregate: { kind: 'room', id: room.id },
    id: commandId('tick'),
    digest: '',
    command: { type: 'tick' },
  }
  return stepRoom(room, order, now).next
}

function counted(by: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...by].filter(([, count]) => count !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
