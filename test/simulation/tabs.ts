/**
 * Browser tabs: the product's connection, courier and state on a simulated browser, and as much of a
 * page around them as turns messages into state. What the person does is the actions' business.
 */
import { encodeId } from '../../src/base/id.ts'
import type { MonitorDown, MonitorUp } from '../../src/protocol/monitor.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts'
import { createConnection, type Connection } from '../../src/web/connection/connection.ts'
import { createCourier, type Courier, type Draft } from '../../src/web/connection/courier.ts'
import { isPageCommand, type PageCommand } from '../../src/web/interview/commands.ts'
import { receive, UNKNOWN, type LiveState } from '../../src/web/interview/live-state.ts'
import { isMonitorCommand, type MonitorCommand } from '../../src/web/monitor/commands.ts'
import {
  EMPTY_STATE,
  reduceMonitor,
  type MonitorState,
} from '../../src/web/monitor/monitor-state.ts'
import type { Browsers, PageContext, SimulatedSocket } from './browser.ts'
import { createOperatorHand, type OperatorHand } from './operator-hand.ts'
import type { Random } from './random.ts'
import type { Seams } from './seams.ts'
import { createUserScreen, type UserScreen } from './user-screen.ts'

/** What became of each message that somebody wrote. */
export interface Ledger {
  submitted(text: string, tab: string): void
  acknowledged(text: string): void
  /** Kept in the page, for its person to decide. */
  refused(text: string, code: string): void
  /** Given up by its person. */
  discarded(text: string): void
}

export interface TabWorld {
  readonly browsers: Browsers
  readonly random: Random
  readonly seams: Seams
  readonly ledger: Ledger
  /** What pages did at operators' word, and which control their users took back. */
  readonly told: Parameters<typeof createUserScreen>[1]
  dial(tab: string, socket: SimulatedSocket, url: string, page: PageContext): void
}

export type Place = Map<string, string>

/** What a page's parts have of the tab that they are in; of one load. */
export interface Handle<Up, C extends { readonly id: string; readonly type: string }> {
  readonly name: string
  readonly key: string
  /** Commands that are still on their way. */
  pending(): readonly C[]
  submit(draft: Draft<C>): string
  say(message: Up): boolean
}

export interface Tab<
  State,
  Up,
  C extends { readonly id: string; readonly type: string },
  Part = unknown,
> {
  readonly name: string
  /** What its person sees of screens; null: closed. Runs `run` as the page's own code. */
  act(run: (part: Part) => void): void
  readonly part: Part | null
  /** Of the tab: it survives reloads. */
  readonly storage: Place
  /** Null: closed. */
  readonly page: PageContext | null
  readonly key: string
  readonly state: State
  readonly line: 'connecting' | 'open' | 'ended'
  /** Commands that are still on their way. */
  pending(): number
  submit(draft: Draft<C>): void
  /** What need not arrive. */
  say(message: Up): void
  hasRefused(): boolean
  /** Sends again what was refused and might go through now; gives up the rest. */
  settleRefused(): void
  load(): void
  /** Leaves the page as a person does, or as a browser does that crashes. */
  close(saysGoodbye: boolean): void
}

export type UserTab = Tab<LiveState, PageUp, PageCommand, UserScreen>
export type MonitorTab = Tab<MonitorState, MonitorUp, MonitorCommand, OperatorHand>

/** Sending the same again can help with these. */
const PASSING = new Set(['too-many', 'unavailable'])

type Command = { readonly id: string; readonly type: string }
type Answer =
  | { readonly type: 'ack'; readonly id: string }
  | { readonly type: 'refused'; readonly id: string; readonly code: string }

interface Loaded<Up, C extends Command, Part> {
  readonly part: Part
  readonly page: PageContext
  readonly key: string
  readonly connection: Connection<Up>
  readonly courier: Courier<C>
}

export function createUserTab(
  world: TabWorld,
  given: {
    readonly name: string
    readonly session: string
    readonly storage: Place
    /** Tells the server that lines were seen. */
    readonly isAttentive: boolean
  },
): UserTab {
  let told = 0
  const tab: UserTab = createTab<LiveState, PageUp, PageDown, PageCommand, UserScreen>(world, {
    ...given,
    part: (handle) => createUserScreen(handle, world.told),
    url: `/live/session/${given.session}`,
    storageKey: `al-outbox-${given.session}`,
    start: UNKNOWN,
    isCommand: isPageCommand,
    hello: (page, state) => ({
      type: 'hello',
      version: PROTOCOL_VERSION,
      page,
      cursor: world.seams.cursor(state.cursor),
      ...(state.reach === null ? {} : { reach: state.reach }),
    }),
    passes: (message) => world.seams.pageHears(message),
    hear: receive,
    looked(state) {
      const last = state.lines.findLast((line) => !line.own)
      if (!given.isAttentive || last === undefined) return
      if (last.seq <= Math.max(told, state.view?.ownReadUpTo ?? 0)) return
      told = last.seq
      tab.submit({ type: 'chat-read', upTo: last.seq })
    },
  })
  return tab
}

