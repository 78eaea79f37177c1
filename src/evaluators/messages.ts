import type { EvaluationRequest, InterviewSource } from '../interview/request.ts'
import type { EvaluatorLimits } from './evaluators.ts'

/** How an evaluator process is started: its one argument, as JSON. */
export interface ProcessSettings {
  readonly limits: EvaluatorLimits
  /** Requests that may run at the same time; one more thread stands by. */
  readonly workers: number
  readonly program: Program
  /** Python's image is sent before anything else; otherwise the process makes it and sends it. */
  readonly imageComes: boolean
}

/** What runs in the workers; only tests of the box bring their own. */
export interface Program {
  /** URL of a module with `createEngine`; null for the product's. */
  readonly engine: string | null
  /** Folder of the Python runtime; null for the product's. */
  readonly runtime: string | null
}

export type Down = Question | ImagePart

/** Header of a frame to the evaluator. Body: `InterviewSource` or `EvaluateBody`. */
export type Question =
  | { readonly type: 'load'; readonly id: number; readonly hash: string }
  | { readonly type: 'evaluate'; readonly id: number; readonly hash: string }

export interface EvaluateBody {
  readonly request: EvaluationRequest
  /** Sent along once the evaluator has said that it does not have it. */
  readonly source: InterviewSource | null
}
export type LoadBody = InterviewSource

/** Body: a part of the packed image, in order. */
export interface ImagePart {
  readonly type: 'image'
  readonly last: boolean
}

/** Header of a frame from the evaluator: hostile until checked (`parse-up.ts`). */
export type Up =
  /** First: the program runs. */
  | { readonly type: 'hello' }
  /** Before `ready`, from a process that was not sent an image. */
  | ImagePart
  /** A worker can take requests. */
  | { readonly type: 'ready' }
  /** Body: `LoadReply` or `EvaluationReply`. */
  | { readonly type: 'reply'; readonly id: number }
  /** A worker was given up and another one started. */
  | { readonly type: 'replaced'; readonly reason: ReplaceReason }

export const REPLACE_REASONS = ['time', 'memory', 'violation', 'died', 'grown'] as const
export type ReplaceReason = (typeof REPLACE_REASONS)[number]
