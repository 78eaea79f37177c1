/** Commands that the server has taken, until what they changed has come: the page does not go back meanwhile. Pure. */
import type { DeskView } from '../../protocol/monitor.ts'
import type { OutboxItem } from '../connection/outbox.ts'
import { isRowAwaited } from './call-orders.ts'
import type { MonitorCommand } from './commands.ts'
import type { MonitorState } from './monitor-state.ts'
import { awaitedLines } from './shown-lines.ts'

/** Of what is not a message: by then it has come, or was changed again. */
export const AWAITED_MS = 3_000

export interface Acknowledged extends OutboxItem<MonitorCommand> {
  /** ms since 1970 */
  readonly ackAt: number
  /** As it was when the command was made, where it is about the desk. */
  readonly desk: DeskView | null | undefined
}

export function stillAwaited(
  acknowledged: readonly Acknowledged[],
  state: MonitorState,
  ownId: string,
  now: number,
): readonly Acknowledged[] {
  const lines = awaitedLines(acknowledged, state.conversations)
  return acknowledged.filter((item) => {
    const { command, ackAt, desk } = item
    if (command.type === 'chat-send') return lines.includes(item)
    if (now - ackAt >= AWAITED_MS) return false
    if (command.type === 'set-phone') return desk === state.desk
    return isRowAwaited(item, acknowledged, state.rows, ownId)
  })
}
