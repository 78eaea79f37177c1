/** Messages of the sockets for the access matrix: each as somebody might send it, and what became of it. */
import { randomBytes } from 'node:crypto'
import WebSocket from 'ws'
import { encodeId } from '../../base/id.ts'
import { CLOSE } from '../../protocol/close-codes.ts'
import type { MonitorUp } from '../../protocol/monitor.ts'
import type { PageUp } from '../../protocol/page.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { cookieHeader, type Cell, type Client } from './matrix-scene.ts'

const ID = 'A'.repeat(22)
const OPS = [['v', 'f0', 'x', 1, 1]]

/** A message more is a body here. `id`, session and participant are put in where the form has them. */
export const PAGE_BODIES: Readonly<Record<PageUp['type'], object>> = {
  hello: { version: PROTOCOL_VERSION, page: ID, cursor: null },
  goodbye: {},
  ping: {},
  'chat-activate': { invited: false, id: '' },
  'chat-off': { id: '' },
  'chat-send': { text: 'hello', id: '' },
  'chat-read': { upTo: 1, id: '' },
  informed: { id: '' },
  'decline-help': { id: '' },
  typing: { is: true },
  mirror: { ops: [['y', 0]] },
  'answer-ask': { operator: ID, what: 'observe', accepts: true, id: '' },
  'end-watch': { operator: ID, id: '' },
  'end-join': { operator: ID, id: '' },
  'take-back': { number: 1, silent: false, id: '' },
}

const about = { session: '', participant: '' }
const order = { ...about, id: '' }
export const MONITOR_BODIES: Readonly<Record<MonitorUp['type'], object>> = {
  hello: { version: PROTOCOL_VERSION, page: ID },
  goodbye: {},
  ping: {},
  'set-available': { available: true, id: '' },
  'set-roles': { roles: ['law'], id: '' },
  'set-limit': { limit: 2, id: '' },
  dismiss: order,
  'chat-send': { ...order, text: 'hello' },
  'chat-read': { ...order, upTo: 1 },
  typing: { ...about, is: true },
  block: order,
  unblock: order,
  'offer-help': order,
  'withdraw-help': order,
  'set-phone': { number: '', id: '' },
  'offer-call': order,
  'withdraw-call': order,
  'renew-call': order,
  'take-chat': order,
  'end-chat': order,
  transfer: { ...order, to: { kind: 'role', role: 'law' } },
  'cancel-transfer': order,
  'answer-transfer': { ...order, accepts: true },
  follow: about,
  unfollow: about,
  observe: about,
  unobserve: about,
  'take-control': { ...order, takeOver: false },
  'renew-control': { ...about, number: 1 },
  'release-control': { ...order, number: 1 },
  control: { ...about, number: 1, cseq: 1, screen: 1, ops: OPS },
}

export interface Line {
  send(body: object): void
  /** The first message, come or to come, that fits. */
  next(fits: (heard: Heard) => boolean): Promise<Heard>
  readonly path: string
  readonly heard: readonly Heard[]
  readonly closed: Promise<number>
  close(): void
}

export interface Heard {
  readonly type: string
  readonly id?: string
  readonly code?: string
  readonly message?: unknown
}

/** A line that has been welcomed; or the sign of why it was not. */
export async function openLine(
  at: { readonly socketOrigin: string; readonly origin: string },
  client: Client,
  path: string,
): Promise<Line | '-' | 'x'> {
  const socket = new WebSocket(at.socketOrigin.replace('http', 'ws') + path, {
    headers: { cookie: cookieHeader(client.cookies), origin: at.origin },
  })
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('message', (data) => {
    heard.push(JSON.parse((data as Buffer).toString()) as Heard)
    for (const wake of waiting) wake()
  })
  const refused = await new Promise<number | null>((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => resolve(null))
    socket.on('error', () => resolve(0))
  })
  if (refused !== null) return refused === 404 ? '-' : 'x'
  const page = encodeId(randomBytes(16))
  socket.send(JSON.stringify({ ...PAGE_BODIES.hello, type: 'hello', page, ...helloOf(path) }))

  async function next(fits: (heard: Heard) => boolean): Promise<Heard> {
    for (;;) {
      const found = heard.find(fits)
      if (found !== undefined) return found
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
        socket.once('close', () => reject(new Error(`closed; heard ${JSON.stringify(heard)}`)))
      })
    }
  }

  const line: Line = {
    path,
    heard,
    closed,
    next,
    send: (body) => socket.send(JSON.stringify(body)),
    close: () => socket.close(),
  }
  const code = await Promise.race([closed, next(({ type }) => type === 'welcome').then(() => null)])
  if (code === null) return line
  return code === CLOSE.unknownSession ? '-' : 'x'
}

function helloOf(path: string): object {
  return path.endsWith('/monitor') ? { cursor: undefined } : { cursor: null }
}

/**
 * What came of one message:
 *     o  done, or put off for a reason that has nothing to do with who asks
 *     x  refused: no right to it     -  as if there were no such session
 *     .  never answered: heard, or not
 */
export async function signOf(line: Line, type: string, body: object, cell: Cell): Promise<string> {
  const key = encodeId(randomBytes(16))
  const id = `${key}-1`
  const filled: Record<string, unknown> = { type, ...body }
  if ('id' in filled) filled['id'] = id
  if ('session' in filled) filled['session'] = cell.session
  if ('participant' in filled) filled['participant'] = cell.participant
  line.send(filled)
  if ('id' in filled) {
    const answer = await line.next(
      (heard) => (heard.type === 'ack' || heard.type === 'refused') && heard.id === id,
    )
    if (answer.code === 'not-allowed') return 'x'
    if (answer.code === 'bad-request') throw new Error(`${type} was not understood`)
    return answer.code === 'unknown-session' ? '-' : 'o'
  }
  if (type === 'follow') {
    const { type: came } = await line.next((heard) => heard.type.startsWith('conversation'))
    return came === 'conversation' ? 'o' : '-'
  }
  if (type === 'observe') {
    const answer = await line.next(
      ({ type: came, message }) =>
        came === 'mirror' && typeof message === 'object' && message !== null && 'kind' in message,
    )
    return JSON.stringify(answer).includes('not-allowed') ? '-' : 'o'
  }
  // In order: what is asked after it is answered after it was heard.
  const after = { id: `${key}-2` }
  const isPage = line.path.startsWith('/live/session/')
  line.send(
    isPage
      ? { type: 'chat-read', upTo: 0, ...after }
      : { type: 'set-limit', limit: null, ...after },
  )
  await Promise.race([line.next((heard) => heard.id === after.id), line.closed])
  return '.'
}
