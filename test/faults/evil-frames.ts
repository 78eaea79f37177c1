/** Bytes on a socket that no WebSocket library would send, and messages that almost are ours. */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import fc from 'fast-check'
import type { Browser } from '../support/wire-client.ts'

/** Upgrades by hand, sends the bytes, and waits for the end; what came back. */
export async function sendRaw(browser: Browser, path: string, bytes: Uint8Array): Promise<string> {
  const { host, hostname, port, origin } = new URL(browser.url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('error', () => {})
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      `Origin: ${origin}`,
      `Cookie: ${browser.cookieHeader()}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '',
      '',
    ].join('\r\n'),
  )
  await new Promise<void>((resolve) => {
    let isSent = false
    socket.on('close', () => resolve())
    socket.on('data', (data) => {
      answer += data.toString('latin1')
      if (isSent || !answer.includes('\r\n\r\n')) return
      isSent = true
      socket.end(bytes)
    })
  })
  return answer
}

/** Frames that break a rule of RFC 6455, or keep them all by chance; then anything. */
export const anyFrames: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .record({
          first: fc.integer({ min: 0, max: 255 }),
          isMasked: fc.boolean(),
          claimed: fc.oneof(
            fc.integer({ min: 0, max: 200 }),
            fc.constantFrom(65_536, 600_000, 2 ** 31, 2 ** 40),
          ),
          body: fc.uint8Array({ maxLength: 200 }),
        })
        .map(({ first, isMasked, claimed, body }) => {
          const mask = isMasked ? 0x80 : 0
          const length =
            claimed < 126
              ? Buffer.from([mask | claimed])
              : Buffer.concat([Buffer.from([mask | 127]), uint64(claimed)])
          const key = isMasked ? Buffer.alloc(4) : Buffer.alloc(0)
          return Buffer.concat([Buffer.from([first]), length, key, body])
        }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((frames) => Buffer.concat(frames))

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

const nasty = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(
    Number.MAX_SAFE_INTEGER,
    -1,
    1e308,
    '\u0000',
    '\ud800',
    'x'.repeat(70_000),
    { __proto__: null, constructor: { prototype: {} } },
    [[[[[[[[[[]]]]]]]]]],
  ),
)

/** One of `messages` with one of its fields broken, missing or added; or anything at all. */
export function almost(messages: readonly object[]): fc.Arbitrary<string> {
  const broken = fc
    .record({
      message: fc.constantFrom(...messages),
      at: fc.nat(),
      value: nasty,
      how: fc.constantFrom('change', 'remove', 'add'),
      name: fc.constantFrom('__proto__', 'constructor', 'toString', 'extra', ''),
    })
    .map(({ message, at, value, how, name }) => {
      const fields: (readonly [string, unknown])[] = Object.entries(message)
      const place = at % fields.length
      const key = fields[place]?.[0] ?? ''
      if (how === 'remove') fields.splice(place, 1)
      else if (how === 'change') fields[place] = [key, value]
      else fields.push([name, value])
      // By hand: `__proto__` is to arrive as a key.
      const parts = fields.map(([field, content]) => `${JSON.stringify(field)}:${text(content)}`)
      return `{${parts.join(',')}}`
    })
  return fc.oneof({ weight: 8, arbitrary: broken }, fc.json(), fc.string({ unit: 'binary' }))
}

function text(content: unknown): string {
  return JSON.stringify(content) ?? 'null'
}
