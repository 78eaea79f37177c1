/**
 * Evaluators for a server: one boxed process, as many requests in it at a time as it has workers,
 * the others in a queue. When the process dies its requests fail, a new one is started, and the
 * queue waits for it. No request hangs and none is lost without an answer.
 */
import { availableParallelism } from 'node:os'

import { DEFAULT_LIMITS } from './evaluators.ts'
import { openEvaluatorLink, StartFailure } from './evaluator-link.ts'
import { failed, loadProblem } from './failure.ts'
import { createImageCache } from './image-cache.ts'
import { MAX_FRAME_BYTES } from './frames.ts'
import { parseEvaluationReply, parseLoadReply } from './parse-up.ts'
import { possibleWays } from './launcher.ts'
import { ShapeError } from './shape.ts'

import type { EvaluationReply, LoadReply } from '../interview/request.ts'
import type { EvaluatorLimits, Evaluators } from './evaluators.ts'
import type { EvaluateBody, LoadBody, ProcessSettings, Program, Question } from './messages.ts'
import type { EvaluatorLink } from './evaluator-link.ts'
import type { Way } from './launcher.ts'

export interface EvaluatorOptions {
  readonly limits?: Partial<EvaluatorLimits>
  /** Requests at the same time; one per core but one, if not given. */
  readonly workers?: number
  /** `strict`: do not start where bubblewrap cannot put up its wall. */
  readonly sandbox?: 'auto' | 'strict'
  /** Where Python's image is kept for the next start; only in memory, if not given. */
  readonly imageFolder?: string
  readonly log?: (event: string, fields: Readonly<Record<string, string | number>>) => void
}

const PRODUCT: Program = { engine: null, runtime: null }
const MAX_QUEUE = 1_000
/** A request that found no worker for so long is refused. */
const MAX_WAIT_MS = 20_000
const FIRST_RESTART_AFTER_MS = 100
const MAX_RESTART_AFTER_MS = 5_000

/** Throws when no evaluator can be started, or none behind bubblewrap with `strict`. */
export function createEvaluators(options: EvaluatorOptions = {}): Promise<Evaluators> {
  return createEvaluatorsFor(PRODUCT, options)
}

type Asked = { readonly type: Question['type']; readonly hash: string; readonly body: string }
interface Waiting {
  readonly question: Asked
  readonly answer: (body: string | null) => void
  readonly timer: NodeJS.Timeout
}

