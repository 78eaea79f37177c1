/**
 * Entries of all monitored sessions, as this process last saw them: one projection for all its
 * Monitors. Changes are gathered for COALESCE_MS and leave as one serialised message; a Monitor that
 * connects is given the rows whole.
 */
import type { AccountId, ParticipantId, SessionId } from '../base/id.ts'
import { isDismissed, isMonitored, monitorRows } from '../live/monitor-view.ts'
import { findParticipant, type Room } from '../live/room.ts'
import type { MonitorRow } from '../live/views.ts'
import type { MonitorDown } from '../protocol/monitor.ts'
import type { Store } from '../store/store.ts'
import type { DeskCopy } from './desk-copy.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

const COALESCE_MS = 250

type Rows = Extract<MonitorDown, { type: 'rows' }>

/** `text` is `rows` serialised, for all who see all of it. */
export type RowsListener = (rows: Rows, text: string) => void

export interface MonitorList {
  /** Rows that this operator sees now. Changes after it come to the listeners. */
  rowsFor(operator: AccountId): readonly MonitorRow[]
  /** What of a change this operator sees; the very same object when that is all of it. */
  filterFor(operator: AccountId, rows: Rows): Rows
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

export function createMonitorList(input: {
  readonly store: Store
  readonly shell: RoomShell
  readonly desk: DeskCopy
  readonly timing: Timing
  readonly log: Log
}): MonitorList {
  const { store, shell, desk, timing, log } = input
  const rooms = new Map<SessionId, Room>()
  const entries = new Map<SessionId, ReadonlyMap<ParticipantId, Entry>>()
  const dirty = new Set<SessionId>()
  const listeners = new Set<RowsListener>()
  const stops: (() => void)[] = []
  let deskChanged = false
  let cancelFlush: (() => void) | null = null
  let flushing: Promise<void> | null = null
  let loading: Promise<void> | null = null

  function schedule(): void {
    cancelFlush ??= timing.after(COALESCE_MS, () => {
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
    for (const room of await store.readMonitoredRooms()) {
      rooms.set(room.id, room)
      entries.set(room.id, derive(room))
    }
  }

  function flush(): Promise<void> {
    flushing = (flushing ?? Promise.resolve()).then(flushOnce)
    return flushing
  }

  async function flushOnce(): Promise<void> {
    const ids = [...dirty]
    dirty.clear()
    const changed = new Set<SessionId>()
    try {
      for (const id of ids) {
        const room = await store.readRoom(id)
        if (room !== null && isMonitored(room)) rooms.set(id, room)
        else rooms.delete(id)
        changed.add(id)
      }
    } catch (error) {
      for (const id of ids) dirty.add(id)
      log('monitor-list-failed', { error: errorName(error) })
      schedule()
    }
    if (deskChanged) for (const id of rooms.keys()) changed.add(id)
    deskChanged = false
    publish(changed)
  }

  function publish(changed: ReadonlySet<SessionId>): void {
    const upsert: MonitorRow[] = []
    const remove: { readonly session: SessionId; readonly participant: ParticipantId }[] = []
    for (const session of changed) {
      const before = entries.get(session)
      const room = rooms.get(session)
      const after = room === undefined ? new Map<ParticipantId, Entry>() : derive(room)
      for (const [participant, entry] of after) {
        if (before?.get(participant)?.text !== entry.text) upsert.push(entry.row)
      }
      for (const participant of before?.keys() ?? []) {
        if (!after.has(participant)) remove.push({ session, participant })
      }
      if (room === undefined) entries.delete(session)
      else entries.set(session, after)
    }
    if (upsert.length === 0 && remove.length === 0) return
    const rows: Rows = { type: 'rows', upsert, remove }
    const text = JSON.stringify(rows)
    for (const listener of listeners) listener(rows, text)
  }

  function derive(room: Room): ReadonlyMap<ParticipantId, Entry> {
    const derived = new Map<ParticipantId, Entry>()
    for (const row of monitorRows(room, desk.current())) {
      const dismissedBy = findParticipant(room, row.participant)?.dismissedBy ?? []
      derived.set(row.participant, { row, text: JSON.stringify([row, dismissedBy]) })
    }
    return derived
  }

  function isShown(operator: AccountId, row: MonitorRow): boolean {
    const room = rooms.get(row.session)
    return room === undefined || !isDismissed(room, row.participant, operator)
  }

  return {
    rowsFor: (operator) =>
      [...entries.values()]
        .flatMap((room) => [...room.values()].map((entry) => entry.row))
        .filter((row) => isShown(operator, row)),
    filterFor(operator, rows) {
      const upsert = rows.upsert.filter((row) => isShown(operator, row))
      if (upsert.length === rows.upsert.length) return rows
      const hidden = rows.upsert.filter((row) => !isShown(operator, row))
      const remove = hidden.map(({ session, participant }) => ({ session, participant }))
      return { ...rows, upsert, remove: [...rows.remove, ...remove] }
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
