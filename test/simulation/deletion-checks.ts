/** SES3, SES4: of a session that is deleted nothing lives on, and nothing brings it back. */
import type { SessionId } from '../../src/base/id.ts'
import type { Command, RoomCommand } from '../../src/live/command.ts'
import { isPresent, type Room } from '../../src/live/room.ts'
import type { Transacted } from '../../src/store/store.ts'
import type { Checker, Reader } from './checker.ts'
import { peopleOf } from './consent-memory.ts'
import type { Disk } from './disk.ts'

export interface DeletionChecks {
  isDeleted(session: SessionId): boolean
  sessions(): readonly SessionId[]
  /** In the commit that deleted it; `before`: as it was. */
  deleted(session: SessionId, before: Room | null, order: Command): void
  /** A command was not refused. */
  done(order: Command, done: Transacted): void
  sent(text: string, reader: Reader): void
  /** What is on disk now, with what was to be carried out. */
  scan(session: SessionId, isPeace: boolean): void
}

/** What tells that something was: the log, and what processes and disks still have to do. */
const MAY_NAME_IT = new Set(['audit', 'audit_log', 'deleted_room', 'dropped_file'])
/** Sent of a session that is gone, because it is. */
const FAREWELLS = new Set(['conversation-over', 'refused', 'ack'])
const FAREWELL_KINDS = new Set(['gone'])

export function createDeletionChecks(
  of: Pick<Checker, 'violate' | 'count'> & {
    readonly disk: () => Disk
    /** ms within which it must be known to who tells this page; null: no telling. */
    boundOf(reader: Reader): number | null
    now(): number
  },
): DeletionChecks {
  const { violate, count } = of
  const all = new Map<SessionId, number>()

  function checkRight(before: Room, { by }: Extract<RoomCommand, { type: 'delete' }>): void {
    count(`deleted by ${by.kind}`)
    if (by.kind === 'retention') {
      if (peopleOf(before).some(isPresent)) violate('SES4', 'a session was deleted that is open')
      if (before.usedAt >= by.untouchedSince) violate('SES4', 'a session was deleted that is used')
    }
    if (by.kind !== 'owner') return
    const [first] = Object.values(before.participants).toSorted((a, b) => a.enteredAt - b.enteredAt)
    const now = (id: typeof by.participant): string => {
      const next = before.participants[id]?.mergedInto ?? null
      return next === null ? id : now(next)
    }
    if (first === undefined || now(first.id) !== now(by.participant)) {
      violate('SES3', 'a session was deleted by somebody who did not begin it')
    }
  }

  function scan(session: SessionId, isPeace: boolean): void {
    const disk = of.disk()
    for (const { name } of disk.query(`select name from sqlite_master where type = 'table'`)) {
      const table = String(name)
      if (MAY_NAME_IT.has(table) || (table === 'outbox' && !isPeace)) continue
      const rows = disk.query(`select * from "${table}"`)
      const found = rows
        .map((row) => (table === 'desk' ? withoutCalls(row) : row))
        .filter((row) => Object.values(row).some((one) => holds(one, session)))
      // The deletion itself is known when it is sent again.
      if (found.length > (table === 'receipt' ? 1 : 0)) {
        violate('SES3', `the deleted ${session.slice(0, 4)} lives on in ${table}`)
      }
    }
  }

  return {
    isDeleted: (session) => all.has(session),
    sessions: () => [...all.keys()],
    scan,
    deleted(session, before, { command }) {
      all.set(session, of.now())
      if (before !== null && command.type === 'delete') checkRight(before, command)
      scan(session, false)
    },
    done({ aggregate, command }, { repeated }) {
      if (aggregate.kind !== 'room' || !all.has(aggregate.id)) return
      if (command.type === 'delete' && repeated) return
      violate('SES3', `${command.type} of the deleted ${aggregate.id.slice(0, 4)} was not refused`)
    },
    sent(text, reader) {
      for (const [session, at] of all) {
        const isOwn = reader.path.endsWith(session)
        if (!isOwn && !text.includes(session)) continue
        const bound = of.boundOf(reader)
        if (bound === null || of.now() - at <= bound) continue
        if (isOwn ? !isNews(text) : isFarewell(text, session)) continue
        violate(
          'SES3',
          `${reader.tab} is told of the deleted ${session.slice(0, 4)}: ${text.slice(0, 60)}`,
        )
      }
    },
  }
}

/** Whoever is on the telephone goes on talking; what it comes to is told to nobody. */
function withoutCalls(row: Readonly<Record<string, unknown>>) {
  const desk = JSON.parse(String(row['state'])) as { readonly phone: object }
  return { state: JSON.stringify({ ...desk, phone: { ...desk.phone, calls: [] } }) }
}

function holds(value: unknown, session: SessionId): boolean {
  return typeof value === 'string' && value.includes(session)
}

/** Not a beat, nor the refusal of what was under way. */
function isNews(text: string): boolean {
  const { type } = JSON.parse(text) as { readonly type: string }
  return type !== 'ping' && !FAREWELLS.has(type)
}

function isFarewell(text: string, session: SessionId): boolean {
  const message = JSON.parse(text) as Readonly<Record<string, unknown>> & { readonly type: string }
  if (FAREWELLS.has(message.type)) return true
  if (message.type === 'rows') return !JSON.stringify(message['upsert']).includes(session)
  const { kind } = (message['message'] ?? {}) as { readonly kind?: string }
  return message.type === 'mirror' && FAREWELL_KINDS.has(kind ?? '')
}
