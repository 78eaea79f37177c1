/**
 * How soon does an operator see what a user types, what does observing cost, and how does rrweb do on
 * the same page in the same run? Limits: 34 ms p50 and 100 ms p95 on this machine, 250 ms from the
 * click to the picture, 50 bytes a key, 5 KB of script, and nothing at all while nobody observes.
 *
 *   node bench/mirror.ts [keys] [what: weight picture keys control bytes processor]
 *
 * User and operator have a browser each, and a line each that can be made slow. rrweb's events go over
 * a bare relay; its recorder is put into the page, whose rules on scripts are off for it.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { gzipSync } from 'node:zlib'
import {
  countListeners,
  forgetTraffic,
  median,
  percentile,
  processorTimePerKey,
  typeAcross,
  typeAtPace,
  typeBurst,
} from './mirror/measure.ts'
import { openAlongside, openRrweb, type Pair } from './mirror/pair.ts'
import { bundle, LONG_TEXT, openWorld, type World } from './mirror/world.ts'

/** Each way on each line: 150 ms there and back. */
const SLOW_MS = 75
const ROUNDS = 5
const PROCESSOR_KEYS = 400
const PROCESSOR_ROUNDS = 4
const LINES = [
  ['loopback', 0],
  ['150 ms there and back on each line', SLOW_MS],
] as const
const WEB = new URL('../dist/web/', import.meta.url)

/** By the name of what was measured. */
type Durations = Map<string, number[]>

const keys = Number(process.argv[2] ?? 500)
const parts = process.argv.slice(3)
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part)

const world = await openWorld()
try {
  console.log(`Node ${process.version}, Chromium ${world.users.version()}`)
  console.log(`${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`)
  if (wanted('weight')) await weigh(world)
  if (wanted('picture')) await measurePictures(world)
  if (wanted('keys')) await measureKeys(world)
  if (wanted('control')) await measureControl(world)
  if (wanted('bytes')) await measureBytes(world)
  if (wanted('processor')) await measureProcessor(world)
} finally {
  await world.close()
}

/** What is loaded, and what is there and travels while nobody observes. */
async function weigh(in_: World): Promise<void> {
  const pair = await openAlongside(in_)
  const loaded: string[] = []
  pair.user.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  const before = await countListeners(pair.devtools)
  await pair.user.getByLabel('Your name').focus()
  await typeAtPace(pair.user, 20, 60)
  const quiet = { listeners: before, requests: loaded.length, bytes: pair.sent.bytes }
  await pair.observe()
  const observed = await countListeners(pair.devtools)
  await pair.stop()
  const after = await countListeners(pair.devtools)
  await pair.close()
  console.log('\nWhile nobody observes, after 20 keys: ')
  console.table({
    'before observing': quiet,
    observed: { listeners: observed, requests: loaded.length, bytes: pair.sent.bytes },
    afterwards: { listeners: after },
  })
  console.log('Scripts, bytes (gzip):')
  console.table({
    'user, while observed': {
      Alongside: gzipped(builtFile('mirror-agent')),
      rrweb: gzipped(Buffer.from(await bundle('rrweb-recorder.ts', 'esm'))),
    },
    'frame of the picture': {
      Alongside: gzipped(builtFile('mirror-frame')),
      rrweb: gzipped(Buffer.from(await bundle('rrweb-operator.ts'))),
    },
  })
}

async function measurePictures(in_: World): Promise<void> {
  for (const [line, delayMs] of LINES) {
    const cold: Durations = new Map()
    const warm: Durations = new Map()
    for (let round = 0; round < ROUNDS; round++) {
      for (const open of inTurn(round)) {
        const pair = await open(in_)
        in_.delay(delayMs)
        note(cold, pair, await pair.observe())
        await pair.stop()
        note(warm, pair, await pair.observe())
        await pair.close()
      }
    }
    console.log(`\nFrom the click to the first styled picture, ${line}, ms (median of ${ROUNDS}):`)
    console.table({
      'first time in both browsers': compare(cold, median),
      'once more': compare(warm, median),
    })
  }
}

async function measureKeys(in_: World): Promise<void> {
  const ours = await openAlongside(in_)
  const theirs = await openRrweb(in_)
  const pairs = [ours, theirs]
  for (const pair of pairs) await pair.observe()
  for (const [line, delayMs] of LINES) {
    in_.delay(delayMs)
    for (const pair of pairs) await typeAcross(pair, 20, 'user')
    const across: Durations = new Map()
    const own: Durations = new Map()
    const share = Math.ceil(keys / ROUNDS / 20) * 20
    for (let round = 0; round < ROUNDS; round++) {
      for (const pair of round % 2 === 0 ? pairs : pairs.toReversed()) {
        const times = await typeAcross(pair, share, 'user')
        for (const time of times.across) note(across, pair, time)
        for (const time of times.own) note(own, pair, time)
      }
    }
    console.log(`\nFrom a key to the letter painted, ${line}, ms (${share * ROUNDS} keys each):`)
    console.table({
      'in the picture, p50': compare(across, median),
      'in the picture, p95': compare(across, (times) => percentile(times, 95)),
      'before the user, p50': compare(own, median),
      'before the user, p95': compare(own, (times) => percentile(times, 95)),
    })
  }
  for (const pair of pairs) await pair.close()
}

