/** What must hold when a run has come to peace, as long as the rules allow for it after the last fault. */
import type { AccountId, ParticipantId, SessionId } from '../../src/base/id.ts'
import { isAway } from '../../src/live/chat.ts'
import { mayRead } from '../../src/live/derive.ts'
import { openOf } from '../../src/live/desk-queue.ts'
import { conversationsOf, deskView, isDismissed, monitorRows } from '../../src/live/monitor-view.ts'
import type { Room } from '../../src/live/room.ts'
import { maySee, NO_LIMITS } from '../../src/live/scope.ts'
import type { MonitorRow } from '../../src/live/views.ts'
import type { LineView } from '../../src/protocol/chat.ts'
import type { ConversationView } from '../../src/protocol/monitor.ts'
import { digestSecret } from '../../src/server/browser.ts'
import { KEPT_MS } from './checker.ts'
import { peopleOf } from './consent-memory.ts'
import { resolve } from './line-checks.ts'
import type { Person } from './people.ts'
import type { MonitorTab, UserTab } from './tabs.ts'
import type { World } from './world.ts'

/** A sweep, and what it does. */
const LATE_MS = 3_000

const NOBODY: Pick<Room, 'participants'> = { participants: {} }

/** REL4: every page that is open has its line. */
export function checkLines(world: World): void {
  for (const tab of world.allTabs()) {
    if (tab.line !== 'open') world.checker.violate('REL4', `${tab.name} is not connected`)
  }
}

/** REL1, REL3: nothing is on its way any more, and whoever may read it has it. */
export function checkDelivered(world: World): void {
  const { checker } = world
  for (const tab of world.allTabs()) {
    if (tab.pending() > 0) checker.violate('REL1', `${tab.name} has ${tab.pending()} unsent`)
  }
  for (const person of world.everyone()) {
    for (const { session, tab } of person.tabs) {
      const expected = readable(world, session, person)
      expectLines(world, tab.name, tab.state.lines, expected)
    }
  }
}

function readable(world: World, session: SessionId, person: Person): readonly string[] {
  const { checker } = world
  const room = checker.room(session)
  const participant = participantOf(world, session, person)
  if (room === null || participant === null) return []
  const reader = { kind: 'participant', participant } as const
  return checker
    .lines(session)
    .filter((line) => mayRead(room, line, reader))
    .map((line) => `${line.seq} ${checker.textOf(session, line)}`)
}

/** By the browser; operators who joined have no session of their own there. */
export function participantOf(
  world: World,
  session: SessionId,
  person: Person,
): ParticipantId | null {
  const { disk } = world
  if (!person.isOperator) {
    return disk.run(disk.operations.findVisitor(session, digestSecret(person.visitor)))
  }
  const id = person.account?.id
  const people = peopleOf(world.checker.room(session) ?? NOBODY)
  return people.find(({ account }) => account?.id === id)?.id ?? null
}

function expectLines(
  world: World,
  who: string,
  lines: readonly LineView[],
  expected: readonly string[],
): void {
  const shown = lines.map((line) => `${line.seq} ${line.text}`)
  const missing = expected.filter((line) => !shown.includes(line))
  if (missing.length > 0) world.checker.violate('REL3', `${who} misses ${missing.join(', ')}`)
  const sorted = lines.toSorted((a, b) => a.seq - b.seq)
  if (sorted.some((line, at) => line !== lines[at])) {
    world.checker.violate('REL3', `${who} shows lines in another order`)
  }
  if (new Set(lines.map((line) => line.text)).size !== lines.length) {
    world.checker.violate('REL2', `${who} shows a line twice`)
  }
}

/** REL1, REL2: what was written is stored once, in the order in which each tab's person wrote it. */
export function checkStored(world: World): void {
  const { checker } = world
  const stored = new Map<string, { readonly session: string; readonly seq: number }>()
  for (const session of world.sessions) {
    for (const line of checker.lines(session)) {
      const text = checker.textOf(session, line)
      if (stored.has(text)) checker.violate('REL2', `${text} is stored twice`)
      stored.set(text, { session, seq: line.seq })
    }
  }
  const open = new Set(world.allTabs().map((tab) => tab.name))
  const last = new Map<string, number>()
  for (const one of checker.written.values()) {
    const line = stored.get(one.text)
    if (line === undefined) {
      if (checker.isLostWithSession(one.text)) continue
      if (one.acknowledged) checker.violate('REL1', `${one.text} was acknowledged and is lost`)
      else if (!one.discarded && open.has(one.tab)) {
        checker.violate('REL1', `${one.text} of ${one.tab} is lost`)
      }
      continue
    }
    if (one.everRefused) continue
    const key = `${one.tab} ${line.session}`
    if (line.seq < (last.get(key) ?? 0)) checker.violate('REL3', `${one.text} overtook another`)
    last.set(key, line.seq)
  }
}

