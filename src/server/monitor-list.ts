/**
 * Entries of all monitored sessions, as this process last saw them: one projection for all its
 * Monitors. Changes are gathered for COALESCE_MS and leave as one serialised message; a Monitor that
 * connects is given all rows, in parts.
 */
import { setImmediate } from 'node:timers/promises'
import type { AccountId, ParticipantId, SessionId } from '../base/id.ts'
import { operatorsFor } from '../live/desk-queue.ts'
import type { Desk } from '../live/desk.ts'
import { isDismissed, isMonitored, monitorRows } from '../live/monitor-view.ts'
import { findParticipant, participantsOf, type Room } from '../live/room.ts'
import type { OperatorLimits, Scope } from '../live/scope.ts'
import type { MonitorRow } from '../live/views.ts'
import type { MonitorDown } from '../protocol/monitor.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { access } from './access.ts'
import type { DeskCopy } from './desk-copy.ts'
import { entryResource } from './door.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'
import { actorOf } from './visitor.ts'

/** MON8: an update shows within 200 ms. */
export const COALESCE_MS = 100
/** What could not be read is tried again, less and less often, but never later than this (REL3). */
const AGAIN_MS = 2_000
/** Rooms read at a time. */
const READ_AT_ONCE = 32
/** Rooms looked at and told in one turn: thousands would hold up everything else, here and in browsers. */
const AT_ONCE = 200

type Rows = Extract<MonitorDown, { type: 'rows' }>

/** ACC4: for whom rows are. */
export interface Viewer {
  readonly id: AccountId
  sees(scope: Scope): boolean
}

/** An operator, with the privileges that say what they see. */
export function viewerFor(
  account: Account,
  limits: OperatorLimits,
): Viewer & Pick<Account, 'privileges'> {
  const { id, privileges } = account
  const sees = (scope: Scope) =>
    access(actorOf(account), 'see-entry', entryResource(scope, limits)) === 'allowed'
  return { id, privileges, sees }
}

export interface RowsChange {
  readonly rows: Rows
  /** Who could see each session of it before, and who can now; null: it was, or is, on no Monitor. */
  readonly scopes: ReadonlyMap<
    string,
    { readonly before: Scope | null; readonly after: Scope | null }
  >
}

export interface RowsPart {
  readonly rows: readonly MonitorRow[]
  /** Another part follows; it may be empty. */
  readonly more: boolean
}

/** `text` is its rows serialised, for all who see all of it. */
export type RowsListener = (change: RowsChange, text: string) => void

export interface MonitorList {
  /**
   * All rows that this viewer sees, each part as they are when it is asked for. With the changes that
   * come to the listeners from the first part on, taken in the same order, they are the list.
   */
  partsFor(viewer: Viewer): Iterator<RowsPart, RowsPart>
  /** What of a change this viewer sees; the very same rows when that is all of it, null: nothing. */
  filterFor(viewer: Viewer, change: RowsChange): Rows | null
  /** What comes and goes for an operator whose rights have changed; null: nothing. */
  changeOf(before: Viewer, after: Viewer): Rows | null
  onChange(listener: RowsListener): () => void
  /** Ready when the projection stands; it is built when first asked for. */
  ready(): Promise<void>
  /** What the timer does, to be awaited. */
  flush(): Promise<void>
  close(): void
}

interface Entry {
  readonly row: MonitorRow
  /** The row, and who dismissed it: what tells whether anybody's list has changed. */
  readonly text: string
}

interface Shown {
  readonly scope: Scope
  readonly entries: ReadonlyMap<ParticipantId, Entry>
  /** What the rows took from the desk: whether somebody could take a conversation for these roles. */
  readonly roles: string
  readonly reachable: boolean
  /** Somebody has a place in the queue. */
  readonly queued: boolean
  /** An invitation stands only while who made it is there. */
  readonly invited: boolean
  /** PHN: somebody is offered a call. */
  readonly offered: boolean
  /** PHN1: there was telephony. */
  readonly telephony: boolean
}

