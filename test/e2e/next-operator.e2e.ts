/** One tab, two operators after each other: nothing that the first left unsent is done by the second. */
import { expect, test, type Page } from '@playwright/test'
import { newPage } from './people.ts'
import { runCommand, startServer, type TestServer } from './server.ts'

const OLIVIA = { email: 'olivia@example.org', password: 'a warm green valley 5' }
const OTTO = { email: 'otto@example.org', password: 'a calm blue harbour 8' }

test.describe('a tab that two operators use', () => {
  let server: TestServer
  test.beforeAll(async () => {
    server = await startServer()
    for (const { email, password } of [OLIVIA, OTTO]) {
      const command = ['create-operator', '--email', email, '--password-stdin']
      await runCommand(server.dataFolder, command, password)
    }
  })
  test.afterAll(() => server.close())

  async function signIn(page: Page, { email, password }: typeof OLIVIA): Promise<void> {
    await page.goto(`${server.url}/signin`)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/monitor')
  }

  test('[MON2] [REL2] what the first one left unsent is not the second one’s', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    let isCut = false
    await page.routeWebSocket('**/live/monitor', (line) => {
      const far = line.connectToServer()
      line.onMessage((message) => {
        if (!isCut || !String(message).includes('set-available')) far.send(message)
      })
    })
    const notAvailable = page.getByRole('button', { name: 'Not available for chat' })
    const available = page.getByRole('button', { name: 'Available for chat', exact: true })
    await signIn(page, OLIVIA)
    isCut = true
    await notAvailable.click()
    await expect(available).toBeVisible()
    await signIn(page, OTTO)
    isCut = false
    await page.reload()
    await expect(page.getByText(`Signed in as ${OTTO.email.split('@')[0]}`)).toBeVisible()
    // What is sent after it is sent in order: once the role is there, the rest has been, too.
    await page.getByLabel('Add a role').fill('tax')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.reload()
    await expect(page.getByRole('checkbox', { name: 'tax' })).toBeChecked()
    await expect(notAvailable).toBeVisible()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${server.url}/`)
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0)
    await page.context().close()
  })
})
