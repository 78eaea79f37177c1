/** One assembly of what is due: what it works on, and why it stopped. */
import { sentEntries, type SentEntries } from './list-collect.ts'
import {
  pendingActions,
  personKey,
  type PendingAction,
  type SessionState,
} from './session-state.ts'
import type { Block, Interview, QuestionBlock } from './blocks.ts'
import type { BuiltScreen } from './build-screen.ts'
import type { Python } from './python.ts'
import type { EvaluationError, EvaluationRequest, Need } from './request.ts'

/** Why assembling stopped. */
export type Stop =
  | {
      readonly type: 'ask'
      readonly block: QuestionBlock
      readonly built: BuiltScreen
      /** Answering it ends the present action. */
      readonly endsAction: boolean
    }
  | { readonly type: 'message'; readonly question: string; readonly subquestion: string | null }
  | { readonly type: 'need'; readonly need: Need }
  | { readonly type: 'failed'; readonly error: EvaluationError }
  /** ROL1: the next question is for others, and the interview has no screen that says so. */
  | { readonly type: 'wait' }
  | { readonly type: 'finished' }
  | { readonly type: 'command'; readonly what: string; readonly url: string | null }
  | { readonly type: 'again' }

/** `question` is an `id` that the author gave. */
export interface Place {
  readonly file: string | null
  readonly question: string | null
  readonly section: string | null
}

const NOWHERE: Place = { file: null, question: null, section: null }

export function placeOf(block: Block): Place {
  if (block.type !== 'question') return { ...NOWHERE, file: block.file }
  return { file: block.file, question: block.id, section: block.screen.section }
}

export interface Run {
  readonly python: Python
  readonly interview: Interview
  readonly request: EvaluationRequest
  readonly state: SessionState
  readonly actions: PendingAction[]
  /** Variables being sought, outermost first. */
  readonly chain: string[]
  /** Blocks at work on a variable: they cannot help themselves. */
  readonly busy: Set<string>
  readonly cleared: Set<string>
  /** Of `state.passed`, those that this assembly came upon. */
  readonly met: Set<string>
  /** The interview has begun anew in this very request. */
  readonly restarted: boolean
  current: PendingAction | null
  /** The block at work, for `current_context()`. */
  at: Place
  /** ROL1: roles that the next question is for, while the present person's is none of them. */
  waitsFor: readonly string[] | null
  /** The code of `default role` is at work. */
  decidingRole: boolean
  /** Of a `list collect` form. */
  sent: SentEntries
  attempts: number
}

export function createRun(options: {
  readonly python: Python
  readonly interview: Interview
  readonly request: EvaluationRequest
  readonly state: SessionState
}): Run {
  const actions = pendingActions(options.state, personKey(options.request.context))
  return {
    ...options,
    actions,
    chain: [],
    busy: new Set(),
    cleared: new Set(),
    met: new Set(),
    restarted: false,
    current: null,
    at: NOWHERE,
    waitsFor: null,
    decidingRole: false,
    sent: sentEntries(options.request.input),
    attempts: 0,
  }
}