export function createMonitorList(input: {
  readonly store: Store
  readonly shell: RoomShell
  readonly desk: DeskCopy
  readonly timing: Timing
  readonly log: Log
  readonly atOnce?: number | undefined
}): MonitorList {
  const { store, shell, desk, timing, log, atOnce = AT_ONCE } = input
  const rooms = new Map<SessionId, Room>()
  const shown = new Map<SessionId, Shown>()
  const dirty = new Set<SessionId>()
  const listeners = new Set<RowsListener>()
  const stops: (() => void)[] = []
  let deskChanged = false
  /** Readings in a row that failed. */
  let failures = 0
  let cancelFlush: (() => void) | null = null
  let flushing: Promise<void> | null = null
  let loading: Promise<void> | null = null

  function schedule(): void {
    const ms = Math.min(AGAIN_MS, COALESCE_MS * 2 ** failures)
    cancelFlush ??= timing.after(ms, () => {
      cancelFlush = null
      void flush()
    })
  }

  async function load(): Promise<void> {
    stops.push(
      shell.onChange(({ aggregate }) => {
        if (aggregate.kind !== 'room') return
        dirty.add(aggregate.id)
        schedule()
      }),
      desk.onChange(() => {
        deskChanged = true
        schedule()
      }),
    )
    for (const [at, room] of (await store.readMonitoredRooms()).entries()) {
      if (at > 0 && at % atOnce === 0) await setImmediate()
      rooms.set(room.id, room)
      shown.set(room.id, derive(room, desk.current()))
    }
  }

  function flush(): Promise<void> {
    flushing = (flushing ?? Promise.resolve())
      .then(flushOnce)
      .catch((error: unknown) => log('monitor-list-failed', { error: errorName(error) }))
    return flushing
  }

  async function flushOnce(): Promise<void> {
    // What is read now must not be written over by what the loading read before.
    await loading
    const ids = [...dirty]
    dirty.clear()
    const changed = new Set<SessionId>()
    try {
      for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
        await Promise.all(
          ids.slice(at, at + READ_AT_ONCE).map(async (id) => {
            const room = await store.readRoom(id)
            if (room !== null && isMonitored(room)) rooms.set(id, room)
            else rooms.delete(id)
            changed.add(id)
          }),
        )
      }
      failures = 0
    } catch (error) {
      for (const id of ids) dirty.add(id)
      failures++
      log('monitor-list-failed', { error: errorName(error) })
      schedule()
    }
    const present = desk.current()
    if (deskChanged) addChangedByDesk(changed, present)
    deskChanged = false
    const sessions = [...changed]
    for (let at = 0; at < sessions.length; at += atOnce) {
      if (at > 0) await setImmediate()
      publish(sessions.slice(at, at + atOnce), present)
    }
  }

  /**
   * Of thousands of rows, a change of the desk touches those whose roles are served now, or no more,
   * those in the queue, and those with offers of calls.
   */
  function addChangedByDesk(changed: Set<SessionId>, present: Desk): void {
    const reachable = createReach(present)
    const waiting = new Set(present.queue.map(({ session }) => session))
    const called = new Set(present.phone.offers.map(({ session }) => session))
    const telephony = present.phone.line !== null
    for (const [id, before] of shown) {
      const room = rooms.get(id)
      if (room === undefined) continue
      const isChanged =
        before.queued ||
        waiting.has(id) ||
        before.invited ||
        before.offered ||
        called.has(id) ||
        before.telephony !== telephony ||
        before.reachable !== reachable(before.roles, room)
      if (isChanged) changed.add(id)
    }
  }

  function publish(changed: readonly SessionId[], present: Desk): void {
    const upsert: MonitorRow[] = []
    const remove: { readonly session: SessionId; readonly participant: ParticipantId }[] = []
    const scopes = new Map<SessionId, { before: Scope | null; after: Scope | null }>()
    for (const session of changed) {
      const known = shown.get(session)
      const before = known?.entries
      const room = rooms.get(session)
      const after = room === undefined ? null : derive(room, present)
      for (const [participant, entry] of after?.entries ?? []) {
        if (before?.get(participant)?.text !== entry.text) upsert.push(entry.row)
      }
      for (const participant of before?.keys() ?? []) {
        if (after?.entries.has(participant) !== true) remove.push({ session, participant })
      }
      scopes.set(session, { before: known?.scope ?? null, after: after?.scope ?? null })
      if (after === null) shown.delete(session)
      else shown.set(session, after)
    }
    if (upsert.length === 0 && remove.length === 0) return
    const rows: Rows = { type: 'rows', upsert, remove }
    const text = JSON.stringify(rows)
    for (const listener of listeners) listener({ rows, scopes }, text)
  }

  function isShown(viewer: Viewer, scope: Scope, row: MonitorRow): boolean {
    if (!viewer.sees(scope)) return false
    const room = rooms.get(row.session)
    return room === undefined || !isDismissed(room, row.participant, viewer.id)
  }

  return {
    *partsFor(viewer) {
      // Sessions that come meanwhile are at its end, those that go are left out.
      const sessions = shown.values()
      for (;;) {
        const rows: MonitorRow[] = []
        for (let count = 0; count < atOnce; count++) {
          const next = sessions.next()
          if (next.done === true) return { rows, more: false }
          const { scope, entries } = next.value
          for (const { row } of entries.values()) {
            if (isShown(viewer, scope, row)) rows.push(row)
          }
        }
        yield { rows, more: true }
      }
    },
    filterFor(viewer, { rows, scopes }) {
      const saw = (session: string): boolean => {
        const before = scopes.get(session)?.before ?? null
        return before !== null && viewer.sees(before)
      }
      const hidden: { readonly session: SessionId; readonly participant: ParticipantId }[] = []
      const upsert = rows.upsert.filter((row) => {
        const { session, participant } = row
        const after = scopes.get(session)?.after ?? null
        if (after !== null && isShown(viewer, after, row)) return true
        // Whoever never saw it does not learn that there is such a session.
        if (saw(session)) hidden.push({ session, participant })
        return false
      })
      const gone = rows.remove.filter((row) => saw(row.session))
      const isAll = upsert.length === rows.upsert.length && gone.length === rows.remove.length
      if (isAll) return rows
      const remove = [...gone, ...hidden]
      return upsert.length + remove.length === 0 ? null : { ...rows, upsert, remove }
    },
    changeOf(before, after) {
      const upsert: MonitorRow[] = []
      const remove: { readonly session: SessionId; readonly participant: ParticipantId }[] = []
      for (const { scope, entries } of shown.values()) {
        const [saw, sees] = [before.sees(scope), after.sees(scope)]
        if (saw === sees) continue
        for (const { row } of entries.values()) {
          const { session, participant } = row
          if (saw) remove.push({ session, participant })
          else if (isShown(after, scope, row)) upsert.push(row)
        }
      }
      return upsert.length + remove.length === 0 ? null : { type: 'rows', upsert, remove }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ready() {
      loading ??= load().catch((error: unknown) => {
        for (const stop of stops.splice(0)) stop()
        loading = null
        throw error
      })
      return loading
    },
    flush,
    close() {
      cancelFlush?.()
      for (const stop of stops.splice(0)) stop()
      listeners.clear()
    },
  }
}

