/**
 * Where a request becomes a live line: origin, cookie and right are looked at before anything is
 * opened. A foreign page is turned away with plain HTTP; our own page learns the reason by a close
 * code, because a browser shows it nothing else.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { parseSessionId } from '../base/id.ts'
import { CLOSE, type CloseCode } from '../protocol/close-codes.ts'
import { MAX_MIRROR_BYTES } from '../protocol/limits.ts'
import type { Store } from '../store/store.ts'
import { text } from '../texts/text.ts'
import { access } from './access.ts'
import { isAllowedOrigin, ownOrigin } from './browser.ts'
import type { Door, Opened } from './door.ts'
import type { MonitorSockets } from './monitor-socket.ts'
import type { PageSockets } from './page-socket.ts'
import { createOpenCount } from './rate-limit.ts'
import { errorName } from './room-shell.ts'
import { SOCKET_PATHS, url } from './routes.ts'
import type { Log, Settings } from './settings.ts'
import { actorOf, readVisitor } from './visitor.ts'

/** REL9: live lines that one participant, and one operator, may have open at a process. */
export const MAX_OPEN = 30

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export function createSockets(world: {
  readonly store: Store
  readonly settings: Settings
  readonly door: Door
  readonly pages: PageSockets
  readonly monitors: MonitorSockets
  readonly log: Log
}): Sockets {
  const { store, settings, door, pages, monitors, log } = world
  // No compression: it costs memory for each socket, and messages are small.
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MIRROR_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  const open = createOpenCount(MAX_OPEN)
  const pageRoot = url(settings.root, SOCKET_PATHS.page)
  const monitorPath = url(settings.root, SOCKET_PATHS.monitor)

  async function answer(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const isMonitor = path === monitorPath
    if (!isMonitor && !path.startsWith(pageRoot)) return refuse(socket, 404, '')
    const headers = headersOf(request)
    const used = headers.get('origin') ?? ''
    if (!isAllowedOrigin(settings, headers, used)) {
      // SCA3: with a wrong `url root` this is what happens to everybody.
      const expected = ownOrigin(settings, headers.get('host')) ?? ''
      log('wrong-origin', { used, expected })
      return refuse(socket, 403, text('error.wrongRoot.message', { used, expected }))
    }
    const visitor = await readVisitor(store, settings, headers.get('cookie'))
    /** `whose`: counted as one of theirs, until it is closed. */
    const begin = (whose: string | null, then: (opened: WebSocket) => void): void => {
      if (socket.destroyed) return
      const release = whose === null ? () => {} : open.take(whose)
      if (release === null) return refuse(socket, 429, '')
      socket.once('close', release)
      server.handleUpgrade(request, socket, head, then)
    }
    if (isMonitor) {
      const { account, signIn } = visitor
      const verdict = access(actorOf(account), 'monitor', { kind: 'server' })
      if (verdict !== 'allowed' || account === null || signIn === null) {
        return refuse(socket, 404, '')
      }
      return begin(`operator ${account.id}`, (opened) => monitors.open(opened, { account, signIn }))
    }
    const session = parseSessionId(path.slice(pageRoot.length))
    const opened: Opened =
      session === null ? { type: 'unknown' } : await door.open(session, visitor, 'connect')
    const whose = opened.type === 'open' ? `${session} ${opened.visit.participant.id}` : null
    begin(whose, (made) => {
      switch (opened.type) {
        case 'open':
          return pages.open(made, opened.visit)
        case 'unknown':
          return turnAway(made, CLOSE.unknownSession)
        case 'refused':
          return turnAway(made, CLOSE.notAllowed)
      }
    })
  }

  return {
    upgrade(request, socket, head) {
      // Whoever hangs up in the middle is nobody's failure.
      socket.on('error', () => socket.destroy())
      answer(request, socket, head).catch((error: unknown) => {
        log('upgrade-failed', { error: errorName(error) })
        refuse(socket, 503, '')
      })
    },
    close: () => server.close(),
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const name of ['host', 'origin', 'cookie'] as const) {
    const value = request.headers[name]
    if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** Whoever is turned away may still send anything; an error that nobody listens to ends the process. */
function turnAway(made: WebSocket, code: CloseCode): void {
  made.on('error', () => made.terminate())
  made.close(code)
}

const REASONS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

function refuse(socket: Duplex, status: number, message: string): void {
  if (socket.destroyed) return
  const body = Buffer.from(message)
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n` +
      'Connection: close\r\n' +
      'Content-Type: text/plain; charset=utf-8\r\n' +
      `Content-Length: ${body.length}\r\n\r\n${message}`,
  )
}
