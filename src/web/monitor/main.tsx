import { render } from 'preact'
import { must } from '../../base/must.ts'
import { App } from './app.tsx'
import { createMonitorStore } from './monitor-store.ts'

const place = must(document.querySelector<HTMLElement>('#monitor'), 'the page has no #monitor')
const { frameUrl, meId, meName } = place.dataset
const root = must(place.dataset['root'], 'data-root')

render(
  <App
    store={createMonitorStore(root, meId ?? '')}
    frameUrl={must(frameUrl, 'data-frame-url')}
    operator={meName ?? ''}
    home={root}
  />,
  place,
)
