import { useSignalEffect, type Signal } from '@preact/signals'
import { text } from '../../texts/text.ts'
import { clearPageStorage } from '../connection/page-storage.ts'
import { ConnectionSign } from './connection-sign.tsx'
import { EntryList } from './entry-list.tsx'
import type { ListWindow } from './list-window.ts'
import type { MonitorStore } from './monitor-model.ts'
import { Offers } from './offers.tsx'
import { OutOfSight } from './out-of-sight.tsx'
import { OwnStatus } from './own-status.tsx'
import type { Preferences } from './preferences.ts'
import { Shortcuts } from './shortcuts.tsx'

interface AppProps {
  readonly store: MonitorStore
  readonly list: ListWindow
  readonly preferences: Signal<Preferences>
  /** Address of the miniatures' document. */
  readonly frameUrl: string
  readonly operator: string
  /** Address of the start page. */
  readonly home: string
  /** The operator becomes available: permissions may be asked for now (MON6). */
  readonly onAvailable: () => void
}

export function App(props: AppProps) {
  const { store, list, preferences, frameUrl, operator, home, onAvailable } = props
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
          <Shortcuts store={store} list={list} preferences={preferences} />
          {operator !== '' && (
            <p class="mo-operator">{text('monitor.signedInAs', { name: operator })}</p>
          )}
          <form method="post" action={`${home}signout`} onSubmit={clearPageStorage}>
            <button type="submit" class="btn btn-sm btn-link">
              {text('common.signOut')}
            </button>
          </form>
          <a href={home}>{text('app.name')}</a>
        </div>
      </header>
      <ConnectionSign line={store.line} whyRefused={store.whyRefused} />
      <OutOfSight store={store} list={list} />
      <p class="mo-notice" role="status">
        {store.notice.value}
      </p>
      <Offers store={store} list={list} />
      <div class="mo-columns">
        <OwnStatus store={store} preferences={preferences} onAvailable={onAvailable} />
        <main class="mo-main">
          <EntryList store={store} list={list} frameUrl={frameUrl} />
        </main>
      </div>
    </>
  )
}
