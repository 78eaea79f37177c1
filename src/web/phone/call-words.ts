/** PHN10: what became of a call in words, for the conversation of either side. Pure. */
import type { CallView } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { formatDuration } from '../monitor/durations.ts'

/** `name`: of who was called, where the reader knows them by another. */
export function describeCall(call: CallView, name = calledName(call)): string {
  const { fate, answeredAt, endedAt } = call
  if (fate === 'ended' && answeredAt !== null && endedAt !== null) {
    return text('call.lasted', { name, time: formatDuration(endedAt - answeredAt) })
  }
  return text(`call.${fate}`, { name })
}

/** A call that did not come about: the operator may offer another. */
export function isMissed({ fate }: Pick<CallView, 'fate'>): boolean {
  return fate === 'busy' || fate === 'no-answer' || fate === 'failed'
}

/** It rings, or they talk. */
export function isGoingOn({ fate }: Pick<CallView, 'fate'>): boolean {
  return fate === 'ringing' || fate === 'answered'
}

/** Of an account that was deleted the name is not kept. */
export function calledName({ operator }: Pick<CallView, 'operator'>): string {
  return operator.name === '' ? text('call.somebody') : operator.name
}
