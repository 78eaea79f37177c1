/**
 * The live line of an interview page: what it must know is pushed in order, what it asks is carried
 * out. One pump per page brings it from its cursor to the room's present state; a wake-up only says
 * that there may be something to pump.
 */
import type { WebSocket } from 'ws'
import type { PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import { parsePageId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Command, RoomCommand } from '../live/command.ts'
import { mayRead, participantView } from '../live/derive.ts'
import { findParticipant, refuseText } from '../live/room.ts'
import type { OperatorLimits } from '../live/scope.ts'
import type { ParticipantView } from '../live/views.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import type { LineView } from '../protocol/chat.ts'
import type { PageDown, PageUp } from '../protocol/page.ts'
import { parsePageMessage } from '../protocol/parse.ts'
import { OLDEST_ACCEPTED_VERSION, PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Store } from '../store/store.ts'
import { isInvited, PAGE_MESSAGE_VERBS } from './access.ts'
import { reachOf, readAllLines, viewLine } from './chat-lines.ts'
import { carryOut, commandIdOf, refusal } from './commands.ts'
import type { Connection, Connections, ConnectionEnds, Work } from './connection.ts'
import type { DeskCopy } from './desk-copy.ts'
import type { Visit } from './door.ts'
import { createLatestLines } from './latest-lines.ts'
import type { ControlRelay } from './control-relay.ts'
import type { MirrorHub } from './mirror-hub.ts'
import { pageCommand, type PageOrder } from './page-commands.ts'
import { createPageScreen, type PageScreen } from './page-screen.ts'
import { markOfParticipant, typingForParticipant } from './people.ts'
import { createWindowLimit, type KeyedLimit } from './rate-limit.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import { SessionGone, stillThere } from './session-gone.ts'
import type { Log } from './settings.ts'
import type { SignInWatch } from './sign-in-watch.ts'
import { pause, type Timing } from './timing.ts'
import type { TypingHub } from './typing-hub.ts'
import { createStay } from './stay.ts'
import { actorOf } from './visitor.ts'

/** REL9. */
const CHAT_LIMIT = { count: 10, windowMs: 10_000 }
/** Each time an operator is told, aloud (MON5). */
const ACTIVATE_LIMIT = { count: 6, windowMs: 30_000 }
const COMMAND_LIMIT = { count: 60, windowMs: 10_000 }
/** CHT15: a page of ours says it every 3 s. More are not heard. */
const TYPING_LIMIT = { count: 10, windowMs: 10_000 }
/** A page that is loaded anew says goodbye too: it may be back before anybody is told (STA7: 1 s). */
const RELOAD_MS = 700
/** REL3: what could not be read is tried again, also when nothing else happens. */
const AGAIN_MS = 1_000

/** `reach` names what may be read; with `whole`, `lines` are all of it. */
interface News {
  readonly reach: string
  readonly whole: boolean
  readonly lines: readonly LineView[]
}

export interface PageSockets {
  open(socket: WebSocket, visit: Visit): void
}

export interface PageWorld {
  readonly store: Store
  readonly shell: RoomShell
  readonly desk: DeskCopy
  readonly mirror: MirrorHub
  readonly relay: ControlRelay
  readonly typing: TypingHub
  readonly connections: Connections
  readonly signIns: SignInWatch
  readonly keyring: Keyring
  readonly process: ProcessId
  /** ACC4. */
  readonly limits: OperatorLimits
  readonly timing: Timing
  readonly log: Log
}

export function createPageSockets(world: PageWorld): PageSockets {
  const { store, shell, desk, typing, connections, signIns, keyring, timing } = world
  const ownLimits: Partial<Record<PageOrder['type'], KeyedLimit>> = {
    'chat-send': createWindowLimit(timing, CHAT_LIMIT.count, CHAT_LIMIT.windowMs),
    'chat-activate': createWindowLimit(timing, ACTIVATE_LIMIT.count, ACTIVATE_LIMIT.windowMs),
  }
  const commandLimit = createWindowLimit(timing, COMMAND_LIMIT.count, COMMAND_LIMIT.windowMs)
  const typingLimit = createWindowLimit(timing, TYPING_LIMIT.count, TYPING_LIMIT.windowMs)
  const wakes = new Map<SessionId, Set<(seq: number) => void>>()
  const lines = createLatestLines<Connection<PageDown>>()
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
    let screen: PageScreen | null = null
    let saidGoodbye = false
    /** What the page knows. */
    let told = visit
    let cursor = 0
    let shownReach = ''
    let shownView = ''
    let shownTyping = '[]'
    let shownVersion = -1
    /** What it might not know yet. */
    let latest = 0
    let lookAgain = false
    let isPumping = false
    let pumping: Promise<void> = Promise.resolve()
    let welcomed = false
    const stops: (() => void)[] = []

    /** The participant goes on under another id when two turn out to be one person. */
    function me(): ParticipantId {
      return findParticipant(room, visit.participant.id)?.id ?? visit.participant.id
    }

    const here = { room: () => room, me, account: () => account, line: connection }
    const stay = createStay(world, here)

    function visitNow(): Visit {
      return { ...visit, room, participant: findParticipant(room, me()) ?? visit.participant }
    }

    function view(): ParticipantView {
      const shown = participantView(room, me(), desk.current())
      return { ...shown, announce: shown.announce && isInvited(actorOf(account)) }
    }

    /** `whole`: all that may be read now, because other lines may be than before (CHT10). */
    async function readNews(): Promise<News> {
      room = stillThere(await store.readRoom(session))
      const reach = reachOf(room, me())
      const whole = reach !== shownReach
      const after = whole ? 0 : cursor
      const reader = { kind: 'participant', participant: me() } as const
      const found = await readAllLines(store, room, after, (line) => mayRead(room, line, reader))
      const lines = found.lines.map((line) => viewLine({ keyring, key }, room, reader, line))
      shownReach = reach
      cursor = Math.max(room.seq, after)
      return { reach, whole, lines }
    }

    async function greet(hello: Extract<PageUp, { type: 'hello' }>): Promise<void> {
      if (hello.version < OLDEST_ACCEPTED_VERSION || hello.version > PROTOCOL_VERSION) {
        return connection.close(CLOSE.version)
      }
      page = must(parsePageId(hello.page), 'a checked page id')
      lines.began(page, connection)
      listen()
      await shell.perform(
        ofRoom({ type: 'page-opened', participant: me(), page, process: world.process }),
      )
      // A cursor from beyond the room's end is of another history: the page begins anew.
      const head = (await store.readRoom(session))?.seq ?? 0
      const isOfAnother = hello.cursor !== null && hello.cursor > head
      cursor = isOfAnother ? 0 : (hello.cursor ?? 0)
      shownReach = isOfAnother ? '' : (hello.reach ?? reachOf(room, me()))
      const news = await readNews()
      const shown = view()
      shownView = JSON.stringify(shown)
      shownVersion = room.version
      connection.send({
        type: 'welcome',
        version: PROTOCOL_VERSION,
        cursor,
        ...news,
        view: shown,
        answersVersion: room.version,
        now: await store.now(),
      })
      told = visitNow()
      welcomed = true
      screen = createPageScreen(world, {
        page,
        visit: () => told,
        catchUp,
        send: (message) => connection.send(message),
      })
      screen.follow()
      tellTyping()
      await stay.orGo()
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
      stops.push(typing.watch(session, tellTyping))
      const { signIn } = visit.visitor
      if (signIn !== null) {
        stops.push(
          signIns.watch(signIn, (now) => {
            account = now
            if (now === null) connection.close(CLOSE.notAllowed)
            else if (welcomed) void stay.orGo()
          }),
        )
      }
    }

    /** An older line of the page, at a process that stood still, has ended since: its end was not the page's. */
    async function stayPresent(): Promise<void> {
      const { process } = world
      if (page === null || saidGoodbye || !lines.isLatest(page, connection)) return
      if (!connection.isOpen() || findParticipant(room, me())?.pages[page] !== undefined) return
      if (!stay.may('connect')) return
      await shell.perform(ofRoom({ type: 'page-opened', participant: me(), page, process }))
    }

    /** What the room has come to is told to the page, though nobody has announced it yet. */
    async function catchUp(): Promise<void> {
      latest = Math.max(latest, (await store.readRoom(session))?.seq ?? 0)
      return pump()
    }

    /** Resolves when the page has been told what there is; it may be another call that does it. */
    function pump(): Promise<void> {
      if (!isPumping) pumping = pumpAll()
      return pumping
    }

    async function pumpAll(): Promise<void> {
      if (!welcomed) return
      isPumping = true
      try {
        while (connection.isOpen() && (latest > cursor || lookAgain)) {
          lookAgain = false
          const from = cursor
          const wanted = latest
          const news = wanted > cursor ? await readNews() : null
          // What was announced is not there to be read: it is not waited for. Newer news are.
          if (latest === wanted) latest = Math.min(latest, cursor)
          push(from, news ?? { reach: shownReach, whole: false, lines: [] })
          screen?.follow()
          tellTyping()
          if (news !== null) await stayPresent()
          await stay.orGo()
        }
      } catch (error) {
        if (error instanceof SessionGone) return connection.close(CLOSE.deleted)
        // The page's cursor stands where it was; the next wake-up may come before the next try.
        world.log('push-failed', { error: errorName(error) })
        lookAgain = true
        timing.after(AGAIN_MS, () => void pump())
      } finally {
        isPumping = false
      }
    }

    function push(from: number, news: News): void {
      const shown = view()
      const text = JSON.stringify(shown)
      const isNew = text !== shownView
      told = visitNow()
      if (cursor === from && !isNew && room.version === shownVersion) return
      shownView = text
      shownVersion = room.version
      connection.send({
        type: 'push',
        from: news.whole ? 0 : from,
        to: cursor,
        ...news,
        view: isNew ? shown : null,
        answersVersion: room.version,
      })
    }

    function tellTyping(): void {
      if (!welcomed) return
      const who = typingForParticipant(room, me(), typing.marks(session))
      const text = JSON.stringify(who)
      if (text === shownTyping) return
      shownTyping = text
      connection.send({ type: 'typing', who })
    }

    function sayTyping(is: boolean): void {
      const mark = markOfParticipant(room, me())
      if (page === null || mark === null) return
      if (is && typingLimit.take(`${session} ${me()}`) > 0) return
      typing.say(page, mark, is)
    }

    async function take(message: Work<PageUp>): Promise<void> {
      const verb = PAGE_MESSAGE_VERBS[message.type]
      const mayDo = stay.may(verb)
      switch (message.type) {
        case 'goodbye':
          saidGoodbye = message.returns !== true
          return screen?.leave()
        case 'mirror':
          return mayDo ? screen?.take(message) : undefined
        case 'typing':
          return mayDo ? sayTyping(message.is) : undefined
        case 'chat-activate':
        case 'chat-off':
        case 'chat-send':
        case 'chat-read':
        case 'informed':
        case 'decline-help':
        case 'answer-ask':
        case 'end-watch':
        case 'end-join':
        case 'take-back':
          return connection.send(
            mayDo ? await durable(message) : refusal(message.id, 'not-allowed'),
          )
      }
    }

    async function durable(message: PageOrder) {
      const isChat = message.type === 'chat-send'
      const sender = `${session} ${me()}`
      const waitMs =
        commandLimit.take(sender) || (ownLimits[message.type]?.take(sender, message.id) ?? 0)
      if (waitMs > 0) return refusal(message.id, 'too-many', waitMs)
      const wrong = isChat ? refuseText(message.text) : null
      if (wrong !== null) return refusal(message.id, wrong)
      // Who sends has stopped typing.
      if (isChat) sayTyping(false)
      const id = commandIdOf(message)
      return carryOut(world, message, (digest) => ({
        aggregate: { kind: 'room', id: session },
        id,
        digest,
        command: pageCommand(message, { participant: me(), id, key }),
      }))
    }

    function ofRoom(command: RoomCommand): Command {
      return { aggregate: { kind: 'room', id: session }, id: shell.freshId(), digest: '', command }
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
        sayTyping(false)
        for (const stop of stops.splice(0)) stop()
        screen?.close()
        // A server that goes away leaves its pages to its lease: they come back within their grace.
        if (page === null || isLeaving || !lines.ended(page, connection)) return
        if (saidGoodbye) await pause(timing, RELOAD_MS)
        const closed = page
        const { process } = world
        await shell.insist(
          ofRoom({
            type: 'page-closed',
            participant: me(),
            page,
            process,
            goodbye: saidGoodbye,
          }),
          () => !lines.isBack(closed),
        )
      },
    }
  }

  return {
    open(socket, visit) {
      connections.open<PageUp, PageDown>(socket, (connection) => ends(connection, visit))
    },
  }
}
