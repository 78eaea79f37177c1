/** Firefox by WebDriver BiDi, which it speaks itself: no other program is needed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { DESK } from '../e2e/people.ts'
import type { Driver } from './driver.ts'

interface Answer {
  readonly id?: number
  readonly type: string
  readonly result?: Result
  readonly message?: string
}

interface Result {
  readonly capabilities?: { readonly browserVersion: string }
  readonly contexts?: readonly Context[]
  readonly result?: { readonly value?: string }
  readonly exceptionDetails?: { readonly text: string }
}

interface Context {
  readonly context: string
  readonly children: readonly Context[] | null
}

export async function startFirefox(binary: string): Promise<Driver> {
  const profile = mkdtempSync(join(tmpdir(), 'alongside-firefox-'))
  const size = [`--width=${DESK.width}`, `--height=${DESK.height}`]
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0']
  const browser = spawn(binary, [...args, ...size], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile },
  })
  const address = await addressIn(browser.stderr)
  const socket = new WebSocket(`${address}/session`, { perMessageDeflate: false })
  await once(socket, 'open')
  const waiting = new Map<number, (answer: Answer) => void>()
  let asked = 0
  socket.on('message', (bytes: Buffer) => {
    const answer = JSON.parse(bytes.toString()) as Answer
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })

  async function ask(method: string, params: object): Promise<Result> {
    const id = ++asked
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params }))
    const answer = await answered
    waiting.delete(id)
    if (answer.result === undefined) throw new Error(`${method}: ${answer.message}`)
    return answer.result
  }

  const { capabilities } = await ask('session.new', { capabilities: {} })
  const { contexts } = await ask('browsingContext.getTree', {})
  const page = contexts?.[0]?.context
  await ask('browsingContext.setViewport', { context: page, viewport: DESK })

  async function contextOf(place: 'page' | 'picture'): Promise<string | undefined> {
    if (place === 'page') return page
    const tree = await ask('browsingContext.getTree', { root: page })
    const picture = tree.contexts?.[0]?.children?.[0]
    if (picture === undefined) throw new Error('no picture')
    return picture.context
  }

  return {
    name: `Firefox ${capabilities?.browserVersion}`,
    async go(url) {
      await ask('browsingContext.navigate', { context: page, url, wait: 'complete' })
    },
    async read(place, expression) {
      const { result, exceptionDetails } = await ask('script.evaluate', {
        expression: `JSON.stringify(${expression})`,
        target: { context: await contextOf(place) },
        awaitPromise: false,
      })
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text)
      return result?.value === undefined ? undefined : JSON.parse(result.value)
    },
    async clickAt(x, y) {
      const at = { type: 'pointerMove', x: Math.round(x), y: Math.round(y) }
      const press = [
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ]
      const actions = [{ type: 'pointer', id: 'mouse', actions: [at, ...press] }]
      await ask('input.performActions', { context: page, actions })
    },
    async keys(place, keys) {
      const strokes = keys.split('').flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      const actions = [{ type: 'key', id: 'keyboard', actions: strokes }]
      await ask('input.performActions', { context: await contextOf(place), actions })
    },
    async close() {
      socket.close()
      const gone = once(browser, 'exit')
      browser.kill()
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1]
    if (found === undefined) continue
    // What comes later must be read too, or Firefox waits for it.
    output.resume()
    return found
  }
  throw new Error('Firefox ended without an address')
}
