/**
 * A participant and an operator without a browser: they speak HTTP and the socket protocol of
 * `src/protocol/PROTOCOL.md` and nothing else. For fault loops, cluster stories and benches.
 */
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { encodeId } from '../../src/base/id.ts'
import type { MonitorDown, MonitorUp } from '../../src/protocol/monitor.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts'

/** Cookies of one browser, and requests that send them as a same-origin page would. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  async get(path: string): Promise<Response> {
    return this.#send(path, { method: 'GET' })
  }

  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(fields) })
  }

  /** Follows redirects by itself: cookies are set on the way. */
  async #send(path: string, init: RequestInit): Promise<Response> {
    const address = new URL(path, this.url)
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: {
        cookie: this.cookieHeader(),
        origin: new URL(this.url).origin,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'navigate',
      },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    return this.get(new URL(location, address).href)
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

/** One socket; what arrives is kept until somebody waits for it. */
export class Wire<Up, Down extends { readonly type: string }> {
  readonly pageKey = encodeId(randomBytes(16))
  readonly received: Down[] = []
  closeCode: number | null = null
  #socket: WebSocket
  #count = 0
  #waiting: { readonly wanted: (message: Down) => boolean; readonly resolve: (m: Down) => void }[] =
    []

  constructor(browser: Browser, path: string, origin = new URL(browser.url).origin) {
    const address = new URL(path, browser.url)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    this.#socket = new WebSocket(address, {
      headers: { cookie: browser.cookieHeader(), origin },
    })
    this.#socket.on('message', (bytes: Buffer) => this.#take(JSON.parse(bytes.toString()) as Down))
    this.#socket.on('close', (code) => {
      this.closeCode = code
    })
    // Either side says something at least every 8 s.
    const beats = setInterval(() => this.#beat(), 7000)
    beats.unref()
    this.#socket.on('close', () => clearInterval(beats))
    // The end shows in `closeCode`.
    this.#socket.on('error', () => {})
  }

  async open(): Promise<this> {
    if (this.#socket.readyState === WebSocket.OPEN) return this
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('open', () => resolve())
      this.#socket.once('unexpected-response', (_, response) =>
        reject(new Error(`upgrade answered ${response.statusCode}`)),
      )
      this.#socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
    })
    return this
  }

  nextId(): string {
    this.#count += 1
    return `${this.pageKey}-${this.#count}`
  }

  send(message: Up): void {
    this.#socket.send(JSON.stringify(message))
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data)
  }

  /** The next message, or an earlier unclaimed one, for which `wanted` holds. */
  next<T extends Down['type']>(
    type: T,
    wanted: (message: Down & { type: T }) => boolean = () => true,
  ): Promise<Down & { type: T }> {
    const fits = (message: Down): boolean =>
      message.type === type && wanted(message as Down & { type: T })
    const at = this.received.findIndex(fits)
    if (at >= 0) return Promise.resolve(this.received.splice(at, 1)[0] as Down & { type: T })
    return new Promise((resolve) => {
      this.#waiting.push({ wanted: fits, resolve: (m) => resolve(m as Down & { type: T }) })
    })
  }

  async closed(): Promise<number> {
    if (this.closeCode !== null) return this.closeCode
    return new Promise((resolve) => this.#socket.once('close', (code) => resolve(code)))
  }

  close(): void {
    this.#socket.close()
  }

  terminate(): void {
    this.#socket.terminate()
  }

  #beat(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send('{"type":"ping"}')
  }

  #take(message: Down): void {
    if (message.type === 'ping') this.#beat()
    const at = this.#waiting.findIndex(({ wanted }) => wanted(message))
    if (at < 0) this.received.push(message)
    else this.#waiting.splice(at, 1)[0]?.resolve(message)
  }
}

export interface WireParticipant {
  readonly browser: Browser
  readonly session: string
  connect(cursor: number | null): Promise<Wire<PageUp, PageDown>>
}

/** A new anonymous visitor at the first screen of an interview. */
export async function startParticipant(url: string, interview: string): Promise<WireParticipant> {
  return enter(url, `/interview?i=${encodeURIComponent(interview)}&new_session=1`)
}

/** Another one, by the link on the first one's screen; `url` is their way to the server. */
export async function joinParticipant(
  url: string,
  first: WireParticipant,
): Promise<WireParticipant> {
  const page = await (await first.browser.get(`/s/${first.session}`)).text()
  const link = /href="([^"]*[?&](?:amp;)?share=[^"]*)"/.exec(page)?.[1]
  if (link === undefined) throw new Error('no link for others in the page')
  const { pathname, search } = new URL(link.replaceAll('&amp;', '&'), url)
  return enter(url, pathname + search)
}

async function enter(url: string, path: string): Promise<WireParticipant> {
  const browser = new Browser(url)
  const response = await browser.get(path)
  const page = await response.text()
  const session = /data-session="([A-Za-z0-9_-]{22})"/.exec(page)?.[1]
  if (session === undefined) throw new Error(`no session in the page (${response.status})`)
  return {
    browser,
    session,
    async connect(cursor) {
      const wire = await new Wire<PageUp, PageDown>(browser, `/live/session/${session}`).open()
      wire.send({ type: 'hello', version: PROTOCOL_VERSION, page: wire.pageKey, cursor })
      return wire
    },
  }
}

export interface WireOperator {
  readonly browser: Browser
  connect(): Promise<Wire<MonitorUp, MonitorDown>>
}

export async function signIn(
  url: string,
  account: { readonly email: string; readonly password: string },
): Promise<WireOperator> {
  const browser = new Browser(url)
  const response = await browser.post('/signin', account)
  if (!response.ok) throw new Error(`sign-in answered ${response.status}`)
  return {
    browser,
    async connect() {
      const wire = await new Wire<MonitorUp, MonitorDown>(browser, '/live/monitor').open()
      wire.send({ type: 'hello', version: PROTOCOL_VERSION, page: wire.pageKey })
      return wire
    },
  }
}
