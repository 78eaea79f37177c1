/**
 * The live line of a Monitor: entries of all sessions, the operator's own settings, the conversations
 * that the operator carries, and what is observed. Several Monitors of one operator agree, because
 * each is brought to the same state of desk and rooms.
 */
import type { WebSocket } from 'ws'
import {
  parsePageId,
  parseParticipantId,
  parseSessionId,
  type PageId,
  type ProcessId,
  type SessionId,
} from '../base/id.ts'
import { must } from '../base/must.ts'
import { unreachable } from '../base/unreachable.ts'
import type { Command, DeskCommand } from '../live/command.ts'
import { deskView } from '../live/monitor-view.ts'
import { refuseText } from '../live/room.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import type { MonitorDown, MonitorUp } from '../protocol/monitor.ts'
import { parseMonitorMessage } from '../protocol/parse.ts'
import { OLDEST_ACCEPTED_VERSION, PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { access, isOperator, MONITOR_MESSAGE_VERBS } from './access.ts'
import { sealText } from './chat-lines.ts'
import { carryOut, commandIdOf, refusal, type CommandReply } from './commands.ts'
import type { Connection, ConnectionEnds, Connections, Work } from './connection.ts'
import { createConversations } from './conversations.ts'
import type { DeskCopy } from './desk-copy.ts'
import type { MirrorHub } from './mirror-hub.ts'
import type { MonitorList } from './monitor-list.ts'
import { createObservations } from './observations.ts'
import { createWindowLimit } from './rate-limit.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'
import type { Log } from './settings.ts'
import type { SignInWatch } from './sign-in-watch.ts'
import type { Timing } from './timing.ts'
import { actorOf, cardOf } from './visitor.ts'

/** REL9. */
const CHAT_LIMIT = { count: 10, windowMs: 10_000 }
const COMMAND_LIMIT = { count: 120, windowMs: 10_000 }
const CHECK_MS = 1_000

export interface MonitorSockets {
  /** Of an account that may open the Monitor, signed in by the sign-in of that digest. */
  open(socket: WebSocket, operator: { readonly account: Account; readonly signIn: string }): void
}

export interface MonitorWorld {
  readonly store: Store
  readonly shell: RoomShell
  readonly desk: DeskCopy
  readonly list: MonitorList
  readonly mirror: MirrorHub
  readonly connections: Connections
  readonly signIns: SignInWatch
  readonly keys: SessionKeys
  readonly keyring: Keyring
  readonly process: ProcessId
  readonly timing: Timing
  readonly log: Log
}

type Durable = Extract<MonitorUp, { readonly id: string }>
type ToRoom = Extract<Durable, { readonly session: string }>

export function createMonitorSockets(world: MonitorWorld): MonitorSockets {
  const { store, shell, desk, list, connections, signIns, keys, timing, log } = world
  const chatLimit = createWindowLimit(timing, CHAT_LIMIT.count, CHAT_LIMIT.windowMs)
  const commandLimit = createWindowLimit(timing, COMMAND_LIMIT.count, COMMAND_LIMIT.windowMs)

  function ends(
    connection: Connection<MonitorDown>,
    signedIn: { readonly account: Account; readonly signIn: string },
  ): ConnectionEnds<MonitorUp, MonitorDown> {
    let account: Account | null = signedIn.account
    const me = cardOf(signedIn.account)
    let page: PageId | null = null
    let welcomed = false
    let shownDesk = ''
    let deskChanged = false
    let pumping = false
    const changedRooms = new Set<SessionId>()
    const conversations = createConversations(world, me)
    const observations = createObservations(world, {
      actor: () => actorOf(account),
      send: (session, participant, message) =>
        connection.send({ type: 'mirror', session, participant, message }),
      buffered: () => connection.buffered(),
    })
    const stops: (() => void)[] = []

    async function greet(hello: Extract<MonitorUp, { type: 'hello' }>): Promise<void> {
      if (hello.version < OLDEST_ACCEPTED_VERSION || hello.version > PROTOCOL_VERSION) {
        return connection.close(CLOSE.version)
      }
      page = must(parsePageId(hello.page), 'a checked page id')
      listen()
      await list.ready()
      await order({ type: 'monitor-opened', operator: me, page, process: world.process })
      const now = await store.now()
      const present = await store.readDesk()
      const { began } = await conversations.follow(present)
      const shown = deskView(present, me.id)
      shownDesk = JSON.stringify(shown)
      connection.send({
        type: 'welcome',
        version: PROTOCOL_VERSION,
        me,
        desk: shown,
        rows: list.rowsFor(me.id),
        conversations: began,
        now,
      })
      welcomed = true
      deskChanged = true
      await pump()
    }

    function listen(): void {
      stops.push(
        signIns.watch(signedIn.signIn, (now) => void know(now)),
        shell.onChange(({ aggregate }) => {
          if (aggregate.kind !== 'room') return
          changedRooms.add(aggregate.id)
          void pump()
          void observations.check(aggregate.id)
        }),
        desk.onChange(() => {
          deskChanged = true
          void pump()
        }),
        list.onChange((rows, text) => {
          // What changes before the welcome is in the welcome.
          if (!welcomed) return
          const mine = list.filterFor(me.id, rows)
          connection.sendText(mine === rows ? text : JSON.stringify(mine))
        }),
        timing.every(CHECK_MS, () => void observations.check()),
      )
    }

    async function know(now: Account | null): Promise<void> {
      account = now
      if (now !== null && isOperator(actorOf(now))) return
      connection.close(CLOSE.notAllowed)
      // Who signed out may come back within the grace time; who lost the privilege may not.
      const known = now ?? (await store.findAccount(signedIn.account.id))
      if (known?.active === true && isOperator(actorOf(known))) return
      await order({ type: 'operator-removed', operator: me.id })
    }

    async function pump(): Promise<void> {
      if (!welcomed || pumping) return
      pumping = true
      try {
        while (connection.isOpen() && (deskChanged || changedRooms.size > 0)) {
          if (deskChanged) await followDesk()
          for (const session of changedRooms) {
            changedRooms.delete(session)
            if (!conversations.carries(session)) continue
            for (const news of await conversations.look(session)) connection.send(news)
          }
        }
      } catch (error) {
        // Exactly right again is what a fresh connection is.
        log('push-failed', { error: errorName(error) })
        connection.close(CLOSE.restart)
      } finally {
        pumping = false
      }
    }

    async function followDesk(): Promise<void> {
      deskChanged = false
      const present = desk.current()
      const { began, over } = await conversations.follow(present)
      for (const { session, participant } of over) {
        connection.send({ type: 'conversation-over', session, participant })
      }
      for (const conversation of began) connection.send({ type: 'conversation', conversation })
      const shown = deskView(present, me.id)
      const text = JSON.stringify(shown)
      if (text === shownDesk) return
      shownDesk = text
      connection.send({ type: 'desk', desk: shown })
    }

    async function take(message: Work<MonitorUp>): Promise<void> {
      const verb = MONITOR_MESSAGE_VERBS[message.type]
      switch (message.type) {
        case 'goodbye':
          return
        case 'observe': {
          const { session, participant } = idsOf(message)
          return observations.observe(session, participant)
        }
        case 'unobserve': {
          const { session, participant } = idsOf(message)
          return observations.unobserve(session, participant)
        }
        case 'set-available':
        case 'set-roles':
        case 'dismiss':
        case 'chat-send':
        case 'chat-read': {
          const mayDo = access(actorOf(account), verb, { kind: 'server' }) === 'allowed'
          const reply = mayDo ? await durable(message) : refusal(message.id, 'not-allowed')
          return connection.send(reply.type === 'ack' ? { type: 'ack', id: reply.id } : reply)
        }
      }
    }

    async function durable(message: Durable): Promise<CommandReply> {
      const isChat = message.type === 'chat-send'
      const limit = isChat ? chatLimit : commandLimit
      const waitMs = limit.take(me.id)
      if (waitMs > 0) return refusal(message.id, 'too-many', waitMs)
      const wrong = isChat ? refuseText(message.text) : null
      if (wrong !== null) return refusal(message.id, wrong)
      switch (message.type) {
        case 'set-available': {
          const { available } = message
          const command = { type: 'set-available', operator: me.id, available } as const
          return carryOut(world, message, (digest) => toDesk(message, digest, command))
        }
        case 'set-roles': {
          const command = { type: 'set-roles', operator: me.id, roles: message.roles } as const
          return carryOut(world, message, (digest) => toDesk(message, digest, command))
        }
        case 'dismiss':
        case 'chat-send':
        case 'chat-read':
          return toRoom(message)
        default:
          return unreachable(message)
      }
    }

    async function toRoom(message: ToRoom): Promise<CommandReply> {
      const { session, participant } = idsOf(message)
      const key = message.type === 'chat-send' ? await keys.find(session) : null
      if (message.type === 'chat-send' && key === null) {
        return refusal(message.id, 'unknown-session')
      }
      const id = commandIdOf(message)
      const reader = { kind: 'operator', account: me } as const
      return carryOut(world, message, (digest) => {
        const order = { aggregate: { kind: 'room', id: session }, id, digest } as const
        switch (message.type) {
          case 'dismiss':
            return { ...order, command: { type: 'dismiss', participant, operator: me.id } }
          case 'chat-send': {
            const sealed = sealText(must(key, 'looked at above'), id, message.text)
            const conversation = participant
            return { ...order, command: { type: 'chat-send', from: reader, conversation, sealed } }
          }
          case 'chat-read': {
            const { upTo } = message
            const conversation = participant
            return { ...order, command: { type: 'chat-read', reader, conversation, upTo } }
          }
          default:
            return unreachable(message)
        }
      })
    }

    async function order(command: DeskCommand): Promise<void> {
      await shell.perform({ aggregate: { kind: 'desk' }, id: shell.freshId(), digest: '', command })
    }

    return {
      parse: parseMonitorMessage,
      greet,
      take,
      beat: () => ({ type: 'ping' }),
      async ended(isLeaving) {
        for (const stop of stops.splice(0)) stop()
        observations.close()
        if (page === null || isLeaving) return
        await order({ type: 'monitor-closed', operator: me.id, page, process: world.process })
      },
    }
  }

  return {
    open(socket, operator) {
      connections.open<MonitorUp, MonitorDown>(socket, (connection) => ends(connection, operator))
    },
  }
}

function toDesk(message: Durable, digest: string, command: DeskCommand): Command {
  return { aggregate: { kind: 'desk' }, id: commandIdOf(message), digest, command }
}

function idsOf(message: { readonly session: string; readonly participant: string }) {
  return {
    session: must(parseSessionId(message.session), 'a checked session id'),
    participant: must(parseParticipantId(message.participant), 'a checked participant id'),
  }
}
