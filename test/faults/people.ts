/** Users and operators of a fault run: what they say, what they were told, what was acknowledged. */
import { setTimeout as pause } from 'node:timers/promises'
import type { LineView } from '../../src/protocol/chat.ts'
import type { MonitorDown, MonitorUp } from '../../src/protocol/monitor.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'
import { placeSpan } from '../../src/web/connection/cursor.ts'
import {
  joinParticipant,
  startParticipant,
  type Browser,
  type WireOperator,
  type WireParticipant,
} from '../support/wire-client.ts'
import { openLivePage, type LivePage } from './live-page.ts'

/** A line as a reader has it: where it stands, and what it says. */
export interface Told {
  readonly seq: number
  readonly text: string
}

/** What the run compares with the store. */
export interface Witness {
  /** Ids of the messages that the server has acknowledged. */
  readonly acknowledged: Set<string>
  /** Texts in the order in which their one author wrote them, with the ids they were given. */
  readonly written: Map<string, { readonly author: string; readonly number: number }>
  /** Every acknowledgement, as it comes: whoever kills may want that very moment. */
  onAcknowledged: () => void
  /** Lines that users were told of others in their session. */
  toldOfPeers: number
  /** Lines that were told again though the reader had them. */
  toldTwice: number
  /** Submissions that were not exactly one step forth or back. */
  wrongSteps: number
}

export function createWitness(): Witness {
  return {
    acknowledged: new Set(),
    written: new Map(),
    onAcknowledged: () => {},
    toldOfPeers: 0,
    toldTwice: 0,
    wrongSteps: 0,
  }
}

export interface User {
  readonly session: string
  readonly page: LivePage<PageUp>
  /** Everything told, live and by resuming. */
  readonly lines: () => readonly Told[]
  /** The text that it sends. */
  readonly speak: () => string
  /** Shows the next screen, or goes back; false where that is still under way, or somebody else does it. */
  readonly answer: () => boolean
  /** Steps of answers that were acknowledged: the version that the last one led to. */
  readonly answered: () => number
  readonly isAnswering: () => boolean
  readonly reload: () => void
  readonly close: () => void
}

/** Whoever waits longer for a screen asks again. */
const ANSWER_MS = 8_000
const AGAIN_MS = 200
const INTERVIEW = 'docassemble.base:data/questions/examples/chat-example-1.yml'
const ANSWERS = { f0: 'Child Support', press: 'continue' }
/** In mode `peerhelp`: its first screen asks nothing, and has the link for others. */
const SHARED_INTERVIEW = 'talk-together.yml'
const SHARED_ANSWERS = { press: 'continue' }

export async function createUser(url: string, name: string, witness: Witness): Promise<User> {
  const seat = await startParticipant(url, INTERVIEW)
  return createUserAt(seat, name, witness, ANSWERS)
}

/** Two users of one session, each with a line of their own. The first one answers for both. */
export async function createPair(
  urls: readonly [string, string],
  names: readonly [string, string],
  witness: Witness,
): Promise<readonly [User, User]> {
  const first = await startParticipant(urls[0], SHARED_INTERVIEW)
  const second = await joinParticipant(urls[1], first)
  return [
    createUserAt(first, names[0], witness, SHARED_ANSWERS),
    createUserAt(second, names[1], witness, null),
  ]
}

type Answers = Readonly<Record<string, string>>

function createUserAt(
  { browser, session }: WireParticipant,
  name: string,
  witness: Witness,
  submits: Answers | null,
): User {
  let cursor: number | null = null
  let lines: Told[] = []
  const author = createAuthor(name, witness)

  const page: LivePage<PageUp> = openLivePage<PageUp, PageDown>({
    browser,
    path: `/live/session/${session}`,
    hello: () => ({ cursor }),
    acknowledged: (command) => author.acknowledged(command),
    heard(message) {
      if (message.type === 'welcome') {
        if (cursor === null) lines = []
        add(message.lines)
        cursor = message.cursor
        if (message.view.chat === 'off' && page.pending() === 0) {
          page.submit({ type: 'chat-activate', invited: false })
        }
      } else if (message.type === 'push') {
        if (cursor === null || placeSpan(cursor, message) === 'gap') return page.restart()
        add(message.lines)
        cursor = Math.max(cursor, message.to)
      } else if (message.type === 'ping' && cursor !== null && message.head > cursor) {
        page.restart()
      }
    },
  })

  function add(arrived: readonly LineView[]): void {
    const last = lines.at(-1)?.seq ?? 0
    const fresh = arrived.filter(({ seq }) => seq > last)
    witness.toldOfPeers += fresh.filter(({ from, own }) => from === 'participant' && !own).length
    witness.toldTwice += arrived.length - fresh.length
    lines.push(...fresh.map(({ seq, text }) => ({ seq, text })))
  }

  const answers = createAnswering({ browser, session, submits: submits ?? {} }, witness)
  return {
    session,
    page,
    lines: () => lines,
    speak: () => author.write((text) => page.submit({ type: 'chat-send', text })),
    answer: () => submits !== null && answers.answer(),
    answered: () => answers.answered(),
    isAnswering: () => answers.isUnderWay(),
    reload() {
      cursor = null
      page.reload()
    },
    close: () => page.close(),
  }
}

export interface OperatorAtWork {
  readonly page: LivePage<MonitorUp>
  /** By session: what the Monitor shows of the conversations it carries. */
  readonly lines: (session: string) => readonly Told[] | null
  readonly conversations: () => readonly string[]
  /** A message in each conversation, or in the one of this turn. */
  readonly speak: () => void
  readonly close: () => void
}

