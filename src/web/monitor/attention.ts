/** What the operator is alerted to: news between two states, and how many wait (MON6). Pure. */
import type { LineView } from '../../protocol/chat.ts'
import type { TransferOffer } from '../../live/views.ts'
import { entryKey, findNews, type EntryKey, type MonitorState } from './monitor-state.ts'

export type Alert =
  | { readonly kind: 'conversation'; readonly key: EntryKey }
  | { readonly kind: 'message'; readonly key: EntryKey; readonly line: LineView }
  | { readonly kind: 'offer'; readonly key: EntryKey; readonly from: string }

/** Nothing on a page's first state: what was there before it is shown, not announced. */
export function findAlerts(before: MonitorState, after: MonitorState): readonly Alert[] {
  if (before.me === null) return []
  const alerts: Alert[] = []
  for (const [key, conversation] of after.conversations) {
    const old = before.conversations.get(key)
    const news = old === conversation ? null : findNews(conversation)
    if (news === null) continue
    const { ownReadUpTo, beganSeq } = conversation.state
    const began = beganSeq > ownReadUpTo && (old === undefined || !isBegun(old, beganSeq))
    if (began) {
      alerts.push({ kind: 'conversation', key })
      continue
    }
    const line = conversation.lines.findLast((it) => !it.own)
    if (line === undefined || line.seq <= ownReadUpTo) continue
    if (old === undefined || !old.lines.some((it) => it.seq >= line.seq && !it.own)) {
      alerts.push({ kind: 'message', key, line })
    }
  }
  const known = new Set((before.desk?.offers ?? []).map(offerId))
  for (const offer of after.desk?.offers ?? []) {
    if (known.has(offerId(offer))) continue
    alerts.push({ kind: 'offer', key: entryKey(offer), from: offer.from })
  }
  return alerts
}

function isBegun(
  conversation: { readonly state: { readonly carried: boolean; readonly beganSeq: number } },
  beganSeq: number,
): boolean {
  return conversation.state.carried && conversation.state.beganSeq >= beganSeq
}

function offerId(offer: TransferOffer): string {
  return `${entryKey(offer)} ${offer.until}`
}

/** Conversations that this operator carries and in which somebody waits for a word. */
export function countUnanswered(state: MonitorState): number {
  let count = 0
  const shared = new Set<string>()
  for (const [key, conversation] of state.conversations) {
    if (!conversation.state.carried) continue
    if (conversation.participant === null) shared.add(conversation.session)
    else if (isWaiting(state, key) || findNews(conversation) !== null) count++
  }
  if (shared.size === 0) return count
  const waiting = new Set<string>()
  for (const row of state.rows.values()) {
    if (row.shared && row.unansweredSince !== null) waiting.add(row.session)
  }
  for (const session of shared) {
    const conversation = state.conversations.get(entryKey({ session, participant: null }))
    if (waiting.has(session) || findNews(conversation ?? null) !== null) count++
  }
  return count
}

function isWaiting(state: MonitorState, key: EntryKey): boolean {
  const since = state.rows.get(key)?.unansweredSince
  return since !== undefined && since !== null
}
