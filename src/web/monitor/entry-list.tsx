import { useLayoutEffect, useRef } from 'preact/hooks'
import { text } from '../../texts/text.ts'
import { EntryItem } from './entry-item.tsx'
import type { Entry, MonitorStore } from './monitor-store.ts'

interface EntryListProps {
  readonly store: MonitorStore
  readonly frameUrl: string
}

export function EntryList({ store, frameUrl }: EntryListProps) {
  const entries = store.entries.value
  const list = useFocusKept(entries)
  return (
    <section aria-labelledby="mo-sessions">
      <h2 id="mo-sessions" class="mo-subtitle" tabIndex={-1}>
        {text('monitor.sessions')}
        {entries.length > 0 && (
          <span class="mo-count">{text('monitor.entryCount', { count: entries.length })}</span>
        )}
      </h2>
      {entries.length === 0 && (
        <p class="mo-empty">
          {store.ready.value ? text('monitor.noSessions') : text('monitor.loading')}
        </p>
      )}
      {/* Safari forgets that a list without bullets is one. */}
      <ul class="mo-entries" role="list" ref={list}>
        {entries.map((entry) => (
          <EntryItem key={entry.key} entry={entry} store={store} frameUrl={frameUrl} />
        ))}
      </ul>
    </section>
  )
}

/** When the entry with the focus goes, the one in its place gets it, not the page's top. */
function useFocusKept(entries: readonly Entry[]) {
  const list = useRef<HTMLUListElement>(null)
  const focused = useRef(-1)

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const note = (event: FocusEvent): void => {
      const item = event.target instanceof Element ? event.target.closest('li.mo-entry') : null
      focused.current = item === null ? -1 : [...element.children].indexOf(item)
    }
    const forget = (event: FocusEvent): void => {
      // No relatedTarget: either the window lost the focus, or the element went; see below.
      if (event.relatedTarget !== null) focused.current = -1
    }
    element.addEventListener('focusin', note)
    element.addEventListener('focusout', forget)
    return () => {
      element.removeEventListener('focusin', note)
      element.removeEventListener('focusout', forget)
    }
  }, [])

  useLayoutEffect(() => {
    if (focused.current < 0) return
    if (document.activeElement !== document.body && document.activeElement !== null) return
    const items = list.current?.children ?? []
    const next = items[Math.min(focused.current, items.length - 1)]
    const target = next?.querySelector<HTMLElement>('.mo-name') ?? null
    const fallback = document.querySelector<HTMLElement>('#mo-sessions')
    ;(target ?? fallback)?.focus()
  }, [entries])

  return list
}
