import { text } from '../../texts/text.ts'
import { entryNameOf } from './entry-name.ts'
import type { ListWindow } from './list-window.ts'
import type { EntryNews, MonitorStore } from './monitor-model.ts'

type Where = 'above' | 'below' | 'hidden'

/** MON7: news in entries that are not in sight; a click goes there and into the message box. */
export function OutOfSight({
  store,
  list,
}: {
  readonly store: MonitorStore
  readonly list: ListWindow
}) {
  return (
    <>
      <Edge where="above" news={list.above.value} store={store} list={list} />
      <div class="mo-edge-bottom">
        <Edge where="hidden" news={list.hidden.value} store={store} list={list} />
        <Edge where="below" news={list.below.value} store={store} list={list} />
      </div>
    </>
  )
}

function Edge(props: {
  readonly where: Where
  readonly news: readonly EntryNews[]
  readonly store: MonitorStore
  readonly list: ListWindow
}) {
  const { where, news, store, list } = props
  const [nearest] = news
  return (
    <div class="mo-edge" data-where={where} role="status">
      {nearest !== undefined && (
        <button
          type="button"
          class="btn mo-edge-button"
          onClick={() => list.goTo(nearest.key, 'box')}
        >
          {where !== 'hidden' && (
            <span aria-hidden="true">{where === 'above' ? '\u2191 ' : '\u2193 '}</span>
          )}
          {describe(where, news, nearest, store)}
        </button>
      )}
    </div>
  )
}

function describe(
  where: Where,
  news: readonly EntryNews[],
  nearest: EntryNews,
  store: MonitorStore,
): string {
  const place = text(`monitor.news.${where}`)
  if (news.length > 1) return text('monitor.newsMany', { count: news.length, place })
  const row = store.rows.value.get(nearest.key)
  const name = row === undefined ? '' : entryNameOf(row)
  const kind = nearest.news === 'message' ? 'monitor.newsMessage' : 'monitor.newsConversation'
  return text(kind, { name, place })
}
