/** The example for several people: a link, one chat for all of them and a volunteer, one end for all. */
import { expect, test } from '@playwright/test'
import {
  comeByLink,
  createOperator,
  DESK,
  newPage,
  operatorOn,
  visitorOn,
  type Operator,
  type Visitor,
} from './people.ts'
import { expectAccessible } from './accessible.ts'
import { startServer, type TestServer } from './server.ts'

test.describe('talk-together.yml', () => {
  test.describe.configure({ mode: 'serial' })
  let server: TestServer
  let ann: Visitor
  let ben: Visitor
  let operator: Operator

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    ann = visitorOn(await newPage(browser), server.url)
    ben = visitorOn(await newPage(browser, DESK), server.url)
    operator = operatorOn(await newPage(browser), server.url)
  })
  test.afterAll(async () => {
    for (const { page } of [ann, ben, operator]) await page.context().close()
    await server.close()
  })

  test('[AUT9] [AUT13] whoever has the link takes part, and is counted', async () => {
    await ann.begin('talk-together.yml')
    await expect(ann.page.locator('#al-screen')).toContainText('You are alone here so far')
    await expectAccessible(ann.page)
    const link = await ann.page.locator('#al-screen a[href*="share="]').getAttribute('href')
    await comeByLink(ben.page, link ?? '')
    await ben.page.getByRole('button', { name: 'Go on' }).click()
    await expect(ben.page.locator('#al-screen')).toContainText('One other person is here')
  })

  test('[CHT8] [AUT12] users and a volunteer talk in one conversation', async () => {
    await operator.signIn()
    await operator.tickRole('housing')
    await operator.becomeAvailable()
    for (const visitor of [ann, ben]) {
      await visitor.openChat()
      await visitor.activateChat()
    }
    await ann.say('Is it the heating?')
    await expect(ben.chatLog).toContainText('Is it the heating?')
    await ben.say('And the window.')
    await expect(ann.chatLog).toContainText('And the window.')
    await expect(operator.page.getByRole('log')).toContainText('And the window.')
    await expectAccessible(ann.page)
  })

  test('[LOG4] both see how much was said; the buttons do what they say', async () => {
    const { page } = ann
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByLabel('In a few words').fill('the heating')
    await page.getByLabel('Since when?').fill('2026-01-02')
    await ann.goOn()
    await expect(page.locator('#al-screen')).toContainText('Messages in the chat so far: 2.')
    await expectAccessible(page)
    await ben.say('Yes, since January.')
    await expect(ann.chatLog).toContainText('Yes, since January.')
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(page.locator('#al-screen')).toContainText('Messages in the chat so far: 3.')
    await page.getByRole('button', { name: 'We agree' }).click()
    await expect(page.locator('#al-screen h1')).toHaveText('Your letter')
    await expect(page.locator('#al-screen')).toContainText('January 2, 2026')
  })

  test('[CHT19] `exit` ends the interview and the chat for all', async () => {
    await ann.page.getByRole('button', { name: 'Leave and delete' }).click()
    await expect(ann.page).toHaveURL(`${server.url}/`)
    await expect(ben.page.locator('#al-chat-input')).toBeDisabled()
    await ben.page.reload()
    await expect(ben.page.locator('#al-screen h1')).toHaveText('Do this together with somebody')
  })
})
