/**
 * A participant's screen in miniature (OBS1, OBS3): a frame of opaque origin that is told what to
 * show through one MessagePort, drawn at the user's own width and scaled down. The operator works in
 * it while they control (CTL1).
 */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ControlView, MirrorDown } from '../../protocol/mirror.ts'
import { text } from '../../texts/text.ts'
import {
  readFromFrame,
  type FrameInit,
  type FrameNote,
  type ToFrame,
} from '../mirror/frame-messages.ts'
import { AskAgainIn, useMayAsk } from './ask-again.tsx'
import { ControlBar } from './control-bar.tsx'
import { entryNameOf } from './entry-name.ts'
import type { Entry, MonitorStore } from './monitor-model.ts'

type Phase = 'opening' | 'asking' | 'live' | 'wait' | Extract<MirrorDown, { kind: 'gone' }>['why']
type Note = FrameNote | 'tab' | null

const MAX_HEIGHT = 560
/** Who works in the picture may have more of the window, of 1. */
const SHARE_OF_WINDOW = 0.8
/** No smaller than this where the operator works: what does not fit is scrolled to. */
const LEGIBLE = 0.6
/** Sizes that a browser window may have; the user's browser only claims one. */
const SMALLEST = 200
const LARGEST = 4000
/** Before a picture comes it may be paused for a moment: that is no news. */
const PAUSE_TOLD_AFTER_MS = 600
/** Left of the screen's column, where not all of it fits. */
const MARGIN = 8
/** What it can help to ask for once more. */
const AGAIN: readonly string[] = ['refused', 'no-answer', 'stopped', 'consent', 'unavailable']

interface ObservedScreenProps {
  readonly entry: Entry
  readonly store: MonitorStore
  readonly frameUrl: string
}