/** For tests of the box, which bring another program to run in it. */
export async function createEvaluatorsFor(
  program: Program,
  options: EvaluatorOptions,
): Promise<Evaluators> {
  const { sandbox = 'auto', log = () => {} } = options
  const settings: Omit<ProcessSettings, 'imageComes'> = {
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    workers: options.workers ?? Math.max(1, availableParallelism() - 1),
    program,
  }
  const images = createImageCache({ program, folder: options.imageFolder ?? null, log })
  const queue: Waiting[] = []
  let running = 0
  let closed = false
  let restartTimer: NodeJS.Timeout | undefined
  let restarting: Promise<void> = Promise.resolve()
  let restartAfterMs = FIRST_RESTART_AFTER_MS

  const { way, link: firstLink } = await startFirst()
  let link: EvaluatorLink | null = firstLink

  return {
    walls: {
      gate: true,
      process: {
        // An evaluator in which it does not hold ends at its start (worker.ts).
        permission: true,
        ownUid: way.ownUid,
      },
      bubblewrap: way.bubblewrap !== null,
    },
    async load(source) {
      const body = JSON.stringify(source satisfies LoadBody)
      const question: Asked = { type: 'load', hash: source.hash, body }
      // Once more on a new process: its end may have been the doing of another interview.
      const answer = (await submit(question)) ?? (await submit(question))
      const reply = answer === null ? null : checked(answer, parseLoadReply)
      return reply ?? lostLoad(source.path)
    },
    async evaluate(request, source) {
      const hash = request.interviewHash
      const first = await evaluate(hash, { request, source: null })
      return first.type === 'source-missing' ? evaluate(hash, { request, source }) : first
    },
    async close() {
      closed = true
      clearTimeout(restartTimer)
      for (const waiting of queue.splice(0)) refuse(waiting)
      await restarting
      await link?.close()
    },
  }

  async function evaluate(hash: string, body: EvaluateBody): Promise<EvaluationReply> {
    const answer = await submit({ type: 'evaluate', hash, body: JSON.stringify(body) })
    const reply = answer === null ? null : checked(answer, parseEvaluationReply)
    return reply ?? lostEvaluation()
  }

  function checked<T>(body: string, parse: (body: string) => T): T | null {
    try {
      return parse(body)
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      log('evaluator-reply-malformed', { expected: error.message })
      link?.distrust()
      return null
    }
  }

  function submit(question: Asked): Promise<string | null> {
    const tooLong = Buffer.byteLength(question.body) > MAX_FRAME_BYTES - 4096
    if (closed || tooLong || queue.length >= MAX_QUEUE) return Promise.resolve(null)
    return new Promise((answer) => {
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1)
        answer(null)
      }, MAX_WAIT_MS)
      const waiting: Waiting = { question, answer, timer }
      queue.push(waiting)
      pump()
    })
  }

  function pump(): void {
    while (link !== null && running < settings.workers) {
      const waiting = queue.shift()
      if (waiting === undefined) return
      clearTimeout(waiting.timer)
      running++
      void link.ask(waiting.question).then((body) => {
        running--
        if (body !== null) restartAfterMs = FIRST_RESTART_AFTER_MS
        waiting.answer(body)
        pump()
      })
    }
  }

  function refuse(waiting: Waiting): void {
    clearTimeout(waiting.timer)
    waiting.answer(null)
  }

  function open(chosen: Way): Promise<EvaluatorLink> {
    return openEvaluatorLink({
      way: chosen,
      settings,
      images,
      onReplaced: (reason) => log('evaluator-worker-replaced', { reason }),
      onEnded(reason) {
        link = null
        if (closed) return
        log('evaluator-ended', { reason })
        restartLater()
      },
    })
  }

  async function startFirst(): Promise<{ way: Way; link: EvaluatorLink }> {
    const hadImage = images.find() !== null
    try {
      return await tryWays()
    } catch (error) {
      if (!hadImage || !(error instanceof StartFailure)) throw error
      images.forget()
      return tryWays()
    }
  }

  async function tryWays(): Promise<{ way: Way; link: EvaluatorLink }> {
    const failures: string[] = []
    for (const each of possibleWays(sandbox)) {
      try {
        return { way: each, link: await open(each) }
      } catch (error) {
        if (!(error instanceof StartFailure)) throw error
        failures.push(error.message)
      }
    }
    const wall = sandbox === 'strict' ? ' behind bubblewrap (sandbox: strict)' : ''
    throw new StartFailure(`No evaluator could be started${wall}. ${failures.join(' ')}`.trim())
  }

  function restartLater(): void {
    restartTimer = setTimeout(() => {
      restarting = restart()
    }, restartAfterMs)
    restartAfterMs = Math.min(2 * restartAfterMs, MAX_RESTART_AFTER_MS)
  }

  async function restart(): Promise<void> {
    try {
      const opened = await open(way)
      if (closed) {
        await opened.close()
        return
      }
      link = opened
      pump()
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error
      log('evaluator-start-failed', { reason: error.message })
      images.forget()
      if (!closed) restartLater()
    }
  }
}

function lostEvaluation(): EvaluationReply {
  const message = 'The evaluator could not finish the evaluation.'
  return failed({ code: 'evaluator', message })
}

function lostLoad(path: string): LoadReply {
  const message = 'The evaluator could not load the interview.'
  return { type: 'broken', problems: [loadProblem(path, message)] }
}
