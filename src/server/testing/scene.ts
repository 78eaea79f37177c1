/** Who meets in tests of live help: operators at work, users, and more users of the same session. */
import type { MonitorDown } from '../../protocol/monitor.ts'
import type { PageDown } from '../../protocol/page.ts'
import { openBrowser, type LiveLine, type TestBrowser } from './test-browser.ts'
import { INTERVIEW, type TestServer } from './test-server.ts'

export type Monitor = LiveLine<MonitorDown>
export type Page = LiveLine<PageDown>

export interface AtWork {
  readonly operator: TestBrowser
  readonly monitor: Monitor
  readonly email: string
}

let operators = 0

/** A signed-in operator with an open Monitor, available in the roles. */
export async function operatorAtWork(
  server: TestServer,
  parts: {
    readonly roles?: readonly string[]
    readonly firstName?: string
    readonly privileges?: readonly string[]
  } = {},
): Promise<AtWork> {
  const email = `operator${++operators}@example.org`
  await server.createOperator(email, parts.firstName, parts.privileges)
  const operator = openBrowser(server.origin)
  await operator.signIn(email)
  const monitor = await operator.openMonitor()
  await monitor.next((message) => message.type === 'welcome')
  await say(monitor, { type: 'set-roles', roles: parts.roles ?? ['family law'] })
  await say(monitor, { type: 'set-available', available: true })
  return { operator, monitor, email }
}

export interface UserAtWork {
  readonly user: TestBrowser
  readonly session: string
  readonly page: Page
}

export async function userAtWork(
  server: TestServer,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<UserAtWork> {
  const user = openBrowser(server.origin)
  const session = await user.begin()
  if (Object.keys(answers).length > 0) await change(user, session, answers)
  return { user, session, page: await openPage(user, session) }
}

/** AUT13: another user of a session, by its link. */
export async function peerAtWork(server: TestServer, session: string): Promise<UserAtWork> {
  const user = openBrowser(server.origin)
  const share = server.deps.keyring.digest('share', session).slice(0, 22)
  const response = await user.get(`/interview?i=${INTERVIEW}&session=${session}&share=${share}`)
  if (response.status !== 303) throw new Error(`not let in: ${response.status}`)
  return { user, session, page: await openPage(user, session) }
}

export async function openPage(user: TestBrowser, session: string): Promise<Page> {
  const page = await user.openPage(session)
  await page.next((message) => message.type === 'welcome')
  return page
}

/** What the interview's code would set, by its next screen. */
export async function change(
  user: TestBrowser,
  session: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<void> {
  const order = { action: 'change', arguments: answers }
  const action = Buffer.from(JSON.stringify(order)).toString('base64url')
  const response = await user.get(`/s/${session}/action?action=${action}`)
  if (response.status !== 303) throw new Error(`not changed: ${response.status}`)
}

/** Sends a durable message; `ack`, or the code of the refusal. */
export async function ask(line: Monitor | Page, message: object): Promise<string> {
  const id = line.order(message)
  const known = line as LiveLine<MonitorDown | PageDown>
  const answer = await known.next(
    (heard) => (heard.type === 'ack' || heard.type === 'refused') && heard.id === id,
  )
  return answer.type === 'refused' ? answer.code : answer.type
}

/** Sends a durable message and waits until it is done; its id. */
export async function say(line: Monitor | Page, message: object): Promise<string> {
  const id = line.order(message)
  const known = line as LiveLine<MonitorDown | PageDown>
  const answer = await known.next(
    (heard) => (heard.type === 'ack' || heard.type === 'refused') && heard.id === id,
  )
  if (answer.type === 'refused') throw new Error(`refused: ${answer.code}`)
  return id
}

/** Turns chat on, and waits until the operator has the conversation: its key, and whose it is. */
export async function talk(monitor: Monitor, page: Page, session: string) {
  await say(page, { type: 'chat-activate' })
  return conversationOf(monitor, session)
}

export async function conversationOf(monitor: Monitor, session: string) {
  const begun = await monitor.next(
    (message) => message.type === 'conversation' && message.conversation.session === session,
  )
  if (begun.type !== 'conversation') throw new Error('looked for above')
  return begun.conversation
}

type View = NonNullable<Extract<PageDown, { type: 'push' }>['view']>

/** The next view for which `fits` holds, told by a push. */
export async function viewWhere(page: Page, fits: (view: View) => boolean): Promise<View> {
  const push = await page.next(
    (message) => message.type === 'push' && message.view !== null && fits(message.view),
  )
  if (push.type !== 'push' || push.view === null) throw new Error('looked for above')
  return push.view
}

/** Nothing that a test waits for takes longer; what does has failed. */
const PATIENCE_MS = 8_000

/** For what no message tells of. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it never came to hold')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The text of a line comes to this page or Monitor. */
export async function hears(line: Monitor | Page, text: string): Promise<void> {
  const known = line as LiveLine<MonitorDown | PageDown>
  await known.next(
    (message) =>
      (message.type === 'push' || message.type === 'lines') &&
      message.lines.some((one) => one.text === text),
  )
}
