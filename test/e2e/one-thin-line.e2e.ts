/** The product's first promise, as a person would try it: two browsers, one server, one kill -9. */
import { expect, test } from '@playwright/test'
import {
  createOperator,
  EXAMPLES,
  newPage,
  operatorOn,
  visitorOn,
  type Operator,
  type Visitor,
} from './people.ts'
import { startServer, type TestServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'

test.describe('one thin line', () => {
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

  test('[ACC1] the printed link signs the first administrator in', async ({ browser }) => {
    const page = await newPage(browser)
    await page.goto(server.administratorLink())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Set a password' })).toBeVisible()
    await page.goto(`${server.url}/admin/users`)
    await expect(page.getByText('olivia@example.org')).toBeVisible()
    await page.context().close()
  })

  test('[MON1] [MON11] for others there is no Monitor; for operators it starts empty', async () => {
    const stranger = await visitor.page.goto(`${server.url}/monitor`)
    expect(stranger?.status()).toBe(404)
    await operator.signIn()
    await expect(operator.page.getByText('There are no active sessions.')).toBeVisible()
  })

  test('[MON4] [STA5] a visitor who begins is on the Monitor with title, name and status', async () => {
    await visitor.begin(`${EXAMPLES}/chat-example-1.yml`)
    await expect(visitor.page.locator('#al-screen h1')).toHaveText(
      'What types of support are you seeking?',
    )
    await expect(visitor.chatIcon).toBeHidden()
    const entry = operator.entry(VISITOR)
    await expect(entry).toContainText('Complaint for Child Support')
    await expect(entry).toContainText('waiting')
  })

  test('[CHT1] [MON2] [MON3] [STA4] an operator who becomes available turns the icon green', async () => {
    await operator.tickRole('family law')
    await operator.becomeAvailable()
    await expect(visitor.chatIcon).toBeVisible()
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'green')
    await expect(operator.entry(VISITOR)).toContainText('standby')
  })

  test('[CHT3] [CHT4] [CHT5] [CHT6] activation connects; both talk', async () => {
    await visitor.openChat()
    await expect(visitor.page.getByText('1 operator')).toBeVisible()
    await expect(visitor.page.locator('#al-chat-input')).toBeDisabled()
    await visitor.activateChat()
    const entry = operator.entry(VISITOR)
    await expect(entry).toContainText('Chat with you')
    await expect(entry).toContainText('New conversation')
    await visitor.say('Hello, is anybody there?')
    await expect(entry.getByRole('log')).toContainText('Hello, is anybody there?')
    await operator.say(VISITOR, 'Yes, I am Olivia.')
    await expect(visitor.chatLog).toContainText('Yes, I am Olivia.')
    await expect(visitor.chatLog).toContainText('Olivia Ortega')
    // MON5: sending takes the mark away.
    await expect(entry).not.toContainText('New message')
  })

  test('[CHT7] markup in chat arrives as text on both sides, and runs nowhere', async () => {
    const attack = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
    await visitor.say(attack)
    await expect(operator.entry(VISITOR).getByRole('log').getByText(attack)).toBeVisible()
    await operator.say(VISITOR, attack)
    await expect(visitor.chatLog.getByText(attack)).toHaveCount(2)
    for (const page of [visitor.page, operator.page]) {
      expect(await page.evaluate('"pwned" in window')).toBe(false)
    }
  })

  test('[OBS1] ticks and the next screen show in the miniature', async () => {
    const picture = await operator.observe(VISITOR)
    await expect(picture.getByText('What types of support are you seeking?')).toBeVisible()
    await visitor.page.getByLabel('Child Support').check()
    await expect(picture.getByLabel('Child Support')).toBeChecked()
    await visitor.goOn()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('All done')
    await expect(picture.getByText('All done')).toBeVisible()
  })

  test('[REL1] [REL4] [REL6] [CHT11] kill -9 in mid-conversation: both pages come back by themselves', async () => {
    await server.kill()
    await expect(operator.page.getByText('The connection to the server is down.')).toBeVisible()
    // Written while nobody listens: it waits in the page.
    await visitor.say('Are you still there?')
    await expect(visitor.chatLog).toContainText('Sending')
    await server.start()
    const log = operator.entry(VISITOR).getByRole('log')
    await expect(log).toContainText('Are you still there?', { timeout: 30_000 })
    await expect(log).toContainText('Hello, is anybody there?')
    await expect(log.getByText('Are you still there?')).toHaveCount(1)
    await operator.say(VISITOR, 'I am, nothing is lost.')
    await expect(visitor.chatLog).toContainText('I am, nothing is lost.')
    await expect(visitor.chatLog.getByText('Yes, I am Olivia.')).toHaveCount(1)
    await visitor.page.reload()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('All done')
  })
})
