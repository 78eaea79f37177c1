/** A browser as far as the server can tell: cookies, forms, and live lines. */
import { randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import { encodeId } from '../../base/id.ts'
import type { PageDown } from '../../protocol/page.ts'
import type { MonitorDown } from '../../protocol/monitor.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { INTERVIEW, PASSWORD } from './test-server.ts'

/** Nothing that a test waits for takes longer; what does has failed. */
const PATIENCE_MS = 8_000

export interface TestBrowser {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(
    path: string,
    form: Record<string, string> | FormData,
    headers?: Record<string, string>,
  ): Promise<Response>
  /** Starts the scripted interview; the session's id. */
  begin(): Promise<string>
  signIn(email: string): Promise<void>
  openPage(session: string, cursor?: number | null, reach?: string): Promise<LiveLine<PageDown>>
  openMonitor(): Promise<LiveLine<MonitorDown>>
  /** A new line of a page that had another: `page` is its key. */
  reopenPage(session: string, page: string): Promise<LiveLine<PageDown>>
  reopenMonitor(page: string): Promise<LiveLine<MonitorDown>>
  /** The server stands at another address now. */
  moveTo(origin: string): void
  cookieHeader(): string
  /** A raw socket, and how its opening ended. */
  connect(path: string, headers?: Record<string, string>): WebSocket
}

export interface LiveLine<Down> {
  /** The key of the page whose line it is. */
  readonly page: string
  /** The first message, come or to come, that fits; each is given once. */
  next<Kind extends Down>(fits: (message: Down) => message is Kind): Promise<Kind>
  next(fits: (message: Down) => boolean): Promise<Down>
  /** All messages so far. */
  readonly heard: readonly Down[]
  send(message: object): void
  /** Sends a durable message with an id of its own, which is returned. */
  order(message: object): string
  close(goodbye?: boolean): void
  readonly closed: Promise<number>
}

function bodyOf(form: Record<string, string> | FormData): FormData | URLSearchParams {
  return form instanceof FormData ? form : new URLSearchParams(form)
}

export function openBrowser(at: string): TestBrowser {
  let origin = at
  const cookies = new Map<string, string>()

  async function request(
    path: string,
    init: { method?: string; body?: URLSearchParams | FormData; headers: Record<string, string> },
  ): Promise<Response> {
    const response = await fetch(origin + path, {
      ...init,
      redirect: 'manual',
      headers: { cookie: cookieHeader(), 'sec-fetch-site': 'same-origin', ...init.headers },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';')
      const at = pair?.indexOf('=') ?? -1
      if (pair !== undefined && at > 0) cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  function cookieHeader(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  const browser: TestBrowser = {
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, form, headers = {}) =>
      request(path, {
        method: 'POST',
        body: bodyOf(form),
        headers: { origin, ...headers },
      }),
    async begin() {
      const response = await browser.get(`/interview?i=${INTERVIEW}`)
      const location = response.headers.get('location') ?? ''
      const session = /\/s\/([\w-]{22})$/.exec(location)?.[1]
      if (session === undefined) throw new Error(`${response.status}: ${await response.text()}`)
      return session
    },
    async signIn(email) {
      const response = await browser.post('/signin', { email, password: PASSWORD })
      if (response.status !== 303) throw new Error(`not signed in: ${response.status}`)
    },
    openPage: (session: string, cursor: number | null = null, reach?: string) =>
      openLine<PageDown>(browser.connect(`/live/session/${session}`), { cursor, reach }),
    openMonitor: () => openLine<MonitorDown>(browser.connect('/live/monitor'), {}),
    reopenPage: (session, page) =>
      openLine<PageDown>(browser.connect(`/live/session/${session}`), { cursor: null }, page),
    reopenMonitor: (page) => openLine<MonitorDown>(browser.connect('/live/monitor'), {}, page),
    cookieHeader,
    moveTo(next) {
      origin = next
    },
    connect: (path, headers = {}) =>
      new WebSocket(origin.replace('http', 'ws') + path, {
        headers: { cookie: cookieHeader(), origin, ...headers },
      }),
  }
  return browser
}

async function openLine<Down>(
  socket: WebSocket,
  hello: object,
  key = encodeId(randomBytes(16)),
): Promise<LiveLine<Down>> {
  const heard: Down[] = []
  let unread: Down[] = []
  let waiting: (() => void)[] = []
  let counter = 0
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code))
  })
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString()) as Down
    heard.push(message)
    unread.push(message)
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, page: key, ...hello }))

  async function next(fits: (message: Down) => boolean): Promise<Down> {
    const deadline = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      const found = unread.find(fits)
      if (found !== undefined) {
        unread = unread.filter((message) => message !== found)
        return found
      }
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve)
        deadline.addEventListener('abort', () => {
          reject(new Error(`never came; heard: ${JSON.stringify(heard).slice(-600)}`))
        })
      })
    }
  }

  return {
    page: key,
    heard,
    closed,
    // Both signatures have this one body.
    next: next as LiveLine<Down>['next'],
    send: (message) => socket.send(JSON.stringify(message)),
    order(message) {
      const id = `${key}-${++counter}`
      socket.send(JSON.stringify({ ...message, id }))
      return id
    },
    close(goodbye = false) {
      if (goodbye) socket.send(JSON.stringify({ type: 'goodbye' }))
      socket.close()
    },
  }
}
