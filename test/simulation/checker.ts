/**
 * What must hold in every run. It looks at each commit and at each message that a server sends, with
 * rules of its own, and knows nothing of how the product comes to what it does.
 */
import type { Consent } from '../../src/base/consent.ts'
import type { AccountId, ParticipantId, SessionId } from '../../src/base/id.ts'
import type { Command } from '../../src/live/command.ts'
import { EMPTY_DESK, type Desk } from '../../src/live/desk.ts'
import type { ChatLine, Participant, Room } from '../../src/live/room.ts'
import type { Keyring, SessionKey } from '../../src/server/seal.ts'
import type { Transacted } from '../../src/store/store.ts'
import type { VirtualClock } from './clock.ts'
import { createConsentMemory } from './consent-memory.ts'
import { createDeletionChecks, type DeletionChecks } from './deletion-checks.ts'
import { createDeskCheck } from './desk-checks.ts'
import type { Disk } from './disk.ts'
import { createFormChecks, type FormChecks } from './form-checks.ts'
import { createJoinChecks, type JoinChecks } from './join-checks.ts'
import { createLineChecks, resolve } from './line-checks.ts'
import type { Link } from './network.ts'
import type { Right } from './people.ts'
import { createPhoneChecks, type PhoneChecks } from './phone-checks.ts'
import { createRightChecks } from './right-checks.ts'
import type { Steps } from './steps.ts'
import type { Ledger } from './tabs.ts'
import { createWatchChecks, type WatchChecks, type WatchWorld } from './watch-checks.ts'

/** One message that somebody wrote. */
export interface Written {
  readonly text: string
  readonly tab: string
  readonly at: number
  acknowledged: boolean
  discarded: boolean
  everRefused: boolean
}

export interface Reader {
  readonly tab: string
  readonly path: string
  /** Of a page: whose it is, by the browser's cookie. */
  participant(): ParticipantId | null
  /** How old what the server knows may be, ms: it may have been frozen, or its store slow. */
  staleness(): number
  /** Which load of the page it is, as it has said. */
  page(): string
  /** Of a Monitor: since when its operator may not have it any more. */
  lostRightAt(): number | null
  /** Whose Monitor it is, or who joined by this page; null: a user's page. */
  operator(): AccountId | null
}

export interface Checker {
  readonly violations: string[]
  readonly ledger: Ledger
  readonly watch: WatchChecks
  readonly deletion: DeletionChecks
  readonly forms: FormChecks
  readonly joins: JoinChecks
  readonly phone: PhoneChecks
  readonly written: ReadonlyMap<string, Written>
  /** What was reached: runs that reach nothing prove nothing. */
  readonly reached: Map<string, number>
  violate(rule: string, what: string): void
  count(what: string): void
  committed(command: Command, done: Transacted): void
  /** The server's end of a line, listened to. */
  listen(link: Link, reader: Reader): Link
  /** Null: there is none, or none any more. */
  room(session: SessionId): Room | null
  desk(): Desk
  /** What was stored of a session that was deleted since. */
  isLostWithSession(text: string): boolean
  lines(session: SessionId): readonly ChatLine[]
  textOf(session: SessionId, line: ChatLine): string
}

interface Seen {
  readonly at: number
  readonly room: Room
}