/** STA1: who is connected is present, who is not is not. */
export function checkPresence(world: World): void {
  const { checker } = world
  const alive = new Set<string>(world.processes.map((process) => process.id))
  const expectPages = (
    who: string,
    found: Readonly<Record<string, string>>,
    tabs: readonly (UserTab | MonitorTab)[],
  ): void => {
    const pages = Object.keys(found).toSorted().join()
    const wanted = tabs
      .map((tab) => tab.key)
      .toSorted()
      .join()
    if (pages !== wanted) checker.violate('STA1', `${who} has other pages than are open`)
    if (Object.values(found).some((process) => !alive.has(process))) {
      checker.violate('STA1', `${who} is held by a process that is gone`)
    }
  }
  for (const session of world.sessions) {
    const room = checker.room(session)
    if (room === null) continue
    const tabs = new Map<string, UserTab[]>()
    for (const person of world.everyone()) {
      const participant = seatOf(world, session, person)
      if (participant === null) continue
      const mine = person.tabs.filter((one) => one.session === session).map((one) => one.tab)
      tabs.set(participant, [...(tabs.get(participant) ?? []), ...mine])
    }
    for (const person of Object.values(room.participants)) {
      if (person.mergedInto !== null) continue
      expectPages(`participant ${person.id.slice(0, 4)}`, person.pages, tabs.get(person.id) ?? [])
    }
  }
  const desk = checker.desk()
  for (const operator of world.operators) {
    const found = Object.values(desk.operators).find((one) => one.card.id === operator.account?.id)
    expectPages(operator.name, found?.pages ?? {}, operator.monitors)
  }
}

/** Whom the door takes this browser for: by its account, where it has signed in. */
export function seatOf(world: World, session: SessionId, person: Person): ParticipantId | null {
  const room = world.checker.room(session)
  const bound = participantOf(world, session, person)
  if (room === null || bound === null) return null
  const seat = resolve(room, bound)
  if (person.account === null || room.participants[seat]?.account?.id === person.account.id) {
    return seat
  }
  const own = Object.values(room.participants).find(
    (one) => one.mergedInto === null && one.account?.id === person.account?.id,
  )
  return own?.id ?? null
}

/** STA1, CHT19: what was to end has ended. */
export function checkDeadlines(world: World): void {
  const { checker } = world
  const late = world.clock.now() - LATE_MS
  for (const session of world.sessions) {
    for (const one of Object.values(checker.room(session)?.participants ?? {})) {
      if (one.mergedInto !== null) continue
      const who = `participant ${one.id.slice(0, 4)}`
      if (one.graceEndsAt !== null && one.graceEndsAt < late) {
        checker.violate('STA1', `the grace time of ${who} does not end`)
      }
      const isIn = one.joined !== null && one.joined.over === null
      if (isIn && one.listed && Object.keys(one.pages).length === 0) {
        checker.violate('JOI1', `${who} is in by no tab`)
      }
      if (one.chat.state === 'on' && one.offlineAt !== null && one.offlineAt + KEPT_MS < late) {
        checker.violate('CHT19', `the conversation of ${who}, long offline, does not end`)
      }
    }
  }
}

/** CHT5, CHT14: rooms and desk say the same, and nobody waits while somebody is free. */
export function checkAgreement(world: World): void {
  const { checker, disk } = world
  const left = disk.query('select count(*) as count from outbox')[0]?.['count']
  if (left !== 0) checker.violate('CHT14', `${String(left)} commands are left in the outbox`)
  const desk = checker.desk()
  const onDesk = [
    ...Object.values(desk.operators).flatMap((operator) =>
      operator.conversations.map((one) => `${one.session} ${one.participant} ${operator.card.id}`),
    ),
    ...desk.queue.map((one) => `${one.session} ${one.participant} nobody`),
  ]
  const inRooms: string[] = []
  for (const session of world.sessions) {
    const room = checker.room(session)
    if (room === null) continue
    const { mode } = room.settings
    if (mode === 'peerhelp' && room.shared !== null && !room.shared.ended) {
      inRooms.push(`${session} null ${room.shared.operator?.id ?? 'nobody'}`)
    }
    for (const { id, chat, mergedInto } of Object.values(room.participants)) {
      if (mode !== 'help' || mergedInto !== null || chat.state === 'off') continue
      inRooms.push(`${session} ${id} ${chat.operator?.id ?? 'nobody'}`)
    }
  }
  if (onDesk.toSorted().join('; ') !== inRooms.toSorted().join('; ')) {
    checker.violate('CHT5', `desk: ${onDesk.join('; ')} - rooms: ${inRooms.join('; ')}`)
  }
  const operators = Object.values(desk.operators)
  for (const one of [...desk.queue, ...operators.flatMap(({ conversations }) => conversations)]) {
    const room = checker.room(one.session)
    if (room === null || one.away === isAway(room, one.participant)) continue
    checker.violate('CHT5', `the desk takes ${one.session} for ${one.away ? 'away' : 'there'}`)
  }
  for (const { card, conversations } of operators) {
    const { id, name } = card
    if (conversations.every(({ session }) => maySeeNow(world, id, session))) continue
    checker.violate('ACC4', `${name} carries a conversation that they may not see`)
  }
  for (const waiting of desk.queue) {
    const free = operators.find(
      (operator) =>
        operator.available &&
        (operator.limit === null || (!waiting.away && openOf(operator) < operator.limit)) &&
        maySeeNow(world, operator.card.id, waiting.session) &&
        operator.roles.some((role) => waiting.roles.includes(role)),
    )
    if (free !== undefined) checker.violate('CHT5', `${free.card.name} is free and somebody waits`)
  }
}

