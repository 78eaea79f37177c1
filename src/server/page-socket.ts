/**
 * The live line of an interview page: what it must know is pushed in order, what it asks is carried
 * out. One pump per page brings it from its cursor to the room's present state; a wake-up only says
 * that there may be something to pump.
 */
import type { WebSocket } from 'ws'
import type { PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import { parsePageId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { unreachable } from '../base/unreachable.ts'
import type { RoomCommand } from '../live/command.ts'
import { mayRead, participantView } from '../live/derive.ts'
import { findParticipant, refuseText } from '../live/room.ts'
import type { ParticipantView } from '../live/views.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import type { LineView } from '../protocol/chat.ts'
import type { PageDown, PageUp } from '../protocol/page.ts'
import { parsePageMessage } from '../protocol/parse.ts'
import { OLDEST_ACCEPTED_VERSION, PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Store } from '../store/store.ts'
import { access, PAGE_MESSAGE_VERBS } from './access.ts'
import { readAllLines, sealText, viewLine } from './chat-lines.ts'
import { carryOut, commandIdOf, refusal } from './commands.ts'
import type { Connection, Connections, ConnectionEnds, Work } from './connection.ts'
import type { DeskCopy } from './desk-copy.ts'
import { resourceOf, type Visit } from './door.ts'
import type { MirrorHub, MirroredPage } from './mirror-hub.ts'
import { createWindowLimit } from './rate-limit.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { Log } from './settings.ts'
import type { SignInWatch } from './sign-in-watch.ts'
import type { Timing } from './timing.ts'
import { actorOf } from './visitor.ts'

/** REL9. */
const CHAT_LIMIT = { count: 10, windowMs: 10_000 }
const COMMAND_LIMIT = { count: 60, windowMs: 10_000 }
/** CHT16: who helps others is not invited to be helped. */
const NOT_INVITED = ['admin', 'developer', 'advocate']

export interface PageSockets {
  open(socket: WebSocket, visit: Visit): void
}

export interface PageWorld {
  readonly store: Store
  readonly shell: RoomShell
  readonly desk: DeskCopy
  readonly mirror: MirrorHub
  readonly connections: Connections
  readonly signIns: SignInWatch
  readonly keyring: Keyring
  readonly process: ProcessId
  readonly timing: Timing
  readonly log: Log
}

type Durable = Extract<PageUp, { readonly id: string }>

export function createPageSockets(world: PageWorld): PageSockets {
  const { store, shell, desk, mirror, connections, signIns, keyring, timing } = world
  const chatLimit = createWindowLimit(timing, CHAT_LIMIT.count, CHAT_LIMIT.windowMs)
  const commandLimit = createWindowLimit(timing, COMMAND_LIMIT.count, COMMAND_LIMIT.windowMs)
  const wakes = new Map<SessionId, Set<(seq: number) => void>>()
  const looks = new Set<() => void>()

  shell.onChange(({ aggregate, seq }) => {
    if (aggregate.kind !== 'room') return
    for (const wake of wakes.get(aggregate.id) ?? []) wake(seq)
  })
  desk.onChange(() => {
    for (const look of looks) look()
  })

  function ends(connection: Connection<PageDown>, visit: Visit): ConnectionEnds<PageUp, PageDown> {
    const session = visit.room.id
    const { key } = visit
    let { room } = visit
    let account = visit.visitor.account
    let page: PageId | null = null
    let mirrored: MirroredPage | null = null
    let saidGoodbye = false
    /** What the page knows. */
    let cursor = 0
    let shownView = ''
    let shownVersion = -1
    /** What it might not know yet. */
    let latest = 0
    let lookAgain = false
    let pumping = false
    let welcomed = false
    const stops: (() => void)[] = []

    /** The participant goes on under another id when two turn out to be one person. */
    function me(): ParticipantId {
      return findParticipant(room, visit.participant.id)?.id ?? visit.participant.id
    }

    function view(): ParticipantView {
      const shown = participantView(room, me(), desk.current())
      const invited = !NOT_INVITED.some((name) => account?.privileges.includes(name))
      return { ...shown, announce: shown.announce && invited }
    }

    async function readNews(): Promise<readonly LineView[]> {
      room = must(await store.readRoom(session), 'a room does not vanish')
      const reader = { kind: 'participant', participant: me() } as const
      const found = await readAllLines(store, room, cursor, (line) => mayRead(room, line, reader))
      return found.lines.map((line) => viewLine({ keyring, key }, room, reader, line))
    }

    async function greet(hello: Extract<PageUp, { type: 'hello' }>): Promise<void> {
      if (hello.version < OLDEST_ACCEPTED_VERSION || hello.version > PROTOCOL_VERSION) {
        return connection.close(CLOSE.version)
      }
      page = must(parsePageId(hello.page), 'a checked page id')
      listen()
      await present({ type: 'page-opened', participant: me(), page, process: world.process })
      // A cursor from beyond the room's end is of another history: the page begins anew.
      const head = (await store.readRoom(session))?.seq ?? 0
      cursor = hello.cursor === null || hello.cursor > head ? 0 : hello.cursor
      const lines = await readNews()
      cursor = room.seq
      const shown = view()
      shownView = JSON.stringify(shown)
      shownVersion = room.version
      connection.send({
        type: 'welcome',
        version: PROTOCOL_VERSION,
        cursor,
        view: shown,
        lines,
        answersVersion: room.version,
        now: await store.now(),
      })
      welcomed = true
      mirrored = mirror.addPage({ ...visit, room }, (message) => connection.send(message))
      await pump()
    }

    function listen(): void {
      const wake = (seq: number) => {
        latest = Math.max(latest, seq)
        void pump()
      }
      const look = () => {
        lookAgain = true
        void pump()
      }
      const others = wakes.get(session) ?? new Set()
      wakes.set(session, others.add(wake))
      looks.add(look)
      stops.push(() => {
        others.delete(wake)
        if (others.size === 0 && wakes.get(session) === others) wakes.delete(session)
        looks.delete(look)
      })
      const { signIn } = visit.visitor
      if (signIn !== null) {
        stops.push(
          signIns.watch(signIn, (now) => {
            account = now
            if (now === null) connection.close(CLOSE.notAllowed)
          }),
        )
      }
    }

    async function pump(): Promise<void> {
      if (!welcomed || pumping) return
      pumping = true
      try {
        while (connection.isOpen() && (latest > cursor || lookAgain)) {
          lookAgain = false
          const from = cursor
          const wanted = latest
          const lines = wanted > cursor ? await readNews() : []
          cursor = Math.max(room.seq, cursor)
          // What was announced is not there to be read: it is not waited for. Newer news are.
          if (latest === wanted) latest = Math.min(latest, cursor)
          push(from, lines)
        }
      } catch (error) {
        // The next wake-up or heartbeat tries again: the page's cursor stands where it was.
        world.log('push-failed', { error: errorName(error) })
        lookAgain = true
      } finally {
        pumping = false
      }
    }

    function push(from: number, lines: readonly LineView[]): void {
      const shown = view()
      const text = JSON.stringify(shown)
      const isNew = text !== shownView
      if (cursor === from && !isNew && room.version === shownVersion) return
      shownView = text
      shownVersion = room.version
      connection.send({
        type: 'push',
        from,
        to: cursor,
        lines,
        view: isNew ? shown : null,
        answersVersion: room.version,
      })
    }

    async function take(message: Work<PageUp>): Promise<void> {
      const verb = PAGE_MESSAGE_VERBS[message.type]
      const resource = resourceOf(room, 'participant')
      const mayDo = access(actorOf(account), verb, resource) === 'allowed'
      switch (message.type) {
        case 'goodbye':
          saidGoodbye = true
          return
        case 'mirror':
          return mayDo ? mirrored?.take(message) : undefined
        case 'chat-activate':
        case 'chat-off':
        case 'chat-send':
        case 'chat-read':
        case 'informed':
          return connection.send(
            mayDo ? await durable(message) : refusal(message.id, 'not-allowed'),
          )
      }
    }

    async function durable(message: Durable) {
      const isChat = message.type === 'chat-send'
      const limit = isChat ? chatLimit : commandLimit
      const waitMs = limit.take(`${session} ${me()}`)
      if (waitMs > 0) return refusal(message.id, 'too-many', waitMs)
      const wrong = isChat ? refuseText(message.text) : null
      if (wrong !== null) return refusal(message.id, wrong)
      return carryOut(world, message, (digest) => ({
        aggregate: { kind: 'room', id: session },
        id: commandIdOf(message),
        digest,
        command: commandOf(message),
      }))
    }

    function commandOf(message: Durable): RoomCommand {
      const participant = me()
      const reader = { kind: 'participant', participant } as const
      switch (message.type) {
        case 'chat-activate':
        case 'chat-off':
        case 'informed':
          return { type: message.type, participant }
        case 'chat-send': {
          const sealed = sealText(key, commandIdOf(message), message.text)
          return { type: 'chat-send', from: reader, conversation: participant, sealed }
        }
        case 'chat-read':
          return { type: 'chat-read', reader, conversation: participant, upTo: message.upTo }
        default:
          return unreachable(message)
      }
    }

    async function present(command: RoomCommand): Promise<void> {
      const aggregate = { kind: 'room', id: session } as const
      await shell.perform({ aggregate, id: shell.freshId(), digest: '', command })
    }

    return {
      parse: parsePageMessage,
      greet,
      take,
      beat() {
        void pump()
        return { type: 'ping', head: cursor }
      },
      async ended(isLeaving) {
        for (const stop of stops.splice(0)) stop()
        mirrored?.close()
        // A server that goes away leaves its pages to its lease: they come back within their grace.
        if (page === null || isLeaving) return
        await present({
          type: 'page-closed',
          participant: me(),
          page,
          process: world.process,
          goodbye: saidGoodbye,
        })
      },
    }
  }

  return {
    open(socket, visit) {
      connections.open<PageUp, PageDown>(socket, (connection) => ends(connection, visit))
    },
  }
}
