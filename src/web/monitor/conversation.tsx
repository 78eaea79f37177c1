import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { LineView } from '../../protocol/chat.ts'
import type { ConversationView } from '../../protocol/monitor.ts'
import { text } from '../../texts/text.ts'
import { splitLinks } from './chat-links.ts'
import { formatTime } from './durations.ts'
import { nameOf } from './entry-name.ts'
import type { Entry, MonitorStore } from './monitor-store.ts'
import { showLines, type ShownLine } from './shown-lines.ts'

/** CHT7, in UTF-16 code units, as the server counts. */
const MAX_MESSAGE_LENGTH = 10_000
/** Nearer to the end than this, the log follows new messages. */
const FOLLOW_WITHIN_PX = 48

interface ConversationProps {
  readonly entry: Entry
  readonly conversation: ConversationView
  readonly store: MonitorStore
}

export function Conversation({ entry, conversation, store }: ConversationProps) {
  const name = nameOf(entry.row.value)
  const over = entry.conversation.value === null
  const lines = showLines(conversation, store.outbox.value)
  const log = useFollowedEnd(lines)
  const atTheEnd = over || entry.row.value.status === 'offline'
  return (
    <section class="mo-conversation" aria-label={text('monitor.conversationWith', { name })}>
      <div
        class="mo-log"
        role="log"
        aria-relevant="additions"
        aria-label={text('monitor.conversationWith', { name })}
        tabIndex={0}
        ref={log}
      >
        {lines.length === 0 && <p class="mo-quiet">{text('monitor.noMessages')}</p>}
        {lines.map((line) => (
          <Line
            key={line.kind === 'own' ? line.id : line.line.id}
            line={line}
            name={name}
            store={store}
          />
        ))}
      </div>
      {atTheEnd && (
        <p class="mo-over" role="status">
          {text(over ? 'monitor.conversationOver' : 'monitor.stateMeaning.offline')}
          {over && (
            <button
              type="button"
              class="btn btn-sm btn-outline-secondary"
              onClick={() => {
                entry.pastConversation.value = null
              }}
            >
              {text('monitor.closeConversation')}
            </button>
          )}
        </p>
      )}
      <Composer entry={entry} store={store} name={name} over={over} />
    </section>
  )
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
  readonly name: string
  readonly store: MonitorStore
}

function Line({ line, name, store }: LineProps) {
  if (line.kind === 'own') return <OwnLine line={line} store={store} />
  const { line: stored, state } = line
  return (
    <div class={`mo-line ${stored.own ? 'mo-own-line' : 'mo-other-line'}`}>
      <p class="mo-line-text">
        <LinkedText content={stored.text} />
      </p>
      <p class="mo-line-foot">
        <span>{stored.own ? text('monitor.you') : senderOf(stored, name)}</span>
        <Time at={stored.sentAt} now={store.now.peek()} />
        {state !== null && <span>{text(`monitor.message.${state}`)}</span>}
      </p>
    </div>
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

function senderOf(line: LineView, participantName: string): string {
  if (line.from === 'participant') return participantName
  return `${line.name ?? ''} (${text('monitor.operator')})`
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

interface ComposerProps {
  readonly entry: Entry
  readonly store: MonitorStore
  readonly name: string
  readonly over: boolean
}

function Composer({ entry, store, name, over }: ComposerProps) {
  const refusal = useSignal('')
  const box = useRef<HTMLTextAreaElement>(null)
  const { draft } = entry
  const hintId = `mo-hint-${entry.session}-${entry.participant}`

  useLayoutEffect(() => {
    // What comes while the operator is at the box has been seen.
    if (document.activeElement === box.current && document.hasFocus()) store.attend(entry)
  }, [entry.conversation.value])

  function send(): void {
    const message = draft.value
    if (over || message.trim() === '') return
    if (message.length > MAX_MESSAGE_LENGTH) {
      const length = message.length
      refusal.value = text('monitor.tooLong', { length, limit: MAX_MESSAGE_LENGTH })
      return
    }
    refusal.value = ''
    store.send(entry, message)
    box.current?.focus()
  }

  return (
    <form
      class="mo-composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={box}
        class="form-control"
        rows={2}
        aria-label={text('monitor.messageTo', { name })}
        aria-describedby={hintId}
        // Not disabled: that would throw the focus away.
        readOnly={over}
        value={draft}
        onFocus={() => store.attend(entry)}
        onInput={(event) => {
          draft.value = event.currentTarget.value
          refusal.value = ''
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" class="btn btn-primary" aria-disabled={over}>
        {text('monitor.send')}
      </button>
      <p id={hintId} class={refusal.value === '' ? 'mo-quiet' : 'mo-refusal'} role="status">
        {refusal.value === '' ? text('monitor.sendHint') : refusal.value}
      </p>
    </form>
  )
}