export async function createOperatorAtWork(
  operator: WireOperator,
  name: string,
  witness: Witness,
): Promise<OperatorAtWork> {
  interface Shown {
    readonly participant: string | null
    cursor: number
    lines: Told[]
  }
  const shown = new Map<string, Shown>()
  const author = createAuthor(name, witness)
  let turn = 0

  const page: LivePage<MonitorUp> = openLivePage<MonitorUp, MonitorDown>({
    browser: operator.browser,
    path: '/live/monitor',
    hello: () => ({}),
    acknowledged: (command) => author.acknowledged(command),
    heard(message) {
      if (message.type === 'welcome') {
        shown.clear()
        for (const conversation of message.conversations) show(conversation)
        if (!message.desk.available && page.pending() === 0) {
          page.submit({ type: 'set-roles', roles: ['family law', 'housing'] })
          page.submit({ type: 'set-available', available: true })
        }
      } else if (message.type === 'conversation') show(message.conversation)
      else if (message.type === 'conversation-over') shown.delete(message.session)
      else if (message.type === 'lines') add(message)
    },
  })

  function add(message: Extract<MonitorDown, { type: 'lines' }>): void {
    const known = shown.get(message.session)
    if (known === undefined) return
    if (placeSpan(known.cursor, message) === 'gap') return page.restart()
    const last = known.lines.at(-1)?.seq ?? 0
    const fresh = message.lines.filter(({ seq }) => seq > last)
    witness.toldTwice += message.lines.length - fresh.length
    known.lines.push(...fresh.map(({ seq, text }) => ({ seq, text })))
    known.cursor = Math.max(known.cursor, message.to)
  }

  function show(conversation: {
    readonly session: string
    readonly participant: string | null
    readonly cursor: number
    readonly lines: readonly LineView[]
  }): void {
    const { session, participant, cursor } = conversation
    const lines = conversation.lines.map(({ seq, text }) => ({ seq, text }))
    shown.set(session, { participant, cursor, lines })
  }

  return {
    page,
    lines: (session) => shown.get(session)?.lines ?? null,
    conversations: () => [...shown.keys()],
    speak() {
      const all = [...shown]
      const [session, conversation] = all[turn++ % Math.max(all.length, 1)] ?? []
      if (session === undefined || conversation === undefined) return
      const { participant } = conversation
      author.write((text) => page.submit({ type: 'chat-send', session, participant, text }))
    },
    close: () => page.close(),
  }
}

/** Numbers what one person writes, so that order and copies show. */
function createAuthor(author: string, witness: Witness) {
  let number = 0
  const idsOfMessages = new Set<string>()
  return {
    write(submit: (text: string) => string): string {
      number += 1
      const text = `${author}: ${number}`
      witness.written.set(text, { author, number })
      idsOfMessages.add(submit(text))
      return text
    },
    acknowledged({ id }: { readonly id: string }): void {
      if (!idsOfMessages.has(id)) return
      witness.acknowledged.add(id)
      witness.onAcknowledged()
    },
  }
}

/** Answers over HTTP: forth and back again, each sending repeated until it is answered. */
function createAnswering(
  user: { readonly browser: Browser; readonly session: string; readonly submits: Answers },
  witness: Witness,
) {
  const { browser, session, submits } = user
  let version = 0
  let forth = true
  let underWay = false

  async function step(): Promise<void> {
    const page = await again(() => ask('GET', `/s/${session}`, null))
    const at = Number(/name="version" value="(\d+)"/.exec(page)?.[1])
    const screen = /name="screen"\s+value="([^"]+)"/.exec(page)?.[1] ?? ''
    const fields = {
      version: String(at),
      ...(forth ? { screen, ...submits } : {}),
    }
    const path = forth ? `/s/${session}` : `/s/${session}/back`
    const reply = await again(() => ask('POST', path, new URLSearchParams(fields)))
    const taken: unknown = JSON.parse(reply)
    // However often it was sent: one step, and saved.
    if (!isReply(taken) || !taken.accepted || taken.version !== at + 1 || at < version) {
      witness.wrongSteps += 1
    } else {
      version = taken.version
      forth = !forth
    }
  }

  async function ask(
    method: 'GET' | 'POST',
    path: string,
    body: URLSearchParams | null,
  ): Promise<string | null> {
    const headers = {
      cookie: browser.cookieHeader(),
      origin: new URL(browser.url).origin,
      'sec-fetch-site': 'same-origin',
      ...(method === 'POST' ? { accept: 'application/json' } : {}),
    }
    const signal = AbortSignal.timeout(ANSWER_MS)
    const init = method === 'GET' ? { headers, signal } : { method, body, headers, signal }
    const response = await fetch(new URL(path, browser.url), init)
    const text = await response.text()
    return response.ok ? text : null
  }

  return {
    answered: () => version,
    isUnderWay: () => underWay,
    answer(): boolean {
      if (underWay) return false
      underWay = true
      void step().finally(() => {
        underWay = false
      })
      return true
    },
  }
}

/** Until the server is there, the line is whole, and it has an answer. */
async function again(ask: () => Promise<string | null>): Promise<string> {
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    await pause(AGAIN_MS)
  }
}

interface ScreenReply {
  readonly type: 'screen'
  readonly version: number
  readonly accepted: boolean
}

function isReply(reply: unknown): reply is ScreenReply {
  return typeof reply === 'object' && reply !== null && 'type' in reply && reply.type === 'screen'
}
