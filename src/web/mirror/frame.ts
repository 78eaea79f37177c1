/**
 * The only script in the miniature's frame: an opaque origin without cookies, storage or a way to
 * the Monitor but for one MessagePort. It shows; what an operator does here goes to the user's page
 * only while the operator controls it, and nowhere else ever (OBS3, OBS8, CTL1).
 */
import type { ControlOp } from '../../protocol/mirror.ts'
import type { FrameInit, FromFrame, ToFrame } from './frame-messages.ts'
import { MIRROR_STYLE } from './frame-style.ts'
import { createOperating } from './operating.ts'
import { createPicture } from './picture.ts'
import { isOwnAddress } from './sanitise.ts'

/** Messages that the page has not acknowledged; then nothing is taken until it does. */
const MAX_AHEAD = 350

/** The lease under which the operator works here. */
interface Lease {
  readonly number: number
  readonly here: boolean
  /** Of the message sent last, and of the one that the page acknowledged last. */
  cseq: number
  done: number
}

function startFrame(port: MessagePort, { words }: FrameInit): void {
  let epoch: string | null = null
  let number = 0
  let screen = 0
  let cssShown = ''
  let lease: Lease | null = null
  /** The picture shows what the user's page shows now, or did before its line broke. */
  let isPresent = false
  const root = buildPage()
  const tell = (message: FromFrame): void => port.postMessage(message)
  const operating = createOperating({
    root,
    picture: () => picture,
    send,
    note: (note) => tell({ type: 'note', note }),
    leave: () => tell({ type: 'leave' }),
  })
  const picture = createPicture(root, {
    words,
    onSize: (width, height) => tell({ type: 'size', width, height }),
    onMarkup: () => operating.refresh(),
  })

  function receive(message: ToFrame): void {
    switch (message.kind) {
      case 'snapshot': {
        epoch = message.epoch
        number = message.number
        if (message.html === null && !picture.hasScreen) return tell({ type: 'again', all: true })
        const hadFocus = document.hasFocus() && message.html !== null && operating.isOn
        screen = message.screen
        showCss(message.css)
        picture.show(message.html)
        picture.apply(message.ops, noteAck(message.ack))
        isPresent = true
        settle()
        if (hadFocus && document.activeElement === document.body) focusQuestion()
        return tell({ type: 'shown' })
      }
      case 'delta':
        if (message.epoch === epoch && message.number <= number) return
        if (message.epoch !== epoch || message.number !== number + 1) {
          // One question is enough until the snapshot comes: its number is then the right one.
          if (epoch !== null) tell({ type: 'again', all: false })
          epoch = null
          return
        }
        number = message.number
        picture.apply(message.ops, noteAck(message.ack))
        return settle()
      case 'control':
        return control(message)
      case 'wait':
        // What is typed while a line is broken is kept for the page, and sent when it is back.
        epoch = null
        return
      case 'gone':
      case 'asking':
        epoch = null
        isPresent = false
        settle()
    }
  }

  function control({ control: view, next }: Extract<ToFrame, { kind: 'control' }>): void {
    if (view.state !== 'yours') {
      lease = null
      settle()
      return picture.revert()
    }
    const known = lease?.number === view.number ? lease : null
    if (known === null) picture.revert()
    const { cseq = next - 1, done = next - 1 } = known ?? {}
    lease = { number: view.number, here: view.here, cseq, done }
    settle()
  }

  /** Up to which message the picture tells what came of it. */
  function noteAck(ack: { readonly number: number; readonly cseq: number } | undefined) {
    if (ack === undefined || ack.number !== lease?.number) return null
    lease.done = Math.max(lease.done, ack.cseq)
    return ack.cseq
  }

  function send(ops: readonly ControlOp[]): number {
    if (lease === null) return 0
    const cseq = ++lease.cseq
    tell({ type: 'control', number: lease.number, cseq, screen, ops })
    if (cseq - lease.done >= MAX_AHEAD) settle()
    return cseq
  }

  function settle(): void {
    const isFree = lease !== null && lease.cseq - lease.done < MAX_AHEAD
    const wasOn = operating.isOn
    operating.turn(isFree && lease?.here === true && isPresent)
    if (wasOn || !operating.isOn) return
    const left = root.getBoundingClientRect().left + window.scrollX
    tell({ type: 'column', left: Math.max(0, Math.round(left)) })
  }

  /** Where the reading of a new screen begins, as on the user's page. */
  function focusQuestion(): void {
    const heading = root.querySelector<HTMLElement>('h1')
    heading?.setAttribute('tabindex', '-1')
    heading?.focus({ preventScroll: true })
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

window.addEventListener(
  'message',
  (event: MessageEvent<FrameInit>) => {
    const [port] = event.ports
    if (event.source === window.parent && port !== undefined) startFrame(port, event.data)
  },
  { once: true },
)
