/** WebKit (GTK's, Safari's engine) by its WebDriver, in a screen that is nowhere. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { DESK } from '../e2e/people.ts'
import type { Driver, Place } from './driver.ts'

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

export async function startWebkit(paths: {
  readonly driver: string
  readonly browser: string
  readonly display: string
}): Promise<Driver> {
  const screen = spawn(paths.display, ['-displayfd', '3', '-screen', '0', '1400x1000x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [printed] = (await once(must(screen.stdio[3]), 'data')) as [Buffer]
  const port = await freePort()
  const env = { ...process.env, DISPLAY: `:${printed.toString().trim()}`, GDK_BACKEND: 'x11' }
  const driver = spawn(paths.driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env,
  })

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { readonly value: unknown }
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`)
    return value
  }

  await untilListening(port)
  const options = { binary: paths.browser, args: ['--automation'] }
  const wanted = { alwaysMatch: { 'webkitgtk:browserOptions': options } }
  const { sessionId, capabilities } = (await ask('POST', '/session', { capabilities: wanted })) as {
    readonly sessionId: string
    readonly capabilities: { readonly browserVersion: string }
  }
  const session = `/session/${sessionId}`
  await ask('POST', `${session}/window/rect`, { x: 0, y: 0, ...DESK })

  async function enter(place: Place): Promise<void> {
    await ask('POST', `${session}/frame`, { id: null })
    if (place === 'page') return
    const found = { using: 'css selector', value: 'iframe' }
    const frame = (await ask('POST', `${session}/element`, found)) as Record<string, string>
    await ask('POST', `${session}/frame`, { id: { [ELEMENT]: frame[ELEMENT] } })
  }

  return {
    name: `WebKitGTK ${capabilities.browserVersion}`,
    async go(url) {
      await ask('POST', `${session}/url`, { url })
    },
    async read(place, expression) {
      await enter(place)
      const script = `return JSON.stringify(${expression})`
      const json = await ask('POST', `${session}/execute/sync`, { script, args: [] })
      return typeof json === 'string' ? JSON.parse(json) : undefined
    },
    async clickAt(x, y) {
      await enter('page')
      const at = { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) }
      const press = [
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]
      const actions = [{ type: 'pointer', id: 'mouse', actions: [at, ...press] }]
      await ask('POST', `${session}/actions`, { actions })
    },
    async keys(_place, keys) {
      await enter('page')
      const strokes = keys.split('').flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      const actions = [{ type: 'key', id: 'keyboard', actions: strokes }]
      await ask('POST', `${session}/actions`, { actions })
    },
    async close() {
      await ask('DELETE', session)
      for (const program of [driver, screen]) await end(program)
    },
  }
}

async function end(program: ChildProcess): Promise<void> {
  const gone = once(program, 'exit')
  program.kill()
  await gone
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`)
      return
    } catch (error) {
      if (tries === 100) throw error
      await pause(100)
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return port
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not there')
  return value
}
