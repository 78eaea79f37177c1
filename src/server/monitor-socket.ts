/**
 * The live line of a Monitor: entries of all sessions, the operator's own settings, the conversations
 * that the operator carries, and what is observed. Several Monitors of one operator agree, because
 * each is brought to the same state of desk and rooms.
 */
import { setImmediate } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { parsePageId, type PageId, type SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Command, ConversationOf } from '../live/command.ts'
import type { DeskCommand } from '../live/desk-command.ts'
import { findOperator, type Desk } from '../live/desk.ts'
import { deskView } from '../live/monitor-view.ts'
import type { Room } from '../live/room.ts'
import { CLOSE } from '../protocol/close-codes.ts'
import type { MonitorDown, MonitorUp } from '../protocol/monitor.ts'
import { parseMonitorMessage } from '../protocol/parse.ts'
import { OLDEST_ACCEPTED_VERSION, PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Account } from '../store/account-store.ts'
import { access, isOperator, MONITOR_MESSAGE_VERBS, type Verb } from './access.ts'
import type { Connection, ConnectionEnds, Connections, Work } from './connection.ts'
import { createConversations } from './conversations.ts'
import type { DeskCopy } from './desk-copy.ts'
import { operatorResource } from './door.ts'
import { loggedReading } from './logged-reading.ts'
import { createLatestLines } from './latest-lines.ts'
import { entryOf, sessionOf, whose } from './monitor-commands.ts'
import { viewerFor, type MonitorList } from './monitor-list.ts'
import { createMonitorOrders, createOrderLimits } from './monitor-orders.ts'
import { createMonitorTyping } from './monitor-typing.ts'
import { createObservations, type Observations, type ObservingWorld } from './observations.ts'
import { createKeyedBucket, createWindowLimit } from './rate-limit.ts'
import { errorName } from './room-shell.ts'
import type { SessionKeys } from './session-keys.ts'
import type { PhoneSettings, Random } from './settings.ts'
import type { SignInWatch } from './sign-in-watch.ts'
import type { TypingHub } from './typing-hub.ts'
import { actorOf, cardOf } from './visitor.ts'

/** CHT15, REL9, over all of the operator's conversations. More are not heard. */
const TYPING_LIMIT = { count: 40, windowMs: 10_000 }
/** A conversation is read whole for each. More than a line that comes back asks for are not heard. */
const FOLLOW_LIMIT = { count: 100, windowMs: 10_000 }
const MAX_ASKED = 100
/** Each may be a write, kept in the audit log, and a question to the user. Several tabs that come back ask less. */
const OBSERVE_LIMIT = { count: 150, windowMs: 10_000 }
/** CTL1, over all that the operator controls: more is not heard, and sent again by a Monitor of ours. */
const CONTROL_OPS = { perSecond: 200, burst: 1_000 }
/** Characters. */
const CONTROL_SIZE = { perSecond: 256 * 1024, burst: 1024 * 1024 }
const CHECK_MS = 1_000

export interface MonitorSockets {
  /** Of an account that may open the Monitor, signed in by the sign-in of that digest. */
  open(socket: WebSocket, operator: { readonly account: Account; readonly signIn: string }): void
}

export interface MonitorWorld extends ObservingWorld {
  readonly desk: DeskCopy
  readonly list: MonitorList
  readonly typing: TypingHub
  /** PHN1. */
  readonly phone: PhoneSettings | null
  readonly random: Random
  readonly connections: Connections
  readonly signIns: SignInWatch
  readonly keys: SessionKeys
}

