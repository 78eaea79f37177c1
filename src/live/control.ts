/**
 * Control of a participant's screen: a lease with a number that fences (CTL5, CTL6).
 *
 *     free ──take──► held(n, Monitor, page) ──take over──► held(n+1, another Monitor, page)
 *      ▲                │  ▲  └─ renewed, every 3 s ─┘
 *      └────────────────┘  └── page left by a reload: held(n, Monitor, no page) ── next page ──┘
 *        released, lapsed, taken back, let go by the page, no longer allowed, the user away
 *
 * `number` never falls, also over the end of a lease: whoever applies a change compares it.
 */
import type { PageId, ProcessId } from '../base/id.ts'
import type { RoomCommand } from './command.ts'
import {
  ask,
  isSame,
  mayAsk,
  mustAsk,
  permissionsOf,
  permit,
  stricter,
  withoutAsks,
} from './permission.ts'
import {
  CONTROL_LEASE_MS,
  GRACE_MS,
  isEnabled,
  type Control,
  type ControlEnd,
  type Participant,
  type Room,
} from './room.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'

type Order<T extends RoomCommand['type']> = Extract<RoomCommand, { type: T }>

export function isUnderControl(person: Participant): boolean {
  return person.control !== null && person.control.over === null
}

/** The control that lasts; null where there is none. */
export function presentControl(person: Participant): Control | null {
  return isUnderControl(person) ? person.control : null
}

export function takeControl(
  room: Room,
  person: Participant,
  command: Order<'take-control'>,
  now: number,
): RoomStep<Room> {
  const { operator, monitor, process, floor } = command
  if (!isEnabled(room.settings)) return refuse(room, 'not-observable')
  if (person.watchers[monitor]?.operator.id !== operator.id) return refuse(room, 'not-observing')
  const pages = Object.keys(person.pages) as PageId[]
  const [newest] = pages.slice(-1)
  if (newest === undefined) return refuse(room, 'no-page')
  const isOpen = command.page !== null && pages.includes(command.page)
  const page = isOpen ? command.page : newest
  const present = presentControl(passControl(person, now))
  const isOwn = present?.monitor === monitor && present.operator.id === operator.id
  if (isOwn && (present.page === page || command.page === null)) return quietly(room)
  if (present !== null && !isOwn && !command.takeOver) return refuse(room, 'held')
  const permission = permissionsOf(person, operator.id).control
  if (mustAsk(permission, stricter(room.settings.consent, floor))) {
    if (!mayAsk(person, operator.id, 'control', now)) return refuse(room, 'too-soon')
    const question = { operator, what: 'control', monitor, process, at: now } as const
    return quietly(put(room, person, ask(person, question)))
  }
  const { control: last } = person
  // What the user said of an earlier grant to the same operator holds for this one.
  const isInRow = last !== null && last.operator.id === operator.id && last.over !== 'taken-back'
  const control: Control = {
    number: (last?.number ?? 0) + 1,
    ...(isInRow ? { heldFrom: last.heldFrom ?? last.number } : {}),
    operator,
    monitor,
    page,
    since: now,
    expiresAt: now + CONTROL_LEASE_MS,
    over: null,
    before: last === null ? null : { number: last.number, operator: last.operator },
  }
  const answered = withoutAsks(person, (open) => isSame(open, operator, 'control'))
  return quietly(put(room, person, { ...answered, control }))
}

export function renewControl(
  room: Room,
  person: Participant,
  command: Order<'renew-control'>,
  now: number,
): RoomStep<Room> {
  const control = presentControl(person)
  const isTheirs = control?.number === command.number && control.monitor === command.monitor
  // Too late is too late, also before the sweep has noticed.
  if (!isTheirs || control.expiresAt <= now) return refuse(room, 'no-control')
  const expiresAt = now + CONTROL_LEASE_MS
  return quietly(put(room, person, { ...person, control: { ...control, expiresAt } }))
}

/** Done also where it is over already. */
export function releaseControl(
  room: Room,
  person: Participant,
  command: Order<'release-control'>,
): RoomStep<Room> {
  const asked = withoutAsks(
    person,
    ({ what, monitor }) => what === 'control' && monitor === command.monitor,
  )
  const control = presentControl(asked)
  const holds = control?.number === command.number && control.monitor === command.monitor
  return quietly(put(room, person, holds ? endControl(asked, 'released') : asked))
}

/**
 * CTL7: from then on that operator must ask. Done also where it is over already, and where the operator
 * took control once more before this was heard: nobody keeps it by taking it faster than the line is.
 */
export function takeBack(
  room: Room,
  person: Participant,
  command: Order<'take-back'>,
): RoomStep<Room> {
  const { control } = person
  const { number, silent } = command
  if (control === null || number > control.number) return quietly(room)
  if (silent) {
    const isOurs = number === control.number && isUnderControl(person)
    return quietly(isOurs ? put(room, person, endControl(person, 'let-go')) : room)
  }
  if (number < (control.heldFrom ?? control.number)) {
    // Of another operator, from whom this one has taken over meanwhile: nothing is said of this one.
    const { before } = control
    if (before?.number !== number || before.operator.id === control.operator.id) {
      return quietly(room)
    }
    return quietly(put(room, person, permit(person, before.operator.id, { control: 'stopped' })))
  }
  const stopped = permit(person, control.operator.id, { control: 'stopped' })
  const isOver = control.over !== null
  return quietly(put(room, person, isOver ? stopped : endControl(stopped, 'taken-back')))
}

export function endControl(person: Participant, why: ControlEnd): Participant {
  return person.control === null ? person : { ...person, control: { ...person.control, over: why } }
}

/** The page that is being left by a reload takes control with it to the one that comes next. */
export function leavePage(person: Participant, page: PageId): Participant {
  const control = presentControl(person)
  if (control?.page !== page) return person
  return { ...person, control: { ...control, page: null } }
}

/**
 * Control that waits for a page goes to this one. A page whose line is only cut keeps it: another
 * tab of the participant must not be locked in its place.
 */
export function controlPage(person: Participant, page: PageId | undefined): Participant {
  const control = presentControl(person)
  if (control === null || control.page !== null || page === undefined) return person
  return { ...person, control: { ...control, page } }
}

/** When control ends though nobody says so; null while there is none. */
export function controlEndsAt(person: Participant): number | null {
  const control = presentControl(person)
  if (control === null) return null
  if (person.offlineAt === null) return control.expiresAt
  return Math.min(control.expiresAt, person.offlineAt + GRACE_MS)
}

export function passControl(person: Participant, now: number): Participant {
  const endsAt = controlEndsAt(person)
  if (endsAt === null || endsAt > now) return person
  const isLapsed = (person.control?.expiresAt ?? now) <= now
  return endControl(person, isLapsed ? 'lapsed' : 'away')
}

/**
 * REL6: with the process that held the page or the Monitor the lease begins anew. With another it
 * does not: an operator whose machine died must not keep it for longer (CTL6).
 */
export function prolongControl(person: Participant, process: ProcessId, now: number): Participant {
  const control = presentControl(person)
  if (control === null) return person
  const holdsPage = control.page !== null && person.pages[control.page] === process
  const holdsMonitor = person.watchers[control.monitor]?.process === process
  if (!holdsPage && !holdsMonitor) return person
  const expiresAt = now + CONTROL_LEASE_MS
  return { ...person, control: { ...control, expiresAt } }
}
