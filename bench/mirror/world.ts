/** What pairs share: two browsers, a server behind two lines, and a relay with rrweb behind two more. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { findChromium } from '../../test/e2e/browser.ts'
import { createOperator, DESK, operatorOn } from '../../test/e2e/people.ts'
import { startServer } from '../../test/e2e/server.ts'
import { startFaultProxy } from '../../test/faults/proxy.ts'

export const ALL_FIELDS = 'all-fields.yml'
export const LONG_TEXT = 'long-text.yml'
const LONG_TEXT_INTERVIEW = `
initial: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['help'])
---
mandatory: True
question: Your letter
fields:
  - Letter: letter
    input type: area
    rows: 10
`

export interface World {
  /** A browser each, so that no page shares a process with another, and none is a background tab. */
  readonly users: Browser
  readonly operators: Browser
  readonly server: Lines
  /** Of the operator: a server takes only so many in a minute. */
  readonly signIn: SignIn
  /** Of WebSockets. */
  readonly relay: Lines
  /** rrweb's recorder, and the page of its player. */
  readonly files: string
  /** Of the relay, so far. */
  rooms: number
  /** Each line, each way. */
  delay(ms: number): void
  close(): Promise<void>
}

/** Addresses of one and the same server. */
export interface Lines {
  readonly user: string
  readonly operator: string
}

type SignIn = Awaited<ReturnType<BrowserContext['storageState']>>

export async function openWorld(): Promise<World> {
  const closers: (() => unknown)[] = []
  const delays: ((ms: number) => void)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  const launch = async (): Promise<Browser> => {
    const args = ['--no-sandbox', '--disable-gpu']
    const browser = await chromium.launch({ executablePath: findChromium(), args })
    closers.push(() => browser.close())
    return browser
  }
  const lead = async (port: number, host: string): Promise<Lines> => {
    const ports: number[] = []
    for (let i = 0; i < 2; i++) {
      const line = await startFaultProxy({ host, port })
      closers.push(() => line.close())
      delays.push((ms) => line.delay(ms))
      ports.push(line.port)
    }
    return { user: `localhost:${ports[0]}`, operator: `localhost:${ports[1]}` }
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'alongside-bench-'))
    closers.push(() => rmSync(folder, { recursive: true, force: true }))
    copyFileSync(new URL(`../../examples/${ALL_FIELDS}`, import.meta.url), join(folder, ALL_FIELDS))
    writeFileSync(join(folder, LONG_TEXT), LONG_TEXT_INTERVIEW)
    const server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    closers.push(() => server.close())
    await createOperator(server)
    const relay = spawn(
      process.execPath,
      [fileURLToPath(new URL('../relay.ts', import.meta.url))],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    closers.push(() => relay.kill())
    const [printed] = (await once(relay.stdout, 'data')) as [Buffer]
    const files = await serveFiles()
    closers.push(() => files.close())
    const operators = await launch()
    const first = await operators.newPage()
    await operatorOn(first, server.url).signIn()
    const signIn = await first.context().storageState()
    await first.context().close()
    return {
      users: await launch(),
      operators,
      signIn,
      server: await lead(Number(new URL(server.url).port), 'localhost'),
      relay: await lead(Number(printed.toString()), '127.0.0.1'),
      files: files.url,
      rooms: 0,
      delay(ms) {
        for (const delay of delays) delay(ms)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** With the probe in each of its documents. `script`: more of it; the page's own rules are then off. */
export async function newPage(
  browser: Browser,
  { script = '', signIn }: { readonly script?: string; readonly signIn?: SignIn } = {},
): Promise<Page> {
  const options = { viewport: DESK, bypassCSP: script !== '' }
  const context = await browser.newContext(
    signIn === undefined ? options : { ...options, storageState: signIn },
  )
  await context.addInitScript(await bundle('probe.ts'))
  await context.addInitScript(script)
  return context.newPage()
}

/** One script of `bench/in-page` with what it imports. */
export async function bundle(name: string, format: 'iife' | 'esm' = 'iife'): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../in-page/${name}`, import.meta.url))],
    bundle: true,
    minify: true,
    format,
    write: false,
    logLevel: 'error',
  })
  return result.outputFiles[0]?.text ?? ''
}

async function serveFiles() {
  const recorder = await bundle('rrweb-recorder.ts', 'esm')
  const player = await bundle('rrweb-operator.ts')
  const page = `<!DOCTYPE html><html lang="en"><title>rrweb</title><body>
    <button id="observe">Observe</button><button id="stop">Stop</button><div id="place"></div>
    <script src="/player.js"></script></body></html>`
  const http = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    const script = { '/recorder.js': recorder, '/player.js': player }[request.url ?? '']
    if (script === undefined) return response.setHeader('content-type', 'text/html').end(page)
    return response.setHeader('content-type', 'text/javascript').end(script)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      http.close()
      http.closeAllConnections()
    },
  }
}
