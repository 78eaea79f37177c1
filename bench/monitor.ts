/**
 * MON8: the Monitor's page with 5,000 entries in Chromium, under a storm of changes, while an
 * operator writes and scrolls. The server is played here, over a real socket, so that the page alone
 * is measured: from a change being sent to it standing in the page, and how long the page's main
 * thread was ever taken by one task. Limits: an update within 200 ms, no task over 50 ms.
 *
 *   node bench/monitor.ts [entries] [seconds]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { WebSocketServer, type WebSocket } from 'ws'
import { encodeId } from '../src/base/id.ts'
import type { MonitorRow } from '../src/live/views.ts'
import type { MonitorDown } from '../src/protocol/monitor.ts'
import { PROTOCOL_VERSION } from '../src/protocol/version.ts'
import { findChromium } from '../test/e2e/browser.ts'

const ENTRIES = Number(process.argv[2] ?? 5000)
const SECONDS = Number(process.argv[3] ?? 20)
/** As the server gathers changes. */
const EVERY_MS = 100
/** 1,000 changes a second, of thousands of pages that go on by themselves. */
const CHANGES = 100
/** Sessions that the server tells in one message. */
const PART = 200
const WEB = fileURLToPath(new URL('../dist/web/', import.meta.url))
const OPERATOR = { id: idOf(0, 9), name: 'Olivia Ortega' }

/** Notes when each timed question stands in the page: after the frame that shows it. */
const WATCH = `
  window.shownAt = {}
  new MutationObserver(() => {
    const found = document.querySelector('[data-key="${idOf(0, 1)}/${idOf(0, 2)}"]')?.textContent.match(/timed \\d+/)
    if (found == null || found[0] in window.shownAt) return
    window.shownAt[found[0]] = Infinity
    requestAnimationFrame(() => setTimeout(() => (window.shownAt[found[0]] = Date.now())))
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
`

const rows = Array.from({ length: ENTRIES }, (_one, i) => makeRow(i))
const server = await serve()
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await page.goto(server.url)
  await page.locator('.mo-entry').first().waitFor()
  const loading = readTasks(await browser.stopTracing())
  await page.evaluate(WATCH)
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  const sent = await storm(page)
  const working = readTasks(await browser.stopTracing())
  const shown = await page.evaluate<Readonly<Record<string, number>>>('window.shownAt')
  const delays = [...sent].flatMap(([text, at]) => {
    const seen = shown[text]
    return seen === undefined ? [] : [seen - at]
  })
  const drawn = await page.locator('.mo-entry').count()
  console.log(`${ENTRIES} entries, ${drawn} drawn, ${CHANGES} changed every ${EVERY_MS} ms`)
  console.table({
    'change to shown, ms': {
      p50: percentile(delays, 50),
      p95: percentile(delays, 95),
      most: percentile(delays, 100),
    },
  })
  console.table({ 'tasks at loading, ms': loading, 'tasks in the storm, ms': working })
  console.log(`${delays.length} of ${sent.size} changes timed`)
} finally {
  await browser.close()
  server.close()
}

/** Changes rows all over, one of them in sight and timed; meanwhile the operator writes and scrolls. */
async function storm(page: Page): Promise<ReadonlyMap<string, number>> {
  const sent = new Map<string, number>()
  let count = 0
  const timer = setInterval(() => {
    const upsert: MonitorRow[] = []
    for (let i = 0; i < CHANGES; i++) {
      const at = (count * CHANGES + i * 37) % ENTRIES
      upsert.push({ ...makeRow(at), question: `question ${count}`, questionSince: Date.now() })
    }
    const question = `timed ${count}`
    upsert.push({ ...makeRow(0), question })
    sent.set(question, Date.now())
    count++
    server.tell({ type: 'rows', upsert, remove: [] })
  }, EVERY_MS)
  const search = page.getByRole('searchbox')
  const end = Date.now() + SECONDS * 1000
  while (Date.now() < end) {
    await search.pressSequentially('visitor ', { delay: 40 })
    await search.fill('')
    await page.mouse.wheel(0, 30_000)
    await page.mouse.wheel(0, -30_000)
  }
  clearInterval(timer)
  return sent
}

