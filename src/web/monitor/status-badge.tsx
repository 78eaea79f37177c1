import type { MonitorRow } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import type { MonitorStore } from './monitor-store.ts'
import { Shape } from './shape.tsx'

interface StatusBadgeProps {
  readonly row: MonitorRow
  readonly store: MonitorStore
}

/** STA: word, shape, colour, and in plain words what it means. */
export function StatusBadge({ row, store }: StatusBadgeProps) {
  const { status } = row
  return (
    <span class="mo-badge" data-status={status}>
      <span class="mo-badge-word">
        <Shape name={status} />
        {text(`monitor.state.${status}`)}
      </span>
      <span class="mo-badge-meaning">{meaningOf(row, store.ownId)}</span>
    </span>
  )
}

function meaningOf(row: MonitorRow, ownId: string): string {
  if (row.status !== 'on' || row.operator === null) {
    return text(`monitor.stateMeaning.${row.status}`)
  }
  return row.operator.id === ownId
    ? text('monitor.stateMeaning.onWithYou')
    : text('monitor.stateMeaning.onWith', { name: row.operator.name })
}
