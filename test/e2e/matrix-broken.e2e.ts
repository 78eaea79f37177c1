/** Control over lines and machines that break: nobody is locked out, and what is valid goes on. */
import { expect, test, type Locator } from '@playwright/test'
import { openMatrix, toldOf, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame } from './same-picture.ts'

const WORKING = 'Olivia Ortega is working on this screen.'

test.describe('control where things break', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MatrixStage
  const picture = () => stage.olivia.picture(VISITOR)
  const entry = () => stage.olivia.entry(VISITOR)
  const users = (label: string): Locator => stage.user.page.getByLabel(label, { exact: true })
  const theirs = (label: string): Locator => picture().getByLabel(label, { exact: true })
  const submit = (): Locator => stage.user.page.locator('#al-form button[type=submit]').last()

  async function control(): Promise<void> {
    await entry().getByRole('button', { name: 'Control', exact: false }).first().click()
    await expect(entry().getByRole('button', { name: 'Stop controlling' })).toBeVisible()
    await expect(toldOf(stage.user.page, WORKING)).toBeVisible()
  }

  test.beforeAll(async ({ browser }) => {
    stage = await openMatrix(browser)
    await stage.olivia.observe(VISITOR)
    await expectSame(stage.user.page, picture())
    await control()
  })
  test.afterAll(async () => stage?.close())

  test('[CTL6] [CTL10] the operator’s line breaks for a moment: control goes on, and no key is lost', async () => {
    await theirs('Your name').pressSequentially('before ')
    stage.operatorLine.stallUp()
    await stage.olivia.page.keyboard.type('during ')
    stage.operatorLine.cut()
    stage.operatorLine.heal()
    await expect(users('Your name')).toHaveValue('before during ')
    await theirs('Your name').press('End')
    await stage.olivia.page.keyboard.type('after')
    await expect(users('Your name')).toHaveValue('before during after')
    await expect(toldOf(stage.user.page, WORKING)).toBeVisible()
    await expectSame(stage.user.page, picture())
  })

  test('[CTL6] [CTL10] the user’s line breaks for a moment: what was typed meanwhile comes, once', async () => {
    await theirs('Your name').press('Control+a')
    await stage.olivia.page.keyboard.type('one ')
    await expect(users('Your name')).toHaveValue('one ')
    stage.userLine.cut()
    await stage.olivia.page.keyboard.type('two ')
    await expect(users('Your name')).toHaveValue('one two ')
    await expectSame(stage.user.page, picture())
  })

  test('[REL6] [CTL6] the server is killed and started: the lease is as it was', async () => {
    await stage.server.kill()
    await stage.server.start()
    await expect(entry().getByRole('button', { name: 'Stop controlling' })).toBeVisible()
    await expect(entry().locator('.mo-picture')).toHaveAttribute('data-phase', 'live')
    await theirs('Your name').press('Control+a')
    await stage.olivia.page.keyboard.type('still here')
    await expect(users('Your name')).toHaveValue('still here')
    await expect(toldOf(stage.user.page, WORKING)).toBeVisible()
    await expectSame(stage.user.page, picture())
  })

  test('[CTL7] “Take back” works at once while the server is gone, and holds when it is back', async () => {
    await stage.server.kill()
    await stage.user.page.getByRole('button', { name: 'Take back' }).click()
    await expect(submit()).toBeEnabled({ timeout: 1_000 })
    await users('Your name').fill('mine again')
    await stage.server.start()
    await expect(entry()).toContainText('The user has taken the screen back.')
    await expect(users('Your name')).toHaveValue('mine again')
    await expect(theirs('Your name')).toHaveValue('mine again')
    await expect(submit()).toBeEnabled()
  })

  test('[CTL7] [CON3] from then on that operator has to ask', async () => {
    const { page } = stage.user
    await entry().getByRole('button', { name: 'Control', exact: false }).first().click()
    await expect(toldOf(page, 'Olivia Ortega asks to work on this screen for you.')).toBeVisible()
    await expect(submit()).toBeEnabled()
    await page.getByRole('button', { name: /^Allow/ }).click()
    await expect(toldOf(page, WORKING)).toBeVisible()
    await theirs('Your name').press('Control+a')
    await stage.olivia.page.keyboard.type('allowed')
    await expect(users('Your name')).toHaveValue('allowed')
  })

  test('[CTL6] the operator’s machine dies: the screen is the user’s within 12 s, and free for others', async () => {
    stage.operatorLine.silentCut()
    await expect(toldOf(stage.user.page, WORKING)).toBeHidden({ timeout: 14_000 })
    await expect(submit()).toBeEnabled()
    await users('Your name').fill('alone')
    await expect(users('Your name')).toHaveValue('alone')
    stage.operatorLine.heal()
    await expect(theirs('Your name')).toHaveValue('alone', { timeout: 40_000 })
    await control()
  })

  test('[CTL6] the server and everybody are silent: the page lets go by itself', async () => {
    stage.userLine.silentCut()
    await expect(toldOf(stage.user.page, WORKING)).toBeHidden({ timeout: 16_000 })
    await expect(submit()).toBeEnabled()
    stage.userLine.heal()
    await expect(entry().getByRole('button', { name: 'Stop controlling' })).toBeHidden({
      timeout: 40_000,
    })
  })

  test('[OBS1] [CTL1] the picture follows the user to another tab; control stays where it began', async () => {
    await control()
    const { page } = stage.user
    const second = await page.context().newPage()
    await second.goto(page.url())
    await second.getByLabel('Your name', { exact: true }).fill('in the second tab')
    await expect(theirs('Your name')).toHaveValue('in the second tab')
    await expect(second.locator('#al-form button[type=submit]').last()).toBeEnabled()
    await expect(submit()).toBeDisabled()
    await expect(entry()).toContainText('You control another of their tabs.')
    await second.close()
    await expect(theirs('Your name')).toHaveValue('alone')
    await theirs('Your name').press('End')
    await stage.olivia.page.keyboard.type('!')
    await expect(users('Your name')).toHaveValue('alone!')
  })
})
