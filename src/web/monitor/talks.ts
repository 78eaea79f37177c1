/** The conversations that this Monitor shows, and the entries that show them. */
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import type { PersonView } from '../../protocol/chat.ts'
import type { ConversationView, MonitorUp } from '../../protocol/monitor.ts'
import type { PageStorage } from '../connection/page-storage.ts'
import { findHosts } from './entry-order.ts'
import type { Entry, EntryNews } from './monitor-model.ts'
import { entryKey, type EntryKey } from './monitor-state.ts'
import { createTalk, sharedSessions, type Talk } from './talk.ts'

interface TalkIds {
  readonly session: string
  readonly participant: string | null
}

export interface Talks {
  /** Of sessions whose common conversation is shown: the one entry that shows it. */
  readonly hosts: ReadonlySignal<ReadonlyMap<string, EntryKey>>
  readonly news: ReadonlySignal<readonly EntryNews[]>
  /** Null: the operator never carried or followed it here. */
  get(key: EntryKey): Talk | null
  /** The conversations that the entry shows. */
  shownIn(entry: Entry): readonly Talk[]
  /** The entry that shows the conversation. */
  hostOf(talk: Talk): EntryKey | null
  update(conversations: ReadonlyMap<EntryKey, ConversationView>): void
  /** The rows or the conversations have changed. */
  updateHosts(): void
  /** A fresh line: what is only followed is asked for again. */
  askAgain(conversations: ReadonlyMap<EntryKey, ConversationView>): void
  follow(ids: TalkIds): void
  unfollow(talk: Talk): void
  /** Null: of all, nobody any more. */
  hearTyping(key: EntryKey | null, who: readonly PersonView[]): void
  typing(talk: Talk, is: boolean): void
}

export function createTalks(options: {
  readonly rows: ReadonlySignal<ReadonlyMap<EntryKey, MonitorRow>>
  readonly storage: PageStorage
  send(message: MonitorUp): void
}): Talks {
  const { rows, storage } = options
  const talks = new Map<EntryKey, Talk>()
  const shown = signal<readonly Talk[]>([])
  const hosts = signal<ReadonlyMap<string, EntryKey>>(new Map())

  function add(ids: TalkIds, conversation: ConversationView | null): Talk {
    const made = createTalk(ids, conversation, storage)
    talks.set(made.key, made)
    return made
  }

  function hostOf({ key, session, participant }: Talk): EntryKey | null {
    if (participant !== null) return rows.value.has(key) ? key : null
    return hosts.value.get(session) ?? null
  }

  return {
    hosts,
    news: computed(() =>
      shown.value.flatMap((talk) => {
        const [news, key] = [talk.news.value, hostOf(talk)]
        return news === null || key === null ? [] : [{ key, talk, news }]
      }),
    ),
    get(key) {
      void shown.value
      return talks.get(key) ?? null
    },
    shownIn: ({ key, session }) =>
      shown.value.filter(
        (talk) => talk.session === session && hostOf(talk) === key && talk.shown.value !== null,
      ),
    hostOf,
    update(conversations) {
      for (const [key, conversation] of conversations) {
        const talk = talks.get(key)
        if (talk === undefined) add(conversation, conversation)
        else if (talk.conversation.peek() !== conversation) talk.become(conversation)
      }
      for (const [key, talk] of talks) {
        if (!conversations.has(key) && talk.conversation.peek() !== null) talk.become(null)
      }
      shown.value = [...talks.values()]
    },
    updateHosts() {
      const found = findHosts(rows.peek(), sharedSessions(talks.values()), hosts.peek())
      if (found.size > 0 || hosts.peek().size > 0) hosts.value = found
    },
    askAgain(conversations) {
      for (const { key, session, participant, followed } of talks.values()) {
        if (!followed.peek() || conversations.has(key)) continue
        options.send({ type: 'follow', session, participant })
      }
    },
    follow({ session, participant }) {
      const ids = { session, participant }
      const talk = talks.get(entryKey(ids)) ?? add(ids, null)
      talk.followed.value = true
      shown.value = [...talks.values()]
      options.send({ type: 'follow', ...ids })
    },
    unfollow(talk) {
      const { session, participant } = talk
      talk.followed.value = false
      options.send({ type: 'unfollow', session, participant })
    },
    hearTyping(key, who) {
      for (const talk of talks.values()) if (key === null || talk.key === key) talk.hearTyping(who)
    },
    typing(talk, is) {
      const { session, participant } = talk
      if (talk.noteTyping(is, Date.now())) {
        options.send({ type: 'typing', session, participant, is })
      }
    },
  }
}
