/** An account from its first mail to its end, by keyboard alone; its pages have no script to do without. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { startSmtpServer, type SmtpServer } from '../../src/mail/testing/smtp-server.ts'
import { expectAccessible } from './accessible.ts'
import { newPage, PHONE, visitorOn } from './people.ts'
import { startServer } from './server.ts'

const EMAIL = 'tina@example.org'
const PASSWORD = 'a calm blue harbour 7'
const TITLE = 'Write a repair letter together'

/** Presses Tab until it has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toHaveCount(1)
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target.toString()} cannot be reached by Tab`)
}

async function type(page: Page, label: string, words: string): Promise<void> {
  await tabTo(page, page.getByLabel(label, { exact: true }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(words)
}

async function press(page: Page, role: 'button' | 'link', name: string | RegExp): Promise<void> {
  await tabTo(page, page.getByRole(role, { name, exact: true }))
  await page.keyboard.press('Enter')
}

async function look(page: Page): Promise<void> {
  await expect(page.locator('script')).toHaveCount(0)
  await expectAccessible(page)
}

/** What was refused is where the focus is, so that it is read, and on the screen. */
async function expectRefused(page: Page, words: string): Promise<void> {
  await expect(page.getByRole('alert')).toHaveText(words)
  await expect(page.getByRole('alert')).toBeFocused()
  await expect(page.getByRole('alert')).toBeInViewport()
}

async function linkIn(mails: SmtpServer): Promise<string> {
  const { raw } = await mails.next()
  const text = raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')
  return /http:\/\/localhost:\d+\/signin\/link\?token=[\w-]+/.exec(text)?.[0] ?? ''
}

test('[ACC1] [SES3] [A11Y1] an account is made, used and deleted by keyboard alone', async ({
  browser,
}) => {
  const mails = await startSmtpServer()
  const server = await startServer({
    knowsRoot: true,
    env: {
      ALONGSIDE_MAIL_SERVER: '127.0.0.1',
      ALONGSIDE_MAIL_PORT: String(mails.port),
      ALONGSIDE_MAIL_DEFAULT_SENDER: 'help@example.org',
      ALONGSIDE_ALLOW_REGISTRATION: 'True',
    },
  })
  const page = await newPage(browser)
  const ann = visitorOn(await newPage(browser, PHONE), server.url)
  const said = page.getByRole('status')
  try {
    await page.goto(`${server.url}/signin`)
    await press(page, 'link', 'Create an account')
    await type(page, 'E-mail address', 'tina@nowhere')
    await page.keyboard.press('Enter')
    await expectRefused(page, 'This is not an e-mail address.')
    await type(page, 'E-mail address', EMAIL)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible()
    await look(page)
    await page.goto(await linkIn(mails))
    await type(page, 'New password', PASSWORD)
    await type(page, 'New password, again', `${PASSWORD}?`)
    await page.keyboard.press('Enter')
    await expectRefused(page, 'The two new passwords do not match.')
    await type(page, 'New password', PASSWORD)
    await type(page, 'New password, again', PASSWORD)
    await page.keyboard.press('Enter')
    await expect(said).toHaveText('Your account is ready, and you are signed in.')

    const menu = page.locator('summary')
    await tabTo(page, menu)
    await page.keyboard.press('Enter')
    await press(page, 'link', 'Your account')
    await type(page, 'First name', 'Tina')
    await page.keyboard.press('Enter')
    await expect(said).toHaveText('Saved.')
    await type(page, 'New e-mail address', 'tina.t@example.org')
    await type(page, 'Your password', 'not this one')
    await page.keyboard.press('Enter')
    await expectRefused(page, 'The current password is wrong.')
    await look(page)
    await expect(page.getByLabel('New e-mail address')).toHaveValue('tina.t@example.org')

    const elsewhere = await newPage(browser, PHONE)
    await elsewhere.goto(`${server.url}/signin?next=/account`)
    await type(elsewhere, 'E-mail address', EMAIL)
    await type(elsewhere, 'Password', PASSWORD)
    await elsewhere.keyboard.press('Enter')
    await expect(elsewhere.getByRole('heading', { name: 'Your account' })).toBeVisible()
    await page.goto(`${server.url}/account`)
    await press(page, 'button', /^Sign out: Chrome/)
    await expect(said).toHaveText('It is signed out there.')
    await elsewhere.context().close()

    // Ann's session, in which Tina takes part.
    await ann.begin('talk-together.yml')
    const shared = ann.page.locator('#al-screen a[href*="share="]')
    const link = (await shared.getAttribute('href')) ?? ''
    await page.goto(link)
    await expect(page.locator('#al-screen h1')).toBeVisible()
    await page.goto(`${server.url}/interviews`)
    await look(page)
    await press(page, 'link', `Take off my list ${TITLE}`)
    await expect(page.getByRole('heading', { name: 'Take this interview off' })).toBeVisible()
    await look(page)
    const address = await page.locator('main a').first().getAttribute('href')
    await press(page, 'button', 'Take it off my list')
    await expect(said).toContainText('The interview is off your list.')
    await expect(page.getByText('There is no interview on your list yet.')).toBeVisible()
    await ann.page.reload()
    await expect(ann.page.locator('#al-screen h1')).toBeVisible()
    await page.goto(address ?? '')
    await expect(page.locator('#al-screen h1')).toBeVisible()
    await page.goto(`${server.url}/interviews`)
    await press(page, 'link', `Go on ${TITLE}`)
    await expect(page.locator('#al-screen h1')).toBeVisible()

    await page.goto(`${server.url}/account`)
    await press(page, 'link', 'Delete the account')
    await type(page, 'Your password', PASSWORD)
    await page.keyboard.press('Enter')
    await expect(said).toHaveText('Your account is deleted.')
    await expect(page.getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
    await page.context().close()
    await ann.page.context().close()
  } finally {
    await server.close()
    await mails.stop()
  }
})
