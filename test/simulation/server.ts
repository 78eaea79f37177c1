/**
 * One server process: the product's live parts put together as `src/server/app.ts` does, on ports of
 * the simulated world. Left out are HTTP's own ways, and the evaluation of interviews.
 */
import type { WebSocket } from 'ws'
import {
  encodeId,
  parseProcessId,
  parseSessionId,
  type ProcessId,
  type SessionId,
} from '../../src/base/id.ts'
import type { Consent } from '../../src/base/consent.ts'
import { must } from '../../src/base/must.ts'
import type { Bus } from '../../src/bus/bus.ts'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import { access } from '../../src/server/access.ts'
import { createConnections } from '../../src/server/connection.ts'
import { createDeskCopy } from '../../src/server/desk-copy.ts'
import { createDoor, type Door } from '../../src/server/door.ts'
import { createControlRelay, type ControlRelay } from '../../src/server/control-relay.ts'
import { createMirrorHub } from '../../src/server/mirror-hub.ts'
import { createMonitorList } from '../../src/server/monitor-list.ts'
import { createMonitorSockets } from '../../src/server/monitor-socket.ts'
import { createPageSockets } from '../../src/server/page-socket.ts'
import { createRoomShell, errorName, type RoomShell } from '../../src/server/room-shell.ts'
import type { Keyring } from '../../src/server/seal.ts'
import { createSessionKeys } from '../../src/server/session-keys.ts'
import type { Log, Settings } from '../../src/server/settings.ts'
import { createSignInWatch } from '../../src/server/sign-in-watch.ts'
import { startInOrder } from '../../src/server/starting.ts'
import { createSweeper } from '../../src/server/sweeper.ts'
import type { Timing } from '../../src/server/timing.ts'
import { createTypingHub } from '../../src/server/typing-hub.ts'
import { actorOf, readVisitor, type Visitor } from '../../src/server/visitor.ts'
import type { Store } from '../../src/store/store.ts'
import type { VirtualClock } from './clock.ts'
import { createGate, type Gate } from './gate.ts'
import { ABNORMAL, type EndEvents, type Link } from './network.ts'
import type { Random } from './random.ts'
import { createServerHttp, type ServerHttp } from './server-http.ts'
import { PHONE } from './phone-line.ts'

/** What a browser is told first of all when the server takes its line. */
export const ACCEPTED = 'HTTP/1.1 101 Switching Protocols'

export const SETTINGS: Settings = {
  urlRoot: null,
  root: '/',
  behindHttpsLoadBalancer: false,
  allowedOrigins: [],
  timezone: 'UTC',
  language: 'en',
  brand: 'Simulation',
  minimumConsent: 'author',
  operatorLimits: {},
  mailsPerSession: 60,
  mailsPerHour: 1_000,
  development: false,
  allowRegistration: false,
  signIns: { idleMs: 1e10, mostMs: 1e10 },
  uploads: { requestBytes: 1, fileBytes: 1, sessionBytes: 1 },
  retention: { days: 0, byInterview: new Map() },
  secondFactor: { allowedFor: null, requiredFor: [] },
  openid: [],
  phone: null,
}

/** Looking ten times a second after observers who fell behind is the most that such a process does. */
const LEAST_EVERY_MS = 1_000

export interface ServerProcess {
  readonly id: ProcessId
  readonly gate: Gate
  /** What a request by HTTP may use. */
  readonly door: Door
  readonly http: ServerHttp
  readonly shell: RoomShell
  readonly store: Store
  /** Whether it still could open what was said in the session. */
  holdsKey(session: SessionId): Promise<boolean>
  visitorOf(cookies: string): Promise<Visitor>
  /** A browser wants a live line; `socket` is this end of it. */
  accept(cookies: string, path: string, socket: ServerEnd): void
  start(): void
  /** In good order, as at a deploy. */
  leave(): Promise<void>
}

