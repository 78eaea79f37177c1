import { text } from '../../texts/text.ts'
import { Composer } from './composer.tsx'
import { ConversationLog } from './conversation-log.tsx'
import { listNames, nameOf } from './entry-name.ts'
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
  const name = isShared ? text('monitor.everyone') : nameOf(row)
  const label = text('monitor.conversationWith', { name })
  const isOver = talk.conversation.value === null && !talk.followed.value
  const isCarried = shown.state.carried && !isOver
  const members = shown.state.members.map(nameOf)
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
      <ConversationLog conversation={shown} label={label} store={store} />
      <Typing talk={talk} />
      <div class="mo-over" role="status">
        {isOver && (
          <>
            {text('monitor.conversationOver')}
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
      {(isCarried || isOver) && <Composer talk={talk} store={store} name={name} over={isOver} />}
    </section>
  )
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