/** What may end a conversation (CHT19). */
const ENDS_CHAT = new Set([
  'chat-off',
  'end-chat',
  'block',
  'save',
  'exit',
  'tick',
  'attach-account',
  'delete',
])
/** What a page is told of its session. */
const TELLS = /^\{"type":"(welcome|push)"/
/** CHT19 */
export const KEPT_MS = 30 * 60_000

export function createChecker(input: {
  readonly clock: VirtualClock
  readonly disk: () => Disk
  readonly keyring: Keyring
  readonly note: (text: string) => void
  readonly watching: Pick<WatchWorld, 'isWell' | 'unsureMs'>
  /** CON4. */
  readonly floor: Consent
  readonly steps: () => Steps
  readonly rightsOf: (account: AccountId) => readonly Right[]
  /** ms within which a server must know what has come to an end; null: there is trouble. */
  readonly boundOf: (reader: Reader) => number | null
}): Checker {
  const { clock, keyring, note } = input
  const violations: string[] = []
  const written = new Map<string, Written>()
  const reached = new Map<string, number>()
  const rooms = new Map<SessionId, Seen[]>()
  const keys = new Map<SessionId, SessionKey>()
  /** In which session a text is, or was until that was deleted. */
  const stored = new Map<string, SessionId>()
  /** Sequence numbers during which a participant was blocked. */
  const blocked = new Map<string, { readonly from: number; to: number }[]>()
  let desk: Desk = EMPTY_DESK

  function violate(rule: string, what: string): void {
    note(`VIOLATION ${rule}: ${what}`)
    violations.push(`${rule}: ${what}`)
  }

  function count(what: string): void {
    reached.set(what, (reached.get(what) ?? 0) + 1)
  }

  function committed(command: Command, done: Transacted): void {
    const about = command.aggregate.kind === 'room' ? command.aggregate.id.slice(0, 4) : 'desk'
    if (done.reply.type === 'refused') {
      count(`refused ${command.command.type} ${done.reply.code}`)
      return note(`  db ${about} ${command.command.type} refused ${done.reply.code}`)
    }
    deletion.done(command, done)
    if (done.repeated) return note(`  db ${about} ${command.command.type} repeated`)
    if (done.changed.length === 0) {
      // A code that nothing was compared with.
      if (command.command.type === 'try-code') phone.committed(desk, desk, command)
      return
    }
    count(command.command.type)
    if (command.command.type === 'answer-transfer' && command.command.accepts) {
      count('transfer accepted')
    }
    note(`  db ${about} ${describe(command)}`)
    for (const { aggregate, gone } of done.changed) {
      const disk = input.disk()
      if (aggregate.kind === 'room' && gone === true) bury(aggregate.id, command)
      else if (aggregate.kind === 'desk') {
        const after = disk.run(disk.operations.readDesk())
        checkDesk(desk, after, command)
        phone.committed(desk, after, command)
        desk = after
      } else {
        const after = disk.run(disk.operations.readRoom(aggregate.id))
        if (after === null) continue
        const seen = rooms.get(aggregate.id) ?? []
        rooms.set(aggregate.id, seen)
        const before = seen.at(-1)?.room ?? null
        seen.push({ at: clock.now(), room: after })
        if (seen.length > 500) seen.splice(0, 250)
        checkRoom(before, after, command)
        if (before !== null) consent.remember(before, after, command)
        watch.committed(before, after, command)
        joins.committed(before, after, command)
        rights.committed(before, command)
        forms.committed(before, after, command)
        for (const line of done.lines) stored.set(textOf(after.id, line), after.id)
      }
    }
    phone.settled()
    checkBlocks(command)
  }

  function bury(session: SessionId, command: Command): void {
    const seen = rooms.get(session) ?? []
    const last = seen.at(-1)?.room ?? null
    deletion.deleted(session, last, command)
    if (last !== null) seen.push({ at: clock.now(), room: { ...last, participants: {} } })
  }

  function checkRoom(before: Room | null, after: Room, command: Command): void {
    if (before !== null && after.seq <= before.seq) violate('REL3', 'a sequence went back')
    const { settings } = after
    const allowsChat = settings.called && settings.availability === 'available'
    for (const person of Object.values(after.participants)) {
      if (person.mergedInto !== null) continue
      const { chat } = person
      if (chat.state === 'on' && !allowsChat) violate('AUT8', 'chat is on though it is not allowed')
      if (chat.state === 'on' && person.block !== null && settings.mode === 'help') {
        violate('BLK1', 'a blocked participant has chat on')
      }
      const was = before?.participants[person.id]
      // Whoever had joined goes with all that they had.
      if (was?.chat.state === 'on' && chat.state === 'off' && person.joined === null) {
        if (!ENDS_CHAT.has(command.command.type)) {
          violate('REL6', `a conversation was ended by ${command.command.type}`)
        }
        if (command.command.type === 'tick') checkKept(was)
      }
      if (was !== undefined && person.readUpTo < was.readUpTo) violate('CHT7', 'unread again')
    }
  }

  /** CHT19: nothing but 30 minutes offline ends it where nobody asks for it. */
  function checkKept({ id, offlineAt }: Participant): void {
    count('conversation ended by its time')
    if (offlineAt !== null && clock.now() - offlineAt >= KEPT_MS) return
    violate('CHT19', `a conversation of ${id.slice(0, 4)} ended before its time`)
  }

  /** BLK4: only "Unblock" lifts a block. */
  function checkBlocks({ aggregate, command }: Command): void {
    if (aggregate.kind !== 'room') return
    const room = rooms.get(aggregate.id)?.at(-1)?.room
    if (room === undefined) return
    if (command.type === 'block' || command.type === 'unblock') {
      const id = `${aggregate.id} ${resolve(room, command.participant)}`
      const spans = blocked.get(id) ?? []
      blocked.set(id, spans)
      const last = spans.at(-1)
      const isBlocked = last !== undefined && last.to === Infinity
      if (command.type === 'block' && !isBlocked) spans.push({ from: room.seq, to: Infinity })
      if (command.type === 'unblock' && isBlocked) last.to = room.seq
    }
    for (const [key, spans] of blocked) {
      const [session, participant = ''] = key.split(' ')
      if (session !== aggregate.id || spans.at(-1)?.to !== Infinity) continue
      const person = room.participants[resolve(room, participant as ParticipantId)]
      if (person?.block === null) violate('BLK4', `a block was lost by ${command.type}`)
    }
  }

  /** Whether it was so at some moment that the server may still have believed in. */
  function wasEver(session: SessionId, age: number, test: (room: Room) => boolean): boolean {
    const seen = rooms.get(session) ?? []
    for (let at = seen.length - 1; at >= 0; at--) {
      const one = seen[at]
      if (one === undefined) break
      if (test(one.room)) return true
      // This one was in force before the time asked for: earlier ones do not count.
      if (one.at <= clock.now() - age) return false
    }
    return false
  }

  function room(session: SessionId): Room | null {
    return deletion.isDeleted(session) ? null : (rooms.get(session)?.at(-1)?.room ?? null)
  }

  function lines(session: SessionId): readonly ChatLine[] {
    const disk = input.disk()
    return disk.run(disk.operations.readLines(session, 0, 1_000_000))
  }

  function textOf(session: SessionId, line: ChatLine): string {
    let key = keys.get(session)
    if (key === undefined) {
      const disk = input.disk()
      const wrapped = disk.run(disk.operations.readWrappedKey(session))
      if (wrapped === null) return ''
      key = keyring.unwrap(session, wrapped)
      keys.set(session, key)
    }
    return Buffer.from(key.open('chat', line.id, line.sealed)).toString()
  }

  const { steps, rightsOf, boundOf } = input
  const told = { clock, violate, count, room, wasEver }
  const deletion = createDeletionChecks({
    ...told,
    disk: input.disk,
    boundOf,
    now: () => clock.now(),
  })
  const isDeleted = (session: SessionId): boolean => deletion.isDeleted(session)
  const consent = createConsentMemory({ count, floor: input.floor })
  const checkSent = createLineChecks({ ...told, blocked, lines, textOf, isDeleted })
  const watch = createWatchChecks({ ...told, ...input.watching, consent })
  const joins = createJoinChecks({ ...told, consent, boundOf })
  const rights = createRightChecks({
    ...told,
    rightsOf,
    boundOf,
    isDeleted,
    now: () => clock.now(),
  })
  const checkDesk = createDeskCheck(told)
  const phone = createPhoneChecks({ ...told, desk: () => desk })
  const forms = createFormChecks({ ...told, steps })

  function sent(text: string, reader: Reader): void {
    checkSent(text, reader)
    deletion.sent(text, reader)
    phone.sent(text, reader)
    if (text.startsWith('{"type":"mirror"')) watch.sent(JSON.parse(text), reader)
    if (reader.path === '/live/monitor') return rights.sentToMonitor(text, reader)
    if (reader.operator() === null || !TELLS.test(text)) return
    joins.told(reader)
    rights.told(reader)
  }

  return {
    violations,
    watch,
    deletion,
    forms,
    joins,
    phone,
    written,
    reached,
    violate,
    count,
    committed,
    listen: (link, reader) => ({
      ...link,
      get isOver() {
        return link.isOver
      },
      send(way, text) {
        sent(text, reader)
        link.send(way, text)
      },
    }),
    room,
    desk: () => desk,
    isLostWithSession(text) {
      const session = stored.get(text)
      return session !== undefined && isDeleted(session)
    },
    lines,
    textOf,
    ledger: {
      submitted(text, tab) {
        note(`${tab} writes ${text}`)
        written.set(text, {
          text,
          tab,
          at: clock.now(),
          acknowledged: false,
          discarded: false,
          everRefused: false,
        })
      },
      acknowledged(text) {
        const one = written.get(text)
        if (one === undefined || one.acknowledged) return
        one.acknowledged = true
        count('message acknowledged')
        const session = stored.get(text)
        const isStored =
          session !== undefined &&
          (isDeleted(session) || lines(session).some((line) => textOf(session, line) === text))
        if (!isStored) violate('REL1', `acknowledged, but not stored: ${text}`)
      },
      refused(text, code) {
        const one = written.get(text)
        if (one !== undefined) one.everRefused = true
        note(`refused: ${text} ${code}`)
      },
      discarded(text) {
        const one = written.get(text)
        if (one !== undefined) one.discarded = true
      },
    },
  }
}

/** Without what is sealed or long. */
function describe({ command }: Command): string {
  const { type, ...rest } = command as unknown as Record<string, unknown>
  const shown = Object.entries(rest)
    .filter(([name]) => !['answers', 'screen', 'sealed', 'wrappedKey'].includes(name))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `${String(type)} ${shown.join(' ')}`.slice(0, 300)
}
