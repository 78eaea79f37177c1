import { useLayoutEffect, useRef } from 'preact/hooks'
import type { LineView } from '../../protocol/chat.ts'
import type { ConversationView } from '../../protocol/monitor.ts'
import { text } from '../../texts/text.ts'
import { splitLinks } from '../chat/links.ts'
import { formatTime } from './durations.ts'
import { nameOf } from './entry-name.ts'
import type { MonitorStore } from './monitor-model.ts'
import { showLines, type ShownCall, type ShownLine } from './shown-lines.ts'

/** Nearer to the end than this, the log follows new messages. */
const FOLLOW_WITHIN_PX = 48

interface LogProps {
  readonly conversation: ConversationView
  readonly calls: readonly ShownCall[]
  readonly label: string
  readonly store: MonitorStore
}

export function ConversationLog({ conversation, calls, label, store }: LogProps) {
  const lines = showLines(conversation, store.outbox.value, calls)
  const log = useFollowedEnd(lines)
  return (
    <div
      class="mo-log"
      role="log"
      aria-relevant="additions"
      aria-label={label}
      tabIndex={0}
      ref={log}
    >
      {lines.length === 0 && (
        <p class="mo-quiet">
          {text(conversation.state.carried ? 'monitor.noMessages' : 'monitor.nothingToRead')}
        </p>
      )}
      {lines.map((line) => (
        <Line
          key={keyOf(line)}
          line={line}
          shared={conversation.participant === null}
          store={store}
        />
      ))}
    </div>
  )
}

function keyOf(line: ShownLine): string {
  switch (line.kind) {
    case 'stored':
      return line.line.id
    case 'own':
      return line.id
    case 'call':
      return `call ${line.call.id}`
  }
}

/** Keeps the newest in sight, unless the operator has scrolled up to read. */
function useFollowedEnd(lines: readonly ShownLine[]) {
  const log = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  useLayoutEffect(() => {
    const element = log.current
    if (element === null) return
    const note = (): void => {
      const below = element.scrollHeight - element.scrollTop - element.clientHeight
      follows.current = below < FOLLOW_WITHIN_PX
    }
    // A picture that opens beside it changes its height.
    const watcher = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
    })
    watcher.observe(element)
    element.addEventListener('scroll', note, { passive: true })
    return () => {
      watcher.disconnect()
      element.removeEventListener('scroll', note)
    }
  }, [])
  useLayoutEffect(() => {
    if (follows.current) log.current?.scrollTo({ top: log.current.scrollHeight })
  }, [lines.length])
  return log
}

interface LineProps {
  readonly line: ShownLine
  /** The conversation is the session's: whose line it is matters. */
  readonly shared: boolean
  readonly store: MonitorStore
}

function Line({ line, shared, store }: LineProps) {
  if (line.kind === 'own') return <OwnLine line={line} store={store} />
  if (line.kind === 'call') return <CallLine call={line.call} store={store} />
  const { line: stored, state } = line
  return (
    <div class={`mo-line ${stored.own ? 'mo-own-line' : 'mo-other-line'}`}>
      <p class="mo-line-text">
        <LinkedText content={stored.text} />
      </p>
      <p class="mo-line-foot">
        <span>{stored.own ? text('monitor.you') : senderOf(stored)}</span>
        {!shared && stored.audience !== 'private' && <span>{text('monitor.toEveryone')}</span>}
        <Time at={stored.sentAt} now={store.now.peek()} />
        {state !== null && <span>{text(`monitor.message.${state}`)}</span>}
      </p>
    </div>
  )
}

function CallLine({ call, store }: { readonly call: ShownCall; readonly store: MonitorStore }) {
  return (
    <p class="mo-line-call">
      {call.words} <Time at={call.at} now={store.now.peek()} />
    </p>
  )
}

interface OwnLineProps {
  readonly line: Extract<ShownLine, { kind: 'own' }>
  readonly store: MonitorStore
}

/** Not stored yet: on its way, or refused and waiting for a word. */
function OwnLine({ line, store }: OwnLineProps) {
  const { id, refusal } = line
  return (
    <div class={`mo-line mo-own-line ${refusal === null ? 'mo-sending' : 'mo-failed'}`}>
      <p class="mo-line-text">
        <LinkedText content={line.text} />
      </p>
      <p class="mo-line-foot">
        <span>{text('monitor.you')}</span>
        {refusal === null ? (
          <span>{text('monitor.message.sending')}</span>
        ) : (
          <>
            <strong>{text('monitor.message.failed', { reason: refusal })}</strong>
            <button type="button" class="btn btn-sm btn-link" onClick={() => store.sendAgain(id)}>
              {text('monitor.sendAgain')}
            </button>
            <button type="button" class="btn btn-sm btn-link" onClick={() => store.discard(id)}>
              {text('monitor.discard')}
            </button>
          </>
        )}
      </p>
    </div>
  )
}

function senderOf(line: LineView): string {
  const name = nameOf(line)
  return line.from === 'participant' ? name : text('monitor.operatorNamed', { name })
}

function Time({ at, now }: { readonly at: number; readonly now: number }) {
  const language = document.documentElement.lang || 'en'
  return <time dateTime={new Date(at).toISOString()}>{formatTime(at, now, language)}</time>
}

function LinkedText({ content }: { readonly content: string }) {
  return (
    <>
      {splitLinks(content).map(({ text: part, href }) =>
        href === null ? (
          part
        ) : (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        ),
      )}
    </>
  )
}
