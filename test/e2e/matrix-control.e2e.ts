/** The behaviour matrix of control: what the operator does happens on the user's page, and nothing else does. */
import { expect, test, type Locator } from '@playwright/test'
import { OTTO } from './monitor-stage.ts'
import { signInAs } from './monitor-stage.ts'
import { openMatrix, toldOf, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame } from './same-picture.ts'

test.describe('what an operator does', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MatrixStage
  const picture = () => stage.olivia.picture(VISITOR)
  const entry = () => stage.olivia.entry(VISITOR)
  const same = () => expectSame(stage.user.page, picture())
  const users = (label: string): Locator => stage.user.page.getByLabel(label, { exact: true })
  const theirs = (label: string): Locator => picture().getByLabel(label, { exact: true })
  const keys = () => stage.olivia.page.keyboard

  test.beforeAll(async ({ browser }) => {
    stage = await openMatrix(browser)
    await stage.olivia.observe(VISITOR)
    await same()
    await entry().getByRole('button', { name: 'Control' }).click()
    await expect(entry().getByRole('button', { name: 'Stop controlling' })).toBeVisible()
  })
  test.afterAll(async () => stage?.close())

  test('[CTL1] [CTL2] typing, choosing, ticking and sliding in the picture happens on the user’s page', async () => {
    const { page } = stage.user
    await expect(toldOf(page, 'Olivia Ortega is working on this screen.')).toBeVisible()
    await expect(page.locator('#al-form button[type=submit]').last()).toBeDisabled()
    await theirs('Your name').pressSequentially('Tilda Tenant')
    await expect(users('Your name')).toHaveValue('Tilda Tenant')
    await theirs('Shouting').pressSequentially('help')
    await expect(users('Shouting')).toHaveValue('HELP')
    await expect(theirs('Shouting')).toHaveValue('HELP')
    await theirs('Phone').pressSequentially('5551234567')
    await expect(users('Phone')).toHaveValue('(555) 123-4567')
    await expect(theirs('Phone')).toHaveValue('(555) 123-4567')
    await theirs('Owner').focus()
    await keys().press('ArrowDown')
    await expect(users('Owner')).toHaveValue('A person')
    await theirs('Cold').focus()
    await keys().press('Space')
    await expect(users('Cold')).toBeChecked()
    await theirs('Date').focus()
    await keys().type('03012026')
    await expect(users('Date')).toHaveValue('2026-03-01')
    await theirs('Warmth').focus()
    await keys().press('ArrowRight')
    await expect(users('Warmth')).toHaveValue('19')
    await theirs('Letter').pressSequentially('Dear court,\n')
    await expect(users('Letter')).toHaveValue('Dear court,\n')
    await same()
  })

  test('[CTL1] what an operator’s tick shows and hides, shows and hides on both sides', async () => {
    await theirs('Somebody helps me').focus()
    await keys().press('Space')
    await expect(users('Somebody helps me')).toBeChecked()
    await expect(users('Helper')).toBeVisible()
    await theirs('Helper').pressSequentially('Hanna')
    await expect(users('Helper')).toHaveValue('Hanna')
    await theirs('Nothing').focus()
    await keys().press('Space')
    await expect(users('Nothing')).toBeChecked()
    await same()
  })

  test('[CTL10] a long text is changed in its middle, and nothing else of it', async () => {
    const long = 'word '.repeat(120)
    await theirs('Letter').press('Control+a')
    await stage.olivia.page.keyboard.insertText(long)
    await expect(users('Letter')).toHaveValue(long)
    await theirs('Letter').press('Control+Home')
    for (let i = 0; i < 5; i++) await keys().press('ArrowRight')
    await keys().type('first ')
    await keys().press('Delete')
    await expect(users('Letter')).toHaveValue(`word first ${long.slice(6)}`)
    await same()
  })

  test('[CTL9] [OBS7] what is hidden from operators is not theirs to fill, and stays the user’s', async () => {
    await picture()
      .getByLabel(/^Secret word/)
      .focus({ timeout: 2_000 })
      .catch(() => null)
    await keys().type('mine')
    const { page } = stage.user
    // Their labels say for the time that operators do not see what is in them.
    const secret = page.getByLabel(/^Secret word/)
    await expect(secret).toHaveValue('')
    await secret.fill('swordfish')
    await page.getByLabel(/^Account/).pressSequentially('DE00')
    await expect(secret).toHaveValue('swordfish')
    await expect(page.getByLabel(/^Account/)).toHaveValue('DE00')
    await expect(picture().getByLabel(/^Secret word/)).toHaveValue('\u2022'.repeat(8))
    await same()
  })

  test('[CTL2] what the user types, ticks and presses meanwhile is undone in the same moment', async () => {
    const { page } = stage.user
    const before = await users('Your name').inputValue()
    await page.evaluate(`
      window.foreign = 0
      const look = () => {
        const name = document.querySelector('[data-m=f0]')
        const heating = document.querySelector('input[value=Heating]')
        if (name.value !== ${JSON.stringify(before)} || heating.checked) window.foreign++
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    `)
    await users('Your name').pressSequentially('XYZ')
    await users('Heating').click()
    await users('Your name').press('Enter')
    await page.locator('#al-form').getByRole('button', { name: 'Continue' }).click({ force: true })
    await expect(users('Your name')).toHaveValue(before)
    await expect(users('Heating')).not.toBeChecked()
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
    expect(await page.evaluate('window.foreign')).toBe(0)
    await same()
  })

  test('[CTL3] [OBS2] a refused screen says why on both sides, and control goes on', async () => {
    await theirs('Rooms').pressSequentially('99')
    await picture().getByRole('button', { name: 'Continue' }).focus()
    await keys().press('Enter')
    await expect(stage.user.page.getByText('So many rooms are not for this letter.')).toBeVisible()
    await expect(picture().getByText('So many rooms are not for this letter.')).toBeVisible()
    await theirs('Rooms').press('Control+a')
    await keys().type('4')
    await expect(users('Rooms')).toHaveValue('4')
    await same()
  })

  test('[CTL3] Continue, Back and a link are the operator’s to press; control goes on in each screen', async () => {
    const { page } = stage.user
    await picture().getByRole('button', { name: 'Continue' }).focus()
    await keys().press('Enter')
    await expect(page.locator('#al-screen h1')).toHaveText('What is next?')
    await expect(toldOf(page, 'Olivia Ortega is working on this screen.')).toBeVisible()
    await theirs('Wish').pressSequentially('a warm room')
    await expect(users('Wish')).toHaveValue('a warm room')
    await picture().getByRole('button', { name: 'Back' }).focus()
    await keys().press('Enter')
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
    await theirs('Your name').pressSequentially('Again')
    await expect(users('Your name')).toHaveValue('Again')
    await picture().getByRole('link', { name: 'Look at the second part' }).focus()
    await keys().press('Enter')
    await expect.poll(() => page.url()).toContain('#second')
    await same()
  })

  test('[CTL1] [REL6] the user loads the page anew: it is locked again, and control goes on', async () => {
    const { page } = stage.user
    await page.reload()
    await expect(toldOf(page, 'Olivia Ortega is working on this screen.')).toBeVisible()
    await expect(page.locator('#al-form button[type=submit]').last()).toBeDisabled()
    await theirs('Your name').press('End')
    await keys().type('!')
    await expect(users('Your name')).toHaveValue(/!$/)
    await same()
  })

  test('[CTL5] [CTL6] another operator is told who has it, and takes over; what was under way is not done', async () => {
    const { otto, user } = stage
    await otto.page.goto(`${stage.server.url}/signin`)
    await signInAs(otto.page, OTTO)
    const his = await otto.observe(VISITOR)
    await expectSame(user.page, his)
    await expect(otto.entry(VISITOR)).toContainText('Olivia Ortega controls this screen.')
    stage.operatorLine.stallUp()
    await theirs('Your name').press('End')
    await keys().type('LATE')
    await otto
      .entry(VISITOR)
      .getByRole('button', { name: /^Take over/ })
      .click()
    const sure = { name: 'Take over', exact: true }
    await otto.entry(VISITOR).getByRole('button', sure).click()
    await expect(
      otto.entry(VISITOR).getByRole('button', { name: 'Stop controlling' }),
    ).toBeVisible()
    await expect(toldOf(user.page, 'Otto Orban is working on this screen.')).toBeVisible()
    stage.operatorLine.heal()
    await his.getByLabel('Your name', { exact: true }).press('End')
    await otto.page.keyboard.type('?')
    await expect(users('Your name')).toHaveValue(/!\?$/)
    await expect(theirs('Your name')).toHaveValue(/!\?$/)
    await expect(entry()).toContainText('Otto Orban controls this screen.')
  })

  test('[CTL4] stopping ends it: the user is told, the buttons work, what was typed stays', async () => {
    const { otto, user } = stage
    await otto.entry(VISITOR).getByRole('button', { name: 'Stop controlling' }).click()
    await expect(
      user.page
        .locator('#al-watch')
        .getByText('Otto Orban has stopped working on this screen. It is yours again.'),
    ).toBeVisible()
    await expect(users('Your name')).toHaveValue(/!\?$/)
    await users('Your name').fill('Mine')
    await expect(users('Your name')).toHaveValue('Mine')
    await stage.user.goOn()
    await expect(user.page.locator('#al-screen h1')).toHaveText('What is next?')
  })
})