export function ObservedScreen({ entry, store, frameUrl }: ObservedScreenProps) {
  const phase = useSignal<Phase>('opening')
  const note = useSignal<Note>(null)
  const askableAt = useSignal<number | undefined>(undefined)
  const size = useSignal({ width: 1024, height: 768 })
  const room = useSignal(0)
  const column = useSignal(0)
  const place = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLIFrameElement>(null)
  const figure = useRef<HTMLElement>(null)
  const control = entry.control.view.value
  const isObserved = entry.observed.value
  const isYours = control.state === 'yours'
  const name = entryNameOf(entry.row.value)
  const label = text(isYours ? 'monitor.pictureYours' : 'monitor.picture', { name })

  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    let port: MessagePort | null = null
    let tab: number | null = null
    let screen: number | null = null
    let pauseTimer: ReturnType<typeof setTimeout> | undefined
    /** What came before the frame could take it. */
    const early: ToFrame[] = []
    const tell = (message: ToFrame): void => {
      if (port === null) early.push(message)
      else port.postMessage(message)
    }
    const introduce = (): void => {
      const isAgain = port !== null
      port?.close()
      const { port1, port2 } = new MessageChannel()
      port = port1
      port1.addEventListener('message', hear)
      port1.start()
      const init: FrameInit = { type: 'mirror-init', words: frameWords() }
      // An opaque origin has no name, so any may read this; the port is all that it holds.
      element.contentWindow?.postMessage(init, '*', [port2])
      for (const message of early.splice(0)) port1.postMessage(message)
      if (!isAgain) return
      // Moved in the page by a browser that then loads it anew.
      port1.postMessage(entry.control.present())
      store.askPictureAgain(entry)
    }
    const hear = ({ data }: MessageEvent<unknown>): void => {
      const said = readFromFrame(data)
      switch (said?.type) {
        case 'size':
          size.value = { width: within(said.width), height: within(said.height) }
          break
        case 'again':
          store.askPictureAgain(entry)
          break
        case 'shown':
          clearTimeout(pauseTimer)
          phase.value = 'live'
          break
        case 'column':
          column.value = said.left
          break
        case 'control':
          // Where the operator looks goes on by itself.
          if (said.ops.some(([what]) => what !== 's' && what !== 'y')) note.value = null
          entry.control.operate(said)
          break
        case 'note':
          note.value = said.note
          break
        case 'leave':
          figure.current?.querySelector<HTMLElement>('[data-part="control"]')?.focus()
          break
        case undefined:
      }
    }
    const pause = (): void => {
      if (phase.peek() === 'live' || phase.peek() === 'wait') {
        phase.value = 'wait'
        return
      }
      phase.value = 'opening'
      clearTimeout(pauseTimer)
      pauseTimer = setTimeout(() => {
        if (phase.peek() === 'opening') phase.value = 'wait'
      }, PAUSE_TOLD_AFTER_MS)
    }
    element.addEventListener('load', introduce)
    const forget = store.onPicture(entry.key, (message) => {
      if (message.kind === 'wait') pause()
      if (message.kind === 'asking') phase.value = message.kind
      if (message.kind === 'gone') {
        phase.value = message.why
        askableAt.value = message.until
      }
      if (message.kind === 'snapshot') {
        // What was said is of another screen.
        if (screen !== message.screen) note.value = null
        if (tab !== null && tab !== message.tab) note.value = 'tab'
        tab = message.tab
        screen = message.screen
      }
      tell(message)
    })
    return () => {
      forget()
      clearTimeout(pauseTimer)
      element.removeEventListener('load', introduce)
      port?.close()
    }
  }, [])

  useSignalEffect(() => {
    const isOpen = store.line.value.state === 'open'
    // What comes back is not there before it has come (MON9). What is typed meanwhile is kept.
    if (!isOpen && (phase.peek() === 'live' || phase.peek() === 'wait')) phase.value = 'opening'
  })

  useLayoutEffect(() => {
    phase.value = 'opening'
    note.value = null
  }, [isObserved])

  useLayoutEffect(() => {
    // Why something could not be done there.
    if (!isYours && note.peek() !== 'tab') note.value = null
  }, [isYours])

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
  const most = isYours ? Math.max(MAX_HEIGHT, window.innerHeight * SHARE_OF_WINDOW) : MAX_HEIGHT
  const whole = Math.min(1, room.value / width, most / height)
  const scale = isYours ? Math.max(whole, LEGIBLE) : whole
  useLayoutEffect(() => {
    const element = place.current
    if (element !== null && isYours) element.scrollLeft = column.value * scale - MARGIN
  }, [isYours, column.value])

  const isDown = store.line.value.state !== 'open'
  const shownPhase = isDown ? 'down' : phase.value
  const isLive = shownPhase === 'live'
  const until = shownPhase === 'refused' ? askableAt.value : undefined
  const mayAsk = useMayAsk(until, store.now)
  return (
    <figure
      ref={figure}
      class="mo-picture"
      data-phase={shownPhase}
      data-control={control.state}
      hidden={!isObserved}
    >
      <figcaption>
        <span>{label}</span>
        <span class="mo-phase" role="status">
          <span aria-hidden="true">{isLive ? '\u25cf ' : '\u25cb '}</span>
          {text(`monitor.picture.${shownPhase}`)}
        </span>
        {AGAIN.includes(shownPhase) && (
          <button
            type="button"
            class="btn btn-sm btn-outline-primary"
            data-part="again"
            aria-disabled={!mayAsk}
            onClick={() => {
              if (!mayAsk) return
              phase.value = 'opening'
              store.askPictureAgain(entry)
            }}
          >
            {text(shownPhase === 'unavailable' ? 'monitor.tryAgain' : 'monitor.askAgain')}
          </button>
        )}
        <AskAgainIn until={until} now={store.now} />
      </figcaption>
      {['opening', 'live', 'wait'].includes(phase.value) && (
        <ControlBar entry={entry} store={store} name={name} canTake={isLive} />
      )}
      <p class="mo-picture-note" role="status">
        {noteText(note.value, entry.control.waiting.value, control)}
      </p>
      <div
        class="mo-picture-room"
        ref={place}
        {...(scale > whole ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
      >
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

function noteText(note: Note, isWaiting: boolean, control: ControlView): string {
  if (isWaiting) return text('monitor.controlWaits')
  if (note !== null) return text(`monitor.pictureNote.${note}`)
  return control.state === 'yours' && control.here ? text('monitor.controlKeys') : ''
}

function frameWords(): FrameInit['words'] {
  return {
    masked: text('monitor.frame.masked'),
    audio: text('monitor.frame.audio'),
    video: text('monitor.frame.video'),
    plays: text('monitor.frame.plays'),
    stands: text('monitor.frame.stands'),
  }
}

function within(pixels: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, pixels))
}
