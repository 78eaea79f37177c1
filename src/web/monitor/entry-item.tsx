import { useComputed, type ReadonlySignal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { Conversation } from './conversation.tsx'
import { formatDuration } from './durations.ts'
import { nameOf } from './entry-name.ts'
import type { Entry, MonitorStore } from './monitor-store.ts'
import { ObservedScreen } from './observed-screen.tsx'
import { meaningOf, StatusBadge } from './status-badge.tsx'

interface EntryItemProps {
  readonly entry: Entry
  readonly store: MonitorStore
  readonly frameUrl: string
}

export function EntryItem({ entry, store, frameUrl }: EntryItemProps) {
  const row = entry.row.value
  const news = entry.news.value
  const heading = `mo-entry-${entry.session}-${entry.participant}`
  const conversation = entry.conversation.value ?? entry.pastConversation.value
  return (
    <li class={`mo-entry ${news === null ? '' : 'mo-news'}`} data-status={row.status}>
      <article aria-labelledby={heading}>
        <div class="mo-entry-head">
          <StatusBadge status={row.status} />
          <h3 class="mo-name" id={heading} tabIndex={-1}>
            <span class="mo-who">{nameOf(row)}</span>
            <span class="mo-interview"> {row.title}</span>
          </h3>
          {news !== null && (
            <span class="mo-news-mark">
              {text(news === 'message' ? 'monitor.newMessage' : 'monitor.newConversation')}
            </span>
          )}
          <Actions entry={entry} row={row} store={store} />
        </div>
        <p class="mo-meaning">{meaningOf(row, store.ownId)}</p>
        <Facts row={row} now={store.now} />
        <div class="mo-entry-body">
          {entry.observed.value && (
            <ObservedScreen entry={entry} store={store} frameUrl={frameUrl} />
          )}
          {conversation !== null && (
            <Conversation entry={entry} conversation={conversation} store={store} />
          )}
        </div>
      </article>
    </li>
  )
}

interface ActionsProps {
  readonly entry: Entry
  readonly row: MonitorRow
  readonly store: MonitorStore
}

function Actions({ entry, row, store }: ActionsProps) {
  const name = nameOf(row)
  const observed = entry.observed.value
  return (
    <div class="mo-actions">
      {(row.canObserve || observed) && (
        // One button that changes its word: the focus stays where it is.
        <button
          type="button"
          class={`btn btn-sm ${observed ? 'btn-secondary' : 'btn-outline-primary'}`}
          aria-label={text(observed ? 'monitor.stopObservingWho' : 'monitor.observeWho', { name })}
          onClick={() => (observed ? store.stopObserving(entry) : store.observe(entry))}
        >
          {text(observed ? 'monitor.stopObserving' : 'monitor.observe')}
        </button>
      )}
      {row.status === 'offline' && (
        <button
          type="button"
          class="btn btn-sm btn-outline-secondary"
          aria-label={text('monitor.dismissWho', { name })}
          onClick={() => store.dismiss(entry)}
        >
          {text('monitor.dismiss')}
        </button>
      )}
    </div>
  )
}

interface FactsProps {
  readonly row: MonitorRow
  readonly now: ReadonlySignal<number>
}

/** MON10: where somebody is and since when. */
function Facts({ row, now }: FactsProps) {
  return (
    <dl class="mo-facts">
      {row.question !== '' && (
        <div>
          <dt>{text('monitor.question')}</dt>
          <dd>{row.question}</dd>
        </div>
      )}
      {row.offlineAt === null ? (
        <div>
          <dt>{text('monitor.timeOnQuestion')}</dt>
          <dd>
            <Elapsed since={row.questionSince} now={now} />
          </dd>
        </div>
      ) : (
        <div>
          <dt>{text('monitor.left')}</dt>
          <dd>
            <Elapsed since={row.offlineAt} now={now} ago />
          </dd>
        </div>
      )}
      <div>
        <dt>{text('monitor.timeInSession')}</dt>
        <dd>
          <Elapsed since={row.startedAt} now={now} />
        </dd>
      </div>
    </dl>
  )
}

interface ElapsedProps {
  readonly since: number
  readonly now: ReadonlySignal<number>
  readonly ago?: boolean
}

/** Ticks as a text node of its own: nothing else is drawn again. */
function Elapsed({ since, now, ago = false }: ElapsedProps) {
  const shown = useComputed(() => formatDuration(now.value - since))
  if (!ago) return <>{shown}</>
  const [before, after] = text('monitor.ago', { time: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      {shown}
      {after}
    </>
  )
}
