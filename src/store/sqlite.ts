/** The embedded store: one SQLite file, in a worker thread; for one server process. */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../base/clock.ts'
import { createStore } from './facade.ts'
import type { OperationName, Operations } from './operations.ts'
import type { FromWorker, Job, ToWorker, WorkerSettings } from './sqlite-messages.ts'
import { StoreFailure } from './store.ts'
import type { Store } from './store.ts'

export interface SqliteOptions {
  /** A path, or `:memory:`. Folders that are missing are made. */
  readonly file: string
  /** True (the default) for a server: a second one on the same file is refused. False for programs
   * of the command line, which may write beside a running server. */
  readonly exclusive?: boolean
  /** For tests; without it, the machine's. */
  readonly clock?: Clock
  /** Commands and reads that may wait at once; one more is a `StoreFailure`. */
  readonly maxWaiting?: number
  /**
   * Called once when a commit has failed: what waits is never answered, and nothing more can be
   * stored. The default throws the error where nobody catches it, which ends the process.
   */
  readonly onFatal?: (error: Error) => void
}

/**
 * A disk that stalls must not fill the memory: the wait of so many is more than anybody's patience,
 * at 10,000 and more commands a second.
 */
const MAX_WAITING = 50_000

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Rejects with a `StoreFailure` that says why the file cannot be used. */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { file, exclusive = true, clock, onFatal = throwUncaught } = options
  const { maxWaiting = MAX_WAITING } = options
  const workerData: WorkerSettings = { file, exclusive }
  const worker = new Worker(new URL(workerModule(), import.meta.url), { workerData, env: {} })
  const waiting = new Map<number, Waiting>()
  let turn: Job[] = []
  let lastId = 0
  let state: 'opening' | 'open' | 'closed' | 'broken' = 'opening'

  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()

  worker.on('message', (message: FromWorker) => {
    switch (message.type) {
      case 'open':
        state = 'open'
        return opened.resolve()
      case 'refused':
        state = 'closed'
        return opened.reject(new StoreFailure(`cannot open the store: ${message.reason}`))
      case 'closed':
        return closed.resolve()
      case 'answers':
        for (const answer of message.answers) {
          const caller = waiting.get(answer.id)
          waiting.delete(answer.id)
          if (answer.type === 'value') caller?.resolve(answer.value)
          else if (answer.type === 'failure') caller?.reject(new StoreFailure(answer.message))
          else caller?.reject(new Error(answer.message))
        }
    }
  })
  worker.on('error', (error: Error) => {
    const wasOpening = state === 'opening'
    state = 'broken'
    if (wasOpening) opened.reject(new StoreFailure('cannot open the store', { cause: error }))
    else onFatal(new StoreFailure('the store has stopped', { cause: error }))
  })

  // What is asked for in one turn of the event loop travels as one message.
  function post(job: Job): void {
    if (turn.push(job) > 1) return
    queueMicrotask(() => {
      send({ type: 'jobs', jobs: turn })
      turn = []
    })
  }

  function send(message: ToWorker): void {
    worker.postMessage(message)
  }

  async function close(): Promise<void> {
    if (state !== 'open') return
    state = 'closed'
    // After the jobs of this turn, which are still answered.
    queueMicrotask(() => send({ type: 'close' }))
    await closed.promise
    await worker.terminate()
  }

  function run<name extends OperationName>(
    name: name,
    given: Parameters<Operations[name]>,
  ): Promise<Awaited<ReturnType<Store[name]>>> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    if (waiting.size >= maxWaiting) {
      reject(new StoreFailure('too much waits for the store'))
    } else if (state === 'open') {
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      post({ id: lastId, name, given, now: clock === undefined ? null : clock() })
    } else {
      reject(new StoreFailure(`the store is ${state}`))
    }
    // The worker answers with what the operation of that name returns.
    return promise as Promise<Awaited<ReturnType<Store[name]>>>
  }

  try {
    await opened.promise
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return createStore(run, close)
}

function throwUncaught(error: Error): never {
  throw error
}

/** `.ts` from the sources, `.js` in the built package. */
function workerModule(): string {
  return `./sqlite-worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`
}
