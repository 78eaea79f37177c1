/**
 * Carries commands to the store and news of them to everybody. It decides nothing: the store is the
 * referee, the machines in `live/` are the law.
 *
 *     perform ─► store.transact ─► (committed) ─► listeners here, bus to the other processes
 *                      └─ left commands for other rooms ─► carryOutbox ─► perform ...
 *
 * News may be lost or doubled on the way; the sweeper's poll heals that (architecture.md, idea 3).
 */
import { encodeId, parseSessionId, type CommandId, type ProcessId } from '../base/id.ts'
import type { Bus } from '../bus/bus.ts'
import type { Aggregate, Command } from '../live/command.ts'
import type { Changed, Store, Transacted } from '../store/store.ts'
import type { Keyring } from './seal.ts'
import type { Log, Random } from './settings.ts'

const TOPIC = 'changed'
const OUTBOX_BATCH = 100

export type ChangeListener = (changed: Changed) => void

export interface RoomShell {
  /** Rejects with the store's failure; then the command may or may not have been carried out. */
  perform(command: Command): Promise<Transacted>
  /** Called for each change of any room or the desk, by whatever process. The result ends it. */
  onChange(listener: ChangeListener): () => void
  /** Tells the listeners of this process (the poll found something). */
  announce(changed: readonly Changed[]): void
  /**
   * The same, tried again until it is done, with the outbox, as long as it `stillHolds`: what must not
   * stay undone because the store was away at that moment. Never rejects.
   */
  insist(command: Command, stillHolds: () => boolean): Promise<void>
  /** Carries out what earlier transactions left for other rooms. One run at a time. */
  carryOutbox(): Promise<void>
  /** An id for a command of the server's own. */
  freshId(): CommandId
  /** The same id for the same thing, so that doing it twice is doing it once. */
  derivedId(purpose: string, text: string): CommandId
  start(): Promise<void>
  close(): void
}

export function createRoomShell(input: {
  readonly store: Store
  readonly bus: Bus
  readonly process: ProcessId
  readonly keyring: Keyring
  readonly random: Random
  readonly log: Log
}): RoomShell {
  const { store, bus, process, keyring, random, log } = input
  const listeners = new Set<ChangeListener>()
  const insisted = new Map<Command, () => boolean>()
  let unsubscribe: (() => void) | null = null
  let carrying: Promise<void> | null = null
  let carryAgain = false

  async function perform(command: Command): Promise<Transacted> {
    const done = await store.transact(command)
    if (done.changed.length > 0) {
      announce(done.changed)
      bus.publish(TOPIC, encodeChanges(process, done.changed))
    }
    if (done.leftCommands) void carryOutbox()
    return done
  }

  async function insist(command: Command, stillHolds: () => boolean): Promise<void> {
    insisted.set(command, stillHolds)
    try {
      await tryInsisted()
    } catch (error) {
      // The sweeper comes back to it.
      log('insisted-failed', { error: errorName(error) })
    }
  }

  async function tryInsisted(): Promise<void> {
    for (const [command, stillHolds] of insisted) {
      await apart('insisted-failed', async () => {
        if (stillHolds()) await perform(command)
        insisted.delete(command)
      })
    }
  }

  /** One that fails for itself must not be in the others' way. Rejects when the store is away. */
  async function apart(failure: string, run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      log(failure, { error: errorName(error) })
      await store.now()
    }
  }

  function announce(changed: readonly Changed[]): void {
    for (const change of changed) {
      for (const listener of listeners) {
        try {
          listener(change)
        } catch (error) {
          log('listener-failed', { error: errorName(error) })
        }
      }
    }
  }

  function carryOutbox(): Promise<void> {
    carryAgain = true
    carrying ??= carryAll().finally(() => {
      carrying = null
    })
    return carrying
  }

  async function carryAll(): Promise<void> {
    while (carryAgain) {
      carryAgain = false
      try {
        await tryInsisted()
        const left = await store.readOutbox(OUTBOX_BATCH)
        let carried = 0
        for (const { key, command } of left) {
          await apart('outbox-failed', async () => {
            await perform(command)
            await store.outboxDone(key)
            carried++
          })
        }
        if (left.length === OUTBOX_BATCH && carried > 0) carryAgain = true
      } catch (error) {
        // What is left stays in the outbox; the sweeper comes back to it.
        log('outbox-failed', { error: errorName(error) })
        return
      }
    }
  }

  return {
    perform,
    insist,
    announce,
    carryOutbox,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    freshId: () => asCommandId(encodeId(random(16))),
    derivedId: (purpose, text) => asCommandId(keyring.digest(purpose, text).slice(0, 22)),
    async start() {
      unsubscribe = await bus.subscribe(TOPIC, (message) =>
        announce(decodeChanges(process, message)),
      )
    },
    close() {
      unsubscribe?.()
      listeners.clear()
    },
  }
}

/** 22 characters of base64url, by how both callers make them. */
function asCommandId(text: string): CommandId {
  return text as CommandId
}

function encodeChanges(process: ProcessId, changed: readonly Changed[]): string {
  const items = changed.map(({ aggregate, seq, gone }) => [
    aggregate.kind === 'desk' ? null : aggregate.id,
    seq,
    ...(gone === true ? [true] : []),
  ])
  return JSON.stringify([process, items])
}

/** Nothing for what this process sent itself: its listeners know already. */
function decodeChanges(process: ProcessId, message: string): readonly Changed[] {
  const parsed: unknown = JSON.parse(message)
  if (!Array.isArray(parsed) || parsed[0] === process || !Array.isArray(parsed[1])) return []
  const changed: Changed[] = []
  for (const item of parsed[1] as readonly unknown[]) {
    if (!Array.isArray(item) || typeof item[1] !== 'number') continue
    const aggregate = readAggregate(item[0])
    const gone = item[2] === true ? ({ gone: true } as const) : {}
    if (aggregate !== null) changed.push({ aggregate, seq: item[1], ...gone })
  }
  return changed
}

function readAggregate(value: unknown): Aggregate | null {
  if (value === null) return { kind: 'desk' }
  const id = typeof value === 'string' ? parseSessionId(value) : null
  return id === null ? null : { kind: 'room', id }
}

/** The kind of an error for the log: messages may hold what people wrote. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
