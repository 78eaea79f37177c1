/** Whoever is about to press in the Monitor's list meets what they aimed at, whatever comes meanwhile. */
import {
  expect,
  test,
  type Browser,
  type CDPSession,
  type Locator,
  type Page,
} from '@playwright/test'
import type { MonitorDown } from '../../src/protocol/monitor.ts'
import { openMonitorStage, OTTO, press, signInAs, type MonitorStage } from './monitor-stage.ts'
import { operatorOn, PHONE, type Operator, type Screen } from './people.ts'

interface Point {
  readonly x: number
  readonly y: number
}

test.describe('the Monitor’s list while somebody presses', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MonitorStage
  test.beforeAll(async ({ browser }) => {
    stage = await openMonitorStage(browser)
    const { olivia, second, otto } = stage
    await stage.come('Oak Street')
    listen(olivia.page)
    await olivia.signIn()
    await olivia.becomeAvailable()
    await olivia.tickRole('housing')
    await second.openMonitor()
    await otto.page.goto(`${stage.server.url}/signin`)
    await signInAs(otto.page, OTTO)
    await olivia.page.bringToFront()
  })
  test.afterAll(() => stage.close())

  test('[MON8] [JOI1] who comes to the top between press and release takes no press from anybody', async () => {
    const { olivia } = stage
    const pine = await stage.come('Pine Street')
    const join = buttonOf(olivia, 'Oak Street', 'Join')
    const at = await middleOf(join)
    const opened = olivia.page.context().waitForEvent('page')
    await olivia.page.mouse.move(at.x, at.y)
    await olivia.page.mouse.down()
    await seenBy(olivia.page, () => pine.activate())
    await olivia.page.mouse.up()
    const tab = await opened
    await expect(tab.getByText('You have joined anonymous visitor 1.')).toBeVisible()
    await expect(tab).toHaveTitle(/Oak Street/)
    await tab.getByRole('button', { name: 'Leave' }).click()
    await tab.close()
    // What had to wait has come.
    await expect(olivia.entry('Pine Street')).toContainText('New conversation')
    expect(await listed(olivia.page)).toEqual(['Pine Street', 'Oak Street'])
  })

  test('[MON8] who moved while the pointer was over a button: it is still that person’s', async () => {
    const { olivia } = stage
    const fir = await stage.come('Fir Street')
    const block = buttonOf(olivia, 'Oak Street', 'Block')
    // To the top of a list that is shorter than the window: it cannot scroll.
    await olivia.page.setViewportSize({ width: 1280, height: 1600 })
    const at = await middleOf(block)
    await olivia.page.mouse.move(at.x, at.y)
    await seenBy(olivia.page, () => fir.activate())
    await expect(olivia.entry('Fir Street')).toContainText('New conversation')
    await expectStill(block, at)
    // And back: whoever was above goes.
    await seenBy(olivia.page, () => press(stage.otto, 'Pine Street', 'Block'))
    await expect(olivia.entry('Pine Street')).toContainText('Blocked by Otto Orban')
    await expectStill(block, at)
    await olivia.page.mouse.down()
    await olivia.page.mouse.up()
    await expect(olivia.entry('Oak Street')).toContainText('Blocked by Olivia Ortega')
    await press(olivia, 'Oak Street', 'Unblock')
    await press(stage.otto, 'Pine Street', 'Unblock')
    // No room is left where nobody points any more.
    await olivia.page.mouse.move(5, 5)
    await olivia.page.getByRole('searchbox').focus()
    await expect(olivia.page.locator('.mo-entries')).toHaveCSS('margin-bottom', '0px')
    await expect(olivia.page.locator('.mo-entries')).toHaveCSS('top', '0px')
    await olivia.page.setViewportSize({ width: 1280, height: 800 })
  })

  test('[MON8] an entry that was held goes to its place when the press is over, not before', async () => {
    const { olivia, crowd } = stage
    const [oak] = crowd
    // In the box of the entry that the press makes free.
    await oak?.activate()
    await oak?.say('Hello')
    await olivia.entry('Oak Street').getByRole('textbox').click()
    await olivia.say('Oak Street', 'Good morning')
    await expect(olivia.entry('Oak Street').getByRole('log')).toContainText('Good morning')
    const observe = buttonOf(olivia, 'Fir Street', 'Observe')
    const at = await middleOf(observe)
    await olivia.page.mouse.move(at.x, at.y)
    await olivia.page.mouse.down()
    await frames(olivia.page)
    await expectStill(observe, at)
    await olivia.page.mouse.up()
    await expect(buttonOf(olivia, 'Fir Street', 'Stop observing')).toBeVisible()
    await press(olivia, 'Fir Street', 'Stop observing')
  })

  test('[MON8] a finger at a phone hits what it was laid on', async ({ browser }) => {
    const { page, olivia } = await onPhone(browser, PHONE)
    const finger = await page.context().newCDPSession(page)
    const join = buttonOf(olivia, 'Fir Street', 'Join')
    const at = await middleOf(join)
    const opened = page.context().waitForEvent('page')
    await touch(finger, 'touchStart', at)
    await seenBy(page, () => stage.crowd[0]?.say('Are you there?') ?? Promise.resolve())
    await touch(finger, 'touchEnd', null)
    const tab = await opened
    await expect(tab).toHaveTitle(/Fir Street/)
    await tab.close()
    await expect(olivia.entry('Oak Street')).toContainText('New message')
    // A finger that was dragged along presses nothing, and nothing waits for it.
    await touch(finger, 'touchStart', await middleOf(join))
    await touch(finger, 'touchMove', { x: at.x, y: 60 })
    await stage.crowd[0]?.say('Still here')
    await expect(olivia.entry('Oak Street').getByRole('log')).toContainText('Still here')
    await touch(finger, 'touchEnd', null)
    await page.context().close()
  })

  async function onPhone(
    browser: Browser,
    viewport: Screen,
  ): Promise<{ readonly page: Page; readonly olivia: Operator }> {
    const context = await browser.newContext({ viewport, hasTouch: true, isMobile: true })
    const page = await context.newPage()
    listen(page)
    const olivia = operatorOn(page, stage.server.url)
    await olivia.signIn()
    await expect(olivia.entry('Fir Street')).toBeAttached()
    return { page, olivia }
  }
})

