/**
 * Screens that go on by themselves: at somebody else's turn (ROL3), and where the author says
 * `reload`. Nothing typed is lost by it, and whoever writes in the chat goes on writing there.
 */
import { text } from '../../texts/text.ts'
import type { Notices } from './notices.ts'
import type { ScreenView } from './screen-view.ts'

/** After a look that failed. */
const AGAIN_MS = 5_000
const NOTICE_MS = 10_000

export interface Waiting {
  /** Another screen stands there, or the same one anew. */
  screenChanged(): void
  /** Answers of this version are saved. True: the page sees to it. */
  hear(version: number): boolean
}

export function createWaiting(options: {
  readonly view: () => ScreenView
  /** Where somebody types into the screen. */
  readonly root: EventTarget
  /** Whether the person is at work on the page, but not in the screen. */
  isElsewhere(): boolean
  readonly notices: Notices
  look(): Promise<boolean>
}): Waiting {
  const { notices } = options
  let waited = false
  let typed = false
  let looking = false
  let heard = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  options.root.addEventListener('input', () => (typed = true))

  function lookIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), ms)
  }

  async function look(): Promise<void> {
    if (looking) return
    // What was begun is not taken away; it is looked again when it is done or left.
    if (typed) return lookIn(AGAIN_MS)
    looking = true
    const done = await options.look()
    looking = false
    if (!done || isBehind()) lookIn(AGAIN_MS)
  }

  function isBehind(): boolean {
    const { waits, version } = options.view()
    return waits && heard > version
  }

  return {
    screenChanged() {
      const { waits, reload } = options.view()
      typed = false
      clearTimeout(timer)
      if (reload !== null) lookIn(reload * 1000)
      if (waits) notices.hide('turn')
      // Whoever is busy elsewhere on the page is told; all others find themselves at the new heading.
      else if (waited && looking && options.isElsewhere()) {
        notices.show('turn', { kind: 'good', text: text('page.yourTurn'), lastsMs: NOTICE_MS })
      }
      waited = waits
    },
    hear(version) {
      heard = version
      if (!options.view().waits) return false
      if (isBehind()) void look()
      return true
    },
  }
}
