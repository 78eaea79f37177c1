/**
 * A line to PostgreSQL that fails at the worst moment: a COMMIT is sent and its answer never comes.
 * Whether it was carried out nobody on this side can know.
 */
import { connect, createServer } from 'node:net'
import { once } from 'node:events'

export interface CommitCutter {
  readonly port: number
  /**
   * At the next commit whose transaction wrote a line of chat: `before` cuts the line instead of
   * passing it on, `after` passes it on and cuts when its answer comes. Resolves when that was done.
   */
  cutAt(when: 'before' | 'after'): Promise<void>
  close(): Promise<void>
}

export async function startCommitCutter(target: {
  readonly host: string
  readonly port: number
}): Promise<CommitCutter> {
  let armed: { readonly when: 'before' | 'after'; readonly done: () => void } | null = null
  const sockets = new Set<{ destroy(): void }>()
  const listener = createServer((client) => {
    const server = connect(target.port, target.host)
    let wroteLine = false
    let awaited: (() => void) | null = null

    function cut(done: () => void): void {
      server.destroy()
      client.destroy()
      done()
    }

    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.on('data', (bytes) => {
      // Statements travel as text, one in flight on each connection.
      const said = bytes.toString('latin1')
      if (said.includes('insert into chat_line')) wroteLine = true
      const isCommit = said.startsWith('Q') && /^commit/i.test(said.slice(5))
      if (isCommit && wroteLine && armed !== null) {
        const { when, done } = armed
        armed = null
        if (when === 'before') return cut(done)
        awaited = done
      }
      if (isCommit) wroteLine = false
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (awaited !== null) return cut(awaited)
      client.write(bytes)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    cutAt: (when) =>
      new Promise((resolve) => {
        armed = { when, done: resolve }
      }),
    async close() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}
