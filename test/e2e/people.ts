/** What people do in a story, in their words: a visitor at an interview, an operator at the Monitor. */
import { expect, type Browser, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { OPERATOR, runCommand, type TestServer } from './server.ts'

export const EXAMPLES = 'docassemble.base:data/questions/examples'

export interface Screen {
  readonly width: number
  readonly height: number
}
export const DESK: Screen = { width: 1280, height: 800 }
export const PHONE: Screen = { width: 360, height: 740 }

/** A browser of its own: other cookies than everybody else's. */
export async function newPage(browser: Browser, screen: Screen = DESK): Promise<Page> {
  const context = await browser.newContext({ viewport: screen })
  return context.newPage()
}

/** As from a mail: no page of ours led there, so that nothing is done before the person goes on. */
export async function comeByLink(page: Page, address: string): Promise<void> {
  await page.goto(`data:text/html,<a href="${encodeURIComponent(address)}">link</a>`)
  await page.getByRole('link').click()
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible()
}

export interface Visitor {
  readonly page: Page
  readonly chatIcon: Locator
  readonly chatLog: Locator
  begin(interview: string): Promise<void>
  openChat(): Promise<void>
  activateChat(): Promise<void>
  say(message: string): Promise<void>
  goOn(): Promise<void>
}

export function visitorOn(page: Page, url: string): Visitor {
  const chatIcon = page.locator('#al-chat-button')
  return {
    page,
    chatIcon,
    chatLog: page.locator('#al-chat-log'),
    async begin(interview) {
      await page.goto(`${url}/interview?i=${encodeURIComponent(interview)}&new_session=1`)
      await expect(page.locator('#al-screen h1')).toBeVisible()
    },
    async openChat() {
      if (!(await page.locator('#al-help').isVisible())) await chatIcon.click()
      await expect(page.locator('#al-chat')).toBeVisible()
    },
    async activateChat() {
      await page.getByRole('button', { name: 'Activate chat' }).click()
      await expect(page.locator('#al-chat-input')).toBeEnabled()
    },
    async say(message) {
      await page.locator('#al-chat-input').fill(message)
      await page.locator('#al-chat-input').press('Enter')
    },
    async goOn() {
      await page.locator('#al-form').getByRole('button', { name: 'Continue' }).click()
    },
  }
}

export interface Operator {
  readonly page: Page
  entry(name: string): Locator
  signIn(): Promise<void>
  openMonitor(): Promise<void>
  tickRole(role: string): Promise<void>
  becomeAvailable(): Promise<void>
  say(to: string, message: string): Promise<void>
  /** Presses Observe and returns the picture. */
  observe(name: string): Promise<FrameLocator>
  picture(name: string): FrameLocator
}

export async function createOperator(
  server: TestServer,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const names = ['--first-name', 'Olivia', '--last-name', 'Ortega']
  const command = ['create-operator', '--email', OPERATOR.email, ...names, '--password-stdin']
  await runCommand(server.dataFolder, command, OPERATOR.password, env)
}

export function operatorOn(page: Page, url: string): Operator {
  const entry = (name: string): Locator => page.getByRole('article', { name })
  const picture = (name: string): FrameLocator => entry(name).frameLocator('iframe')
  return {
    page,
    entry,
    picture,
    async signIn() {
      await page.goto(`${url}/signin`)
      await page.getByLabel('E-mail address').fill(OPERATOR.email)
      await page.getByLabel('Password').fill(OPERATOR.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL('**/monitor')
    },
    async openMonitor() {
      await page.goto(`${url}/monitor`)
      await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible()
    },
    async tickRole(role) {
      await page.getByRole('checkbox', { name: role, exact: true }).check()
    },
    async becomeAvailable() {
      await page.getByRole('button', { name: 'Not available for chat' }).click()
      await expect(
        page.getByRole('button', { name: 'Available for chat', exact: true }),
      ).toBeVisible()
    },
    async say(to, message) {
      const box = entry(to).getByRole('textbox')
      await box.fill(message)
      await box.press('Enter')
    },
    async observe(name) {
      await entry(name).getByRole('button', { name: 'Observe' }).click()
      return picture(name)
    },
  }
}