function derive(room: Room, desk: Desk): Shown {
  const entries = new Map<ParticipantId, Entry>()
  for (const row of monitorRows(room, desk)) {
    const dismissedBy = findParticipant(room, row.participant)?.dismissedBy ?? []
    const text = JSON.stringify([row, dismissedBy, room.operators])
    entries.set(row.participant, { row, text })
  }
  const roles = JSON.stringify(room.settings.partnerRoles)
  const reachable = createReach(desk)(roles, room)
  const invited = participantsOf(room).some((person) => person.invitation !== null)
  const queued = [...entries.values()].some(({ row }) => row.queuePlace !== null)
  const offered = [...entries.values()].some(({ row }) => (row.phone?.offers.length ?? 0) > 0)
  const telephony = desk.phone.line !== null
  const { interview, operators } = room
  const scope = { interview, operators }
  return { scope, entries, roles, reachable, queued, invited, offered, telephony }
}

/** Whether an operator could take a conversation of the room; each list of roles is looked up once. */
function createReach(desk: Desk): (roles: string, room: Room) => boolean {
  const known = new Map<string, boolean>()
  return (roles, room) => {
    const key = JSON.stringify([roles, room.interview, room.operators])
    const { partnerRoles } = room.settings
    const found = known.get(key) ?? operatorsFor(desk, partnerRoles, room).length > 0
    known.set(key, found)
    return found
  }
}
