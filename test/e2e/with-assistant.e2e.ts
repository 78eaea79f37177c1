/** Two people take turns: the tenant writes, a volunteer checks it, and the tenant's page goes on by itself. */
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import {
  comeByLink,
  createOperator,
  DESK,
  newPage,
  operatorOn,
  PHONE,
  visitorOn,
  type Operator,
  type Visitor,
} from './people.ts'
import { OPERATOR, startServer, type TestServer } from './server.ts'

test.describe('with-assistant.yml', () => {
  test.describe.configure({ mode: 'serial' })
  let server: TestServer
  let tenant: Visitor
  let volunteer: Operator
  let link = ''

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    tenant = visitorOn(await newPage(browser, PHONE), server.url)
    volunteer = operatorOn(await newPage(browser, DESK), server.url)
  })
  test.afterAll(async () => {
    for (const { page } of [tenant, volunteer]) await page.context().close()
    await server.close()
  })

  test('[ROL1] who has sent their part off waits, and has a link for the other', async () => {
    const { page } = tenant
    await tenant.begin('with-assistant.yml')
    await page.getByLabel('Your first name').fill('Ann')
    await page.getByLabel('Your letter').fill('The heating is broken.')
    await page.getByLabel('E-mail address of the volunteer').fill(OPERATOR.email)
    await tenant.goOn()
    await page.getByRole('button', { name: 'Send it off' }).click()
    await expect(page.locator('h1')).toHaveText('Your volunteer reads your letter now')
    await expect(page.locator('#al-screen')).toContainText('this page goes on by itself')
    await expectAccessible(page)
    await page.setViewportSize(PHONE)
    link = (await page.locator('#al-screen a[href*="share="]').getAttribute('href')) ?? ''
  })

  test('[ROL3] [ROL1] the other answers, and the page of whoever waits goes on by itself', async () => {
    await volunteer.signIn()
    const { page } = volunteer
    await comeByLink(page, link)
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect(page.locator('h1')).toHaveText("Is Ann's letter fine?")
    await expectAccessible(page)
    const loaded = await tenant.page.evaluate<number>('performance.timeOrigin')
    await page.getByRole('button', { name: 'No', exact: true }).click()
    await expect(page.locator('h1')).toHaveText('What should Ann change?')
    await expect(tenant.page.locator('h1')).toHaveText('Your volunteer reads your letter now')
    await page.getByLabel('Your advice').fill('Say since when.')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.locator('h1')).toHaveText('Thank you')

    const screen = tenant.page.locator('#al-screen')
    await expect(screen.locator('h1')).toHaveText('Please change your letter')
    await expect(screen).toContainText('Say since when.')
    // Read out from its heading; the page was not loaded anew.
    await expect(screen.locator('h1')).toBeFocused()
    expect(await tenant.page.evaluate<number>('performance.timeOrigin')).toBe(loaded)
    await expectAccessible(tenant.page)
  })
})
