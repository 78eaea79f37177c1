/** PHN10: the calls that stand in a conversation: a participant's own, or those of all whose conversation it is. */
import type { MonitorRow } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { describeCall } from '../phone/call-words.ts'
import { entryNameOf } from './entry-name.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { ShownCall } from './shown-lines.ts'
import type { Talk } from './talk.ts'

export function callsOf(
  { session, participant }: Pick<Talk, 'session' | 'participant'>,
  own: MonitorRow,
  { ownId, rows }: Pick<MonitorStore, 'ownId' | 'rows'>,
): readonly ShownCall[] {
  if (participant !== null) return callsIn(own, ownId)
  const shared = [...rows.value.values()].filter((row) => row.session === session && row.shared)
  return shared.flatMap((row) =>
    callsIn(row, ownId).map((call) => ({
      ...call,
      words: text('monitor.phone.callOf', { name: entryNameOf(row), call: call.words }),
    })),
  )
}

function callsIn({ phone }: MonitorRow, ownId: string): readonly ShownCall[] {
  return (phone?.calls ?? []).map((call) => {
    const isOwn = call.operator.id === ownId
    return {
      id: call.id,
      at: call.at,
      words: describeCall(call, isOwn ? text('monitor.phone.you') : undefined),
    }
  })
}
