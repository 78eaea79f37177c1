/**
 * What the audit log says of one command (CTL8, ACC5), found by comparing the room before and after
 * it: so no command can forget to tell, and a deadline or a change of settings tells like an order.
 * Never answers, texts of chat, or ids of pages.
 */
import type { AccountId, PageId, ParticipantId } from '../base/id.ts'
import type { AskEnd, AuditEntry, AuditOperator, Pressed, WatchEnd } from './audit-entry.ts'
import { helpOf, sharedOf, type Told } from './audit-help.ts'
import { joinsOf } from './audit-joins.ts'
import type { CommandToRoom, RoomCommand } from './command.ts'
import { presentControl } from './control.ts'
import { ownerOf } from './delete.ts'
import { isSame, permissionsOf } from './permission.ts'
import {
  ASK_MS,
  findParticipant,
  participantsOf,
  type Ask,
  type Control,
  type ControlEnd,
  type Participant,
  type Room,
  type Watcher,
} from './room.ts'

/** `before` is null for a new session. Oldest first. */
export function auditOf(
  before: Room | null,
  after: Room,
  order: CommandToRoom,
  now: number,
): readonly AuditEntry[] {
  if (before === null || before === after) return []
  const { command } = order
  const inRoom = { session: after.id, interview: after.interview, accountName: null } as const
  const ofAll = sharedOf(before, after, command).map(({ operator, deed }) => ({
    at: now,
    ...inRoom,
    participant: null,
    account: null,
    visitorNumber: null,
    operator,
    deed,
  }))
  const entry = (person: Participant, { operator, deed, at = now }: Told): AuditEntry => ({
    at,
    ...inRoom,
    participant: person.id,
    account: person.account?.id ?? null,
    visitorNumber: person.visitorNumber,
    operator,
    deed,
  })
  const ofEach = participantsOf(after).flatMap((person) => {
    const had = sameBefore(before, after, person)
    const told: readonly Told[] = [
      ...savedUnder(before, after, person, command),
      ...(had.length === 1 && had[0] === person
        ? []
        : [
            ...answersTo(had, person, command),
            ...unanswered(had, person, command, now),
            ...endsOf(had, person, command),
            ...controlOf(had, person, now),
            ...beginningsOf(had, person),
            ...blocksOf(had, person, command),
            ...helpOf(had, person, command, now),
          ]),
      ...deletionOf(after, person, command),
    ]
    return told.map((one) => entry(person, one))
  })
  const joins = joinsOf(before, after, command)
  return [...ofEach, ...joins.map(({ person, ...told }) => entry(person, told)), ...ofAll]
}

/** Who the participant was before: two, where they have just turned out to be one (CHT18). */
function sameBefore(before: Room, after: Room, person: Participant): readonly Participant[] {
  return participantsOf(before).filter(({ id }) => findParticipant(after, id)?.id === person.id)
}

/** CTL8. The page says under which control it was submitted: true only of the last two. */
function savedUnder(
  before: Room,
  after: Room,
  person: Participant,
  command: RoomCommand,
): readonly Told[] {
  if (command.type !== 'save' && command.type !== 'exit') return []
  const { control: number = null } = command
  if (number === null || after.version === before.version) return []
  if (findParticipant(after, command.participant)?.id !== person.id) return []
  // As it stood until then: the command itself may end control.
  const under = underControl(findParticipant(before, command.participant) ?? person, number)
  if (under === null) return []
  const { operator, over } = under
  const what = pressedBy(before, command)
  const { question } = before
  const deed =
    what === null
      ? ({ type: 'answer-saved', number, question, over } as const)
      : ({ type: 'pressed', number, question, what, over } as const)
  return [{ operator, deed }]
}

/** Null for an answer. */
function pressedBy(
  { position }: Room,
  command: Extract<RoomCommand, { type: 'save' | 'exit' }>,
): Pressed | null {
  if (command.type === 'exit') return 'exit'
  if (command.restarts) return 'restart'
  if (command.position === position) return 'other'
  return command.position < position ? 'back' : null
}

/** Whose control it was; null for a number that never was, which is the invention of whoever wrote it. */
function underControl(
  { control }: Participant,
  number: number,
): { readonly operator: AuditOperator | null; readonly over: boolean } | null {
  if (control === null || number > control.number) return null
  const under = [control, control.before].find((one) => one?.number === number)
  const over = number !== control.number || control.over !== null
  return { operator: under?.operator ?? null, over }
}

/** What changes nothing in the room: a button that leads elsewhere, pressed under control. */
export function leftUnder(
  room: Room,
  participant: ParticipantId,
  number: number | null,
): Omit<AuditEntry, 'at'> | null {
  const person = findParticipant(room, participant)
  const under = number === null || person === null ? null : underControl(person, number)
  if (number === null || person === null || under === null) return null
  const { operator, over } = under
  return {
    session: room.id,
    interview: room.interview,
    participant: person.id,
    account: person.account?.id ?? null,
    accountName: null,
    visitorNumber: person.visitorNumber,
    operator,
    deed: { type: 'pressed', number, question: room.question, what: 'leave', over },
  }
}

function answersTo(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
): readonly Told[] {
  const asked = person.asks.filter(
    (open) => !had.some(({ asks }) => asks.some((one) => isSame(one, open.operator, open.what))),
  )
  const told: Told[] = asked.map(({ operator, what }) => ({
    operator,
    deed: { type: 'asked', what },
  }))
  if (command.type === 'answer-ask') {
    const { what } = command
    const open = had
      .flatMap(({ asks }) => asks)
      .find((one) => isSame(one, { id: command.operator }, what))
    const type = command.accepts ? 'accepted' : 'refused'
    if (open !== undefined) told.push({ operator: open.operator, deed: { type, what } })
  }
  for (const id of Object.keys(person.permissions) as AccountId[]) {
    const says = permissionsOf(person, id)
    for (const what of ['observe', 'control', 'join'] as const) {
      const isNew =
        says[what] === 'stopped' && had.every((one) => permissionsOf(one, id)[what] !== 'stopped')
      if (isNew) told.push({ operator: lastSeen(had, id), deed: { type: 'stopped', what } })
    }
  }
  return told
}

