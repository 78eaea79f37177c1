/**
 * What must happen though nobody asks: deadlines that pass, wake-ups that were lost, commands left
 * behind, processes that died. Every process sweeps; the store makes each thing happen once.
 */
import type { ProcessId } from '../base/id.ts'
import type { Aggregate } from '../live/command.ts'
import type { Store } from '../store/store.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

export const DUE_EVERY_MS = 500
export const POLL_EVERY_MS = 1_000
export const LEASE_EVERY_MS = 3_000
/** A process that has not renewed its lease for this long is gone. */
export const LEASE_MS = 10_000
const PUT_OFF_MS = 10_000
const BATCH = 200

export interface Sweeper {
  /** The same sweeps that the timers do, to be awaited. */
  sweepDue(): Promise<void>
  poll(): Promise<void>
  renewLease(): Promise<void>
  start(): Promise<void>
  close(): void
}

export interface Chore {
  readonly everyMs: number
  readonly name: string
  readonly run: () => Promise<void>
}

export function createSweeper(input: {
  readonly store: Store
  readonly shell: RoomShell
  readonly process: ProcessId
  readonly timing: Timing
  readonly log: Log
  /** When it starts, all other processes are gone (architecture: a file database serves one). */
  readonly isOnlyProcess?: boolean
  /** This process did not renew its lease in time (it was stopped, or the store away): others count it as gone. */
  readonly onLapse: () => void
  /** What others want done now and then. */
  readonly chores?: readonly Chore[]
}): Sweeper {
  const { store, shell, process, timing, log, chores = [] } = input
  const stops: (() => void)[] = []
  let mark = ''
  let renewedAt: number | null = null

  async function sweepDue(): Promise<void> {
    const due = await store.readDue(BATCH)
    for (const aggregate of due) await tick(aggregate)
    await shell.carryOutbox()
  }

  async function tick(aggregate: Aggregate): Promise<void> {
    const id = shell.freshId()
    try {
      await shell.perform(
        aggregate.kind === 'desk'
          ? { aggregate, id, digest: '', command: { type: 'tick' } }
          : { aggregate, id, digest: '', command: { type: 'tick' } },
      )
    } catch (error) {
      // One that throws must not be in the others' way.
      log('tick-failed', { aggregate: aggregate.kind, error: errorName(error) })
      await store.putOff(aggregate, PUT_OFF_MS)
    }
  }

  async function poll(): Promise<void> {
    const found = await store.changedSince(mark)
    mark = found.mark
    shell.announce(found.changed)
  }

  async function renewLease(lapseMs = LEASE_MS): Promise<void> {
    const askedAt = timing.now()
    await store.renewProcess(process)
    // It was renewed at some moment since it was asked for; this process may have been stopped since.
    const lapsed = renewedAt !== null && timing.now() - renewedAt > LEASE_MS
    renewedAt = askedAt
    if (lapsed) input.onLapse()
    for (const lost of await store.readLapsedProcesses(lapseMs)) {
      if (lost.process === process) continue
      await loseProcess(lost.process, lost.rooms)
    }
  }

  async function loseProcess(
    lost: ProcessId,
    rooms: readonly Extract<Aggregate, { kind: 'room' }>['id'][],
  ): Promise<void> {
    const command = { type: 'process-lost', process: lost } as const
    log('process-lost', { rooms: rooms.length })
    let failed = 0
    // Fresh ids: a process that only stood still comes back, and may be lost again.
    for (const room of rooms) {
      const id = shell.freshId()
      try {
        await shell.perform({ aggregate: { kind: 'room', id: room }, id, digest: '', command })
      } catch (error) {
        // One that throws must not be in the others' way; with the store away, all wait.
        log('process-lost-failed', { error: errorName(error) })
        await store.now()
        failed++
      }
    }
    const id = shell.freshId()
    await shell.perform({ aggregate: { kind: 'desk' }, id, digest: '', command })
    if (failed === 0) await store.forgetProcess(lost)
  }

  /** Runs again only when the last run is over; a failure is logged and tried at the next turn. */
  function repeat(everyMs: number, name: string, run: () => Promise<void>): void {
    let running = false
    const stop = timing.every(everyMs, () => {
      if (running) return
      running = true
      run()
        .catch((error: unknown) => log('sweep-failed', { sweep: name, error: errorName(error) }))
        .finally(() => {
          running = false
        })
    })
    stops.push(stop)
  }

  return {
    sweepDue,
    poll,
    renewLease,
    async start() {
      await renewLease(input.isOnlyProcess === true ? 0 : LEASE_MS)
      // What changed before this process began is read afresh by whoever needs it.
      mark = (await store.changedSince('')).mark
      await shell.carryOutbox()
      repeat(DUE_EVERY_MS, 'due', sweepDue)
      repeat(POLL_EVERY_MS, 'poll', poll)
      repeat(LEASE_EVERY_MS, 'lease', () => renewLease())
      for (const { everyMs, name, run } of chores) repeat(everyMs, name, run)
    },
    close() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}
