/**
 * Who types where (CHT15), as this process knows it: said by its own sockets and, over the bus, by
 * those of others. Nothing of it is stored or needs to arrive. What travels are ids, never names.
 */
import {
  parseAccountId,
  parsePageId,
  parseParticipantId,
  parseProcessId,
  parseSessionId,
  type AccountId,
  type PageId,
  type ParticipantId,
  type ProcessId,
  type SessionId,
} from '../base/id.ts'
import type { Bus } from '../bus/bus.ts'
import type { ConversationOf } from '../live/command.ts'
import type { Timing } from './timing.ts'

const TOPIC = 'typing'
/** A mark that is not said again ends after this. */
export const TYPING_MS = 5_000
/** More than anybody can read; further ones are not shown. */
const MAX_MARKS = 50

export type Typist =
  | { readonly kind: 'participant'; readonly id: ParticipantId }
  | { readonly kind: 'operator'; readonly id: AccountId }

export interface TypingMark {
  readonly session: SessionId
  readonly typist: Typist
  /** As of a line: who may see it. */
  readonly audience: 'private' | 'session' | 'peers'
  /** Whose conversation; null where it is not one participant's. */
  readonly conversation: ConversationOf
}

export interface TypingHub {
  /** `page`: where it is typed; what another page of the same person says is not touched. */
  say(page: PageId, mark: TypingMark, is: boolean): void
  /** Of a session that is watched here; in the order in which they began, each once. */
  marks(session: SessionId): readonly TypingMark[]
  /** Called at each change of the session's marks. The result ends it. */
  watch(session: SessionId, listener: () => void): () => void
  start(): Promise<void>
  close(): void
}

interface Watched {
  readonly listeners: Set<() => void>
  /** By page. */
  readonly marks: Map<PageId, { readonly mark: TypingMark; readonly cancel: () => void }>
}

export function createTypingHub(input: {
  readonly bus: Bus
  readonly process: ProcessId
  readonly timing: Timing
}): TypingHub {
  const { bus, process, timing } = input
  const sessions = new Map<SessionId, Watched>()
  let unsubscribe: (() => void) | null = null

  /** False where it makes no difference to anybody. */
  function take(page: PageId, mark: TypingMark, is: boolean): boolean {
    const watched = sessions.get(mark.session)
    if (watched === undefined) return false
    const known = watched.marks.get(page)
    if (known === undefined && (!is || watched.marks.size >= MAX_MARKS)) return false
    known?.cancel()
    if (is) {
      const cancel = timing.after(TYPING_MS, () => void take(page, mark, false))
      watched.marks.set(page, { mark, cancel })
      if (known !== undefined && isSame(known.mark, mark)) return true
    } else watched.marks.delete(page)
    for (const listener of watched.listeners) listener()
    return true
  }

  return {
    say(page, mark, is) {
      // Whoever says it watches the session, so what is unknown here has ended everywhere.
      if (!take(page, mark, is)) return
      bus.publish(TOPIC, JSON.stringify({ process, page, ...mark, is }))
    },
    marks(session) {
      const said = [...(sessions.get(session)?.marks.values() ?? [])].map(({ mark }) => mark)
      return said.filter((mark, at) => said.findIndex((other) => isSame(other, mark)) === at)
    },
    watch(session, listener) {
      const watched = sessions.get(session) ?? { listeners: new Set(), marks: new Map() }
      sessions.set(session, watched)
      watched.listeners.add(listener)
      return () => {
        watched.listeners.delete(listener)
        if (watched.listeners.size > 0 || sessions.get(session) !== watched) return
        for (const { cancel } of watched.marks.values()) cancel()
        sessions.delete(session)
      }
    },
    async start() {
      unsubscribe = await bus.subscribe(TOPIC, (message) => {
        const heard = parse(message)
        if (heard !== null && heard.process !== process) take(heard.page, heard.mark, heard.is)
      })
    },
    close() {
      unsubscribe?.()
      for (const { marks } of sessions.values()) for (const { cancel } of marks.values()) cancel()
      sessions.clear()
    },
  }
}

function isSame(one: TypingMark, other: TypingMark): boolean {
  return (
    one.typist.kind === other.typist.kind &&
    one.typist.id === other.typist.id &&
    one.audience === other.audience &&
    one.conversation === other.conversation
  )
}

function parse(message: string) {
  const said = JSON.parse(message) as Readonly<Record<string, unknown>>
  const process = parseProcessId(String(said['process']))
  const page = parsePageId(String(said['page']))
  const session = parseSessionId(String(said['session']))
  const typist = parseTypist(said['typist'])
  const audience = AUDIENCES.find((known) => known === said['audience'])
  const whose = said['conversation']
  const conversation = typeof whose === 'string' ? parseParticipantId(whose) : null
  if (process === null || page === null || session === null) return null
  if (typist === null || audience === undefined) return null
  const mark: TypingMark = { session, typist, audience, conversation }
  return { process, page, mark, is: said['is'] === true }
}

function parseTypist(value: unknown): Typist | null {
  if (typeof value !== 'object' || value === null) return null
  const { kind, id } = value as Readonly<Record<string, unknown>>
  if (kind === 'operator') {
    const account = parseAccountId(String(id))
    return account === null ? null : { kind, id: account }
  }
  const participant = parseParticipantId(String(id))
  return participant === null ? null : { kind: 'participant', id: participant }
}

const AUDIENCES: readonly TypingMark['audience'][] = ['private', 'session', 'peers']
