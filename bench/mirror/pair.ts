/** A user and an operator who watches: by Alongside, and by rrweb on the same page of the same server. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, Frame, Page } from '@playwright/test'
import { operatorOn, visitorOn } from '../../test/e2e/people.ts'
import { ALL_FIELDS, bundle, newPage, type World } from './world.ts'

export interface Traffic {
  bytes: number
  messages: number
}

export interface Pair {
  readonly name: string
  readonly user: Page
  readonly operator: Page
  readonly devtools: CDPSession
  /** Of the mirror alone: from the user's page, and to the operator's. */
  readonly sent: Traffic
  readonly received: Traffic
  /** ms from the click to the first styled picture that was painted. */
  observe(): Promise<number>
  stop(): Promise<void>
  /** Takes the observed screen's control; null where there is no such thing. */
  readonly control: (() => Promise<void>) | null
  /** Where the picture's probe runs. */
  picture(): Promise<Frame>
  close(): Promise<void>
}

/** At the first screen of an interview, and nobody observing yet. */
export async function openAlongside(world: World, interview = ALL_FIELDS): Promise<Pair> {
  world.delay(0)
  const user = await openUser(world, { interview, isCounted: isMirror })
  const key = await user.user.evaluate<string>(
    "document.body.dataset.session + '/' + document.body.dataset.participant",
  )
  const page = await newPage(world.operators, { signIn: world.signIn })
  const received = countFrames(page, 'framereceived', isMirror)
  await operatorOn(page, `http://${world.server.operator}`).openMonitor()
  const entry = page.locator(`[data-key="${key}"]`)
  await entry.waitFor()

  async function picture(): Promise<Frame> {
    const element = await entry.locator('iframe').elementHandle()
    const frame = await element?.contentFrame()
    if (frame === null || frame === undefined) throw new Error('no picture')
    return frame
  }

  return {
    name: 'Alongside',
    ...user,
    operator: page,
    received,
    picture,
    async observe() {
      await entry.getByRole('button', { name: 'Observe' }).click()
      return untilShown(page, await picture())
    },
    async stop() {
      await entry.getByRole('button', { name: 'Stop observing' }).click()
      await entry.locator('iframe').waitFor({ state: 'detached' })
    },
    async control() {
      const button = entry.locator('[data-part="control"]')
      await button.click()
      await (await picture()).locator('body.al-operated').waitFor()
    },
    close: () => closeAll(user.user, page),
  }
}

export async function openRrweb(world: World, interview = ALL_FIELDS): Promise<Pair> {
  world.delay(0)
  const room = `/${++world.rooms}`
  const script = `
    window.rrwebRelay = 'ws://${world.relay.user}${room}'
    window.rrwebRecorder = '${world.files}/recorder.js'
    ${await bundle('rrweb-user.ts')}`
  const user = await openUser(world, { interview, isCounted: isRrweb, script })
  const relay = `window.rrwebRelay = 'ws://${world.relay.operator}${room}'`
  const operator = await newPage(world.operators, { script: relay })
  const received = countFrames(operator, 'framereceived', isRrweb)
  await operator.goto(world.files)
  for (const page of [user.user, operator]) await until(page.mainFrame(), 'window.rrwebIsReady')

  return {
    name: 'rrweb',
    ...user,
    operator,
    received,
    picture: async () => operator.mainFrame(),
    async observe() {
      await operator.locator('#observe').click()
      return untilShown(operator, operator.mainFrame())
    },
    stop: () => operator.locator('#stop').click(),
    control: null,
    close: () => closeAll(user.user, operator),
  }
}

async function openUser(
  world: World,
  how: {
    readonly interview: string
    readonly isCounted: (payload: string) => boolean
    readonly script?: string
  },
): Promise<Pick<Pair, 'user' | 'devtools' | 'sent'>> {
  const user = await newPage(world.users, { script: how.script ?? '' })
  const sent = countFrames(user, 'framesent', how.isCounted)
  await visitorOn(user, `http://${world.server.user}`).begin(how.interview)
  return { user, devtools: await user.context().newCDPSession(user), sent }
}

async function closeAll(...pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.context().close()
}

async function untilShown(operator: Page, picture: Frame): Promise<number> {
  await until(picture, 'probe.pictureAt > 0')
  const at = await picture.evaluate<number>('probe.pictureAt')
  return at - (await operator.evaluate<number>('probe.clickedAt'))
}

/** Asked by the debugger: the pages' own rules forbid what evaluates strings. */
export async function until(frame: Frame, expression: string): Promise<void> {
  for (let tries = 0; (await frame.evaluate<unknown>(expression)) !== true; tries++) {
    if (tries > 200) throw new Error(`never: ${expression}`)
    await pause(50)
  }
}

function countFrames(
  page: Page,
  which: 'framesent' | 'framereceived',
  isCounted: (payload: string) => boolean,
): Traffic {
  const traffic = { bytes: 0, messages: 0 }
  const count = ({ payload }: { payload: string | Buffer }): void => {
    if (!isCounted(String(payload))) return
    traffic.bytes += Buffer.byteLength(payload)
    traffic.messages++
  }
  page.on('websocket', (socket) => {
    if (which === 'framesent') socket.on('framesent', count)
    else socket.on('framereceived', count)
  })
  return traffic
}

function isMirror(payload: string): boolean {
  return payload.startsWith('{"type":"mirror"')
}

/** Its events begin with their type's number. */
function isRrweb(payload: string): boolean {
  return /^\{"type":\d/.test(payload)
}
