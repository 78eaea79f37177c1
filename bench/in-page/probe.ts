/**
 * Put into every measured page and frame before its own scripts: notes when keys and clicks happened
 * and when texts were painted. Times are ms since 1970, each by the clock origin of the document that
 * notes it: a frame has another one than the page around it.
 */
export interface Probe {
  /** Trusted key presses, in order. */
  readonly keys: number[]
  /** The last trusted click. */
  clickedAt: number
  /** `paintedAt[n]`: when a text of n letters or more first stood in a painted frame. */
  paintedAt: number[]
  /** When a styled screen first stood in a painted frame of this document; 0: not yet. */
  pictureAt: number
  /** Looks at a field's text after each frame. */
  watchText(selector: string): void
  /** Looks for a styled screen after each frame. */
  watchPicture(): void
  /** Ends both. */
  stop(): void
}

declare global {
  interface Window {
    probe: Probe
  }
}

const frameEnd = new MessageChannel()
let look: (() => void) | null = null

const probe: Probe = {
  keys: [],
  clickedAt: 0,
  paintedAt: [],
  pictureAt: 0,
  watchText(selector) {
    probe.keys.length = 0
    probe.paintedAt = []
    watch(() => {
      const field = shownDocument()?.querySelector<HTMLInputElement>(selector)
      const length = field?.value.length ?? 0
      for (let n = probe.paintedAt.length; n <= length; n++) probe.paintedAt[n] = now()
    })
  },
  watchPicture() {
    probe.pictureAt = 0
    watch(() => {
      const shown = shownDocument()
      const heading = shown?.querySelector('#al-screen h1')
      const view = shown?.defaultView
      // Bootstrap's first rule: without the style sheets it is `content-box`.
      if (!heading || !view || view.getComputedStyle(heading).boxSizing !== 'border-box') return
      probe.pictureAt = now()
      probe.stop()
    })
  },
  stop() {
    look = null
  },
}

function watch(whatToLook: () => void): void {
  look = whatToLook
  requestAnimationFrame(frame)
}

function frame(): void {
  if (look === null) return
  frameEnd.port2.postMessage(null)
  requestAnimationFrame(frame)
}

/** Of rrweb's player the document within; else this one. */
function shownDocument(): Document | null {
  const player = document.querySelector<HTMLIFrameElement>('.replayer-wrapper iframe')
  return player === null ? document : player.contentDocument
}

function now(): number {
  return performance.timeOrigin + performance.now()
}

frameEnd.port1.addEventListener('message', () => look?.())
frameEnd.port1.start()
window.addEventListener(
  'keydown',
  ({ isTrusted, timeStamp }) => {
    if (isTrusted) probe.keys.push(performance.timeOrigin + timeStamp)
  },
  true,
)
window.addEventListener(
  'click',
  ({ isTrusted, timeStamp }) => {
    if (isTrusted) probe.clickedAt = performance.timeOrigin + timeStamp
  },
  true,
)
window.probe = probe
// The picture's frame is there only once it is observed.
if (window !== window.top) probe.watchPicture()
