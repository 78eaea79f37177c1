/**
 * ACC5: which conversations an operator reads that they do not carry, from when to when. What begins
 * is in the audit log before the operator is shown a line of it; where it cannot be written, nothing
 * is shown.
 */
import type { SessionId } from '../base/id.ts'
import type { AuditDeed, AuditEntry } from '../live/audit-entry.ts'
import type { AccountCard, ConversationOf } from '../live/command.ts'
import { findParticipant } from '../live/room.ts'
import type { Store } from '../store/store.ts'
import type { Conversations, Shown } from './conversations.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'

export interface LoggedConversations extends Conversations {
  /** The Monitor's line has ended, and with it all reading. Never rejects. */
  close(): Promise<void>
}

interface Reading {
  readonly about: Omit<AuditEntry, 'at' | 'deed'>
  readonly since: number
}

export function loggedReading(
  conversations: Conversations,
  { store, log }: { readonly store: Pick<Store, 'addAudit' | 'now'>; readonly log: Log },
  operator: AccountCard,
): LoggedConversations {
  const readings = new Map<string, Reading>()

  async function settle(shown: readonly Shown[]): Promise<void> {
    const now = new Map(shown.map((one) => [nameOf(one.session, one.participant), one]))
    const began = [...now].filter(([name]) => !readings.has(name))
    const ended = [...readings].filter(([name]) => !now.has(name))
    if (began.length + ended.length === 0) return
    const since = await store.now()
    const begun = began.map(([name, one]) => [name, { about: aboutOf(one), since }] as const)
    await store.addAudit([
      ...ended.map(([, { about, since: from }]) =>
        entry(about, { type: 'reading-ended', since: from }),
      ),
      ...begun.map(([, { about }]) => entry(about, { type: 'reading-began' })),
    ])
    for (const [name] of ended) readings.delete(name)
    for (const [name, reading] of begun) readings.set(name, reading)
  }

  function aboutOf({ room, participant }: Shown): Reading['about'] {
    const person = participant === null ? null : findParticipant(room, participant)
    return {
      session: room.id,
      interview: room.interview,
      participant: person?.id ?? null,
      account: person?.account?.id ?? null,
      accountName: null,
      visitorNumber: person?.visitorNumber ?? null,
      operator,
    }
  }

  async function told<T>(news: Promise<T>): Promise<T> {
    const result = await news
    await settle(conversations.read())
    return result
  }

  return {
    ...conversations,
    takeDesk: (desk) => told(conversations.takeDesk(desk)),
    follow: (...about) => told(conversations.follow(...about)),
    unfollow: (...about) => told(conversations.unfollow(...about)),
    look: (session) => told(conversations.look(session)),
    async close() {
      try {
        await settle([])
      } catch (error) {
        // When it began is told.
        log('reading-not-ended', { error: errorName(error) })
      }
    },
  }
}

function entry(about: Reading['about'], deed: AuditDeed): Omit<AuditEntry, 'at'> {
  return { ...about, deed }
}

function nameOf(session: SessionId, participant: ConversationOf): string {
  return `${session} ${participant ?? ''}`
}
