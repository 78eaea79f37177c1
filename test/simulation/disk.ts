/**
 * The store: the product's own SQL on an SQLite database in memory, behind a port for each server
 * process that is slow, fails and dies as asked. A command counts from its commit; whoever dies
 * between commit and answer never hears of it, and what was on its way may or may not be carried out.
 */
import type { DatabaseSync } from 'node:sqlite'
import { createStore } from '../../src/store/facade.ts'
import {
  createOperations,
  READS,
  type OperationName,
  type Operations,
} from '../../src/store/operations.ts'
import type { Script } from '../../src/store/script.ts'
import { createRunner, openDatabase, sqliteDialect } from '../../src/store/sqlite-database.ts'
import { StoreFailure, type Store, type Transacted } from '../../src/store/store.ts'
import type { Command } from '../../src/live/command.ts'
import type { VirtualClock } from './clock.ts'
import type { Gate } from './gate.ts'
import type { Random } from './random.ts'

export interface DiskWeather {
  /** ms that a read, and a commit, takes at most. */
  readMs: number
  commitMs: number
  /** How many of a hundred calls fail: half of them after the commit. */
  failures: number
}

export interface Disk {
  readonly weather: DiskWeather
  /** The database as it is on disk now, for the checker. */
  run<T>(script: Script<T>): T
  readonly operations: Operations
  query(sql: string): readonly Readonly<Record<string, unknown>>[]
  /** Past the product, for defects. */
  write(sql: string, ...values: readonly string[]): void
  /** The port of one process. */
  connect(gate: Gate): Store
}

export type OnCommit = (command: Command, done: Transacted) => void

/** One database for all runs: each run is a transaction of it that is rolled back in the end. */
let shared: { database: DatabaseSync; run: ReturnType<typeof createRunner> } | null = null

export function openDisk(input: {
  readonly clock: VirtualClock
  readonly random: Random
  readonly onCommit: OnCommit
}): { readonly disk: Disk; readonly close: () => void } {
  const { clock, random, onCommit } = input
  if (shared === null) {
    const { database } = openDatabase({ file: ':memory:', exclusive: false })
    shared = { database, run: createRunner(database) }
  }
  const { database, run } = shared
  database.exec('begin')
  const operations = createOperations(sqliteDialect)
  const weather: DiskWeather = { readMs: 2, commitMs: 5, failures: 0 }

  function carryOut(name: OperationName, given: readonly unknown[]): unknown {
    const operation = operations[name] as (...given: readonly unknown[]) => Script<unknown>
    if (READS.has(name)) return run(operation(...given), clock.now())
    database.exec('savepoint job')
    try {
      const value = run(operation(...given), clock.now())
      database.exec('release job')
      // The arguments and the result of this operation, by its name.
      if (name === 'transact') onCommit(given[0] as Command, value as Transacted)
      return value
    } catch (error) {
      database.exec('rollback to job; release job')
      throw error
    }
  }

  function connect(gate: Gate): Store {
    /** What is written is written in the order of the calls. */
    let writtenAt = 0

    function perform(name: OperationName, given: readonly unknown[]): Promise<unknown> {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const isRead = READS.has(name)
      const takesMs = isRead ? random.int(0, weather.readMs) : random.int(1, weather.commitMs)
      const at = isRead ? clock.now() + takesMs : Math.max(writtenAt, clock.now() + takesMs)
      if (!isRead) writtenAt = at
      const fails = random.int(0, 99) < weather.failures
      const isLate = random.chance(0.5)
      clock.after(at - clock.now(), () => {
        // Dead before the commit: with the store in the process all is lost, with a server it may not be.
        if (!gate.isAlive && random.chance(0.5)) return
        const answer = (settle: () => void): void => {
          clock.after(random.int(0, 2), () => gate.enter(settle))
        }
        if (fails && !isLate) return answer(() => reject(new StoreFailure('simulated: not done')))
        try {
          const value = carryOut(name, given)
          if (fails) answer(() => reject(new StoreFailure('simulated: perhaps done')))
          else answer(() => resolve(value))
        } catch (error) {
          answer(() => reject(error instanceof Error ? error : new Error(String(error))))
        }
      })
      return promise
    }

    // The facade is typed by name; what runs the names here is untyped on purpose.
    return createStore(
      ((name: OperationName, given: readonly unknown[]) => perform(name, given)) as Parameters<
        typeof createStore
      >[0],
      async () => {},
    )
  }

  return {
    disk: {
      weather,
      operations,
      run: (script) => run(script, clock.now()),
      query: (sql) => database.prepare(sql).all(),
      write: (sql, ...values) => void database.prepare(sql).run(...values),
      connect,
    },
    close: () => database.exec('rollback'),
  }
}
