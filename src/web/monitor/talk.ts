/** A conversation with operators as one Monitor shows it: a participant's own, or the session's. */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { PersonView } from '../../protocol/chat.ts'
import type { ConversationView } from '../../protocol/monitor.ts'
import type { PageStorage } from '../connection/page-storage.ts'
import { entryKey, findNews, type EntryKey, type News } from './monitor-state.ts'

/** CHT15: so often at most it is told that the operator types. */
const TYPING_TOLD_MS = 3_000

export interface Talk {
  readonly key: EntryKey
  readonly session: string
  readonly participant: string | null
  /** Null: the operator neither carries nor follows it. */
  readonly conversation: ReadonlySignal<ConversationView | null>
  /** The last one, kept on this page after its end until the operator closes it. */
  readonly past: Signal<ConversationView | null>
  /** What is to be shown: the conversation, or the past one. */
  readonly shown: ReadonlySignal<ConversationView | null>
  /** The operator asked to read along (CHT10). */
  readonly followed: Signal<boolean>
  /** What stands in the message box; it survives a reload of the tab. */
  readonly draft: ReadonlySignal<string>
  /** CHT20: to whom it was offered, who did not take it; null once that is of no interest. */
  readonly returned: ReadonlySignal<string | null>
  readonly news: ReadonlySignal<News>
  /** Who else types now. */
  readonly typing: ReadonlySignal<readonly PersonView[]>
  write(draft: string): void
  become(conversation: ConversationView | null): void
  /** The operator takes the offer of it back. */
  recall(): void
  /** The server says when a mark ends; without a line nobody does. */
  hearTyping(who: readonly PersonView[]): void
  /** Whether it is to be told now that the operator types (or stopped). */
  noteTyping(is: boolean, now: number): boolean
}

/** `storage` is the operator's own: nobody else is given their drafts. */
export function createTalk(
  ids: { readonly session: string; readonly participant: string | null },
  first: ConversationView | null,
  storage: PageStorage,
): Talk {
  const key = entryKey(ids)
  const draftKey = `draft ${key}`
  const draft = signal(storage.read(draftKey) ?? '')
  const conversation = signal(first)
  const past = signal<ConversationView | null>(null)
  const returned = signal<string | null>(null)
  const typing = signal<readonly PersonView[]>([])
  let toldAt: number | null = null
  let isRecalled = false

  function noteReturn(next: ConversationView | null): void {
    const before = conversation.peek()?.state.offered ?? null
    const offered = next?.state.offered ?? null
    if (next?.state.carried !== true || offered !== null) returned.value = null
    else if (before !== null) returned.value = isRecalled ? null : before.to
    if (offered === null) isRecalled = false
  }

  return {
    key,
    session: ids.session,
    participant: ids.participant,
    conversation,
    past,
    shown: computed(() => conversation.value ?? past.value),
    followed: signal(false),
    draft,
    returned,
    news: computed(() => findNews(conversation.value)),
    typing,
    write(next) {
      draft.value = next
      if (next === '') storage.remove(draftKey)
      else storage.write(draftKey, next)
    },
    become(next) {
      noteReturn(next)
      if (next !== null) past.value = null
      else if (conversation.value !== null) past.value = conversation.value
      if (next === null) typing.value = []
      conversation.value = next
    },
    recall() {
      isRecalled = true
    },
    hearTyping(who) {
      typing.value = who
    },
    noteTyping(is, now) {
      if (!is) {
        const wasTold = toldAt !== null
        toldAt = null
        return wasTold
      }
      if (toldAt !== null && now - toldAt < TYPING_TOLD_MS) return false
      toldAt = now
      return true
    },
  }
}

/** Sessions whose common conversation is shown. */
export function sharedSessions(talks: Iterable<Talk>): ReadonlySet<string> {
  const sessions = new Set<string>()
  for (const { participant, session, shown } of talks) {
    if (participant === null && shown.value !== null) sessions.add(session)
  }
  return sessions
}
