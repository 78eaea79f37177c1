/** What an author calls sensitive, from the field to the screens that print it: never on an operator’s line. */
import { expect, test } from '@playwright/test'
import { openControlledStage, type ControlledStage } from './controlled-stage.ts'
import { createOperator, newPage, operatorOn, visitorOn, type Operator } from './people.ts'

const VISITOR = 'anonymous visitor 1'
const CANARY = '4242-77-canary'
const BULLETS = '••••••••'

test.describe('a sensitive answer', () => {
  let stage: ControlledStage
  let operator: Operator

  test.beforeAll(async ({ browser }) => {
    stage = await openControlledStage(browser)
    await createOperator(stage.server)
    operator = operatorOn(await newPage(browser), stage.server.url)
  })
  test.afterAll(async () => {
    await operator.page.context().close()
    await stage.close()
  })

  test('[OBS7] [CTL9] is masked where it is typed and where a later screen prints it', async () => {
    const heard: string[] = []
    operator.page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => heard.push(String(payload)))
    })
    await operator.signIn()
    const page = await stage.open(() => Promise.resolve())
    await page.getByLabel('Your name').fill('Tina')
    await page.getByLabel('Your number').fill(CANARY)
    await page.getByLabel('dog').check()
    const picture = await operator.observe(VISITOR)
    await expect(picture.getByLabel('Your number')).toHaveValue(BULLETS)
    await visitorOn(page, stage.server.url).goOn()
    await expect(page.locator('#al-screen')).toContainText(`Your number is ${CANARY}.`)
    await expect(picture.locator('#al-screen')).toContainText(`Your number is ${BULLETS}.`)
    // Who comes back to it, and what a script does to it, tell no more.
    await page
      .locator('#al-screen [data-private] >> nth=-1')
      .evaluate((element) => element.append('!'))
    await page.locator('#al-back button').click()
    await expect(picture.getByLabel('Your name')).toBeVisible()
    expect(heard.join()).toContain('Thank you, Tina')
    expect(heard.join()).not.toContain(CANARY)
    await page.context().close()
  })
})