export function createServerProcess(world: {
  readonly clock: VirtualClock
  readonly random: Random
  readonly keyring: Keyring
  readonly log: Log
  readonly connectStore: (gate: Gate) => Store
  readonly connectBus: (gate: Gate) => Bus
  readonly timingOf: (gate: Gate) => Timing
  /** CON4. */
  readonly floor: Consent
  /** Of pictures: of their own, so that worlds without any are what they were. */
  readonly chance: Random
  /** Of screens and joining: the same. */
  readonly fortune: Random
  readonly wrapRelay: (relay: ControlRelay) => ControlRelay
  /** It could not start: the program ends. */
  readonly onDeath: () => void
}): ServerProcess {
  const { keyring, random, log } = world
  const gate = createGate(world.clock, (run) => run())
  const process = must(parseProcessId(encodeId(random.bytes(16))), 'a process id')
  const store = world.connectStore(gate)
  const bus = world.connectBus(gate)
  const timing = world.timingOf(gate)
  const bytes = (count: number): Uint8Array => random.bytes(count)

  const shell = createRoomShell({ store, bus, process, keyring, random: bytes, log })
  const keys = createSessionKeys(store, keyring)
  const door = createDoor({ store, shell, keys, keyring, random: bytes, limits: {} })
  shell.onChange(({ aggregate, gone }) => {
    if (aggregate.kind === 'room' && gone === true) keys.forget(aggregate.id)
  })
  const http = createServerHttp({
    store,
    shell,
    door,
    keys,
    keyring,
    process,
    log,
    settings: SETTINGS,
    floor: world.floor,
    random: (count) => world.fortune.bytes(count),
  })
  const connections = createConnections(timing, log)
  const signIns = createSignInWatch({ store, settings: SETTINGS, timing, log })
  const desk = createDeskCopy({ store, shell, log })
  const list = createMonitorList({ store, shell, desk, timing, log })
  const typing = createTypingHub({ bus, process, timing })
  const sockets = { connections, signIns, keyring, process, timing, log }
  const relay = world.wrapRelay(createControlRelay({ bus, process, keys, log }))
  const mirror = createMirrorHub({
    bus,
    process,
    keys,
    async readScreen({ room }) {
      const now = await store.readRoom(room.id)
      return now === null ? null : { version: now.version, html: '', css: [] }
    },
    random: (count) => world.chance.bytes(count),
    timing: {
      ...timing,
      every: (ms, run) => timing.every(Math.max(ms, LEAST_EVERY_MS), run),
    },
    log,
  })
  const live = { store, shell, desk, mirror, relay, typing, limits: {}, ...sockets }
  const pages = createPageSockets(live)
  const monitors = createMonitorSockets({
    ...live,
    list,
    keys,
    floor: world.floor,
    phone: PHONE,
    random: bytes,
  })
  const onLapse = (): void => connections.restartAll()
  const sweeper = createSweeper({ store, shell, process, timing, log, onLapse })
  const visitorOf = (cookies: string): Promise<Visitor> => readVisitor(store, SETTINGS, cookies)
  let isReady = false

  /** As `src/server/sockets.ts` does, without the handshake. */
  async function answer(cookies: string, path: string, socket: ServerEnd): Promise<void> {
    const visitor = await visitorOf(cookies)
    if (path === '/live/monitor') {
      const { account, signIn } = visitor
      const verdict = access(actorOf(account), 'monitor', { kind: 'server' })
      if (verdict !== 'allowed' || account === null || signIn === null) return socket.refuse()
      return monitors.open(socket.accept(), { account, signIn })
    }
    const session = parseSessionId(path.replace('/live/session/', ''))
    const opened =
      session === null
        ? ({ type: 'unknown' } as const)
        : await door.open(session, visitor, 'connect')
    const accepted = socket.accept()
    switch (opened.type) {
      case 'open':
        return pages.open(accepted, opened.visit)
      case 'unknown':
        return accepted.close(CLOSE.unknownSession)
      case 'refused':
        return accepted.close(CLOSE.notAllowed)
    }
  }

  return {
    id: process,
    gate,
    door,
    http,
    shell,
    store,
    holdsKey: async (session) => (await keys.find(session)) !== null,
    visitorOf,
    accept(cookies, path, socket) {
      if (!isReady) return socket.refuse()
      answer(cookies, path, socket).catch((error: unknown) => {
        log('upgrade-failed', { error: errorName(error) })
        socket.refuse()
      })
    },
    start() {
      gate.enter(() => {
        start().catch((error: unknown) => {
          // The program ends, and whoever runs it starts it again.
          log('start-failed', { error: errorName(error) })
          world.onDeath()
        })
      })
    },
    async leave() {
      isReady = false
      sweeper.close()
      await connections.close()
      relay.close()
      typing.close()
      list.close()
      desk.close()
      signIns.close()
      shell.close()
    },
  }

  async function start(): Promise<void> {
    await shell.start()
    await startInOrder({ store, process, sweeper }, [desk, mirror, relay, typing])
    isReady = true
  }
}

/** The server's end of a line, as much of a `ws` socket as the product uses. */
export interface ServerEnd {
  readonly events: EndEvents
  /** Which line it is the end of. */
  attach(link: Link): void
  accept(): WebSocket
  refuse(): void
}

export function createServerEnd(gate: Gate): ServerEnd {
  const listeners = new Map<string, ((data: unknown, isBinary: boolean) => void)[]>()
  let link: Link | null = null
  let isAccepted = false

  function emit(event: string, data: unknown): void {
    for (const listener of listeners.get(event) ?? []) listener(data, false)
  }

  function closed(): void {
    if (socket.readyState === 3) return
    socket.readyState = 3
    emit('close', ABNORMAL)
  }

  const socket = {
    OPEN: 1,
    readyState: 1,
    get bufferedAmount() {
      return link?.unsent('down') ?? 0
    },
    on(event: string, listener: (data: unknown, isBinary: boolean) => void) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener])
    },
    send(text: string) {
      if (socket.readyState === 1) link?.send('down', text)
    },
    close(code: number) {
      if (socket.readyState !== 1) return
      socket.readyState = 2
      link?.close('down', code)
    },
    terminate() {
      if (socket.readyState === 3) return
      link?.close('down', ABNORMAL)
      gate.after(0, closed)
    },
  }

  return {
    events: {
      message(text) {
        if (socket.readyState === 1) emit('message', Buffer.from(text))
      },
      close: closed,
    },
    attach(to) {
      link = to
    },
    accept() {
      isAccepted = true
      link?.send('down', ACCEPTED)
      return socket as unknown as WebSocket
    },
    refuse() {
      if (!isAccepted) link?.close('down', ABNORMAL)
    },
  }
}
