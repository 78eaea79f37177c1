import { useLayoutEffect, useRef } from 'preact/hooks'
import { text } from '../../texts/text.ts'
import { EntryItem } from './entry-item.tsx'
import { Filters } from './filters.tsx'
import type { Drawn, ListWindow } from './list-window.ts'
import type { MonitorStore } from './monitor-model.ts'

interface EntryListProps {
  readonly store: MonitorStore
  readonly list: ListWindow
  readonly frameUrl: string
}

export function EntryList({ store, list, frameUrl }: EntryListProps) {
  const total = store.rows.value.size
  const shown = store.keys.value.length
  return (
    <section aria-labelledby="mo-sessions">
      <h2 id="mo-sessions" class="mo-subtitle" tabIndex={-1}>
        {text('monitor.sessions')}
        {total > 0 && (
          <span class="mo-count" role="status">
            {shown === total
              ? text('monitor.entryCount', { count: total })
              : text('monitor.entryCountOf', { shown, count: total })}
          </span>
        )}
      </h2>
      <Filters store={store} />
      {total === 0 && (
        <p class="mo-empty">
          {store.ready.value ? text('monitor.noSessions') : text('monitor.loading')}
        </p>
      )}
      {total > 0 && shown === 0 && <p class="mo-empty">{text('monitor.noneFound')}</p>}
      <Drawing store={store} list={list} frameUrl={frameUrl} />
    </section>
  )
}

/** Only what is in sight; the list has the height that all would have. */
function Drawing({ store, list, frameUrl }: EntryListProps) {
  const place = useRef<HTMLUListElement>(null)
  const drawn = list.drawn.value
  const height = list.height.value
  useLayoutEffect(() => (place.current === null ? undefined : list.attach(place.current)), [])
  useLayoutEffect(() => list.settle())
  return (
    // Safari forgets that a list without bullets is one.
    <ul class="mo-entries" role="list" ref={place} style={{ height: `${height}px` }}>
      {drawn.map((one) => (
        <Item key={one.key} drawn={one} store={store} list={list} frameUrl={frameUrl} />
      ))}
    </ul>
  )
}

function Item(props: EntryListProps & { readonly drawn: Drawn }) {
  const { drawn, store, list, frameUrl } = props
  const item = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => (item.current === null ? undefined : list.watch(item.current)), [])
  const entry = store.entry(drawn.key)
  return (
    <li
      class="mo-place"
      ref={item}
      data-key={drawn.key}
      style={{ top: `${drawn.top}px` }}
      aria-posinset={drawn.index + 1}
      aria-setsize={store.keys.value.length}
    >
      {entry !== null && <EntryItem entry={entry} store={store} list={list} frameUrl={frameUrl} />}
    </li>
  )
}
