/** Every page for everybody: no axe violation at desk and phone, by keyboard alone, and without JavaScript. */
import { expect, test, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import {
  comeByLink,
  createOperator,
  newPage,
  operatorOn,
  PHONE,
  visitorOn,
  type Operator,
  type Visitor,
} from './people.ts'
import { startServer, type TestServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'
test.describe('pages', () => {
  test.describe.configure({ mode: 'serial' })
  let server: TestServer
  let visitor: Visitor
  let operator: Operator

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    visitor = visitorOn(await newPage(browser), server.url)
    operator = operatorOn(await newPage(browser), server.url)
  })
  test.afterAll(async () => {
    await visitor.page.context().close()
    await operator.page.context().close()
    await server.close()
  })

  test('[A11Y1] plain pages have no violation', async ({ browser }) => {
    const page = await newPage(browser)
    for (const path of ['/', '/signin', '/register', '/forgot', '/nothing-here']) {
      await page.goto(server.url + path)
      await expectAccessible(page)
    }
    await page.goto(server.administratorLink())
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expectAccessible(page)
    const administration = ['sessions', 'mail', 'audit', 'system', 'privileges', 'users']
    const paths = ['/account', '/account/delete', ...administration.map((name) => `/admin/${name}`)]
    for (const path of paths) {
      await page.goto(server.url + path)
      await expectAccessible(page)
    }
    // Each of them leads to all others, by keyboard, and says where one is.
    const pages = page.getByRole('navigation', { name: 'Administration' })
    await pages.getByRole('link', { name: 'Audit log' }).press('Enter')
    await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible()
    await expect(pages.locator('[aria-current]')).toHaveText('Audit log')
    await expect(page.getByText(/ read this log\./).first()).toBeVisible()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export as CSV' }).press('Enter')
    expect((await saved).suggestedFilename()).toMatch(/^audit-log-.*\.csv$/)
    await pages.getByRole('link', { name: 'Users' }).press('Enter')
    await expect(page.getByRole('heading', { name: 'Users' })).toBeVisible()
    const others = page.locator('.al-users-entry', { hasNotText: ' you' })
    await others.getByRole('link', { name: 'Edit' }).first().click()
    await expect(page.getByRole('button', { name: 'Save privileges' })).toBeVisible()
    await expectAccessible(page)
    await page.context().close()
  })

  test('[A11Y1] [LOG3] the page before a link does anything, and reviewing answers', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await page.goto(`${server.url}/interview?i=eviction-help.yml&new_session=1`)
    const heading = page.locator('#al-screen h1')
    await expect(heading).toBeVisible()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('Your name').fill('Tina')
    await page.getByLabel('Street and number').fill('Elm Street 1')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(heading).toHaveText('What does the notice say?')
    await page.locator('#al-menu summary').click()
    const review = page.getByRole('link', { name: 'Review answers' })
    const address = await review.getAttribute('href')
    await review.click()
    await expect(heading).toHaveText('Your answers')
    await expect(page.locator('#al-screen')).toContainText('Your name: Tina')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Back to the questions' }).click()
    await expect(heading).toHaveText('What does the notice say?')
    await comeByLink(page, server.url + address)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect(heading).toHaveText('Your answers')
    await page.context().close()
  })

  test('[A11Y1] screens, help area and Monitor have no violation in a conversation', async () => {
    await operator.signIn()
    await expectAccessible(operator.page)
    await visitor.begin('eviction-help.yml')
    await expectAccessible(visitor.page)
    await visitor.page.getByRole('button', { name: 'Start' }).click()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('Who are you?')
    await expectAccessible(visitor.page)
    await operator.tickRole('housing')
    await operator.becomeAvailable()
    await visitor.openChat()
    await visitor.activateChat()
    await visitor.say('Hello')
    await expect(operator.entry(VISITOR).getByRole('log')).toContainText('Hello')
    await operator.say(VISITOR, 'Hello, too')
    await expect(visitor.chatLog).toContainText('Hello, too')
    await operator.observe(VISITOR)
    await expect(operator.picture(VISITOR).getByText('Who are you?')).toBeVisible()
    await expectAccessible(visitor.page)
    await expectAccessible(operator.page)
  })

  test('[A11Y1] [QUE5] what is refused is said at the field, and typed answers stay', async () => {
    const { page } = visitor
    await page.getByLabel('Street and number').fill('Elm Street 1')
    await visitor.goOn()
    await expect(page.getByLabel('Your name')).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByLabel('Street and number')).toHaveValue('Elm Street 1')
    await expectAccessible(page)
  })

  test('[A11Y1] a visitor chats and goes on by keyboard alone', async ({ browser }) => {
    const other = visitorOn(await newPage(browser), server.url)
    const { page } = other
    await other.begin('eviction-help.yml')
    await expect(other.chatIcon).toBeVisible()
    await tabTo(page, '#al-chat-button')
    await page.keyboard.press('Enter')
    await tabTo(page, '#al-chat-activate')
    await page.keyboard.press('Enter')
    await expect(page.locator('#al-chat-input')).toBeEnabled()
    await tabTo(page, '#al-chat-input')
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Enter')
    await expect(operator.entry('anonymous visitor 1').getByText('By keyboard')).toBeVisible()
    await page.keyboard.press('Escape')
    await tabTo(page, '#al-form button[type=submit]')
    await page.keyboard.press('Enter')
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
    await page.context().close()
  })

  test('[SES1] [LOG4] the interview runs without JavaScript, Back and review included', async ({
    browser,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
    const page = await context.newPage()
    const heading = page.locator('#al-screen h1')
    await page.goto(`${server.url}/interview?i=eviction-help.yml&new_session=1`)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('Your name').fill('Tina')
    await page.getByLabel('Street and number').fill('Elm Street 1')
    await page.getByLabel('I live here with children').check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(heading).toHaveText('What does the notice say?')
    await page.getByRole('button', { name: 'Back' }).click()
    await expect(heading).toHaveText('Who are you?')
    await page.getByLabel('Your name').fill('Tina Tenant')
    await page.getByLabel('Street and number').fill('Elm Street 1')
    await page.getByLabel('I live here with children').check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('I owe rent').check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(heading).toHaveText('What to do next')
    await expect(page.locator('#al-screen')).toContainText('Tina Tenant')
    await expect(page.locator('#al-screen')).toContainText('children live at Elm Street 1')
    await page.reload()
    await expect(heading).toHaveText('What to do next')
    await context.close()
  })
})

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    const expression = `document.activeElement?.matches(${JSON.stringify(selector)}) === true`
    if (await page.evaluate<boolean>(expression)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${selector} cannot be reached by Tab`)
}
