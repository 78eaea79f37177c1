/**
 * The engine: blocks in, screens out. It knows no clock, no randomness and no I/O; Python is a port.
 * One engine serves many interviews and keeps their compiled form, never a session's state.
 */
import type { Python } from './python.ts'
import type { EvaluationReply, EvaluationRequest, InterviewSource, LoadReply } from './request.ts'

export interface Engine {
  /** Parses and compiles; all errors of the files together (LNG1-LNG2). */
  load(source: InterviewSource): LoadReply
  /** `source-missing` when `load` has not been called (successfully) for the hash. */
  evaluate(request: EvaluationRequest): EvaluationReply
}

export function createEngine(_python: Python): Engine {
  throw new Error('not written yet')
}
