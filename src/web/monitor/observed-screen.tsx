/**
 * A participant's screen in miniature (OBS1, OBS3): a frame of opaque origin that is told what to
 * show through one MessagePort, drawn at the user's own width and scaled down.
 */
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { MirrorDown } from '../../protocol/mirror.ts'
import { text } from '../../texts/text.ts'
import type { FrameInit, FromFrame } from '../mirror/frame-messages.ts'
import { entryNameOf } from './entry-name.ts'
import type { Entry, MonitorStore } from './monitor-model.ts'

type Phase = 'opening' | 'live' | 'wait' | Extract<MirrorDown, { kind: 'gone' }>['why']

const MAX_HEIGHT = 560
/** Sizes that a browser window may have; the user's browser only claims one. */
const SMALLEST = 200
const LARGEST = 4000

interface ObservedScreenProps {
  readonly entry: Entry
  readonly store: MonitorStore
  readonly frameUrl: string
}

export function ObservedScreen({ entry, store, frameUrl }: ObservedScreenProps) {
  const phase = useSignal<Phase>('opening')
  const size = useSignal({ width: 1024, height: 768 })
  const room = useSignal(0)
  const place = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLIFrameElement>(null)
  const label = text('monitor.picture', { name: entryNameOf(entry.row.value) })

  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    let port: MessagePort | null = null
    const introduce = (): void => {
      const isAgain = port !== null
      port?.close()
      const { port1, port2 } = new MessageChannel()
      port = port1
      port1.addEventListener('message', hear)
      port1.start()
      const init: FrameInit = { type: 'mirror-init' }
      // An opaque origin has no name, so any may read this; the port is all that it holds.
      element.contentWindow?.postMessage(init, '*', [port2])
      // Moved in the page by a browser that then loads it anew.
      if (isAgain) store.askPictureAgain(entry, true)
      for (const message of early.splice(0)) port1.postMessage(message)
    }
    /** What came before the frame could take it. */
    const early: MirrorDown[] = []
    const hear = ({ data }: MessageEvent<FromFrame>): void => {
      switch (data.type) {
        case 'size':
          size.value = { width: within(data.width), height: within(data.height) }
          break
        case 'again':
          store.askPictureAgain(entry, data.all === true)
          break
        case 'shown':
          phase.value = 'live'
      }
    }
    element.addEventListener('load', introduce)
    const forget = store.onPicture(entry.key, (message) => {
      if (message.kind === 'wait') phase.value = 'wait'
      if (message.kind === 'gone') phase.value = message.why
      if (port === null) early.push(message)
      else port.postMessage(message)
    })
    return () => {
      forget()
      element.removeEventListener('load', introduce)
      port?.close()
    }
  }, [])

  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    const watcher = new ResizeObserver(([entry]) => {
      room.value = entry?.contentRect.width ?? 0
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [])

  const { width, height } = size.value
  const scale = Math.min(1, room.value / width, MAX_HEIGHT / height)
  const isDown = store.line.value.state !== 'open'
  const shownPhase = isDown ? 'down' : phase.value
  const isLive = shownPhase === 'live'
  return (
    <figure class="mo-picture" data-phase={shownPhase}>
      <figcaption>
        <span>{label}</span>
        <span class="mo-phase" role="status">
          <span aria-hidden="true">{isLive ? '\u25cf ' : '\u25cb '}</span>
          {text(`monitor.picture.${shownPhase}`)}
        </span>
      </figcaption>
      <div class="mo-picture-room" ref={place}>
        <div
          class="mo-picture-frame"
          style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
        >
          <iframe
            ref={frame}
            title={label}
            sandbox="allow-scripts"
            src={frameUrl}
            style={{
              width: `${width}px`,
              height: `${height}px`,
              transform: `scale(${scale})`,
            }}
          />
        </div>
      </div>
    </figure>
  )
}

function within(pixels: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, Number.isFinite(pixels) ? pixels : SMALLEST))
}