/** The operator's keys on the user's page, and by turns the user's in the picture: the way is the same. */
async function measureControl(in_: World): Promise<void> {
  const pairs = { operator: await openAlongside(in_), user: await openAlongside(in_) }
  for (const pair of Object.values(pairs)) await pair.observe()
  await pairs.operator.control?.()
  for (const [line, delayMs] of LINES) {
    in_.delay(delayMs)
    const times = { operator: [] as number[], user: [] as number[], own: [] as number[] }
    const share = Math.ceil(keys / ROUNDS / 20) * 20
    for (let round = 0; round <= ROUNDS; round++) {
      for (const who of ['operator', 'user'] as const) {
        const { across, own } = await typeAcross(pairs[who], round === 0 ? 20 : share, who)
        if (round === 0) continue
        times[who].push(...across)
        if (who === 'operator') times.own.push(...own)
      }
    }
    const row = (all: readonly number[]) => {
      return { p50: round(median(all)), p95: round(percentile(all, 95)), keys: all.length }
    }
    console.log(`\nControl, from a key to the letter painted, ${line}, ms:`)
    console.table({
      'the operator’s key, before the user': row(times.operator),
      'the operator’s key, in their picture': row(times.own),
      'a user’s key, in the picture': row(times.user),
    })
  }
  for (const pair of Object.values(pairs)) await pair.close()
}

async function measureBytes(in_: World): Promise<void> {
  const rows: Record<string, Record<string, number>> = {}
  const note = (name: string, what: string, sent: number, received: number): void => {
    Object.assign((rows[`${what}, from the user`] ??= {}), { [name]: Math.round(sent) })
    Object.assign((rows[`${what}, to the operator`] ??= {}), { [name]: Math.round(received) })
  }
  for (const open of [openAlongside, openRrweb]) {
    const pair = await open(in_)
    const { name, sent, received } = pair
    await pair.observe()
    note(name, 'first picture', sent.bytes, received.bytes)
    const short = await typeAcross(pair, 100, 'user')
    note(name, 'a key, up to 20 letters', short.sentBytes / 100, short.receivedBytes / 100)
    await pair.stop()
    await fillScreen(pair)
    forgetTraffic(pair)
    await pair.observe()
    note(name, 'picture of a filled screen', sent.bytes, received.bytes)
    await pair.close()
    const letter = await open(in_, LONG_TEXT)
    await letter.user.getByLabel('Letter').fill('please come and look '.repeat(12).slice(0, 240))
    await letter.observe()
    const field = '#al-screen textarea'
    const long = await typeBurst(letter, { who: 'user', field, count: 60 })
    note(name, 'a key, after 240 letters', long.sentBytes / 60, long.receivedBytes / 60)
    await letter.close()
  }
  console.log('\nBytes of the sockets’ messages:')
  console.table(rows)
}

async function fillScreen({ user }: Pair): Promise<void> {
  await user.getByLabel('Your name').fill('Tamara Teresa Tenant')
  await user.getByLabel('E-mail').fill('tamara@example.org')
  await user.getByLabel('Date of birth').fill('1980-02-29')
  await user.getByLabel('A number that nobody else sees').fill('DE02 1234')
}

async function measureProcessor(in_: World): Promise<void> {
  const spent = new Map<string, number[]>()
  const kinds = [
    { name: 'nobody observes', open: openAlongside, observes: false },
    { name: 'Alongside', open: openAlongside, observes: true },
    { name: 'rrweb', open: openRrweb, observes: true },
  ]
  for (let round = 0; round < PROCESSOR_ROUNDS; round++) {
    for (const { name, open, observes } of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const pair = await open(in_)
      if (observes) await pair.observe()
      await processorTimePerKey(in_.users, pair.user, 40)
      const time = await processorTimePerKey(in_.users, pair.user, PROCESSOR_KEYS)
      spent.set(name, [...(spent.get(name) ?? []), time])
      await pair.close()
    }
  }
  console.log(
    `\nProcessor time of the user’s page for a key, ms (median of ${PROCESSOR_ROUNDS} x ${PROCESSOR_KEYS}):`,
  )
  console.table(
    Object.fromEntries(
      [...spent].map(([name, times]) => [
        name,
        { median: round(median(times), 2), least: round(Math.min(...times), 2) },
      ]),
    ),
  )
}

/** By turns, so that what the machine does meanwhile falls on both. */
function inTurn(round: number) {
  return round % 2 === 0 ? [openAlongside, openRrweb] : [openRrweb, openAlongside]
}

function note(durations: Durations, { name }: Pair, ms: number): void {
  durations.set(name, [...(durations.get(name) ?? []), ms])
}

/** With the ratio of the first to the second, which says more than either on a busy machine. */
function compare(durations: Durations, reduce: (values: readonly number[]) => number) {
  const ours = reduce(durations.get('Alongside') ?? [])
  const theirs = reduce(durations.get('rrweb') ?? [])
  return { Alongside: round(ours), rrweb: round(theirs), ratio: round(ours / theirs, 2) }
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}

function builtFile(name: string): Buffer {
  const file = readdirSync(WEB).find((found) => found.startsWith(`${name}-`))
  if (file === undefined) throw new Error(`npm run build:web first: there is no ${name}`)
  return readFileSync(new URL(file, WEB))
}

function gzipped(bytes: Buffer): number {
  return gzipSync(bytes).length
}
