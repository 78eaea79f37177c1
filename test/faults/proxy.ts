/**
 * A bad line in user space: a TCP proxy between browsers (or test clients) and a server, told which
 * fault to make. `faults.ts` gives them the simulator's names.
 *
 *     client ──up──► proxy ──up──► server
 *            ◄─down─       ◄─down─
 *
 * One-way stalls cannot be made with the kernel's means on every machine; here they are a pause. What
 * is held back includes the news that an end hung up: the other end must notice by itself.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

export interface FaultProxy {
  readonly port: number
  /** Connections open at this moment. */
  open(): number
  /** How many WebSockets each end has given up by itself so far, whether the other end knows or not. */
  hangUps(): { readonly client: number; readonly server: number }
  /** Adds this much to each direction of every connection, from now on. */
  delay(ms: number): void
  /** At most so many bytes a second in each direction; `Infinity` ends it. */
  throttle(bytesPerSecond: number): void
  /** Resets every open connection: both ends notice at once. */
  cut(): void
  /** Nothing passes either way and nobody is told, until `heal`. */
  silentCut(): void
  /** Only what the client sends is held back, until `heal`. */
  stallUp(): void
  /** Only what the server sends is held back, until `heal`. */
  stallDown(): void
  /** The next piece that way is cut in half and the connection reset. */
  truncateNext(direction: Direction): void
  /** New connections are refused (reset at once), until `heal`. */
  refuse(): void
  /** Ends stalls, silent cuts, refusals, delay and throttle; what was held back is sent on. */
  heal(): void
  close(): Promise<void>
}

/** `up`: from the client to the server. */
export type Direction = 'up' | 'down'

interface Line {
  readonly client: Socket
  readonly server: Socket
  readonly up: Lane
  readonly down: Lane
  /** The client has asked to make a WebSocket of it. */
  isSocket: boolean
}

interface Lane {
  /** Pieces on their way, in order, with the moment from which each may go on; null is the end. */
  readonly pieces: { readonly bytes: Buffer | null; readonly dueAt: number }[]
  timer: NodeJS.Timeout | null
}

export async function startFaultProxy(target: {
  readonly host: string
  readonly port: number
  /** Stalls and silent cuts leave other requests alone. */
  readonly stallsSocketsOnly?: boolean
}): Promise<FaultProxy> {
  const lines = new Set<Line>()
  const hungUp = { client: 0, server: 0 }
  const sound = {
    delayMs: 0,
    bytesPerSecond: Infinity,
    up: false,
    down: false,
    refuse: false,
    truncate: null as Direction | null,
  }
  const faults = { ...sound }

  function accept(client: Socket): void {
    if (faults.refuse) {
      client.resetAndDestroy()
      return
    }
    const server = connect(target.port, target.host)
    const line: Line = { client, server, up: newLane(), down: newLane(), isSocket: false }
    lines.add(line)
    const ends = [
      { name: 'client', socket: client, direction: 'up' },
      { name: 'server', socket: server, direction: 'down' },
    ] as const
    for (const { name, socket, direction } of ends) {
      socket.setNoDelay(true)
      socket.on('data', (bytes) => {
        if (name === 'client' && /^upgrade: websocket/im.test(bytes.toString('latin1'))) {
          line.isSocket = true
        }
        carry(line, direction, bytes)
      })
      // The other end's fate shows in `close`, which follows every error.
      socket.on('error', () => {})
      socket.on('close', () => {
        if (!lines.has(line)) return
        if (line.client.destroyed && line.server.destroyed) return forget(line)
        if (line.isSocket) hungUp[name] += 1
        carry(line, direction, null)
      })
    }
  }

  function carry(line: Line, direction: Direction, bytes: Buffer | null): void {
    if (bytes !== null && faults.truncate === direction) {
      faults.truncate = null
      const to = direction === 'up' ? line.server : line.client
      to.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reset(line))
      return
    }
    const lane = line[direction]
    const last = lane.pieces.at(-1)?.dueAt ?? 0
    const transferMs = ((bytes?.length ?? 0) / faults.bytesPerSecond) * 1000
    lane.pieces.push({ bytes, dueAt: Math.max(Date.now() + faults.delayMs, last) + transferMs })
    pump(line, direction)
  }

  function pump(line: Line, direction: Direction): void {
    const lane = line[direction]
    if (lane.timer !== null) return
    const to = direction === 'up' ? line.server : line.client
    while (!faults[direction] || (target.stallsSocketsOnly === true && !line.isSocket)) {
      const piece = lane.pieces[0]
      if (piece === undefined) return
      const wait = piece.dueAt - Date.now()
      if (wait > 0) {
        lane.timer = setTimeout(() => {
          lane.timer = null
          pump(line, direction)
        }, wait)
        return
      }
      lane.pieces.shift()
      if (piece.bytes === null) return to.destroySoon()
      to.write(piece.bytes)
    }
  }

  function forget(line: Line): void {
    lines.delete(line)
    for (const lane of [line.up, line.down]) if (lane.timer !== null) clearTimeout(lane.timer)
  }

  function reset(line: Line): void {
    forget(line)
    for (const socket of [line.client, line.server]) {
      // Node 24 cannot reset what is shutting down: the handle would stay for good.
      if (socket.writableEnded) socket.destroy()
      else socket.resetAndDestroy()
    }
  }

  const listener: Server = createServer(accept)
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  return {
    port: address.port,
    open: () => lines.size,
    hangUps: () => ({ ...hungUp }),
    delay(ms) {
      faults.delayMs = ms
    },
    throttle(bytesPerSecond) {
      faults.bytesPerSecond = bytesPerSecond
    },
    cut() {
      for (const line of lines) reset(line)
    },
    silentCut() {
      faults.up = true
      faults.down = true
    },
    stallUp() {
      faults.up = true
    },
    stallDown() {
      faults.down = true
    },
    truncateNext(direction) {
      faults.truncate = direction
    },
    refuse() {
      faults.refuse = true
    },
    heal() {
      Object.assign(faults, sound)
      for (const line of lines) {
        pump(line, 'up')
        pump(line, 'down')
      }
    },
    async close() {
      for (const line of lines) reset(line)
      listener.close()
      await once(listener, 'close')
    },
  }
}

function newLane(): Lane {
  return { pieces: [], timer: null }
}
