/**
 * One worker's interviews: for each an engine with the compiled blocks, and the interpreter's memory
 * as it was right after loading. Each starts from the runtime's memory, so that nothing of one
 * interview - modules, builtins, anything its authors' code did - is ever seen by another.
 */
import { PythonFailure } from '../python/create-python.ts'
import { failed, loadProblem } from './failure.ts'

import type { Engine } from '../interview/engine.ts'
import type { Python } from '../interview/python.ts'
import type {
  EvaluationError,
  EvaluationReply,
  InterviewSource,
  LoadReply,
} from '../interview/request.ts'
import type { PythonBox } from '../python/create-python.ts'
import type { Moment } from '../python/reset.ts'
import type { EvaluatorLimits } from './evaluators.ts'
import type { EvaluateBody, ReplaceReason } from './messages.ts'

export interface InterviewShelf {
  load(source: InterviewSource): LoadReply
  evaluate(body: EvaluateBody): EvaluationReply
  /** After the reply is on its way: back to a clean memory. Tells whether the worker has had it. */
  settle(): ReplaceReason | null
}

/** Memory of all loaded interviews of one worker; 2 to 10 MB each. */
const MAX_IMAGE_BYTES = 96 * 1024 * 1024
/** WebAssembly's memory never shrinks: a worker that once grew over this is replaced. */
const MAX_GROWN_BYTES = 96 * 1024 * 1024

interface Loaded {
  readonly engine: Engine
  readonly moment: Moment
}

export function createInterviewShelf(options: {
  readonly python: PythonBox
  readonly createEngine: (python: Python) => Engine
  readonly limits: EvaluatorLimits
  readonly now: () => number
}): InterviewShelf {
  const { python, createEngine, limits, now } = options
  const runtime = python.capture()
  /** Most recently used last. */
  const interviews = new Map<string, Loaded>()
  let memory: { readonly moment: Moment; clean: boolean } = { moment: runtime, clean: true }
  let spoilt: ReplaceReason | null = null

  return {
    load(source) {
      try {
        return loadClean(source)
      } catch (error) {
        const { code, message } = explain(error)
        return { type: 'broken', problems: [loadProblem(source.path, `${message} (${code})`)] }
      }
    },
    evaluate({ request, source }) {
      try {
        if (!interviews.has(request.interviewHash)) {
          if (source === null) return { type: 'source-missing' }
          const loaded = loadClean(source)
          if (loaded.type === 'broken') return failed(loadError(loaded))
        }
        const interview = interviews.get(request.interviewHash)
        if (interview === undefined) return { type: 'source-missing' }
        interviews.delete(request.interviewHash)
        interviews.set(request.interviewHash, interview)
        enter(interview.moment)
        python.begin(request.context)
        return held(interview.engine.evaluate(request))
      } catch (error) {
        return failed(explain(error))
      }
    },
    settle() {
      if (!memory.clean) memory.moment.restore()
      memory.clean = true
      if (spoilt !== null) return spoilt
      return python.memoryBytes() > MAX_GROWN_BYTES ? 'grown' : null
    },
  }

  function enter(moment: Moment): void {
    if (memory.moment !== moment || !memory.clean) moment.restore()
    memory = { moment, clean: false }
  }

  function loadClean(source: InterviewSource): LoadReply {
    enter(runtime)
    // What modules do at import is done once for all sessions: there is no request to take it from.
    python.begin({ now: now(), seed: source.hash })
    const engine = createEngine(python)
    const reply = engine.load(source)
    if (python.noted.interrupted) throw new PythonFailure('raised', '')
    if (reply.type === 'broken') return reply
    const moment = python.capture()
    interviews.set(source.hash, { engine, moment })
    memory = { moment, clean: true }
    dropOldest()
    return reply
  }

  function dropOldest(): void {
    let total = 0
    for (const { moment } of interviews.values()) total += moment.ownBytes
    for (const [hash, { moment }] of interviews) {
      if (total <= MAX_IMAGE_BYTES || interviews.size === 1) return
      interviews.delete(hash)
      total -= moment.ownBytes
    }
  }

  /** Interview code may have caught what the gate raised in it; the limit was passed all the same. */
  function held(reply: EvaluationReply): EvaluationReply {
    if (python.noted.interrupted) return failed(limitError('time'))
    if (reply.type !== 'failed') return reply
    if (python.noted.memoryRefused) return failed({ ...reply.error, ...limitError('memory') })
    if (python.noted.outputRefused) return failed({ ...reply.error, ...limitError('output') })
    return reply
  }

  function explain(error: unknown): EvaluationError {
    const { interrupted, memoryRefused, outputRefused } = python.noted
    const broken = !(error instanceof PythonFailure) || error.reason === 'broken'
    if (broken) spoilt = 'violation'
    if (interrupted) return limitError('time')
    if (memoryRefused) return limitError('memory')
    if (outputRefused) return limitError('output')
    if (!(error instanceof PythonFailure)) {
      const detail = error instanceof Error ? String(error.stack) : ''
      return { code: 'evaluator', message: 'The evaluator failed.', chain: [], detail }
    }
    if (error.reason === 'output') return limitError('output')
    const code = error.reason === 'broken' ? 'evaluator' : 'python'
    const message = broken ? 'The code did what it may not do.' : 'Python code raised an exception.'
    return { code, message, chain: [], detail: error.detail }
  }

  function limitError(code: 'time' | 'memory' | 'output'): EvaluationError {
    const message = {
      time: `The evaluation took longer than ${limits.timeMs} ms.`,
      memory: `The evaluation needed more than ${limits.memoryBytes} bytes of memory.`,
      output: `The evaluation wrote more than ${limits.outputBytes} bytes.`,
    }[code]
    return { code, message, chain: [], detail: '' }
  }
}

function loadError(reply: Extract<LoadReply, { type: 'broken' }>): EvaluationError {
  const detail = reply.problems
    .map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`)
    .join('\n')
  return { code: 'load', message: 'The interview has errors.', chain: [], detail }
}
