import { useComputed, type ReadonlySignal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { Conversation } from './conversation.tsx'
import { formatDuration, formatTime } from './durations.ts'
import { Actions } from './entry-actions.tsx'
import { PhoneState } from './entry-phone.tsx'
import { entryNameOf } from './entry-name.ts'
import type { ListWindow } from './list-window.ts'
import type { Entry, MonitorStore } from './monitor-model.ts'
import type { News } from './monitor-state.ts'
import { ObservedScreen } from './observed-screen.tsx'
import { meaningOf, StatusBadge } from './status-badge.tsx'

interface EntryItemProps {
  readonly entry: Entry
  readonly store: MonitorStore
  readonly list: ListWindow
  readonly frameUrl: string
}

export function EntryItem({ entry, store, list, frameUrl }: EntryItemProps) {
  const row = entry.row.value
  const talks = store.talksOf(entry)
  const news = talks.reduce<News>((found, talk) => found ?? talk.news.value, null)
  const heading = `mo-entry-${entry.session}-${entry.participant}`
  return (
    <article
      class={`mo-entry ${news === null ? '' : 'mo-news'}`}
      data-status={row.status}
      aria-labelledby={heading}
    >
      <div class="mo-entry-head">
        <StatusBadge status={row.status} />
        <h3 class="mo-name" id={heading} tabIndex={-1} data-part="name">
          <span class="mo-who">{entryNameOf(row)}</span>
          <span class="mo-interview"> {row.title}</span>
        </h3>
        {news !== null && (
          <span class="mo-news-mark">
            {text(news === 'message' ? 'monitor.newMessage' : 'monitor.newConversation')}
          </span>
        )}
        <Actions entry={entry} row={row} store={store} list={list} />
      </div>
      <p class="mo-meaning">
        {meaningOf(row, store.ownId)}
        {row.canTake && row.status === 'on' && <OwnLimit roles={row.roles} store={store} />}
        <Elsewhere entry={entry} row={row} store={store} list={list} />
      </p>
      <Standing row={row} unwanted={entry.unwanted.value} store={store} />
      <PhoneState entry={entry} row={row} store={store} />
      <Facts row={row} now={store.now} />
      <div class="mo-entry-body">
        {(entry.observed.value || entry.prepared.value) && (
          <ObservedScreen entry={entry} store={store} frameUrl={frameUrl} />
        )}
        {talks.map((talk) => (
          <Conversation key={talk.key} entry={entry} talk={talk} store={store} />
        ))}
      </div>
    </article>
  )
}

/** CHT5: why nobody takes a chat by itself, where the reason is the operator's own. */
function OwnLimit(props: { readonly roles: readonly string[]; readonly store: MonitorStore }) {
  const desk = props.store.desk.value
  if (desk === null || desk.limit === null || desk.open < desk.limit) return null
  const isAsked = desk.available && props.roles.some((role) => desk.roles.includes(role))
  return isAsked ? <> {text('monitor.atLimit', { limit: desk.limit })}</> : null
}

/** CHT8: the session's conversation stands in one of its entries; the others say in which. */
function Elsewhere({
  entry,
  row,
  store,
  list,
}: Omit<EntryItemProps, 'frameUrl'> & { readonly row: MonitorRow }) {
  if (!row.shared) return null
  const talk = store.talk(`${row.session}/`)
  const host = talk === null || talk.shown.value === null ? null : store.hostOf(talk)
  const there = host === null || host === entry.key ? undefined : store.rows.value.get(host)
  if (host === null || there === undefined) return null
  return (
    <>
      {' '}
      <button
        type="button"
        class="btn btn-sm btn-link mo-inline"
        onClick={() => list.goTo(host, 'box')}
      >
        {text('monitor.sharedAt', { name: entryNameOf(there) })}
      </button>
    </>
  )
}

/** BLK4, CHT21, OBS1, CTL5: who blocked or invited, and when; who observes and controls. */
function Standing({
  row,
  unwanted,
  store,
}: {
  readonly row: MonitorRow
  readonly unwanted: boolean
  readonly store: MonitorStore
}) {
  const { blocked, invited, controlledBy } = row
  const watching = row.watchedBy.filter(({ id }) => id !== store.ownId).map(({ name }) => name)
  const joined = row.joinedBy.filter(({ id }) => id !== store.ownId).map(({ name }) => name)
  const joinedToo = row.joinedBy.length > joined.length
  const isPlain = blocked === null && invited === null && controlledBy === null
  const isAlone = watching.length === 0 && row.joinedBy.length === 0
  if (isPlain && isAlone && !unwanted) return null
  const time = (at: number): string => {
    return formatTime(at, store.now.peek(), document.documentElement.lang || 'en')
  }
  return (
    <p class="mo-standing">
      {blocked !== null && (
        <span>
          <span aria-hidden="true">&#8856; </span>
          {text('monitor.blockedBy', {
            name: blocked.by || text('common.formerOperator'),
            time: time(blocked.at),
          })}
        </span>
      )}
      {invited !== null && (
        <span>
          <span aria-hidden="true">&#9993; </span>
          {invited.id === store.ownId
            ? text('monitor.invitedByYou', { time: time(invited.at) })
            : text('monitor.invitedBy', { name: invited.by, time: time(invited.at) })}
        </span>
      )}
      {watching.length > 0 && (
        <span>
          <span aria-hidden="true">&#9673; </span>
          {text('monitor.watchedBy', { names: watching.join(', ') })}
        </span>
      )}
      {joinedToo && (
        <span>
          <span aria-hidden="true">&#8627; </span>
          {text('monitor.joinedByYou')}
        </span>
      )}
      {joined.length > 0 && (
        <span>
          <span aria-hidden="true">&#8627; </span>
          {text('monitor.joinedBy', { names: joined.join(', ') })}
        </span>
      )}
      {controlledBy !== null && (
        <span>
          <span aria-hidden="true">&#9998; </span>
          {controlledBy.id === store.ownId
            ? text('monitor.controlledByYou')
            : text('monitor.controlledBy', { name: controlledBy.name })}
        </span>
      )}
      {unwanted && <span role="status">{text('monitor.invitationUnwanted')}</span>}
    </p>
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
      {row.question !== '' && <Fact label={text('monitor.question')}>{row.question}</Fact>}
      {row.offlineAt === null ? (
        <Fact label={text('monitor.timeOnQuestion')}>
          <Elapsed key={row.questionSince} since={row.questionSince} now={now} />
        </Fact>
      ) : (
        <Fact label={text('monitor.left')}>
          <Elapsed key={row.offlineAt} since={row.offlineAt} now={now} ago />
        </Fact>
      )}
      <Fact label={text('monitor.timeInSession')}>
        <Elapsed key={row.startedAt} since={row.startedAt} now={now} />
      </Fact>
      {row.progress !== null && (
        <Fact label={text('monitor.progress')}>
          {text('monitor.percent', { number: Math.round(row.progress) })}
        </Fact>
      )}
      {row.roles.length > 0 && <Fact label={text('monitor.asksFor')}>{row.roles.join(', ')}</Fact>}
      {row.unansweredSince !== null && (
        <Fact label={text('monitor.waitingFor')} urgent>
          <Elapsed key={row.unansweredSince} since={row.unansweredSince} now={now} />
        </Fact>
      )}
    </dl>
  )
}

function Fact(props: {
  readonly label: string
  readonly urgent?: boolean
  readonly children: preact.ComponentChildren
}) {
  return (
    <div class={props.urgent === true ? 'mo-urgent' : undefined}>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
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
