/**
 * What the audit log says of one command (CTL8, ACC5), found by comparing the room before and after
 * it: so no command can forget to tell, and a deadline or a change of settings tells like an order.
 * Never answers, texts of chat, or ids of pages.
 */
import type { AccountId, PageId, ParticipantId, SessionId } from '../base/id.ts'
import type { CommandToRoom, RoomCommand } from './command.ts'
import { presentControl } from './control.ts'
import { isSame, permissionsOf } from './permission.ts'
import {
  findParticipant,
  participantsOf,
  type Control,
  type ControlEnd,
  type Participant,
  type Room,
  type Watcher,
  type What,
} from './room.ts'

export interface AuditEntry {
  /** ms since 1970. */
  readonly at: number
  readonly session: SessionId
  /** File of the interview. */
  readonly interview: string
  /** Whom it was about. */
  readonly participant: ParticipantId
  /** Theirs, or their number as an anonymous visitor. */
  readonly account: AccountId | null
  readonly visitorNumber: number | null
  /** Who did it, or was answered or stopped; null where that is not known. */
  readonly operator: AuditOperator | null
  readonly deed: AuditDeed
}

export interface AuditOperator {
  readonly id: AccountId
  /** As it was then; null where only an earlier entry has it. */
  readonly name: string | null
}

export type AuditDeed =
  /** One for each Monitor of the operator. */
  | { readonly type: 'observing-began' }
  | { readonly type: 'observing-ended'; readonly since: number; readonly why: WatchEnd }
  | { readonly type: 'asked'; readonly what: What }
  | { readonly type: 'accepted'; readonly what: What }
  | { readonly type: 'refused'; readonly what: What }
  /** By the participant: the operator has to ask from now on. */
  | { readonly type: 'stopped'; readonly what: What }
  /** `from`: whose control it ended; the operator's own where they moved it to another page. */
  | {
      readonly type: 'control-began'
      readonly number: number
      readonly from: AuditOperator | null
    }
  | {
      readonly type: 'control-ended'
      readonly number: number
      readonly since: number
      readonly why: ControlEnd | 'taken-over'
    }
  /** An answer to `question` (its name) was saved. `over`: control had ended meanwhile. */
  | {
      readonly type: 'answer-saved'
      readonly number: number
      readonly question: string
      readonly over: boolean
    }
  | { readonly type: 'blocked' }
  | { readonly type: 'unblocked'; readonly since: number }

export type WatchEnd =
  | 'operator' // they stopped, or left
  | 'lost' // the line of their Monitor, or its server process
  | 'participant' // "Stop", or a refusal
  | 'interview' // the settings no longer allow it
  | 'merged' // the Monitor showed two who turned out to be one (CHT18)

/** `before` is null for a new session. Oldest first. */
export function auditOf(
  before: Room | null,
  after: Room,
  order: CommandToRoom,
  now: number,
): readonly AuditEntry[] {
  if (before === null || before === after) return []
  const { command } = order
  return participantsOf(after).flatMap((person) => {
    const had = sameBefore(before, after, person)
    const told: readonly Told[] = [
      ...savedUnder(before, after, person, command),
      ...(had.length === 1 && had[0] === person
        ? []
        : [
            ...answersTo(had, person, command),
            ...endsOf(had, person, command),
            ...controlOf(had, person, now),
            ...beginningsOf(had, person),
            ...blocksOf(had, person, command),
          ]),
    ]
    return told.map(({ operator, deed, at = now }) => ({
      at,
      session: after.id,
      interview: after.interview,
      participant: person.id,
      account: person.account?.id ?? null,
      visitorNumber: person.visitorNumber,
      operator,
      deed,
    }))
  })
}

interface Told {
  readonly operator: AuditOperator | null
  readonly deed: AuditDeed
  /** Where it was not now. */
  readonly at?: number
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
  if (command.type !== 'save' || command.control === null || after.version === before.version) {
    return []
  }
  if (findParticipant(after, command.participant)?.id !== person.id) return []
  const { control } = person
  const number = command.control
  // A number that never was is the invention of whoever wrote it.
  if (control === null || number > control.number) return []
  const under = [control, control.before].find((one) => one?.number === number)
  const over = number !== control.number || control.over !== null
  const operator = under?.operator ?? null
  return [{ operator, deed: { type: 'answer-saved', number, question: before.question, over } }]
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
    for (const what of ['observe', 'control'] as const) {
      const isNew =
        says[what] === 'stopped' && had.every((one) => permissionsOf(one, id)[what] !== 'stopped')
      if (isNew) told.push({ operator: lastSeen(had, id), deed: { type: 'stopped', what } })
    }
  }
  return told
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
