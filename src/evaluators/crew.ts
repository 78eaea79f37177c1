/**
 * The worker threads of an evaluator process: as many as requests may run at once, and one more that
 * stands by, started and idle, for the moment when one is lost.
 *
 * A request that takes too long is interrupted within Python first; when that does not end it, its
 * thread is terminated. Whatever happens to a thread, its request is answered.
 */
import { Worker } from 'node:worker_threads'

import { failed, loadProblem } from './failure.ts'

import type { LoadReply } from '../interview/request.ts'
import type { SparseImage } from '../python/sparse-image.ts'
import type { WasmModule } from '../python/web-assembly.ts'
import type { ProcessSettings, ReplaceReason } from './messages.ts'
import type { WorkerJob, WorkerMessage, WorkerSettings } from './worker.ts'

export interface Job extends WorkerJob {
  readonly hash: string
}

export interface Crew {
  take(job: Job): void
}

interface Member {
  readonly worker: Worker
  readonly interrupt: Int32Array
  state: 'starting' | 'idle' | 'busy' | 'lost'
  job: Job | null
  timer: NodeJS.Timeout | undefined
  /** Interviews that it has loaded, as far as we know: another choice only costs time. */
  readonly hashes: Set<string>
}

/** From the interrupt to the end of the thread. */
const TERMINATE_AFTER_MS = 1_000
/** 256 MB of stack: deep recursion ends in an exception of Python's, not in a broken interpreter. */
const RESOURCE_LIMITS = {
  stackSizeMb: 256,
  maxOldGenerationSizeMb: 96,
  maxYoungGenerationSizeMb: 8,
}
/** A thread that cannot start must not be started again without a pause. */
const RESTART_AFTER_MS = 500
/** So many threads that died before any was ready: it will not get better. */
const HOPELESS = 6

export function createCrew(options: {
  readonly settings: ProcessSettings
  readonly module: WasmModule
  readonly image: SparseImage
  readonly onReady: () => void
  readonly onReply: (id: number, body: string) => void
  readonly onReplaced: (reason: ReplaceReason) => void
}): Crew {
  const { settings, module, image, onReady, onReply, onReplaced } = options
  const members = new Set<Member>()
  const queue: Job[] = []
  let stillborn = 0
  let standsBy = false
  for (let i = 0; i < settings.workers; i++) hire()

  return {
    take(job) {
      queue.push(job)
      assign()
    },
  }

  function hire(): void {
    const interrupt = new Int32Array(new SharedArrayBuffer(4))
    const worker = startThread({ settings, module, image, interrupt })
    const member: Member = {
      worker,
      interrupt,
      state: 'starting',
      job: null,
      timer: undefined,
      hashes: new Set(),
    }
    members.add(member)
    worker.on('message', (message: WorkerMessage) => hear(member, message))
    worker.on('error', (error) => {
      const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      lose(member, outOfMemory ? 'memory' : 'died')
    })
    worker.on('exit', () => lose(member, 'died'))
  }

  function hear(member: Member, message: WorkerMessage): void {
    if (member.state === 'lost') return
    switch (message.type) {
      case 'image':
        return
      case 'ready':
        member.state = 'idle'
        stillborn = 0
        onReady()
        // Not before: it would only slow the first one down, for which requests wait.
        if (!standsBy) hire()
        standsBy = true
        assign()
        return
      case 'reply':
        clearTimeout(member.timer)
        if (member.job?.id !== message.id) return
        member.job = null
        onReply(message.id, message.body)
        return
      case 'settled':
        if (message.replace !== null) {
          lose(member, message.replace)
          return
        }
        member.state = 'idle'
        assign()
    }
  }

  function assign(): void {
    const busy = [...members].filter(({ state }) => state === 'busy').length
    for (let free = settings.workers - busy; free > 0; free--) {
      const idle = [...members].filter(({ state }) => state === 'idle')
      const job = idle.length === 0 ? undefined : queue.shift()
      if (job === undefined) return
      const member = idle.find(({ hashes }) => hashes.has(job.hash)) ?? idle[0]
      if (member !== undefined) start(member, job)
    }
  }

  function start(member: Member, job: Job): void {
    member.state = 'busy'
    member.job = job
    member.hashes.add(job.hash)
    const { type, id, body } = job
    member.worker.postMessage({ type, id, body } satisfies WorkerJob)
    member.timer = setTimeout(() => {
      Atomics.store(member.interrupt, 0, 2)
      member.timer = setTimeout(() => lose(member, 'time'), TERMINATE_AFTER_MS)
    }, settings.limits.timeMs)
  }

  function lose(member: Member, reason: ReplaceReason): void {
    if (member.state === 'lost') return
    const { job, state } = member
    member.state = 'lost'
    members.delete(member)
    clearTimeout(member.timer)
    // Its exit is of no interest; what it runs may not end by itself.
    void member.worker.terminate()
    onReplaced(reason)
    if (job !== null) onReply(job.id, JSON.stringify(lossReply(job, reason)))
    if (state === 'starting' && ++stillborn >= HOPELESS) {
      // Uncaught on purpose: the process ends, and whoever started it is told that it cannot.
      throw new Error('no worker thread gets ready')
    }
    setTimeout(hire, state === 'starting' ? RESTART_AFTER_MS : 0)
    assign()
  }
}

/** Makes the image in a thread of its own, whose memory is gone afterwards. */
export function makeImage(settings: ProcessSettings, module: WasmModule): Promise<SparseImage> {
  const interrupt = new Int32Array(new SharedArrayBuffer(4))
  const worker = startThread({ settings, module, image: null, interrupt })
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'image') resolve(message.image)
      void worker.terminate()
    })
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('ended without an image')))
  })
}

function startThread(options: {
  readonly settings: ProcessSettings
  readonly module: WasmModule
  readonly image: SparseImage | null
  readonly interrupt: Int32Array
}): Worker {
  const { settings, module, image, interrupt } = options
  const { limits, program } = settings
  const workerData: WorkerSettings = { image, module, interrupt, limits, program }
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData,
    env: {},
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCE_LIMITS,
  })
  // Never to this process's own output, where frames are; what Emscripten says may hold answers.
  worker.stdout.resume()
  worker.stderr.resume()
  return worker
}

function lossReply(job: Job, reason: ReplaceReason): object {
  const code = reason === 'time' || reason === 'memory' ? reason : 'evaluator'
  const message = {
    time: 'The evaluation took too long and was ended.',
    memory: 'The evaluation needed too much memory and was ended.',
    evaluator: 'The evaluator was lost in the middle of the evaluation.',
  }[code]
  if (job.type === 'evaluate') return failed({ code, message })
  return { type: 'broken', problems: [loadProblem('', message)] } satisfies LoadReply
}
