import { openScreen } from './saved-screen.ts'
import type { Store } from '../store/store.ts'
import type { Visit } from './door.ts'
import type { FileLinks } from './file-links.ts'
import type { InterviewFlow } from './interview-flow.ts'
import type { ServedScreen } from './mirror-source.ts'
import { observersCopy } from './pages/observers-copy.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import { sessionUrls } from './routes.ts'
import type { Settings } from './settings.ts'

/**
 * The screen that a participant's page was served, for observers: the saved one, whose markup is
 * ours and holds no script. Null before the first.
 */
export function createScreenReader(world: {
  readonly store: Store
  readonly flow: InterviewFlow
  readonly settings: Settings
  readonly links: FileLinks
}): (visit: Visit) => Promise<ServedScreen | null> {
  const { store, flow, settings, links } = world
  return async (visit) => {
    const step = await store.readStep(visit.room.id)
    if (step === null) return null
    const saved = openScreen(visit.key, step)
    if (saved.participant === visit.participant.id) {
      return serve(visit, step.version, saved.rendered)
    }
    // Another participant's screen is saved; this one's was made for one look, and is made again.
    const shown = await flow.show(visit, { urlRoot: settings.urlRoot ?? '', urlArgs: {} })
    return shown.type === 'screen' ? serve(visit, shown.version, shown.rendered) : null
  }

  async function serve(
    visit: Visit,
    version: number,
    rendered: RenderedScreen,
  ): Promise<ServedScreen> {
    const { files } = sessionUrls(settings.root, visit.room.id)
    const css = rendered.css.map(
      (name) => files + name.split('/').map(encodeURIComponent).join('/'),
    )
    const html = links.sign(observersCopy(rendered.html), visit.room.id, await store.now())
    return { version, html, css }
  }
}