/** ACC4 */
export function maySeeNow(world: World, operator: AccountId, session: SessionId): boolean {
  const room = world.checker.room(session)
  const privileges = world.rightsOf(operator).at(-1)?.privileges ?? []
  return room !== null && maySee(privileges, NO_LIMITS, room)
}

/** MON9: what a page has come to know is what a fresh one is told. */
export async function checkFresh(world: World): Promise<void> {
  const users = world
    .everyone()
    .flatMap((person) =>
      person.tabs.map((one) => ({ ...one, person, fresh: world.openTab(person, one.session) })),
    )
  const monitors = world.operators.flatMap((person) =>
    person.monitors.map((tab) => ({ person, tab, fresh: world.openMonitor(person) })),
  )
  await world.pass(1_000)
  for (const { tab, fresh } of monitors) {
    for (const { session, participant, state } of tab.state.conversations.values()) {
      if (!state.carried) fresh.say({ type: 'follow', session, participant })
    }
  }
  await world.pass(2_000)
  for (const { tab, fresh } of users) {
    expectSame(world, 'MON9', `the view of ${tab.name}`, tab.state.view, fresh.state.view)
    expectSame(world, 'MON9', `the lines of ${tab.name}`, tab.state.lines, fresh.state.lines)
  }
  for (const { person, tab, fresh } of monitors) {
    expectSame(
      world,
      'MON9',
      `the rows of ${tab.name}`,
      sorted(tab.state.rows),
      sorted(fresh.state.rows),
    )
    expectSame(world, 'MON9', `the desk of ${tab.name}`, tab.state.desk, fresh.state.desk)
    expectSame(
      world,
      'MON9',
      `the conversations of ${tab.name}`,
      sorted(tab.state.conversations).map(withoutCursor),
      sorted(fresh.state.conversations).map(withoutCursor),
    )
    checkMonitor(world, person, fresh)
  }
}

/** A lease that is renewed moves it, sooner here than there. */
function withoutCursor([key, shown]: readonly [string, ConversationView]) {
  return [key, { ...shown, cursor: 0 }]
}

/** The fresh page itself: as the store has it. */
function checkMonitor(world: World, person: Person, tab: MonitorTab): void {
  const { checker } = world
  const { account } = person
  if (account === null) return
  const desk = checker.desk()
  expectSame(world, 'MON9', `the desk of ${tab.name}`, tab.state.desk, deskView(desk, account.id))
  expectSame(
    world,
    'MON9',
    `the rows of ${tab.name}`,
    sorted(tab.state.rows),
    rowsFor(world, account.id),
  )
  for (const { session, participant } of conversationsOf(desk, account.id)) {
    const shown = tab.state.conversations.get(`${session}/${participant ?? ''}`)
    const room = checker.room(session)
    if (shown === undefined || room === null) {
      checker.violate('MON9', `${tab.name} does not show a conversation that it carries`)
      continue
    }
    const expected = checker
      .lines(session)
      .filter((line) =>
        participant === null
          ? line.audience === 'session'
          : line.audience === 'private' && resolve(room, line.conversation) === participant,
      )
      .map((line) => `${line.seq} ${checker.textOf(session, line)}`)
    expectLines(world, tab.name, shown.lines, expected)
  }
}

/** The list of an operator, as the store has it. */
export function rowsFor(
  world: World,
  operator: AccountId,
): readonly (readonly [string, MonitorRow])[] {
  const desk = world.checker.desk()
  const rows = world.sessions.flatMap((session) => {
    const room = world.checker.room(session)
    if (room === null || !maySeeNow(world, operator, session)) return []
    return monitorRows(room, desk).filter((one) => !isDismissed(room, one.participant, operator))
  })
  return sorted(new Map(rows.map((one) => [`${one.session}/${one.participant}`, one])))
}

export function sorted<V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

export function expectSame(
  world: World,
  rule: string,
  what: string,
  one: unknown,
  other: unknown,
): void {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  if (a === b) return
  let at = 0
  while (a[at] === b[at]) at++
  const from = Math.max(0, at - 60)
  const told = `...${a.slice(from, at + 60)} instead of ...${b.slice(from, at + 60)}`
  world.checker.violate(rule, `${what} differs: ${told}`)
}