interface Tasks {
  readonly longest: number
  /** By the processor alone: what a machine with nothing else to do would need. */
  readonly longestOfProcessor: number
  readonly over50: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Of the main thread of the page. */
function readTasks(trace: Buffer): Tasks {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      ph === 'X' && name.endsWith('RunTask') && threads.has(`${pid} ${tid}`),
  )
  const ms = (micros: number | undefined): number => Math.round((micros ?? 0) / 100) / 10
  return {
    longest: Math.max(0, ...tasks.map(({ dur }) => ms(dur))),
    longestOfProcessor: Math.max(0, ...tasks.map(({ tdur }) => ms(tdur))),
    over50: tasks.filter(({ dur }) => ms(dur) > 50).length,
  }
}

async function serve() {
  const page = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Monitor</title>
    <link rel="stylesheet" href="/${built('monitor', 'css')}"></head><body><div id="monitor"
    data-root="/" data-frame-url="/frame" data-me-id="${OPERATOR.id}" data-me-name="Olivia"></div>
    <script type="module" src="/${built('monitor', 'js')}"></script></body></html>`
  const http = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    if (name === '') return response.setHeader('content-type', 'text/html').end(page)
    if (!readdirSync(WEB).includes(name)) return response.writeHead(404).end()
    const type = name.endsWith('.js') ? 'text/javascript' : 'text/css'
    return response.setHeader('content-type', type).end(readFileSync(WEB + name))
  })
  const sockets = new Set<WebSocket>()
  const upgrades = new WebSocketServer({ server: http, path: '/live/monitor' })
  upgrades.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('message', () => {
      const desk = {
        available: true,
        roles: [],
        knownRoles: [],
        limit: null,
        open: 0,
        colleagues: [],
        offers: [],
        phone: null,
      }
      say(socket, {
        type: 'welcome',
        version: PROTOCOL_VERSION,
        me: OPERATOR,
        desk,
        rows: rows.slice(0, PART),
        more: rows.length > PART,
        conversations: [],
        now: Date.now(),
      })
      for (let at = PART; at < rows.length; at += PART) {
        const more = at + PART < rows.length
        say(socket, { type: 'more-rows', rows: rows.slice(at, at + PART), more })
      }
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    tell(message: MonitorDown) {
      for (const socket of sockets) say(socket, message)
    },
    close() {
      for (const socket of sockets) socket.terminate()
      http.close()
    },
  }
}

function say(socket: WebSocket, message: MonitorDown): void {
  socket.send(JSON.stringify(message))
}

function built(name: string, end: string): string {
  const found = readdirSync(WEB).find((file) => file.startsWith(`${name}-`) && file.endsWith(end))
  if (found === undefined) throw new Error('run `npm run build:web` first')
  return found
}

function makeRow(i: number): MonitorRow {
  const isOn = i % 10 === 0
  return {
    session: idOf(i, 1) as MonitorRow['session'],
    participant: idOf(i, 2) as MonitorRow['participant'],
    status: isOn ? 'on' : 'standby',
    title: `Interview ${i % 40}`,
    name: i % 3 === 0 ? `Person ${i}` : null,
    visitorNumber: i % 3 === 0 ? null : i,
    mode: 'help',
    roles: ['housing', 'family law'],
    operator: isOn ? OPERATOR : null,
    queuePlace: null,
    canTake: false,
    hasTalk: isOn,
    chatSince: isOn ? i + 1 : null,
    shared: false,
    unansweredSince: isOn ? i + 1 : null,
    blocked: null,
    invited: null,
    canOfferHelp: !isOn,
    progress: i % 100,
    question: 'the first question',
    questionSince: Date.now(),
    startedAt: i,
    offlineAt: null,
    canObserve: true,
    watchedBy: [],
    joinedBy: [],
    controlledBy: null,
    interview: `docassemble.playground:data/questions/interview-${i % 40}.yml`,
    phone: null,
  }
}

function idOf(i: number, kind: number): string {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(0, i)
  bytes[15] = kind
  return encodeId(bytes)
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN
}
