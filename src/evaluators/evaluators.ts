/**
 * Evaluators: boxed processes that run interviews. Any of them can serve any session; nothing of a
 * session stays in one. Implemented by `pool.ts`; tests of the server use a fake.
 */
import type {
  EvaluationReply,
  EvaluationRequest,
  InterviewSource,
  LoadReply,
} from '../interview/request.ts'

export interface Evaluators {
  load(source: InterviewSource): Promise<LoadReply>
  /** `source` is sent along when an evaluator does not have it yet. Never rejects for what interview code does. */
  evaluate(request: EvaluationRequest, source: InterviewSource): Promise<EvaluationReply>
  /** Which walls of the box stand (architecture.md, Choices): for the start-up message. */
  readonly walls: Walls
  close(): Promise<void>
}

export interface Walls {
  readonly gate: true
  /** Empty environment, Node's permission model, no code from strings, own uid where possible. */
  readonly process: { readonly permission: boolean; readonly ownUid: boolean }
  readonly bubblewrap: boolean
}

/** PYT5. */
export interface EvaluatorLimits {
  readonly timeMs: number
  readonly memoryBytes: number
  readonly outputBytes: number
}

export const DEFAULT_LIMITS: EvaluatorLimits = {
  timeMs: 5_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 1024 * 1024,
}
