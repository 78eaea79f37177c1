/** What is measured of a pair; all times in ms. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, CDPSession, Frame, Page } from '@playwright/test'
import { until, type Pair } from './pair.ts'

/** Of one burst; the field takes 60. */
const BURST = 20
const PACE_MS = 60
const LETTERS = 'the heating is broken since the first of october and nobody came to look at it '

export interface KeyTimes {
  /** From the key to the letter on the other's screen. */
  readonly across: readonly number[]
  /** From the key to the letter on the screen of who typed. */
  readonly own: readonly number[]
  /** What the keys sent from the user's page, and to the operator's. */
  readonly sentBytes: number
  readonly receivedBytes: number
}

/** Keys in the user's page, painted in the picture; or the other way, where the operator controls. */
export async function typeAcross(
  pair: Pair,
  count: number,
  who: 'user' | 'operator',
): Promise<KeyTimes> {
  const field = await nameField(pair.user)
  const bursts: KeyTimes[] = []
  for (let done = 0; done < count; done += BURST) {
    await empty(await sidesOf(pair, who), field)
    bursts.push(await typeBurst(pair, { who, field, count: BURST }))
  }
  return {
    across: bursts.flatMap(({ across }) => across),
    own: bursts.flatMap(({ own }) => own),
    sentBytes: sum(bursts.map(({ sentBytes }) => sentBytes)),
    receivedBytes: sum(bursts.map(({ receivedBytes }) => receivedBytes)),
  }
}

/** At the end of what stands in the field. */
export async function typeBurst(
  pair: Pair,
  how: { readonly who: 'user' | 'operator'; readonly field: string; readonly count: number },
): Promise<KeyTimes> {
  const { field, count } = how
  const { here, there } = await sidesOf(pair, how.who)
  const length = `document.querySelector('${field}').value.length`
  const before = await here.evaluate<number>(length)
  await here.locator(field).focus()
  await here.page().keyboard.press('Control+End')
  for (const frame of [here, there]) await frame.evaluate(`probe.watchText('${field}')`)
  forgetTraffic(pair)
  await typeAtPace(here.page(), count, PACE_MS)
  const whole = `probe.paintedAt.length > ${before + count}`
  for (const frame of [here, there]) await until(frame, whole)
  const pressed = (await here.evaluate<number[]>('probe.keys')).slice(-count)
  const timesOn = async (frame: Frame): Promise<number[]> => {
    const painted = await frame.evaluate<number[]>('probe.paintedAt')
    await frame.evaluate('probe.stop()')
    return pressed.map((at, i) => (painted[before + i + 1] ?? NaN) - at)
  }
  return {
    across: await timesOn(there),
    own: await timesOn(here),
    sentBytes: pair.sent.bytes,
    receivedBytes: pair.received.bytes,
  }
}

interface Sides {
  readonly here: Frame
  readonly there: Frame
}

async function sidesOf(pair: Pair, who: 'user' | 'operator'): Promise<Sides> {
  const picture = await pair.picture()
  const user = pair.user.mainFrame()
  return who === 'user' ? { here: user, there: picture } : { here: picture, there: user }
}

export function forgetTraffic({ sent, received }: Pair): void {
  for (const traffic of [sent, received]) Object.assign(traffic, { bytes: 0, messages: 0 })
}

export async function nameField(user: Page): Promise<string> {
  const target = await user.getByLabel('Your name').getAttribute('data-m')
  return `[data-m="${target}"]`
}

/** By keys, as whoever types would; until both sides show it. */
async function empty({ here, there }: Sides, field: string): Promise<void> {
  await here.locator(field).focus()
  await here.page().keyboard.press('Control+A')
  await here.page().keyboard.press('Delete')
  const isEmpty = `document.querySelector('${field}')?.value === ''`
  const isShownEmpty = `
    (document.querySelector('.replayer-wrapper iframe')?.contentDocument ?? document)
      .querySelector('${field}')?.value === ''`
  await until(here, isEmpty)
  await until(there, isShownEmpty)
}

export async function typeAtPace(page: Page, count: number, paceMs: number): Promise<void> {
  const began = performance.now()
  for (let i = 0; i < count; i++) {
    // Unevenly, or the keys would keep step with the frames.
    const due = began + i * paceMs + (i % 7) * 2.3
    await pause(Math.max(0, due - performance.now()))
    await page.keyboard.press(LETTERS.charAt(i % LETTERS.length))
  }
}

/** Processor time of all pages of a browser, s. */
export async function pageProcessorTime(browser: Browser): Promise<number> {
  const devtools: CDPSession = await browser.newBrowserCDPSession()
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  await devtools.detach()
  return sum(processInfo.filter(({ type }) => type === 'renderer').map(({ cpuTime }) => cpuTime))
}

/** ms of the page's processor time for each key. */
export async function processorTimePerKey(
  browser: Browser,
  user: Page,
  keys: number,
): Promise<number> {
  const field = user.locator(await nameField(user))
  let spent = 0
  for (let done = 0; done < keys; done += BURST) {
    await field.fill('')
    const before = await pageProcessorTime(browser)
    await typeAtPace(user, BURST, PACE_MS)
    spent += (await pageProcessorTime(browser)) - before
  }
  return (spent * 1000) / keys
}

/** Listeners of the page on what a mirror listens to. */
export async function countListeners(devtools: CDPSession): Promise<number> {
  let count = 0
  for (const expression of ['window', 'document', "document.querySelector('#al-screen')"]) {
    const { result } = await devtools.send('Runtime.evaluate', { expression })
    if (result.objectId === undefined) continue
    const { objectId } = result
    const { listeners } = await devtools.send('DOMDebugger.getEventListeners', { objectId })
    count += listeners.length
  }
  return count
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}
