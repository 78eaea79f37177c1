/**
 * A page that holds a command which the server takes for no message at all: its line is closed, and
 * nothing of it may close the next one.
 */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { createOperator, EXAMPLES, newPage, operatorOn, visitorOn } from './people.ts'
import { startServer, type TestServer } from './server.ts'

test.describe('a command that the server cannot read', () => {
  let server: TestServer
  test.beforeAll(async () => {
    server = await startServer()
    await createOperator(server)
  })
  test.afterAll(() => server.close())

  /** As an older page may have left it in the tab. */
  async function keepInTab(page: Page, key: string, commands: readonly object[]): Promise<void> {
    const items = commands.map((command) => ({ command, refusal: null, at: 0 }))
    const kept = JSON.stringify([key, JSON.stringify(items)])
    await page.evaluate(`sessionStorage.setItem(...${kept})`)
  }

  async function operatorAtWork(browser: Browser) {
    const operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
    await operator.tickRole('family law')
    await operator.becomeAvailable()
    return operator
  }

  test('[REL7] [CHT7] the chat lives on; a message waits as not sent, and is sent as a new one', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    const visitor = visitorOn(page, server.url)
    await visitor.begin(`${EXAMPLES}/chat-example-1.yml`)
    const operator = await operatorAtWork(browser)
    await visitor.openChat()
    await visitor.activateChat()
    const [session, participant] = await page.evaluate<string[]>(
      '[document.body.dataset.session, document.body.dataset.participant]',
    )
    await keepInTab(page, `al-${session}-${participant}-outbox`, [
      { type: 'chat-read', id: 'no id', upTo: -1 },
      { type: 'chat-send', id: 'none either', text: 'Do not lose me' },
    ])
    const notices = page.locator('#al-notices')
    // Each load finds one of the two out.
    for (let load = 0; load < 2; load++) {
      await page.reload()
      await expect(notices).toContainText('Live help cannot be reached.')
    }
    await page.reload()
    const line = visitor.chatLog.locator('.al-line').filter({ hasText: 'Do not lose me' })
    await expect(line).toContainText('Not sent')
    await expect(page.locator('#al-chat-input')).toBeEnabled()
    await visitor.say('Another')
    await expect(operator.page.getByRole('log')).toContainText('Another')
    await line.getByRole('button', { name: 'Send again' }).click()
    await expect(operator.page.getByRole('log')).toContainText('Do not lose me')
    await expect(line).toHaveCount(1)
    await expect(line).toContainText('Sent')
    await page.context().close()
    await operator.page.context().close()
  })

  test('[REL7] the Monitor lives on', async ({ browser }) => {
    const operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
    const { page } = operator
    const account = await page.evaluate<string>(
      'document.querySelector("[data-me-id]").dataset.meId',
    )
    const roles = Array.from({ length: 201 }, (_, at) => `role ${at}`)
    await keepInTab(page, `al-${account}-monitor`, [
      { type: 'set-roles', id: `${'A'.repeat(22)}-1`, roles },
    ])
    await page.reload()
    await expect(page.getByText('The server did not understand')).toBeVisible()
    await page.getByRole('button', { name: 'Reload' }).click()
    await expect(page.getByRole('heading', { name: 'Sessions' })).toBeVisible()
    await expect(page.getByText('The server did not understand')).toBeHidden()
    await page.getByLabel('Add a role').fill('one more')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.reload()
    await expect(page.getByRole('checkbox', { name: 'one more' })).toBeChecked()
    await page.context().close()
  })
})
