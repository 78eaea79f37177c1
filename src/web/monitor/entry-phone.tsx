/** PHN3, PHN7, PHN10: the entry's phone button, and what stands of calls in the entry. */
import type { ReadonlySignal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { describeCall, isGoingOn, isMissed } from '../phone/call-words.ts'
import { isOffering, isRenewing, ownOffer, type OwnOffer } from './call-orders.ts'
import { formatTime } from './durations.ts'
import { entryNameOf } from './entry-name.ts'
import { Handset } from './handset.tsx'
import type { Entry, MonitorStore } from './monitor-model.ts'
import { TimeLeft } from './transfer.tsx'

interface PhoneProps {
  readonly entry: Entry
  readonly row: MonitorRow
  readonly store: MonitorStore
}

/** Grey, and green while the participant can call this operator. Nothing without a number (PHN1, PHN2). */
export function PhoneButton({ entry, row, store }: PhoneProps) {
  const isOffered = isOffering(row, store.outbox.value, store.ownId)
  if (!canOffer(row, store) && !isOffered) return null
  return (
    <button
      type="button"
      class={`btn btn-sm mo-phone ${isOffered ? 'mo-phone-on' : 'btn-outline-secondary'}`}
      data-part="phone"
      aria-pressed={isOffered}
      aria-label={text('monitor.phone.buttonWho', { name: entryNameOf(row) })}
      title={text(isOffered ? 'monitor.phone.withdraw' : 'monitor.phone.offer')}
      onClick={() => store.about(entry, isOffered ? 'withdraw-call' : 'offer-call')}
    >
      <Handset />
      {text('monitor.phone.button')}
    </button>
  )
}

function canOffer(row: MonitorRow, store: MonitorStore): boolean {
  return row.phone !== null && (store.desk.value?.phone?.number ?? null) !== null
}

/** Who can be called, how long yet, and how the newest call went. */
export function PhoneState({ entry, row, store }: PhoneProps) {
  const { phone } = row
  const own = ownOffer(row, store.ownId)
  if (phone === null || (phone.offers.length === 0 && phone.calls.length === 0)) return null
  const others = phone.offers.filter((offer) => offer !== own)
  return (
    <div class="mo-calls">
      {own !== null && <OwnOfferState offer={own} entry={entry} row={row} store={store} />}
      {others.map(({ operator, endsAt }) => (
        <p key={operator.id}>
          {text('monitor.phone.offeredBy', { name: operator.name })}{' '}
          <TimeLeft until={endsAt} now={store.now} />
        </p>
      ))}
      <Paused until={phone.pausedUntil} now={store.now} />
      <NewestCall entry={entry} row={row} store={store} />
    </div>
  )
}

/** The button stays where it is when no more time can be given: so does the focus. */
function OwnOfferState(props: PhoneProps & { readonly offer: OwnOffer }) {
  const { offer, entry, row, store } = props
  const { endsAt, renewalsLeft: count } = offer
  const canRenew = count > 0 && !isRenewing(row, store.outbox.value)
  return (
    <p>
      <strong role="status">{text('monitor.phone.offered')}</strong>{' '}
      <TimeLeft until={endsAt} now={store.now} />{' '}
      <button
        type="button"
        class="btn btn-sm btn-outline-primary"
        data-part="renew"
        aria-label={text('monitor.phone.renewWhole', { name: entryNameOf(row), count })}
        aria-disabled={!canRenew}
        title={count === 0 ? text('monitor.phone.renewedOut') : undefined}
        onClick={() => {
          if (canRenew) store.about(entry, 'renew-call')
        }}
      >
        {text('monitor.phone.renew')}
      </button>
      {count === 0 && <span class="mo-quiet"> {text('monitor.phone.renewedOut')}</span>}
    </p>
  )
}

function Paused(props: { readonly until: number | null; readonly now: ReadonlySignal<number> }) {
  const { until, now } = props
  if (until === null || until <= now.value) return null
  const time = formatTime(until, now.value, document.documentElement.lang || 'en')
  return (
    <p class="mo-warning" role="status">
      {text('monitor.phone.paused', { time })}
    </p>
  )
}

function NewestCall({ entry, row, store }: PhoneProps) {
  const call = row.phone?.calls.at(-1)
  if (call === undefined) return <p role="status" />
  const isOwn = call.operator.id === store.ownId
  const canAgain = isOwn && isMissed(call) && canOffer(row, store)
  const isOffered = isOffering(row, store.outbox.value, store.ownId)
  const at = call.endedAt ?? call.answeredAt ?? call.at
  return (
    <p>
      <span role="status" class={isGoingOn(call) ? 'mo-call-now' : ''}>
        {describeCall(call, isOwn ? text('monitor.phone.you') : undefined)}
      </span>
      {', '}
      <time dateTime={new Date(at).toISOString()}>
        {formatTime(at, store.now.peek(), document.documentElement.lang || 'en')}
      </time>{' '}
      {canAgain && !isOffered && (
        <button
          type="button"
          class="btn btn-sm btn-outline-primary"
          data-part="phone-again"
          aria-label={text('monitor.phone.againWho', { name: entryNameOf(row) })}
          onClick={() => store.about(entry, 'offer-call')}
        >
          {text('monitor.phone.again')}
        </button>
      )}
    </p>
  )
}
