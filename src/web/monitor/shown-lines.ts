import type { LineView } from '../../protocol/chat.ts'
import type { ConversationView } from '../../protocol/monitor.ts'
import type { Outbox } from '../connection/outbox.ts'
import type { MonitorCommand } from './commands.ts'
import { entryKey, type EntryKey } from './monitor-state.ts'

export type ShownLine =
  | { readonly kind: 'stored'; readonly line: LineView; readonly state: 'sent' | 'read' | null }
  | {
      readonly kind: 'own'
      readonly id: string
      readonly text: string
      readonly at: number
      /** Null: still on its way. */
      readonly refusal: string | null
    }
  | { readonly kind: 'call'; readonly call: ShownCall }

/** PHN10: what became of a telephone call. */
export interface ShownCall {
  readonly id: string
  /** When it began, ms since 1970. */
  readonly at: number
  readonly words: string
}

/** CHT7: what is stored, then what is on its way; each message once, whatever came first. */
export function showLines(
  conversation: ConversationView,
  outbox: Outbox<MonitorCommand>,
  calls: readonly ShownCall[] = [],
): readonly ShownLine[] {
  const stored = new Set(conversation.lines.map((line) => line.id))
  const lines: ShownLine[] = []
  const due = calls.toSorted((a, b) => a.at - b.at)
  function tellCallsBefore(at: number): void {
    for (let [call] = due; call !== undefined && call.at < at; [call] = due) {
      lines.push({ kind: 'call', call })
      due.shift()
    }
  }
  for (const line of conversation.lines) {
    tellCallsBefore(line.sentAt)
    const isRead = line.seq <= conversation.state.readUpTo
    lines.push({ kind: 'stored', line, state: line.own ? (isRead ? 'read' : 'sent') : null })
  }
  tellCallsBefore(Infinity)
  for (const { command, refusal, at } of outbox) {
    if (command.type !== 'chat-send' || stored.has(command.id)) continue
    if (command.session !== conversation.session) continue
    if (command.participant !== conversation.participant) continue
    lines.push({ kind: 'own', id: command.id, text: command.text, at, refusal })
  }
  return lines
}

/**
 * Of the acknowledged commands the messages whose lines have not come yet: they stay in sight until
 * then, or until their conversation is over.
 */
export function awaitedLines(
  acknowledged: Outbox<MonitorCommand>,
  conversations: ReadonlyMap<EntryKey, ConversationView>,
): Outbox<MonitorCommand> {
  return acknowledged.filter(({ command }) => {
    if (command.type !== 'chat-send') return false
    const lines = conversations.get(entryKey(command))?.lines
    return lines !== undefined && lines.every((line) => line.id !== command.id)
  })
}
