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
  if (row.status === 'offline' || row.status === 'off') {
    return text(`monitor.stateMeaning.${row.status}`)
  }
  if (row.blocked !== null && row.mode !== 'peer') return text('monitor.stateMeaning.blocked')
  if (row.status !== 'on') return text(`monitor.stateMeaning.${row.status}`)
  if (row.mode === 'peer') return text('monitor.stateMeaning.onPeers')
  if (row.operator === null) {
    return row.queuePlace === null
      ? text('monitor.stateMeaning.on')
      : text('monitor.stateMeaning.queued', { place: row.queuePlace })
  }
  return row.operator.id === ownId
    ? text('monitor.stateMeaning.onWithYou')
    : text('monitor.stateMeaning.onWith', { name: row.operator.name })
}
