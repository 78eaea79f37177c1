/**
 * The worker thread that has the SQLite file to itself, so that no fsync stalls a socket.
 *
 *     jobs that wait ─► begin ─ savepoint ─ job ─ release ─ savepoint ─ job ─ ... ─ commit ─► answers
 *
 * All that has arrived while the last commit was being written is one transaction. A job that throws
 * takes back its own savepoint and nothing else. Reads of the batch are answered after its commit, so
 * nobody sees what might still be lost. A commit that fails answers nobody: the error is left
 * uncaught and ends the worker, and the store the process.
 *
 * What a deletion wrote over is still in the log (WAL) until that is taken into the file and cut
 * off: done before the deletion is answered, or later while a program of the command line reads.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { must } from '../base/must.ts'
import { createOperations, READS, type Operations } from './operations.ts'
import type { Script } from './script.ts'
import { BUSY_MS, createRunner, openDatabase, sqliteDialect } from './sqlite-database.ts'
import type { Answer, FromWorker, Job, ToWorker, WorkerSettings } from './sqlite-messages.ts'

/** Bounds the wait of the first of a batch. */
const MAX_BATCH = 500
/** How long a reader of the command line may keep deleted bytes in the log before we look again. */
const SCRUB_AGAIN_MS = 1000

const port = must(parentPort, 'not in a worker')
const settings: WorkerSettings = workerData
open()

function open(): void {
  let opened: ReturnType<typeof openDatabase>
  try {
    opened = openDatabase(settings)
  } catch (error) {
    send({ type: 'refused', reason: messageOf(error) })
    return
  }
  const { database, lock } = opened
  const operations = createOperations(sqliteDialect)
  const run = createRunner(database)
  let scrubbing: NodeJS.Timeout | null = null
  port.on('message', (message: ToWorker) => receive(message))
  send({ type: 'open' })

  function receive(message: ToWorker): void {
    const jobs: Job[] = []
    let next: ToWorker | undefined = message
    while (next?.type === 'jobs') {
      jobs.push(...next.jobs)
      next = jobs.length < MAX_BATCH ? receiveMessageOnPort(port)?.message : undefined
    }
    if (jobs.length > 0) send({ type: 'answers', answers: carryOut(jobs) })
    if (next?.type === 'close') close()
  }

  function carryOut(jobs: readonly Job[]): readonly Answer[] {
    const writes = jobs.some(({ name }) => !READS.has(name))
    try {
      database.exec(writes ? 'begin immediate' : 'begin')
    } catch (error) {
      // Nothing has been done yet: somebody else keeps the file locked.
      return jobs.map(({ id }) => ({ id, type: 'failure', message: messageOf(error) }))
    }
    const answers = jobs.map(carryOutOne)
    database.exec('commit')
    if (jobs.some((job, at) => answers[at]?.type === 'value' && erases(job))) scrub()
    return answers
  }

  function scrub(): void {
    if (scrubbing !== null) clearTimeout(scrubbing)
    scrubbing = null
    database.exec('pragma busy_timeout = 0')
    const done = database.prepare('pragma wal_checkpoint(truncate)').get()
    database.exec(`pragma busy_timeout = ${BUSY_MS}`)
    if (done?.['busy'] === 1) scrubbing = setTimeout(scrub, SCRUB_AGAIN_MS)
  }

  function carryOutOne(job: Job): Answer {
    const { id, name, given, now } = job
    // `Run` has checked the arguments against the name.
    const operation = operations[name] as (...given: readonly unknown[]) => Script<unknown>
    database.exec('savepoint job')
    try {
      const value = run(operation(...given), now)
      database.exec('release job')
      return { id, type: 'value', value }
    } catch (error) {
      // SQLite may have given up the whole transaction (disk full): others' work is gone with it.
      if (!database.isTransaction) throw error
      database.exec('rollback to job; release job')
      return { id, type: isFailure(error) ? 'failure' : 'mistake', message: messageOf(error) }
    }
  }

  function close(): void {
    if (scrubbing !== null) clearTimeout(scrubbing)
    database.close()
    lock?.close()
    send({ type: 'closed' })
    port.close()
  }
}

/** Deletes what nobody should ever find in a file again. */
function erases({ name, given }: Job): boolean {
  // `Run` has checked the arguments against the name.
  const [command] = given as Parameters<Operations['transact']>
  return name === 'transact' && ['delete', 'exit'].includes(command.command.type)
}

function send(message: FromWorker): void {
  port.postMessage(message)
}

function isFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
