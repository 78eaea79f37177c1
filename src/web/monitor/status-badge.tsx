import type { MonitorRow, Status } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { Shape } from './shape.tsx'

/** STA: word, shape and colour. */
export function StatusBadge({ status }: { readonly status: Status }) {
  return (
    <span class="mo-badge" data-status={status}>
      <Shape name={status} />
      {text(`monitor.state.${status}`)}
    </span>
  )
}

/** The status in plain words, and with whom the chat is. */
export function meaningOf(row: MonitorRow, ownId: string): string {
  if (row.status !== 'on' || row.operator === null) {
    return text(`monitor.stateMeaning.${row.status}`)
  }
  return row.operator.id === ownId
    ? text('monitor.stateMeaning.onWithYou')
    : text('monitor.stateMeaning.onWith', { name: row.operator.name })
}
