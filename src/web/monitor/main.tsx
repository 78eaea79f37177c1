import { effect, signal } from '@preact/signals'
import { render } from 'preact'
import { must } from '../../base/must.ts'
import { text } from '../../texts/text.ts'
import { createAlerts } from './alerts.ts'
import { App } from './app.tsx'
import type { Alert } from './attention.ts'
import { entryNameOf, nameOf } from './entry-name.ts'
import { createListWindow } from './list-window.ts'
import { createMonitorStore } from './monitor-store.ts'
import { readPreferences, writePreferences } from './preferences.ts'
import { watchPresses } from './press.ts'

const place = must(document.querySelector<HTMLElement>('#monitor'), 'the page has no #monitor')
const { frameUrl, meId, meName } = place.dataset
const root = must(place.dataset['root'], 'data-root')

const preferences = signal(readPreferences())
const press = watchPresses()
const store = createMonitorStore({
  root,
  press,
  ownId: meId ?? '',
  sort: preferences.value.sort,
  onAlerts: (found) => alerts.announce(found),
})
const list = createListWindow(store, press)
const alerts = createAlerts({
  hasSound: () => preferences.value.sound,
  isAttended: (key) =>
    document.hasFocus() &&
    document.activeElement instanceof HTMLElement &&
    document.activeElement.dataset['part'] === `box ${key}`,
  describe,
  open(key) {
    const talk = store.talk(key)
    const entry = talk === null ? null : store.hostOf(talk)
    if (entry !== null) list.goTo(entry, 'box')
  },
})
effect(() => {
  const { sort } = store.view.value
  const { value } = preferences
  if (value.sort === sort) writePreferences(value)
  else preferences.value = { ...value, sort }
})

render(
  <App
    store={store}
    list={list}
    preferences={preferences}
    frameUrl={must(frameUrl, 'data-frame-url')}
    operator={meName ?? ''}
    home={root}
    onAvailable={() => alerts.prepare()}
  />,
  place,
)

function describe(alert: Alert): { readonly title: string; readonly body: string } {
  const talk = store.talk(alert.key)
  const row = store.rows.value.get((talk === null ? null : store.hostOf(talk)) ?? alert.key)
  const name = row === undefined ? text('monitor.everyone') : entryNameOf(row)
  switch (alert.kind) {
    case 'conversation':
      return { title: text('monitor.alert.conversation', { name }), body: row?.title ?? '' }
    case 'message':
      return {
        title:
          talk?.participant === null || alert.line.from !== 'participant'
            ? nameOf(alert.line)
            : name,
        body: alert.line.text,
      }
    case 'offer':
      return {
        title: text('monitor.offerOf', { from: alert.from, name }),
        body: text('monitor.alert.offer'),
      }
  }
}
