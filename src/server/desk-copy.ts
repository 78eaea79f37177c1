/**
 * The desk as this process last read it: what pages' icons and Monitors' settings are derived from.
 * Decisions never read it; they read the desk in their own transaction.
 */
import { EMPTY_DESK, type Desk } from '../live/desk.ts'
import type { Store } from '../store/store.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Log } from './settings.ts'

export interface DeskCopy {
  current(): Desk
  /** Called after each new reading. The result ends it. */
  onChange(listener: () => void): () => void
  /** Rejects when it could not be read. */
  start(): Promise<void>
  close(): void
}

export function createDeskCopy(input: {
  readonly store: Store
  readonly shell: RoomShell
  readonly log: Log
}): DeskCopy {
  const { store, shell, log } = input
  const listeners = new Set<() => void>()
  let desk: Desk = EMPTY_DESK
  let wantedSeq = 0
  let reading = false
  let stop: (() => void) | null = null

  async function read(): Promise<void> {
    if (reading) return
    reading = true
    try {
      do {
        const found = await store.readDesk()
        const isNew = found.seq !== desk.seq
        desk = found
        if (isNew) for (const listener of listeners) listener()
      } while (desk.seq < wantedSeq)
    } catch (error) {
      // The next change of whatever reads again.
      log('desk-not-read', { error: errorName(error) })
    } finally {
      reading = false
    }
  }

  return {
    current: () => desk,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async start() {
      stop = shell.onChange(({ aggregate, seq }) => {
        if (aggregate.kind === 'desk') wantedSeq = Math.max(wantedSeq, seq)
        if (desk.seq < wantedSeq) void read()
      })
      // A process that knows nothing of the desk would say so to every page: it does not start.
      const first = await store.readDesk()
      if (first.seq > desk.seq) desk = first
    },
    close() {
      stop?.()
      listeners.clear()
    },
  }
}
