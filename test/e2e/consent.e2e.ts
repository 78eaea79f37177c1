/** CON: who is asked, who is told, and what the user’s word does, each at once. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { openMatrix, toldOf, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame } from './same-picture.ts'

const SEES = 'Olivia Ortega can see this screen.'
const ASKS = 'Olivia Ortega asks to see this screen.'
const WORKING = 'Olivia Ortega is working on this screen.'

async function withStage(
  browser: Browser,
  options: Parameters<typeof openMatrix>[1],
  story: (stage: MatrixStage, page: Page) => Promise<void>,
): Promise<void> {
  const stage = await openMatrix(browser, options)
  try {
    await story(stage, stage.user.page)
  } finally {
    await stage.close()
  }
}

const entryOf = (stage: MatrixStage) => stage.olivia.entry(VISITOR)

test('[CON1] [OBS5] [OBS7] under `author` nothing on the user’s page tells of an observer', async ({
  browser,
}) => {
  await withStage(browser, {}, async (stage, page) => {
    const before = await page.locator('body').innerText()
    const picture = await stage.olivia.observe(VISITOR)
    await expectSame(page, picture)
    expect(await page.locator('body').innerText()).toBe(before)
  })
})

test('[CON2] [OBS7] [JOI4] under `notice` the user sees who watches and what is hidden, and ends it', async ({
  browser,
}) => {
  await withStage(browser, { consent: 'notice' }, async (stage, page) => {
    const picture = await stage.olivia.observe(VISITOR)
    await expectSame(page, picture)
    await expect(toldOf(page, SEES)).toBeVisible()
    await expect(page.getByText('hidden from operators').first()).toBeVisible()
    await page.getByRole('button', { name: /^Stop/ }).first().click()
    await expect(toldOf(page, SEES)).toBeHidden()
    await expect(entryOf(stage)).toContainText('The user has stopped being observed.')
    // From now on Olivia has to ask.
    await entryOf(stage)
      .getByRole('button', { name: /bserve|sk again/ })
      .first()
      .click()
    await expect(toldOf(page, ASKS)).toBeVisible()
    await page.getByRole('button', { name: /^Not now/ }).click()
    await expect(entryOf(stage)).toContainText('The user does not want to be observed.')
    await expect(entryOf(stage)).toContainText('You can ask again in')
    const again = entryOf(stage).getByRole('button', { name: 'Ask again' })
    await expect(again).toHaveAttribute('aria-disabled', 'true')
    await expect(toldOf(page, ASKS)).toBeHidden()
  })
})

test('[CON3] [AUT14] under `ask` nothing leaves the page before the user allows it, and control asks again', async ({
  browser,
}) => {
  await withStage(browser, { consent: 'ask' }, async (stage, page) => {
    const frames: string[] = []
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => frames.push(String(payload))),
    )
    await page.reload()
    await page.getByLabel('Your name', { exact: true }).fill('Tilda')
    await entryOf(stage).getByRole('button', { name: 'Observe' }).click()
    await expect(toldOf(page, ASKS)).toBeVisible()
    await expect(entryOf(stage)).toContainText('The picture begins when they allow it.')
    expect(frames.filter((frame) => frame.includes('"mirror"'))).toEqual([])
    await page.getByRole('button', { name: /^Allow/ }).click()
    await expectSame(page, stage.olivia.picture(VISITOR))
    await expect(toldOf(page, SEES)).toBeVisible()

    await entryOf(stage).getByRole('button', { name: 'Control' }).click()
    await expect(toldOf(page, 'Olivia Ortega asks to work on this screen for you.')).toBeVisible()
    await page.getByRole('button', { name: /^Allow/ }).click()
    await expect(toldOf(page, WORKING)).toBeVisible()

    // It holds over a reload and over Back, until it is stopped.
    await page.reload()
    await expect(toldOf(page, WORKING)).toBeVisible()
    await page.getByRole('button', { name: 'Take back' }).click()
    await expect(toldOf(page, WORKING)).toBeHidden()
    await expect(toldOf(page, SEES)).toBeVisible()
    await entryOf(stage).getByRole('button', { name: 'Stop observing' }).click()
    await expect(toldOf(page, SEES)).toBeHidden()
    await stage.user.goOn()
    await page.getByRole('button', { name: 'Back' }).click()
    await entryOf(stage).getByRole('button', { name: 'Observe' }).click()
    await expect(toldOf(page, SEES)).toBeVisible()
    await expectSame(page, stage.olivia.picture(VISITOR))
  })
})

test('[CON4] the server’s floor is stricter than the interview: the user is asked', async ({
  browser,
}) => {
  const env = { ALONGSIDE_LIVE_HELP_MINIMUM_CONSENT: 'ask' }
  await withStage(browser, { env }, async (stage, page) => {
    await entryOf(stage).getByRole('button', { name: 'Observe' }).click()
    await expect(toldOf(page, ASKS)).toBeVisible()
    await page.getByRole('button', { name: /^Not now/ }).click()
    await expect(entryOf(stage)).toContainText('The user does not want to be observed.')
  })
})
