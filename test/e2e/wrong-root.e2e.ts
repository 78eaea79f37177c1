import { expect, test } from '@playwright/test'
import { newPage, visitorOn } from './people.ts'
import { startServer } from './server.ts'

test('[SCA3] [REL8] with a wrong `url root` the interview runs, and page and log say what is wrong', async ({
  browser,
}) => {
  const configured = 'http://help.example.org:1234'
  const server = await startServer({ env: { ALONGSIDE_URL_ROOT: configured } })
  const visitor = visitorOn(await newPage(browser), server.url)
  try {
    await visitor.begin('eviction-help.yml')
    await visitor.page.getByRole('button', { name: 'Start' }).click()
    await expect(visitor.page.locator('#al-screen h1')).toHaveText('Who are you?')
    const notice = visitor.page.locator('#al-notices')
    await expect(notice).toContainText(configured, { timeout: 60_000 })
    await expect(notice).toContainText(server.url)
    expect(server.output()).toContain(configured)
    expect(server.output()).toContain(server.url)
  } finally {
    await visitor.page.context().close()
    await server.close()
  }
})
