import type { EvaluationError, EvaluationReply, LoadProblem } from '../interview/request.ts'

export function failed(error: Pick<EvaluationError, 'code' | 'message'>): EvaluationReply {
  return { type: 'failed', error: { chain: [], detail: '', ...error } }
}

/** A problem with an interview as a whole. */
export function loadProblem(file: string, message: string): LoadProblem {
  return { file, line: null, block: null, kind: 'error', message, feature: null }
}
