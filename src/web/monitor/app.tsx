import { useSignalEffect } from '@preact/signals'
import { text } from '../../texts/text.ts'
import { ConnectionSign } from './connection-sign.tsx'
import { EntryList } from './entry-list.tsx'
import type { MonitorStore } from './monitor-store.ts'
import { OwnStatus } from './own-status.tsx'

interface AppProps {
  readonly store: MonitorStore
  /** Address of the miniatures' document. */
  readonly frameUrl: string
  readonly operator: string
  /** Address of the start page. */
  readonly home: string
}

export function App({ store, frameUrl, operator, home }: AppProps) {
  useSignalEffect(() => {
    const count = store.unanswered.value
    document.title =
      count === 0 ? text('monitor.title') : text('monitor.titleUnanswered', { count })
  })

  return (
    <>
      <header class="mo-header">
        <h1 class="mo-title">{text('monitor.title')}</h1>
        <div class="mo-header-end">
          {operator !== '' && (
            <p class="mo-operator">{text('monitor.signedInAs', { name: operator })}</p>
          )}
          <a href={home}>{text('app.name')}</a>
        </div>
      </header>
      <ConnectionSign line={store.line} whyRefused={store.whyRefused} />
      <p class="mo-notice" role="status">
        {store.notice.value}
      </p>
      <div class="mo-columns">
        <OwnStatus store={store} />
        <main class="mo-main">
          <EntryList store={store} frameUrl={frameUrl} />
        </main>
      </div>
    </>
  )
}
