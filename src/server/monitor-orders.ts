/** What a Monitor orders and is told the outcome of: whether it may, at what pace, and what it comes to. */
import type { E164, NumberFault } from '../base/e164.ts'
import type { SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { AccountCard, ConversationOf } from '../live/command.ts'
import { refuseText } from '../live/room.ts'
import type { OperatorLimits } from '../live/scope.ts'
import type { Store } from '../store/store.ts'
import { access, isOperator, MONITOR_MESSAGE_VERBS, type Actor, type Resource } from './access.ts'
import { sealText } from './chat-lines.ts'
import { carryOut, commandIdOf, refusal, type CommandReply } from './commands.ts'
import { operatorResource } from './door.ts'
import {
  deskCommand,
  isToRoom,
  roomCommand,
  sessionOf,
  whose,
  type MonitorOrder,
  type ScreenOrder,
} from './monitor-commands.ts'
import { createWindowLimit, type KeyedLimit } from './rate-limit.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'
import { drawFrom } from './draw.ts'
import type { Log, PhoneSettings, Random } from './settings.ts'
import type { Timing } from './timing.ts'

/** REL9. */
const CHAT_LIMIT = { count: 10, windowMs: 10_000 }
const COMMAND_LIMIT = { count: 120, windowMs: 10_000 }

/** By the operator, over all of their Monitors. */
export interface OrderLimits {
  readonly commands: KeyedLimit
  readonly chat: KeyedLimit
}

export function createOrderLimits(timing: Timing): OrderLimits {
  return {
    commands: createWindowLimit(timing, COMMAND_LIMIT.count, COMMAND_LIMIT.windowMs),
    chat: createWindowLimit(timing, CHAT_LIMIT.count, CHAT_LIMIT.windowMs),
  }
}

export type MonitorOrders = (order: MonitorOrder | ScreenOrder) => Promise<CommandReply>

export function createMonitorOrders(
  world: {
    readonly store: Store
    readonly shell: RoomShell
    readonly keyring: Keyring
    readonly keys: SessionKeys
    /** ACC4. */
    readonly limits: OperatorLimits
    /** PHN1; null: there is no telephony. */
    readonly phone: PhoneSettings | null
    readonly random: Random
    readonly orderLimits: OrderLimits
    readonly log: Log
  },
  own: {
    readonly me: AccountCard
    actor(): Actor
    /** About what this Monitor observes. */
    takeScreen(order: ScreenOrder): Promise<CommandReply>
    /** Who sends has stopped typing. */
    wrote(session: SessionId, conversation: ConversationOf): void
  },
): MonitorOrders {
  const { store, keys, limits, phone, random, orderLimits, log } = world
  const { me } = own
  const by = { account: me.id, limits }

  /** ACC3, ACC4; asked once more in the transaction. Null: it may be carried out. */
  async function refuse(
    message: MonitorOrder | ScreenOrder,
  ): Promise<'not-allowed' | 'unknown-session' | 'unavailable' | null> {
    const actor = own.actor()
    const verb = MONITOR_MESSAGE_VERBS[message.type]
    if (!('session' in message)) {
      return access(actor, verb, { kind: 'server' }) === 'allowed' ? null : 'not-allowed'
    }
    try {
      const room = await store.readRoom(sessionOf(message))
      const resource: Resource = room === null ? { kind: 'server' } : operatorResource(room, limits)
      const verdict = access(actor, verb, resource)
      if (verdict === 'hidden' && isOperator(actor)) return 'unknown-session'
      // What the interview does not allow now, `observations` says with the picture in hand.
      return verdict === 'allowed' || verb === 'control' ? null : 'not-allowed'
    } catch (error) {
      log('command-failed', { error: errorName(error) })
      return 'unavailable'
    }
  }

  /** PHN2. Null erases it. */
  function numberOf(
    typed: string,
  ): { readonly number: E164 } | { readonly fault: NumberFault | 'no-phone' } | null {
    if (typed.trim() === '') return null
    return phone === null ? { fault: 'no-phone' } : phone.parse(typed)
  }

  async function perform(message: MonitorOrder | ScreenOrder): Promise<CommandReply> {
    const isChat = message.type === 'chat-send'
    const { commands, chat } = orderLimits
    const waitMs = commands.take(me.id) || (isChat ? chat.take(me.id, message.id) : 0)
    if (waitMs > 0) return refusal(message.id, 'too-many', waitMs)
    if (message.type === 'take-control' || message.type === 'release-control') {
      return own.takeScreen(message)
    }
    const wrong = isChat ? refuseText(message.text) : null
    if (wrong !== null) return refusal(message.id, wrong)
    const id = commandIdOf(message)
    if (!isToRoom(message)) {
      const number = message.type === 'set-phone' ? numberOf(message.number) : null
      if (number !== null && 'fault' in number) return refusal(message.id, number.fault)
      const command = deskCommand(message, me, number?.number ?? null)
      return carryOut(world, message, (digest) => ({
        aggregate: { kind: 'desk' },
        id,
        digest,
        command,
        by,
      }))
    }
    const session = sessionOf(message)
    const key = isChat ? await keys.find(session) : null
    if (isChat && key === null) return refusal(message.id, 'unknown-session')
    // Who sends has stopped typing.
    if (isChat) own.wrote(session, whose(message))
    const seal = (text: string) => sealText(must(key, 'looked at above'), id, text)
    const command = roomCommand(message, me, { seal, draw: () => drawFrom(random) })
    return carryOut(world, message, (digest) => ({
      aggregate: { kind: 'room', id: session },
      id,
      digest,
      command,
      by,
    }))
  }

  return async (order) => {
    const refused = await refuse(order)
    return refused === null ? perform(order) : refusal(order.id, refused)
  }
}
