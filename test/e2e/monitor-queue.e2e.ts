/** More people than an operator's limit: who waits, why, and how one is taken all the same. */
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import {
  box,
  fileOf,
  openMonitorStage,
  OTTO,
  press,
  signInAs,
  type MonitorStage,
} from './monitor-stage.ts'

test.describe('more people than an operator can talk with', () => {
  let stage: MonitorStage
  test.beforeAll(async ({ browser }) => {
    stage = await openMonitorStage(browser)
  })
  test.afterAll(() => stage.close())

  test('[CHT5] an operator at the limit sees who waits and why, and takes one by hand', async () => {
    const { olivia, otto, tina } = stage
    await tina.begin(fileOf('Elm Street'))
    await olivia.signIn()
    await olivia.becomeAvailable()
    await olivia.tickRole('housing')
    const limit = olivia.page.getByLabel('Most conversations at once')
    await limit.fill('1')
    await limit.press('Enter')
    await otto.page.goto(`${stage.server.url}/signin`)
    await signInAs(otto.page, OTTO)

    const oak = await stage.come('Oak Street')
    await oak.activate()
    await expect(olivia.entry('Oak Street')).toContainText('Chat with you')
    const pine = await stage.come('Pine Street')
    const take = olivia.entry('Pine Street').getByRole('button', { name: 'Take the chat of' })
    const read = olivia.entry('Elm Street').getByRole('button', { name: 'Read chat' })
    await expect(olivia.entry('Elm Street')).toContainText('standby')
    await expect(read).toHaveCount(0)
    await expect(take).toHaveCount(0)

    await pine.activate()
    await tina.openChat()
    await tina.activateChat()
    await expect(tina.page.locator('#al-chat-status')).toContainText('number 2')
    await expect(olivia.entry('Pine Street')).toContainText('Waits in the queue (number 1)')
    await expect(olivia.entry('Elm Street')).toContainText('Waits in the queue (number 2)')
    for (const title of ['Elm Street', 'Pine Street']) {
      await expect(olivia.entry(title)).toContainText('You are at your limit of 1.')
      await expect(otto.entry(title)).toContainText('Waits in the queue')
      await expect(otto.entry(title)).not.toContainText('You are at your limit')
    }
    await expect(read).toBeVisible()
    await expectAccessible(olivia.page)

    await press(olivia, 'Elm Street', 'Take the chat of')
    await expect(box(olivia, 'Elm Street')).toBeFocused()
    await expect(olivia.entry('Elm Street')).toContainText('Chat with you')
    await expect(tina.page.locator('#al-chat-status')).toContainText('Olivia Ortega')
    await olivia.say('Elm Street', 'I have a minute')
    await expect(tina.chatLog).toContainText('I have a minute')

    await press(otto, 'Pine Street', 'Take the chat of')
    await expect(box(otto, 'Pine Street')).toBeFocused()
    await expect(olivia.entry('Pine Street')).toContainText('Chat with Otto Orban')
    await expect(take).toHaveCount(0)
  })
})
