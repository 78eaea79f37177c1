/**
 * Who watches a participant's screen, and what the participant says to it (OBS, CON).
 * The picture itself never passes here: a server's stream begins when its Monitor is among the
 * watchers, and ends when it is not.
 */
import type { PageId, ProcessId } from '../base/id.ts'
import type { RoomCommand } from './command.ts'
import { endControl, isUnderControl } from './control.ts'
import {
  answered,
  ask,
  isKnown,
  isSame,
  mayAsk,
  mustAsk,
  permissionsOf,
  permit,
  remember,
  stricter,
  withoutAsks,
} from './permission.ts'
import { ASK_MS, isEnabled, type Participant, type Room, type Watcher } from './room.ts'
import { put, quietly, refuse, type RoomStep } from './room-effect.ts'

type Order<T extends RoomCommand['type']> = Extract<RoomCommand, { type: T }>

export function observe(
  room: Room,
  person: Participant,
  command: Order<'observe'>,
  now: number,
): RoomStep<Room> {
  if (!isEnabled(room.settings) || person.joined !== null) return refuse(room, 'not-observable')
  const { operator, monitor, process, floor } = command
  const permission = permissionsOf(person, operator.id).observe
  if (mustAsk(permission, stricter(room.settings.consent, floor))) {
    // Who was refused watches nothing, so nothing has to end here.
    if (!mayAsk(person, operator.id, 'observe', now)) return refuse(room, 'too-soon')
    const question = { operator, what: 'observe', monitor, process, at: now } as const
    // It may have watched until now: the server was started anew with a stricter floor.
    const unseen = withoutWatchers(ask(person, question), (page) => page === monitor)
    const isOver = unseen.control?.monitor === monitor && isUnderControl(unseen)
    return quietly(put(room, person, isOver ? endControl(unseen, 'interview') : unseen))
  }
  const unasked = withoutAsks(person, (open) => isSame(open, operator, 'observe'))
  const before = person.watchers[monitor]
  const known = before?.operator.id === operator.id ? before : undefined
  if (known?.process === process && known.floor === floor) {
    return quietly(put(room, person, unasked))
  }
  const watcher = { operator, process, since: known?.since ?? now, floor }
  const watchers = { ...person.watchers, [monitor]: watcher }
  return quietly(put(room, person, { ...remember(unasked, operator.id), watchers }))
}

/** Counts only for the process that holds the Monitor's line now. */
export function unobserve(
  room: Room,
  person: Participant,
  command: Order<'unobserve'>,
): RoomStep<Room> {
  const { monitor, process, lost } = command
  const holder = person.watchers[monitor]?.process ?? process
  const left = withoutAsks(
    withoutWatchers(person, (page, watcher) => page === monitor && watcher.process === process),
    (open) => open.monitor === monitor && open.process === process,
  )
  const holds = holder === process && left.control?.monitor === monitor && isUnderControl(left)
  return quietly(put(room, person, holds && !lost ? endControl(left, 'released') : left))
}

export function loseMonitors(person: Participant, process: ProcessId): Participant {
  return withoutAsks(
    withoutWatchers(person, (_, watcher) => watcher.process === process),
    (open) => open.process === process,
  )
}

/** CON3. What was accepted begins when the operator's Monitor comes for it. */
export function answerAsk(
  room: Room,
  person: Participant,
  command: Order<'answer-ask'>,
  now: number,
): RoomStep<Room> {
  const { what, accepts } = command
  const operator = { id: command.operator }
  if (!person.asks.some((open) => isSame(open, operator, what))) return refuse(room, 'no-question')
  const unasked = withoutAsks(person, (open) => isSame(open, operator, what))
  return quietly(put(room, person, answered(unasked, operator.id, what, { accepts, now })))
}

/** CON2, CON3: control ends with it. Holds also for an operator whose line is just cut. */
export function endWatch(
  room: Room,
  person: Participant,
  command: Order<'end-watch'>,
): RoomStep<Room> {
  const { operator } = command
  if (!isKnown(person, operator)) return quietly(room)
  const unseen = withoutWatchers(person, (_, watcher) => watcher.operator.id === operator)
  const controls = person.control?.operator.id === operator && isUnderControl(person)
  const stopped = permit(
    withoutAsks(unseen, (open) => open.operator.id === operator),
    operator,
    { observe: 'stopped', control: 'stopped' },
  )
  return quietly(put(room, person, controls ? endControl(stopped, 'taken-back') : stopped))
}

/** What the settings no longer allow ends; same participant when nothing does. */
export function settleWatching(room: Room, person: Participant): Participant {
  if (!isEnabled(room.settings)) {
    const unseen = withoutWatchers(
      withoutAsks(person, () => true),
      () => true,
    )
    return isUnderControl(unseen) ? endControl(unseen, 'interview') : unseen
  }
  const { consent } = room.settings
  const seen = withoutWatchers(person, (_, watcher) => {
    const permission = permissionsOf(person, watcher.operator.id).observe
    return mustAsk(permission, stricter(consent, watcher.floor))
  })
  const { control } = seen
  if (control === null || !isUnderControl(seen)) return seen
  const said = permissionsOf(seen, control.operator.id)
  // CON4: the server may have been started anew with a stricter floor than control began under.
  const least = stricter(consent, seen.watchers[control.monitor]?.floor ?? consent)
  // Watching is part of it: what may not be seen may not be worked in.
  const isAllowed = !mustAsk(said.observe, least) && !mustAsk(said.control, least)
  return isAllowed ? seen : endControl(seen, 'interview')
}

export function endOldAsks(person: Participant, now: number): Participant {
  return withoutAsks(person, (open) => open.at + ASK_MS <= now)
}

export function asksEndAt(person: Participant): number | null {
  const [oldest] = person.asks
  return oldest === undefined ? null : oldest.at + ASK_MS
}

function withoutWatchers(
  person: Participant,
  isGone: (page: PageId, watcher: Watcher) => boolean,
): Participant {
  const all = Object.entries(person.watchers)
  const kept = all.filter(([page, watcher]) => !isGone(page as PageId, watcher))
  return kept.length === all.length ? person : { ...person, watchers: Object.fromEntries(kept) }
}
