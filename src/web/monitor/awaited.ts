/** Commands that the server has taken, until what they changed has come: the page does not go back meanwhile. Pure. */
import type { OutboxItem } from '../connection/outbox.ts'
import { isRowAwaited, isUsed } from './call-orders.ts'
import type { MonitorCommand } from './commands.ts'
import type { MonitorState } from './monitor-state.ts'
import { awaitedLines } from './shown-lines.ts'

/** Of what is not a message: by then it has come, or was changed again. */
export const AWAITED_MS = 3_000

export interface Acknowledged extends OutboxItem<MonitorCommand> {
  /** ms since 1970 */
  readonly ackAt: number
  /** All as it was when the command was made; undefined where that was before a reload. */
  readonly before: MonitorState | undefined
}

export function stillAwaited(
  acknowledged: readonly Acknowledged[],
  state: MonitorState,
  ownId: string,
  now: number,
): readonly Acknowledged[] {
  const lines = awaitedLines(acknowledged, state.conversations)
  return acknowledged.filter((item) => {
    const { command, ackAt, before } = item
    if (command.type === 'chat-send') return lines.includes(item)
    if (now - ackAt >= AWAITED_MS) return false
    if (command.type === 'set-phone') return before?.desk === state.desk
    if (isUsed(item, before?.rows, state.rows, ownId)) return false
    return isRowAwaited(item, acknowledged, state.rows, ownId)
  })
}
