import { render } from 'preact'
import { must } from '../../base/must.ts'
import { App } from './app.tsx'
import { createMonitorStore } from './monitor-store.ts'

const place = must(document.querySelector<HTMLElement>('#monitor'), 'the page has no #monitor')
const { root, frameUrl, meId, meName } = place.dataset

render(
  <App
    store={createMonitorStore(must(root, 'data-root'), meId ?? '')}
    frameUrl={must(frameUrl, 'data-frame-url')}
    operator={meName ?? ''}
  />,
  place,
)
