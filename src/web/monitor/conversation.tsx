import { text } from '../../texts/text.ts'
import { Composer } from './composer.tsx'
import { ConversationLog } from './conversation-log.tsx'
import { callsOf } from './conversation-calls.ts'
import { entryNameOf, listNames, nameOf } from './entry-name.ts'
import type { Entry, MonitorStore } from './monitor-model.ts'
import type { Talk } from './talk.ts'
import { ConversationActions } from './transfer.tsx'

interface ConversationProps {
  readonly entry: Entry
  readonly talk: Talk
  readonly store: MonitorStore
}

/** CHT6: one that the operator carries, reads along (CHT10), or carried until just now. */
export function Conversation({ entry, talk, store }: ConversationProps) {
  const shown = talk.shown.value
  if (shown === null) return null
  const row = entry.row.value
  const isShared = talk.participant === null
  const name = isShared ? text('monitor.everyone') : entryNameOf(row)
  const label = text('monitor.conversationWith', { name })
  const isOver = talk.conversation.value === null && !talk.followed.value
  const isCarried = shown.state.carried && !isOver
  // A participant's own conversation needs no telling that they are in it.
  const others = shown.state.members.filter(({ kind }) => isShared || kind === 'operator')
  const members = isOver ? [] : others.map(nameOf)
  const box = `box ${talk.key}`
  const isAtBox =
    document.activeElement instanceof HTMLElement && document.activeElement.dataset['part'] === box
  const isWritten = isCarried || (isOver && (isAtBox || talk.draft.value !== ''))
  return (
    <section class="mo-conversation" aria-label={label}>
      <div class="mo-conversation-head">
        <p class="mo-members">
          {isShared && <strong>{text('monitor.sharedConversation')} </strong>}
          {!isCarried && !isOver && <strong>{text('monitor.readingAlong')} </strong>}
          {members.length > 0 && text('monitor.members', { names: listNames(members) })}
        </p>
        {isCarried && <ConversationActions talk={talk} name={name} store={store} />}
      </div>
      <ConversationLog
        conversation={shown}
        calls={callsOf(talk, row, store)}
        label={label}
        store={store}
      />
      <Typing talk={talk} />
      <div class="mo-over" role="status">
        {isOver && (
          <>
            {describeEnd(entry, talk, store)}
            <button
              type="button"
              class="btn btn-sm btn-outline-secondary"
              onClick={() => {
                talk.past.value = null
              }}
            >
              {text('monitor.closeConversation')}
            </button>
          </>
        )}
        {isCarried && !isShared && row.status === 'offline' && text('monitor.offlineKept')}
      </div>
      {isWritten && <Composer talk={talk} store={store} name={name} over={isOver} />}
    </section>
  )
}

/** CHT20: what has ended here may go on with somebody else. */
function describeEnd(entry: Entry, talk: Talk, store: MonitorStore): string {
  const { operator, status, shared } = entry.row.value
  const isElsewhere = status === 'on' && operator !== null && operator.id !== store.ownId
  return isElsewhere && shared === (talk.participant === null)
    ? text('monitor.conversationMoved', { name: operator.name })
    : text('monitor.conversationOver')
}

/** CHT15. */
function Typing({ talk }: { readonly talk: Talk }) {
  const names = talk.typing.value.map(nameOf)
  return (
    <p class="mo-typing" role="status">
      {names.length > 0 && text('monitor.typing', { count: names.length, names: listNames(names) })}
    </p>
  )
}
