import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import type { IncomingMessage } from 'node:http'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { Timing } from './timing.ts'
import type { Settings } from './settings.ts'

export interface Listening {
  readonly port: number
  /** Lets requests under way finish for a moment, and sockets come back elsewhere. */
  close(): Promise<void>
}

const CLOSE_MS = 3_000

export async function listen(
  deps: Deps,
  at: { readonly port: number; readonly host: string },
  timing?: Timing,
): Promise<Listening> {
  const app = createApp(deps, timing)
  const server = createAdaptorServer({
    fetch: (request, env) =>
      app.fetch(request, { address: addressOf(deps.settings, env.incoming) }),
    overrideGlobalObjects: false,
  })
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    socket.setNoDelay?.(true)
    app.upgrade(request, socket, head)
  })
  try {
    await app.start()
    server.listen(at.port, at.host)
    await once(server, 'listening')
  } catch (error) {
    await app.close()
    throw error
  }
  const address = server.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : at.port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      await app.close()
      const timer = setTimeout(() => closeAll(server), CLOSE_MS)
      closeIdle(server)
      await closed
      clearTimeout(timer)
    },
  }
}

/** Behind a load balancer the last address in the list is what the balancer itself saw. */
function addressOf(
  settings: Settings,
  request: { readonly headers: IncomingMessage['headers'] } & {
    readonly socket: { readonly remoteAddress?: string | undefined }
  },
): string {
  const forwarded = request.headers['x-forwarded-for']
  if (settings.behindHttpsLoadBalancer && typeof forwarded === 'string') {
    return forwarded.split(',').at(-1)?.trim() ?? ''
  }
  return request.socket.remoteAddress ?? ''
}

function closeIdle(server: object): void {
  if ('closeIdleConnections' in server && typeof server.closeIdleConnections === 'function') {
    server.closeIdleConnections()
  }
}

function closeAll(server: object): void {
  if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') {
    server.closeAllConnections()
  }
}
