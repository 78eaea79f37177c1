/**
 * One participant in two tabs, over a line that fails at the wrong moment: nothing is lost, nothing
 * is there twice, and both tabs tell the same.
 */
import { expect, test, type Locator, type Page, type Route } from '@playwright/test'
import { must } from '../../src/base/must.ts'
import { startFaultProxy, type FaultProxy } from '../faults/proxy.ts'
import { startTalk, until, type Talk } from '../faults/talk.ts'
import { EXAMPLES, newPage, visitorOn, type Visitor } from './people.ts'
import { startServer, type TestServer } from './server.ts'

const INTERVIEW = `${EXAMPLES}/chat-example-1.yml`

test.describe('two tabs of one participant', () => {
  test.describe.configure({ mode: 'serial' })

  let server: TestServer
  let proxy: FaultProxy
  let talk: Talk
  let first: Visitor
  let second: Visitor
  let session: string

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    const port = Number(new URL(server.url).port)
    proxy = await startFaultProxy({ host: '127.0.0.1', port, stallsSocketsOnly: true })
    // An operator without a browser, who is available.
    talk = await startTalk(server, 0)
    const url = `http://localhost:${proxy.port}`
    const page = await newPage(browser)
    first = visitorOn(page, url)
    await first.begin(INTERVIEW)
    second = visitorOn(await page.context().newPage(), url)
    await second.page.goto(page.url())
    session = must(/[\w-]{22}$/.exec(new URL(page.url()).pathname)?.[0], 'a session')
  })
  test.afterAll(async () => {
    await first.page.context().close()
    talk.close()
    await proxy.close()
    await server.close()
  })

  const textsIn = (visitor: Visitor): Locator => visitor.chatLog.locator('.al-line-text')
  const line = (visitor: Visitor, text: string): Locator =>
    visitor.chatLog.locator('.al-line').filter({ hasText: text })
  const told = (): readonly string[] => (talk.operator.lines(session) ?? []).map(({ text }) => text)

  async function isOnceEverywhere(text: string): Promise<void> {
    for (const tab of [first, second]) {
      await tab.openChat()
      await expect(line(tab, text)).toHaveCount(1)
      await expect(line(tab, text).locator('.al-line-state')).toHaveText(/Sent|Read/)
    }
    await until(() => told().includes(text))
    expect(told().filter((other) => other === text)).toHaveLength(1)
  }

  test('[REL2] [REL3] [CHT17] both write at once: one order, in both tabs and for the operator', async () => {
    await first.openChat()
    await first.activateChat()
    await second.openChat()
    await expect(second.page.locator('#al-chat-input')).toBeEnabled()
    const written: string[] = []
    for (let n = 1; n <= 2; n++) {
      await Promise.all([first.say(`first ${n}`), second.say(`second ${n}`)])
      written.push(`first ${n}`, `second ${n}`)
    }
    for (const tab of [first, second]) await expect(textsIn(tab)).toHaveCount(written.length)
    await until(() => told().length === written.length)
    const order = told()
    expect(order.toSorted()).toEqual(written.toSorted())
    for (const tab of [first, second]) await expect(textsIn(tab)).toHaveText([...order])
    for (const name of ['first', 'second']) {
      const own = order.filter((text) => text.startsWith(name))
      expect(own).toEqual([1, 2].map((n) => `${name} ${n}`))
    }
  })

  test('[REL1] [REL2] reloaded while a message is on its way up: it arrives once', async () => {
    const text = 'held back on its way up'
    proxy.stallUp()
    await first.say(text)
    await expect(line(first, text).locator('.al-line-state')).toHaveText('Sending…')
    await first.page.reload()
    // Now the message comes late, from a page that is gone, and again from the page that is there.
    proxy.heal()
    await isOnceEverywhere(text)
  })

  test('[REL1] [REL2] reloaded after it was stored and before the page knew: it is there once', async () => {
    const text = 'stored and not acknowledged'
    proxy.stallDown()
    await first.say(text)
    await until(() => told().includes(text))
    await expect(line(first, text).locator('.al-line-state')).toHaveText('Sending…')
    await first.page.reload()
    proxy.heal()
    await isOnceEverywhere(text)
  })

  test('[REL2] [REL6] killed under both tabs: each message that was written is there once', async () => {
    await Promise.all([first.say('first, before the kill'), second.say('second, before the kill')])
    await server.kill()
    await Promise.all([first.say('first, in between'), second.say('second, in between')])
    await server.start()
    for (const text of ['first, before the kill', 'second, before the kill']) {
      await isOnceEverywhere(text)
    }
    for (const text of ['first, in between', 'second, in between']) await isOnceEverywhere(text)
  })

  test('[REL5] a button pressed twice, and the same screen sent from both tabs, are one step', async () => {
    for (const tab of [first, second]) {
      await tab.page.reload()
      await tab.page.getByLabel('Child Support').check()
    }
    const pressed = (tab: Visitor): Locator =>
      tab.page.locator('#al-form').getByRole('button', { name: 'Continue' })
    await Promise.all([pressed(first).dblclick(), pressed(second).click()])
    for (const tab of [first, second]) {
      await expect(tab.page.locator('#al-screen h1')).toHaveText('All done')
    }
    // One step back is the first screen again.
    await first.page.getByRole('button', { name: 'Back' }).click()
    await expect(first.page.getByLabel('Child Support')).toBeVisible()
    await expect(first.page.getByRole('button', { name: 'Back' })).toBeHidden()
  })

  test('[REL5] a screen whose answer was lost is sent again as the same step', async () => {
    await first.page.getByLabel('Spousal Support').check()
    // The server has it; its reply is thrown away.
    const loseReply = async (route: Route): Promise<void> => {
      await route.fetch()
      await route.abort('connectionreset')
    }
    await first.page.route('**/s/*', loseReply, { times: 1 })
    await first.goOn()
    await expect(first.page.getByText('Your answers could not be sent')).toBeVisible()
    await expect(first.page.getByLabel('Spousal Support')).toBeChecked()
    await first.goOn()
    await expect(first.page.locator('#al-screen h1')).toHaveText('All done')
    await first.page.getByRole('button', { name: 'Back' }).click()
    await expect(first.page.getByLabel('Spousal Support')).toBeVisible()
    await expect(first.page.getByRole('button', { name: 'Back' })).toBeHidden()
  })

  test('[CHT16] of two tabs that would tell of live help at the same moment, one does', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    const context = page.context()
    // By message, since a line that breaks sends its own again.
    const held = new Map<string, () => void>()
    await context.routeWebSocket('**/live/session/*', (tab) => {
      const upstream = tab.connectToServer()
      tab.onMessage((message) => {
        const asks = String(message).includes('"informed"')
        // Each has seen that the notice is due before either is heard.
        const isHeld = asks && held.size < 2
        if (asks) held.set(String(message), () => upstream.send(message))
        if (!isHeld) upstream.send(message)
        else if (held.size === 2) for (const release of held.values()) release()
      })
    })
    await page.goto(`${server.url}/interview?i=${encodeURIComponent(INTERVIEW)}&new_session=1`)
    const other = await context.newPage()
    await other.goto(page.url())
    const tabs = [page, other]
    await expect.poll(() => held.size).toBe(2)
    const notice = (tab: Page): Locator =>
      tab.locator('#al-notices').getByText('Live chat is available.')
    // Answered, whatever the answer was.
    for (const tab of tabs) {
      await expect
        .poll(() =>
          tab.evaluate<number>(
            'Object.keys(sessionStorage).filter((key) => key.endsWith("outbox")).length',
          ),
        )
        .toBe(0)
    }
    const shown = await Promise.all(tabs.map((tab) => notice(tab).count()))
    expect(shown.reduce((sum, count) => sum + count)).toBe(1)
    await context.close()
  })

  test('[REL8] [REL2] without storage, notifications and sound the chat works, over a cut too', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await page.addInitScript(`
      const blocked = () => { throw new DOMException('blocked', 'SecurityError') }
      for (const name of ['sessionStorage', 'localStorage', 'indexedDB', 'caches']) {
        Object.defineProperty(window, name, { get: blocked })
      }
      Object.defineProperty(document, 'cookie', { get: blocked, set: blocked })
      window.Notification = class { constructor() { blocked() } static requestPermission() { blocked() } }
      window.Audio = window.AudioContext = class { constructor() { blocked() } }
    `)
    const broken: string[] = []
    page.on('pageerror', (error) => broken.push(error.message))
    const visitor = visitorOn(page, `http://localhost:${proxy.port}`)
    await visitor.begin(INTERVIEW)
    await visitor.openChat()
    await visitor.activateChat()
    proxy.stallUp()
    await visitor.say('kept in memory')
    proxy.cut()
    proxy.heal()
    await expect(line(visitor, 'kept in memory').locator('.al-line-state')).toHaveText(/Sent|Read/)
    await expect(line(visitor, 'kept in memory')).toHaveCount(1)
    expect(broken).toEqual([])
    await page.context().close()
  })
})
