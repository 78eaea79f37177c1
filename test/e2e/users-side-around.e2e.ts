/** Live help on the user's page, in what may change around it: mode, settings, screen, network. */
import { expect, test, type Page } from '@playwright/test'
import { newPage, PHONE, visitorOn, type Visitor } from './people.ts'
import { openStage, type Stage } from './users-side-stage.ts'
import type { WireDesk } from './wire-desk.ts'

test.describe("around the user's side", () => {
  test.describe.configure({ mode: 'serial' })

  let stage: Stage
  let visitor: Visitor
  let page: Page
  let olivia: WireDesk

  test.beforeAll(async ({ browser }) => {
    stage = await openStage(browser)
    page = stage.page
    visitor = stage.visitor
    olivia = stage.olivia
    await visitor.begin('live.yml')
    await olivia.meet(page)
    await olivia.do({ type: 'set-roles', roles: ['housing'] })
    await olivia.do({ type: 'set-available', available: true })
    await visitor.openChat()
    await visitor.activateChat()
    await visitor.say('Anybody?')
    await expect(visitor.chatLog).toContainText('Sent')
    await page.getByRole('button', { name: 'Turn off chat' }).click()
    await expect(input()).toBeDisabled()
  })
  test.afterAll(() => stage.close())

  const status = () => page.locator('#al-chat-status')
  const input = () => page.locator('#al-chat-input')
  const notices = () => page.locator('#al-notices')

  test('[CHT3] [CHT8] [CHT9] [CHT20] two users and an operator in peer modes', async ({
    browser,
  }) => {
    const invite = await page.getByRole('link', { name: 'Invite' }).getAttribute('href')
    const other = await newPage(browser, PHONE)
    await other.goto(invite ?? '')
    const begin = other.getByRole('button', { name: /begin|start|continue/i })
    if (!(await other.locator('#al-screen').isVisible())) await begin.click()
    await expect(other.locator('#al-screen h1')).toHaveText('Who are you?')
    await other.getByLabel('Your name').fill('Paul')

    await page.getByRole('link', { name: 'Mode peerhelp' }).click()
    await expect(status()).toHaveText('1 operator is standing by. 1 other user is here.')
    const otherVisitor = visitorOn(other, stage.server.url)
    await expect(otherVisitor.chatIcon).toHaveAttribute('data-state', 'green')
    await otherVisitor.openChat()
    await otherVisitor.activateChat()
    await visitor.activateChat()
    await expect(status()).toHaveText('You are chatting with Olivia Ortega. 1 other user is here.')
    await otherVisitor.say('Hello neighbour')
    const heard = visitor.chatLog.locator('.al-line').filter({ hasText: 'Hello neighbour' })
    await expect(heard).toContainText('anonymous visitor 2')
    await expect(heard.locator('.al-line-audience')).toHaveText('with everyone here')
    await expect(visitor.chatLog.locator('.al-line').filter({ hasText: 'Anybody?' })).toContainText(
      'private',
    )
    await expect(otherVisitor.chatLog).not.toContainText('Anybody?')
    await expect(
      otherVisitor.chatLog.locator('.al-line').filter({ hasText: 'Hello neighbour' }),
    ).toContainText('Read')

    // The operator ends their part: either user may ask for one again.
    const ask = page.getByRole('button', { name: 'Ask for an operator' })
    await expect(ask).toBeHidden()
    await olivia.endSharedChat()
    await expect(status()).toHaveText(
      'Olivia Ortega has ended their part. The chat among you goes on. 1 other user is here.',
    )
    await expect(other.getByRole('button', { name: 'Ask for an operator' })).toBeVisible()
    await ask.click()
    await expect(status()).toHaveText('You are chatting with Olivia Ortega. 1 other user is here.')
    await expect(input()).toBeFocused()
    for (const one of [page, other]) {
      await expect(one.getByRole('button', { name: 'Ask for an operator' })).toBeHidden()
    }

    await page.getByRole('link', { name: 'Mode peer', exact: true }).click()
    await expect(status()).toHaveText('1 other user is here.')
    await visitor.say('Just us')
    await expect(otherVisitor.chatLog).toContainText('Just us')
    expect(olivia.textsSeen()).toContain('Hello neighbour')
    expect(olivia.textsSeen()).not.toContain('Just us')

    // What was typed on the other page stays through all of it.
    await other.locator('#al-help-close').click()
    await expect(other.getByLabel('Your name')).toHaveValue('Paul')

    await page.getByRole('link', { name: 'Mode help' }).click()
    await expect(visitor.chatLog).not.toContainText('Hello neighbour')
    await expect(visitor.chatLog).toContainText('Just us')
    await other.context().close()
  })

  test('[AUT8] [STA6] what another page sets takes effect at once; the draft waits', async () => {
    const second = await page.context().newPage()
    await second.goto(page.url())
    await expect(second.locator('#al-screen h1')).toHaveText('Who are you?')
    if ((await input().isDisabled()) === true) await visitor.activateChat()
    await input().fill('to be continued')
    await second.getByRole('link', { name: 'Be observeonly' }).click()
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'grey')
    await expect(input()).toBeDisabled()
    await second.getByRole('link', { name: 'Be unavailable' }).click()
    await expect(visitor.chatIcon).toBeHidden()
    await expect(page.locator('#al-help')).toBeHidden()
    await second.getByRole('link', { name: 'Be available' }).click()
    await expect(visitor.chatIcon).toBeVisible()
    await visitor.openChat()
    await visitor.activateChat()
    await expect(input()).toHaveValue('to be continued')
    await second.close()
  })

  test('[CHT2] [A11Y1] on a narrow screen the area lies over the question, and closing goes back', async ({
    browser,
  }) => {
    const phone = await newPage(browser, { width: 320, height: 640 })
    const user = visitorOn(phone, stage.server.url)
    await user.begin('live.yml')
    await phone.getByLabel('Your name').fill('Nora')
    await user.openChat()
    await expect(phone.locator('#al-chat-activate')).toBeFocused()
    await expect(phone.locator('#al-screen')).toHaveAttribute('inert', '')
    const area = await phone.locator('#al-help').boundingBox()
    expect(area).toEqual({ x: 0, y: 0, width: 320, height: 640 })
    await phone.keyboard.press('Enter')
    await expect(phone.locator('#al-chat-input')).toBeFocused()
    await phone.keyboard.type('By keyboard')
    await phone.keyboard.press('Escape')
    await expect(phone.locator('#al-help')).toBeHidden()
    await expect(user.chatIcon).toBeFocused()
    await expect(phone.getByLabel('Your name')).toHaveValue('Nora')
    const overflow = await phone.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await phone.keyboard.press('Enter')
    await expect(phone.locator('#al-chat-input')).toHaveValue('By keyboard')
    await phone.context().close()
  })

  test('[REL8] where no WebSocket can be had the interview runs on and says so; without live help it says nothing', async ({
    browser,
  }) => {
    const cut = await newPage(browser)
    await cut.addInitScript(`
      window.WebSocket = class { constructor() { throw new DOMException('blocked', 'SecurityError') } }
      Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked', 'SecurityError') } })
    `)
    const user = visitorOn(cut, stage.server.url)
    await user.begin('live.yml')
    await expect(cut.locator('#al-notices')).toContainText('Live help cannot be reached.')
    await cut.getByLabel('Your name').fill('Cora')
    await cut.getByRole('link', { name: 'Be unavailable' }).click()
    await cut.reload()
    const quiet = await newPage(browser)
    await quiet.addInitScript(`
      window.tried = 0
      window.WebSocket = class { constructor() { window.tried++; throw new DOMException('blocked', 'SecurityError') } }
    `)
    await visitorOn(quiet, stage.server.url).begin('quiet.yml')
    await expect.poll(() => quiet.evaluate<number>('window.tried'), { timeout: 30_000 }).toBe(6)
    await expect(quiet.locator('#al-notices')).toBeEmpty()
    await cut.context().close()
    await quiet.context().close()
  })

  test('[REL6] [REL4] the page says that the line is lost, and is back by itself', async () => {
    await input().fill('kept')
    await stage.server.kill()
    await expect(notices()).toContainText('The connection for live help is lost.')
    await expect(status()).toHaveText('Not connected. Trying again…')
    await visitor.say('while you were gone')
    const line = visitor.chatLog.locator('.al-line').filter({ hasText: 'while you were gone' })
    await expect(line.locator('.al-line-state')).toHaveText('Sending…')
    await page.getByLabel('Your name').fill('still here')
    await stage.server.start()
    await expect(line.locator('.al-line-state')).toHaveText('Sent')
    await expect(notices()).not.toContainText('The connection for live help is lost.')
    await expect(page.getByLabel('Your name')).toHaveValue('still here')
    await page.reload()
    await expect(line).toHaveCount(1)
  })
})