/** Questions that are gone without an answer. */
function unanswered(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
  now: number,
): readonly Told[] {
  const gone = had
    .flatMap(({ asks }) => asks)
    .filter((open) => !person.asks.some((one) => isSame(one, open.operator, open.what)))
  return gone.flatMap((open): Told[] => {
    const { operator, what, at: since } = open
    const why = whyUnanswered(open, command)
    if (why === null) return []
    // It ran out when it did, not when somebody noticed.
    const at = why === 'expired' ? { at: Math.min(now, since + ASK_MS) } : {}
    return [{ operator, deed: { type: 'ask-ended', what, since, why }, ...at }]
  })
}

/** Whatever else ends a question is the settings' doing. */
const UNANSWERED: Partial<Record<RoomCommand['type'], AskEnd>> = {
  tick: 'expired',
  'process-lost': 'lost',
  'end-watch': 'participant',
  'end-join': 'participant',
  'withdraw-join': 'operator',
  'attach-account': 'merged',
}

/** Null: it was answered. */
function whyUnanswered(open: Ask, command: RoomCommand): AskEnd | null {
  if (command.type === 'unobserve') return command.lost ? 'lost' : 'operator'
  const isAnswer = command.type === 'answer-ask'
  if (isAnswer && isSame(open, { id: command.operator }, command.what)) return null
  return UNANSWERED[command.type] ?? 'interview'
}

function endsOf(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
): readonly Told[] {
  const told: Told[] = []
  const goOn = new Set<PageId>()
  for (const [monitor, { operator, since }] of had.flatMap(watchersOf)) {
    const isMerged = goOn.has(monitor)
    if (!isMerged && person.watchers[monitor]?.operator.id === operator.id) {
      goOn.add(monitor)
      continue
    }
    const why = isMerged ? 'merged' : whyUnseen(command)
    told.push({ operator, deed: { type: 'observing-ended', since, why } })
  }
  return told
}

function beginningsOf(had: readonly Participant[], person: Participant): readonly Told[] {
  const began = watchersOf(person).filter(([monitor, { operator }]) =>
    had.every(({ watchers }) => watchers[monitor]?.operator.id !== operator.id),
  )
  return began.map(([, { operator }]) => ({ operator, deed: { type: 'observing-began' } }))
}

function controlOf(had: readonly Participant[], person: Participant, now: number): readonly Told[] {
  const present = presentControl(person)
  const ended = had.flatMap((one): Told[] => {
    const control = presentControl(one)
    if (control === null) return []
    if (present?.number === control.number && one.id === person.id) return []
    const { number, operator, since } = control
    const why = had.length > 1 ? 'merged' : whyOver(control, person.control, now)
    const deed = { type: 'control-ended', number, since, why } as const
    // A lease runs out when it does, not when somebody notices.
    return [
      { operator, deed, ...(why === 'lapsed' ? { at: Math.min(now, control.expiresAt) } : {}) },
    ]
  })
  const isNew = present !== null && had.every((one) => one.control?.number !== present.number)
  if (!isNew) return ended
  const from = ended.find(({ deed }) => deed.type === 'control-ended' && deed.why === 'taken-over')
  const { number, operator } = present
  return [
    ...ended,
    { operator, deed: { type: 'control-began', number, from: from?.operator ?? null } },
  ]
}

function whyOver(control: Control, last: Control | null, now: number): ControlEnd | 'taken-over' {
  if (last?.number === control.number && last.over !== null) return last.over
  return control.expiresAt <= now ? 'lapsed' : 'taken-over'
}

function blocksOf(
  had: readonly Participant[],
  person: Participant,
  command: RoomCommand,
): readonly Told[] {
  const before = had.map(({ block }) => block).find((block) => block !== null) ?? null
  if (person.block !== null) {
    return before === null ? [{ operator: person.block.by, deed: { type: 'blocked' } }] : []
  }
  if (before === null) return []
  const operator = command.type === 'unblock' ? command.operator : null
  return [{ operator, deed: { type: 'unblocked', since: before.at } }]
}

/** One entry for the session: it is told of whoever began it. */
function deletionOf(after: Room, person: Participant, command: RoomCommand): readonly Told[] {
  if (command.type !== 'delete' || ownerOf(after)?.id !== person.id) return []
  const { by } = command
  const operator = by.kind === 'administrator' ? by.account : null
  return [{ operator, deed: { type: 'session-deleted', by: by.kind } }]
}

function whyUnseen(command: RoomCommand): WatchEnd {
  const { type } = command
  if (type === 'unobserve') return command.lost ? 'lost' : 'operator'
  if (type === 'process-lost') return 'lost'
  const isSaid = type === 'end-watch' || type === 'answer-ask' || type === 'attach-account'
  return isSaid ? 'participant' : 'interview'
}

function watchersOf(person: Participant): readonly (readonly [PageId, Watcher])[] {
  return Object.entries(person.watchers).map(([page, watcher]) => [page as PageId, watcher])
}

/** The operator as last seen with this participant. */
function lastSeen(had: readonly Participant[], id: AccountId): AuditOperator {
  for (const { watchers, asks, control } of had) {
    const cards = [...Object.values(watchers), ...asks, ...(control === null ? [] : [control])]
    const found = cards.find(({ operator }) => operator.id === id)
    if (found !== undefined) return found.operator
  }
  return { id, name: null }
}