function buttonOf(operator: Operator, title: string, name: string): Locator {
  return operator.entry(title).getByRole('button', { name })
}

/** In sight, and where it stays. */
async function middleOf(button: Locator): Promise<Point> {
  await button.scrollIntoViewIfNeeded()
  const box = await button.boundingBox()
  if (box === null) throw new Error('not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

async function expectStill(button: Locator, at: Point): Promise<void> {
  const { x, y } = await middleOf(button)
  expect(Math.max(Math.abs(x - at.x), Math.abs(y - at.y)), `${x}, ${y}`).toBeLessThan(1)
}

/** Titles in the order in which they stand. */
async function listed(page: Page): Promise<readonly string[]> {
  const names = await page.locator('.mo-interview').allInnerTexts()
  return names.map((name) => name.trim())
}

/** What each page has heard of its list. */
const heard = new WeakMap<Page, number>()

function listen(page: Page): void {
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const { type } = JSON.parse(String(payload)) as MonitorDown
      if (type === 'rows') heard.set(page, (heard.get(page) ?? 0) + 1)
    })
  })
}

/** After the page has heard what comes of it, and was drawn. */
async function seenBy(page: Page, act: () => Promise<void>): Promise<void> {
  const before = heard.get(page) ?? 0
  await act()
  await expect.poll(() => heard.get(page) ?? 0).toBeGreaterThan(before)
  await frames(page)
}

async function frames(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  )
}

async function touch(finger: CDPSession, type: string, at: Point | null): Promise<void> {
  const points = at === null ? [] : [at]
  await finger.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: points })
}
