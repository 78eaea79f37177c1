/** What the page tells by itself is told again where the server could not take it for a moment. */
import { expect, test } from '@playwright/test'
import { createOperator, EXAMPLES, newPage, operatorOn, visitorOn } from './people.ts'
import { startServer, type TestServer } from './server.ts'

test.describe('a server that cannot store for a moment', () => {
  let server: TestServer
  test.beforeAll(async () => {
    server = await startServer()
    await createOperator(server)
  })
  test.afterAll(() => server.close())

  test('[CHT7] what the user has seen is marked as read all the same', async ({ browser }) => {
    const visitor = visitorOn(await newPage(browser), server.url)
    const operator = operatorOn(await newPage(browser), server.url)
    const refused: string[] = []
    await visitor.page.routeWebSocket('**/live/session/*', (line) => {
      const far = line.connectToServer()
      line.onMessage((message) => {
        const sent = JSON.parse(String(message)) as { type: string; id: string }
        if (sent.type !== 'chat-read' || refused.length > 0) return far.send(message)
        refused.push(sent.id)
        const { id } = sent
        const why = { code: 'unavailable', message: 'not now', retry: true }
        line.send(JSON.stringify({ type: 'refused', id, ...why }))
      })
    })
    await operator.signIn()
    await visitor.begin(`${EXAMPLES}/chat-example-1.yml`)
    const entry = operator.entry('anonymous visitor 1')
    await expect(entry).toBeVisible()
    await operator.tickRole('family law')
    await operator.becomeAvailable()
    await visitor.openChat()
    await visitor.activateChat()
    await operator.say('anonymous visitor 1', 'Good morning')
    await expect(visitor.chatLog).toContainText('Good morning')
    await expect.poll(() => refused.length).toBe(1)
    await expect(entry.getByRole('log')).toContainText('Read')
    for (const { page } of [visitor, operator]) await page.context().close()
  })
})