export function createMonitorSockets(world: MonitorWorld): MonitorSockets {
  const { store, shell, desk, list, typing, connections, signIns, limits, timing, log } = world
  const orderLimits = createOrderLimits(timing)
  const lines = createLatestLines<Connection<MonitorDown>>()
  const followLimit = createWindowLimit(timing, FOLLOW_LIMIT.count, FOLLOW_LIMIT.windowMs)
  const observeLimit = createWindowLimit(timing, OBSERVE_LIMIT.count, OBSERVE_LIMIT.windowMs)
  const typingLimit = createWindowLimit(timing, TYPING_LIMIT.count, TYPING_LIMIT.windowMs)
  const controlOps = createKeyedBucket(timing, CONTROL_OPS.perSecond, CONTROL_OPS.burst)
  const controlSize = createKeyedBucket(timing, CONTROL_SIZE.perSecond, CONTROL_SIZE.burst)
  /** By the Monitor's page: what its latest line observes. */
  const screens = new Map<PageId, Observations>()

  function ends(
    connection: Connection<MonitorDown>,
    signedIn: { readonly account: Account; readonly signIn: string },
  ): ConnectionEnds<MonitorUp, MonitorDown> {
    let account: Account | null = signedIn.account
    const me = cardOf(signedIn.account)
    let page: PageId | null = null
    let welcomed = false
    let shownDesk = ''
    /** Of the desk that the welcome told of: this process's copy may be older for a moment. */
    let toldSeq = 0
    let deskChanged = false
    let pumping = false
    const changedRooms = new Set<SessionId>()
    /** Asked by the operator, in order, carried out between the news: of each conversation the last. */
    const asked = new Map<string, () => Promise<readonly MonitorDown[]>>()
    const by = { account: me.id, limits }
    let viewer = viewerFor(signedIn.account, limits)
    const mayDo = (verb: Verb, room: Room) =>
      access(actorOf(account), verb, operatorResource(room, limits)) === 'allowed'
    const shown = createConversations(world, me, {
      carry: (room) => mayDo('operator-chat', room),
      follow: (room) => mayDo('read-conversation', room),
    })
    const conversations = loggedReading(shown, { store, log }, me)
    const marks = createMonitorTyping(
      { typing, limit: typingLimit },
      me,
      conversations,
      (message) => connection.send(message),
    )
    let observations: Observations | null = null
    const carryOutOrder = createMonitorOrders(
      { ...world, orderLimits },
      {
        me,
        actor: () => actorOf(account),
        takeScreen: (order) => must(observations, 'made at the first message').take(order),
        wrote(session, conversation) {
          if (page !== null) marks.say(page, session, conversation, false)
        },
      },
    )
    /** Said so, or may not stay: control is not kept for a return (CTL6). */
    let hasLeft = false
    const stops: (() => void)[] = []

    async function greet(hello: Extract<MonitorUp, { type: 'hello' }>): Promise<void> {
      if (hello.version < OLDEST_ACCEPTED_VERSION || hello.version > PROTOCOL_VERSION) {
        return connection.close(CLOSE.version)
      }
      page = must(parsePageId(hello.page), 'a checked page id')
      lines.began(page, connection)
      observations = observeFor(page)
      screens.set(page, observations)
      listen()
      await list.ready()
      // What waits to be told together is in the welcome already (MON9).
      await list.flush()
      await open(page)
      const now = await store.now()
      const present = await store.readDesk()
      const began = await conversations.takeDesk(present)
      const shown = deskView(present, me.id)
      toldSeq = present.seq
      shownDesk = JSON.stringify(shown)
      const parts = list.partsFor(viewer)
      const first = parts.next().value
      connection.send({
        type: 'welcome',
        version: PROTOCOL_VERSION,
        me,
        desk: shown,
        rows: first.rows,
        more: first.more,
        conversations: began.flatMap((news) =>
          news.type === 'conversation' ? [news.conversation] : [],
        ),
        now,
      })
      welcomed = true
      marks.watch()
      deskChanged = true
      await pump()
      // MON8: in turns, so that others are served meanwhile.
      for (let { more } = first; more && connection.isOpen();) {
        await setImmediate()
        const part = parts.next().value
        connection.send({ type: 'more-rows', ...part })
        more = part.more
      }
    }

    async function open(monitor: PageId): Promise<void> {
      const { privileges } = viewer
      const { process } = world
      const opened = { type: 'monitor-opened', operator: me, privileges, page: monitor, process }
      const { reply } = await shell.perform({
        ...ofDesk({ ...opened, type: 'monitor-opened' }),
        by,
      })
      // ACC3: the privilege was taken away between the opening of the line and this.
      if (reply.type === 'refused') connection.close(CLOSE.notAllowed)
    }

    function observeFor(monitor: PageId): Observations {
      return createObservations(world, {
        operator: me,
        monitor,
        actor: () => actorOf(account),
        signIns,
        send: (session, participant, message) =>
          connection.send({ type: 'mirror', session, participant, message }),
        buffered: () => connection.buffered(),
        mayDo: (ops, size) =>
          controlOps.take(me.id, ops) === 0 && controlSize.take(me.id, size) === 0,
      })
    }

    function listen(): void {
      stops.push(
        signIns.watch(signedIn.signIn, (now) => void know(now)),
        shell.onChange(({ aggregate }) => {
          if (aggregate.kind !== 'room') return
          changedRooms.add(aggregate.id)
          void pump()
          void observations?.check(aggregate.id)
        }),
        desk.onChange(() => {
          deskChanged = true
          void pump()
        }),
        list.onChange((change, text) => {
          // What changes before the welcome is in the welcome.
          if (!welcomed) return
          const mine = list.filterFor(viewer, change)
          if (mine !== null) {
            connection.sendText(mine === change.rows ? text : JSON.stringify(mine))
          }
        }),
        timing.every(CHECK_MS, () => void observations?.check()),
      )
    }

    async function know(now: Account | null): Promise<void> {
      account = now
      if (now !== null && isOperator(actorOf(now))) return follow(now)
      hasLeft = true
      connection.close(CLOSE.notAllowed)
      try {
        // Who signed out may come back within the grace time; who lost the privilege may not.
        const known = now ?? (await store.findAccount(signedIn.account.id))
        if (known?.active === true && isOperator(actorOf(known))) return
        await shell.insist(ofDesk({ type: 'operator-removed', operator: me.id }), () => true)
      } catch (error) {
        // Whatever they were, their grace time ends it: no Monitor opens for them again.
        log('operator-not-read', { error: errorName(error) })
      }
    }

    /** ACC4: other rights, another list; what is observed is looked at by itself every second. */
    async function follow(now: Account): Promise<void> {
      const before = viewer
      if (JSON.stringify(before.privileges) === JSON.stringify(now.privileges)) return
      viewer = viewerFor(now, limits)
      const rows = welcomed ? list.changeOf(before, viewer) : null
      if (rows !== null) connection.send(rows)
      deskChanged = true
      void pump()
      void observations?.check()
      const { privileges } = now
      const operator = me.id
      await shell.insist(ofDesk({ type: 'operator-privileges', operator, privileges }), () =>
        connection.isOpen(),
      )
    }

    async function pump(): Promise<void> {
      if (!welcomed || pumping) return
      pumping = true
      try {
        while (connection.isOpen() && (deskChanged || changedRooms.size > 0 || asked.size > 0)) {
          if (deskChanged) await followDesk()
          for (const session of changedRooms) {
            changedRooms.delete(session)
            if (conversations.of(session).length === 0) continue
            tell(await conversations.look(session))
            marks.tell(session)
          }
          const [first] = asked
          if (first === undefined) continue
          const [about, next] = first
          asked.delete(about)
          tell(await next())
        }
      } catch (error) {
        // Exactly right again is what a fresh connection is.
        log('push-failed', { error: errorName(error) })
        connection.close(CLOSE.restart)
      } finally {
        pumping = false
      }
    }

    /** An older line of the page, at a process that stood still, has ended since: its end was not the page's. */
    async function stayPresent(present: Desk): Promise<void> {
      if (page === null || !lines.isLatest(page, connection)) return
      const operator = findOperator(present, me.id)
      if (operator === null || operator.pages[page] !== undefined) return
      await open(page)
    }

    async function followDesk(): Promise<void> {
      deskChanged = false
      const present = desk.current()
      if (present.seq < toldSeq) return
      await stayPresent(present)
      tell(await conversations.takeDesk(present))
      const shown = deskView(present, me.id)
      const text = JSON.stringify(shown)
      if (text === shownDesk) return
      shownDesk = text
      connection.send({ type: 'desk', desk: shown })
    }

    function tell(news: readonly MonitorDown[]): void {
      for (const one of news) connection.send(one)
      if (news.some((one) => one.type !== 'lines')) marks.watch()
    }

    async function take(message: Work<MonitorUp>): Promise<void> {
      if ('id' in message) {
        const reply = await carryOutOrder(message)
        return connection.send(reply.type === 'ack' ? { type: 'ack', id: reply.id } : reply)
      }
      switch (message.type) {
        case 'goodbye':
          hasLeft = true
          return
        // Their room is in hand: at most a second old where something is observed, or carried.
        case 'renew-control':
          return observations?.renew(message)
        case 'control':
          return observations?.control(message)
        case 'observe': {
          const [session, participant] = [sessionOf(message), entryOf(message)]
          if (observeLimit.take(me.id) === 0) return observations?.observe(session, participant)
          observations?.unobserve(session, participant)
          const gone = { kind: 'gone', why: 'unavailable' } as const
          return connection.send({ type: 'mirror', session, participant, message: gone })
        }
        case 'unobserve':
          return observations?.unobserve(sessionOf(message), entryOf(message))
        case 'typing':
          if (mayType(message) && page !== null)
            marks.say(page, sessionOf(message), whose(message), message.is)
          return
        case 'follow':
          if (followLimit.take(me.id) > 0) return
          return askFor(message, (...about) => conversations.follow(...about))
        case 'unfollow':
          return askFor(message, (...about) => conversations.unfollow(...about))
      }
    }

    function mayType(message: Extract<MonitorUp, { type: 'typing' }>): boolean {
      const room = conversations.carried(sessionOf(message), whose(message))
      return room !== null && mayDo(MONITOR_MESSAGE_VERBS.typing, room)
    }

    async function askFor(
      message: Extract<MonitorUp, { type: 'follow' | 'unfollow' }>,
      go: (session: SessionId, participant: ConversationOf) => Promise<readonly MonitorDown[]>,
    ): Promise<void> {
      const { session, participant } = message
      const about = `${session} ${participant}`
      if (!asked.delete(about) && asked.size >= MAX_ASKED) return
      asked.set(about, () => go(sessionOf(message), whose(message)))
      return pump()
    }

    function ofDesk(command: DeskCommand): Command {
      return { aggregate: { kind: 'desk' }, id: shell.freshId(), digest: '', command }
    }

    return {
      parse: parseMonitorMessage,
      greet,
      take,
      beat: () => ({ type: 'ping' }),
      async ended(isLeaving) {
        for (const stop of stops.splice(0)) stop()
        marks.close()
        const left = observations?.end() ?? []
        await conversations.close()
        if (page === null || isLeaving) return
        const closed = page
        const { process } = world
        const ownScreens = observations
        for (const entry of left) {
          const isBack = () => screens.get(closed)?.observes(entry) === true
          await ownScreens?.leave(entry, !hasLeft, isBack)
        }
        if (!lines.ended(closed, connection)) return
        screens.delete(closed)
        await shell.insist(
          ofDesk({ type: 'monitor-closed', operator: me.id, page, process }),
          () => !lines.isBack(closed),
        )
      },
    }
  }

  return {
    open(socket, operator) {
      connections.open<MonitorUp, MonitorDown>(socket, (connection) => ends(connection, operator))
    },
  }
}