export function createMonitorTab(
  world: TabWorld,
  given: { readonly name: string; readonly storage: Place; readonly isAttentive: boolean },
): MonitorTab {
  const told = new Map<string, number>()
  const tab: MonitorTab = createTab<
    MonitorState,
    MonitorUp,
    MonitorDown,
    MonitorCommand,
    OperatorHand
  >(world, {
    ...given,
    part: (handle) => createOperatorHand(handle, world.seams.repeats),
    url: '/live/monitor',
    storageKey: 'monitor',
    start: EMPTY_STATE,
    isCommand: isMonitorCommand,
    hello: (page) => ({ type: 'hello', version: PROTOCOL_VERSION, page }),
    passes: (message) => world.seams.monitorHears(message),
    hear(state, message) {
      const next = reduceMonitor(state, message)
      return { state: { ...next, behind: false }, restart: next.behind }
    },
    looked(state) {
      if (!given.isAttentive) return
      for (const [key, conversation] of state.conversations) {
        const last = conversation.lines.findLast((line) => !line.own)
        if (last === undefined || !conversation.state.carried) continue
        if (last.seq <= Math.max(told.get(key) ?? 0, conversation.state.ownReadUpTo)) continue
        told.set(key, last.seq)
        const { session, participant } = conversation
        tab.submit({ type: 'chat-read', session, participant, upTo: last.seq })
      }
    },
  })
  return tab
}

function createTab<
  State,
  Up,
  Down extends { readonly type: string },
  C extends Command & Up,
  Part extends { heard(message: Down, state: State): void },
>(
  world: TabWorld,
  given: {
    readonly name: string
    readonly storage: Place
    readonly url: string
    readonly storageKey: string
    readonly start: State
    isCommand(value: object): value is C
    hello(page: string, state: State): Up
    /** Null: the page never hears it. */
    passes(message: Down): Down | null
    hear(state: State, message: Down): { readonly state: State; readonly restart: boolean }
    /** After each message: what the person sees at once. */
    looked(state: State): void
    part(tab: Handle<Up, C>): Part
  },
): Tab<State, Up, C, Part> {
  const { seams, ledger } = world
  let loaded: Loaded<Up, C, Part> | null = null
  let state = given.start

  function textOf(id: string): string | null {
    const command = loaded?.courier.outbox.find((item) => item.command.id === id)?.command
    return command !== undefined && 'text' in command && typeof command.text === 'string'
      ? command.text
      : null
  }

  function answered(answer: Answer): void {
    const text = textOf(answer.id)
    if (answer.type === 'ack') {
      if (text !== null) ledger.acknowledged(text)
      loaded?.courier.acknowledged(answer.id)
    } else if (text !== null && seams.keepsRefused) {
      ledger.refused(text, answer.code)
      loaded?.courier.refused(answer.id, answer.code)
    } else {
      loaded?.courier.discard(answer.id)
    }
  }

  function hear(message: Down): void {
    const heard = given.passes(message)
    const step = heard === null ? { state, restart: false } : given.hear(state, heard)
    state = step.state
    if (step.restart) return loaded?.connection.restart()
    if (message.type === 'welcome' && seams.resends) loaded?.courier.opened()
    if (isAnswer(message)) answered(message)
    if (heard !== null) loaded?.part.heard(heard, state)
    given.looked(state)
  }

  function load(): void {
    state = given.start
    const page = world.browsers.load((socket, url) => world.dial(given.name, socket, url, page))
    page.gate.enter(() => {
      const storage = seams.storage({
        read: (key) => given.storage.get(key) ?? null,
        write: (key, value) => void given.storage.set(key, value),
        remove: (key) => void given.storage.delete(key),
      })
      const key = seams.pageKey(encodeId(world.random.bytes(16)), storage)
      const courier = createCourier<C>({
        pageKey: key,
        storage,
        storageKey: given.storageKey,
        isCommand: (value) => given.isCommand(value),
        isWritten: (command) => command.type === 'chat-send',
        transmit: (command) => connection.send(command),
        onChange: () => {},
      })
      const connection = createConnection<Up, Down>({
        url: `http://simulated${given.url}`,
        hello: () => given.hello(key, state),
        onMessage: hear,
        onState: () => {},
      })
      const part = given.part({
        name: given.name,
        key,
        pending: () =>
          courier.outbox.flatMap((item) => (item.refusal === null ? [item.command] : [])),
        submit: (draft) => courier.submit(draft),
        say: (message) => connection.send(message),
      })
      loaded = { page, key, connection, courier, part }
    })
  }

  return {
    name: given.name,
    storage: given.storage,
    get page() {
      return loaded?.page ?? null
    },
    get part() {
      return loaded?.part ?? null
    },
    act(run) {
      const now = loaded
      now?.page.gate.enter(() => run(now.part))
    },
    get key() {
      return loaded?.key ?? ''
    },
    get state() {
      return state
    },
    get line() {
      return loaded?.connection.state.state ?? 'ended'
    },
    pending: () => (loaded?.courier.outbox ?? []).filter((item) => item.refusal === null).length,
    submit(draft) {
      loaded?.page.gate.enter(() => {
        if ('text' in draft && typeof draft.text === 'string') {
          ledger.submitted(draft.text, given.name)
        }
        loaded?.courier.submit(draft)
      })
    },
    say(message) {
      loaded?.page.gate.enter(() => void loaded?.connection.send(message))
    },
    hasRefused: () => (loaded?.courier.outbox ?? []).some((item) => item.refusal !== null),
    settleRefused() {
      loaded?.page.gate.enter(() => {
        for (const { command, refusal } of loaded?.courier.outbox ?? []) {
          if (refusal === null) continue
          if (PASSING.has(refusal)) {
            loaded?.courier.retry(command.id)
            continue
          }
          ledger.discarded(textOf(command.id) ?? '')
          loaded?.courier.discard(command.id)
        }
      })
    },
    load,
    close(saysGoodbye) {
      loaded?.page.gate.thaw()
      const leaving = loaded
      loaded = null
      if (leaving === null) return
      leaving.page.gate.enter(() => {
        if (saysGoodbye) leaving.connection.close({ type: 'goodbye' } as unknown as Up)
      })
      leaving.page.gate.kill()
    },
  }
}

function isAnswer(message: { readonly type: string }): message is Answer {
  return message.type === 'ack' || message.type === 'refused'
}
