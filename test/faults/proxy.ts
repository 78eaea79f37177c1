/**
 * A bad line in user space: a TCP proxy between browsers (or test clients) and a server, told which
 * fault to make. The names are the simulator's, so that a story found there can be replayed here.
 *
 *     client ──up──► proxy ──up──► server
 *            ◄─down─       ◄─down─
 *
 * One-way stalls cannot be made with the kernel's means on every machine; here they are a pause.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

export interface FaultProxy {
  readonly port: number
  /** Connections open at this moment. */
  open(): number
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
  /** The next piece from the server is cut in half and the connection reset. */
  truncateNext(): void
  /** New connections are refused (reset at once), until `heal`. */
  refuse(): void
  /** Ends stalls, silent cuts, refusals, delay and throttle; what was held back is sent on. */
  heal(): void
  close(): Promise<void>
}

interface Line {
  readonly client: Socket
  readonly server: Socket
  readonly up: Lane
  readonly down: Lane
}

interface Lane {
  /** Pieces on their way, in order, with the moment from which each may go on. */
  readonly pieces: { readonly bytes: Buffer; readonly dueAt: number }[]
  timer: NodeJS.Timeout | null
}

export async function startFaultProxy(target: {
  readonly host: string
  readonly port: number
}): Promise<FaultProxy> {
  const lines = new Set<Line>()
  const faults = {
    delayMs: 0,
    bytesPerSecond: Infinity,
    up: false,
    down: false,
    refuse: false,
    truncate: false,
  }

  function accept(client: Socket): void {
    if (faults.refuse) {
      client.resetAndDestroy()
      return
    }
    const server = connect(target.port, target.host)
    const line: Line = { client, server, up: newLane(), down: newLane() }
    lines.add(line)
    client.on('data', (bytes) => carry(line, 'up', bytes))
    server.on('data', (bytes) => carry(line, 'down', bytes))
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      // The other end's fate shows in `close`, which follows every error.
      socket.on('error', () => {})
      socket.on('close', () => hangUp(line))
    }
  }

  function carry(line: Line, direction: 'up' | 'down', bytes: Buffer): void {
    if (direction === 'down' && faults.truncate) {
      faults.truncate = false
      line.client.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reset(line))
      return
    }
    const lane = line[direction]
    const last = lane.pieces.at(-1)?.dueAt ?? 0
    const transferMs = (bytes.length / faults.bytesPerSecond) * 1000
    lane.pieces.push({ bytes, dueAt: Math.max(Date.now() + faults.delayMs, last) + transferMs })
    pump(line, direction)
  }

  function pump(line: Line, direction: 'up' | 'down'): void {
    const lane = line[direction]
    if (lane.timer !== null) return
    const to = direction === 'up' ? line.server : line.client
    while (!faults[direction]) {
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
      to.write(piece.bytes)
    }
  }

  function hangUp(line: Line): void {
    // A silent cut keeps the news of the end as well: the other side must notice by itself.
    if (faults.up && faults.down) return
    if (!lines.delete(line)) return
    for (const lane of [line.up, line.down]) if (lane.timer !== null) clearTimeout(lane.timer)
    line.client.destroy()
    line.server.destroy()
  }

  function reset(line: Line): void {
    lines.delete(line)
    line.client.resetAndDestroy()
    line.server.resetAndDestroy()
  }

  function resume(): void {
    for (const line of lines) {
      if (line.client.destroyed || line.server.destroyed) hangUp(line)
      else {
        pump(line, 'up')
        pump(line, 'down')
      }
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
    truncateNext() {
      faults.truncate = true
    },
    refuse() {
      faults.refuse = true
    },
    heal() {
      Object.assign(faults, {
        delayMs: 0,
        bytesPerSecond: Infinity,
        up: false,
        down: false,
        refuse: false,
        truncate: false,
      })
      resume()
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
