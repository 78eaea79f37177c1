/** CHT15, for a Monitor: who else types in the conversations that it shows, and that its operator does. */
import type { PageId, SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf } from '../live/command.ts'
import type { MonitorDown } from '../protocol/monitor.ts'
import type { Conversations } from './conversations.ts'
import { markOfOperator, typingForOperator } from './people.ts'
import type { KeyedLimit } from './rate-limit.ts'
import type { TypingHub } from './typing-hub.ts'

export interface MonitorTyping {
  /** Follows the sessions whose conversations are shown now, and no others. */
  watch(): void
  /** Where it is otherwise than the Monitor was told. */
  tell(session: SessionId): void
  say(page: PageId, session: SessionId, participant: ConversationOf, is: boolean): void
  close(): void
}

export function createMonitorTyping(
  world: { readonly typing: TypingHub; readonly limit: KeyedLimit },
  me: AccountCard,
  conversations: Conversations,
  send: (message: MonitorDown) => void,
): MonitorTyping {
  const { typing, limit } = world
  const stops = new Map<SessionId, () => void>()

  function tell(session: SessionId): void {
    for (const one of conversations.of(session)) {
      const { participant, room } = one
      const seen = { conversation: participant, operator: me.id }
      const who = typingForOperator(room, seen, typing.marks(session))
      if (JSON.stringify(who) === JSON.stringify(one.typing)) continue
      one.typing = who
      send({ type: 'typing', session, participant, who })
    }
  }

  return {
    tell,
    watch() {
      const shown = new Set(conversations.sessions())
      for (const [session, stop] of stops) {
        if (shown.has(session)) continue
        stop()
        stops.delete(session)
      }
      for (const session of shown) {
        if (stops.has(session)) continue
        stops.set(
          session,
          typing.watch(session, () => tell(session)),
        )
        tell(session)
      }
    },
    say(page, session, participant, is) {
      const room = conversations.carried(session, participant)
      if (room === null || (is && limit.take(me.id) > 0)) return
      typing.say(page, markOfOperator(room, me.id, participant), is)
    },
    close() {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}
