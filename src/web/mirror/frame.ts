/**
 * The only script in the miniature's frame: an opaque origin without cookies, storage or a way to
 * the Monitor but for one MessagePort. It shows; nothing an operator does here goes anywhere
 * (OBS3, OBS8).
 */
import { MIRROR_STYLE } from './frame-style.ts'
import type { FromFrame, ToFrame } from './frame-messages.ts'
import { createPicture } from './picture.ts'
import { isOwnAddress } from './sanitise.ts'

/** Keys that only move the view; all others are cancelled. */
const SCROLL_KEYS = new Set(
  'ArrowUp ArrowDown ArrowLeft ArrowRight PageUp PageDown Home End Tab'.split(' '),
)

function startFrame(port: MessagePort): void {
  let epoch: string | null = null
  let number = 0
  let cssShown = ''
  const root = buildPage()
  const tell = (message: FromFrame): void => port.postMessage(message)
  const picture = createPicture(root, (width, height) => tell({ type: 'size', width, height }))

  function receive(message: ToFrame): void {
    switch (message.kind) {
      case 'snapshot':
        epoch = message.epoch
        number = message.number
        if (message.html === null && !picture.hasScreen) return tell({ type: 'again', all: true })
        showCss(message.css)
        picture.show(message.html)
        picture.apply(message.ops)
        return tell({ type: 'shown' })
      case 'delta':
        if (message.epoch === epoch && message.number <= number) return
        if (message.epoch !== epoch || message.number !== number + 1) {
          // One question is enough until the snapshot comes: its number is then the right one.
          if (epoch !== null) tell({ type: 'again', all: false })
          epoch = null
          return
        }
        number = message.number
        return picture.apply(message.ops)
      case 'wait':
      case 'gone':
        epoch = null
    }
  }

  /** The interview's own style sheets; CSP takes them from our server only. */
  function showCss(addresses: readonly string[]): void {
    const wanted = addresses.join(' ')
    if (wanted === cssShown) return
    cssShown = wanted
    for (const link of document.querySelectorAll('link[data-al-css]')) link.remove()
    for (const address of addresses) {
      if (!isOwnAddress(address)) continue
      const link = document.createElement('link')
      link.rel = 'stylesheet'
      link.dataset['alCss'] = ''
      link.href = address
      document.head.append(link)
    }
  }

  port.addEventListener('message', (event: MessageEvent<ToFrame>) => receive(event.data))
  port.start()
}

/** The same nesting as on the user's page, so that the same CSS applies. */
function buildPage(): HTMLElement {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(MIRROR_STYLE)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  document.body.className = 'al-page al-picture'
  const main = document.createElement('main')
  main.className = 'al-layout'
  const root = document.createElement('section')
  root.id = 'al-screen'
  main.append(root)
  document.body.replaceChildren(main)
  return root
}

function cancelInput(): void {
  const names =
    'beforeinput mousedown mouseup click dblclick auxclick submit reset dragstart drop paste cut ' +
    'touchstart pointerdown compositionstart'
  for (const name of names.split(' ')) {
    document.addEventListener(name, cancel, { capture: true, passive: false })
  }
  document.addEventListener(
    'keydown',
    (event) => {
      if (!SCROLL_KEYS.has(event.key)) cancel(event)
    },
    true,
  )
}

function cancel(event: Event): void {
  // A finger must still be able to scroll.
  if (event.type !== 'touchstart' && event.type !== 'pointerdown') event.preventDefault()
  event.stopImmediatePropagation()
}

cancelInput()
window.addEventListener(
  'message',
  (event: MessageEvent<unknown>) => {
    const [port] = event.ports
    if (event.source === window.parent && port !== undefined) startFrame(port)
  },
  { once: true },
)
