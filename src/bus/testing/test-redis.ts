import { once } from 'node:events'
import { connect } from 'node:net'

export const TEST_REDIS = process.env['ALONGSIDE_TEST_REDIS'] ?? 'redis://127.0.0.1:6379'

/**
 * False, or why tests that need Redis are skipped. Where services are required (CI), absence is an
 * error.
 */
export async function missingRedis(): Promise<string | false> {
  const { hostname, port } = new URL(TEST_REDIS)
  const socket = connect({ host: hostname, port: Number(port), timeout: 2000 })
  try {
    await once(socket, 'connect')
    return false
  } catch (error) {
    const message = `no Redis at ${hostname}:${port}: set ALONGSIDE_TEST_REDIS`
    const isRequired = process.env['CI'] ?? process.env['ALONGSIDE_REQUIRE_SERVICES']
    if (isRequired !== undefined && isRequired !== '') throw new Error(message, { cause: error })
    return message
  } finally {
    socket.destroy()
  }
}
