import { once } from 'node:events'
import { connect } from 'node:net'

/** The Redis that tests may use; null when none answers, which is an error where CI says so. */
export async function testRedisUrl(): Promise<string | null> {
  const url = process.env['ALONGSIDE_TEST_REDIS'] ?? 'redis://127.0.0.1:6379'
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port || 6379), hostname)
  try {
    await once(socket, 'connect')
    return url
  } catch (cause) {
    if (process.env['CI'] === undefined) return null
    throw new Error(`the tests need Redis at ${hostname}:${port}`, { cause })
  } finally {
    socket.destroy()
  }
}
