/** What must hold of the desk at each commit. */
import type { Command } from '../../src/live/command.ts'
import { openOf } from '../../src/live/desk-queue.ts'
import type { Desk } from '../../src/live/desk.ts'
import type { Checker } from './checker.ts'

/** What may give an operator more than their limit: they asked for it, or carried it before. */
const OVER_LIMIT = new Set([
  'chat-activate',
  'answer-transfer',
  'save',
  'attach-account',
  'unblock',
  'operator-gone',
  'take-chat',
])
export type DeskCheck = (before: Desk, after: Desk, command: Command) => void

export function createDeskCheck(of: Pick<Checker, 'violate' | 'count' | 'room'>): DeskCheck {
  const { violate, count } = of
  return (before, after, command) => {
    const keysSeen = new Set<string>()
    const pairs = [
      ...Object.values(after.operators).flatMap((operator) => operator.conversations),
      ...after.queue,
    ]
    for (const { session, participant } of pairs) {
      const key = `${session} ${participant}`
      if (keysSeen.has(key)) violate('CHT5', `a conversation stands twice on the desk: ${key}`)
      keysSeen.add(key)
      const room = of.room(session)
      const person = participant === null ? undefined : room?.participants[participant]
      if (person?.block !== null && person?.block !== undefined) {
        violate('BLK1', `${key} stands on the desk though blocked`)
      }
    }
    for (const [id, operator] of Object.entries(after.operators)) {
      const isHere = Object.keys(operator.pages).length > 0 || operator.graceEndsAt !== null
      if (!isHere && (operator.available || operator.conversations.length > 0)) {
        violate('CHT14', `${operator.card.name} is gone, but available or in a conversation`)
      }
      const had = (before.operators as Record<string, typeof operator>)[id]
      const { limit, conversations } = operator
      const took = conversations.length > (had?.conversations.length ?? 0)
      if (took) count('operator took a conversation')
      if (took && limit !== null && openOf(operator) > limit) {
        if (!OVER_LIMIT.has(command.command.type)) {
          violate('CHT5', `${operator.card.name} is over the limit by ${command.command.type}`)
        }
      }
    }
  }
}
