/** CTL: operators at work in a user's page, with real pages on both sides. */
import { expect, test, type FrameLocator, type Locator } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { control, NAME, openControlStage, type ControlStage } from './control-people.ts'
import type { Operator } from './people.ts'

const ENTRY = 'Plain'

test.describe('control', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: ControlStage
  let picture: FrameLocator
  let field: Locator
  const entryOf = (operator: Operator): Locator => operator.entry(ENTRY)
  const press = (operator: Operator, name: RegExp | string): Promise<void> =>
    entryOf(operator).getByRole('button', { name }).click()

  test.beforeAll(async ({ browser }) => {
    stage = await openControlStage(browser)
    await stage.tina.begin('plain.yml')
    picture = stage.olivia.picture(ENTRY)
    field = stage.tina.page.getByLabel(NAME)
  })
  test.afterAll(() => stage.close())

  test('[CTL1] what an operator types and chooses happens on the user’s page, letter by letter', async () => {
    const { olivia, tina } = stage
    await olivia.observe(ENTRY)
    await expect(picture.getByLabel(NAME)).toBeVisible()
    await control(olivia, ENTRY)
    await picture.getByLabel(NAME).click()
    // The frame is a process of its own: keys go to it once it has the focus.
    await expect(picture.getByLabel(NAME)).toBeFocused()
    const typed = 'Tina'
    for (let i = 1; i <= typed.length; i++) {
      await olivia.page.keyboard.type(typed.charAt(i - 1))
      await expect(field).toHaveValue(typed.slice(0, i))
    }
    await expect(picture.getByLabel(NAME)).toHaveValue(typed)
    await picture.getByLabel('blue').check()
    await expect(tina.page.getByLabel('blue')).toBeChecked()
    await picture.getByLabel('red').check()
    await expect(tina.page.getByLabel('red')).toBeChecked()
    await expect(tina.page.getByLabel('blue')).not.toBeChecked()
    await picture.getByLabel('Town').selectOption('Rome')
    await expect(tina.page.getByLabel('Town')).toHaveValue('Rome')
    const story = 'Once upon a time. '.repeat(20)
    await picture.getByLabel('Your story').fill(story)
    await picture.getByLabel('Your story').press('End')
    await olivia.page.keyboard.type('The end.')
    await expect(tina.page.getByLabel('Your story')).toHaveValue(`${story}The end.`)
    await expect(entryOf(olivia)).toContainText('Controlled by you.')
  })

  test('[CTL9] [OBS7] what is hidden stays the user’s', async () => {
    await picture.getByLabel('Your PIN').click()
    await stage.olivia.page.keyboard.type('0000')
    await expect(entryOf(stage.olivia)).toContainText('Only the user can fill it in.')
    await stage.tina.page.getByLabel('Your PIN').fill('1234')
    await expect(picture.getByLabel('Your PIN')).toHaveValue('••••••••')
    await expect(stage.tina.page.getByLabel('Your PIN')).toHaveValue('1234')
  })

  test('[CTL3] buttons and Back lead on, and control goes on at the next screen', async () => {
    const heading = stage.tina.page.locator('#al-screen h1')
    await picture.getByLabel(NAME).press('Enter')
    await expect(heading).toHaveText('Thank you, Tina')
    await expect(picture.locator('h1')).toHaveText('Thank you, Tina')
    await expect(stage.tina.page.locator('#al-screen')).toContainText('368 letters')
    await picture.getByRole('link', { name: 'Look at what you wrote' }).click()
    await expect(heading).toHaveText('So far')
    await expect(picture.locator('h1')).toHaveText('So far')
    await picture.getByRole('button', { name: 'Back' }).click()
    await expect(picture.locator('h1')).toHaveText('Thank you, Tina')
    await picture.getByRole('button', { name: 'Back' }).click()
    await expect(heading).toHaveText('Who are you?')
    await expect(picture.locator('h1')).toHaveText('Who are you?')
    await picture.getByLabel(NAME).fill('Tina once more')
    await expect(field).toHaveValue('Tina once more')
  })

  test('[CTL3] the user loads the page anew, and the operator goes on in it', async () => {
    await stage.tina.page.reload()
    await expect(picture.getByLabel(NAME)).toBeVisible()
    await expect(picture.locator('body.al-operated')).toHaveCount(1)
    await picture.getByLabel(NAME).fill('Tina again')
    await expect(field).toHaveValue('Tina again')
  })

  test('[CTL5] [OBS1] a second operator is told who has it, and takes it over', async () => {
    const { olivia, otto } = stage
    await otto.observe(ENTRY)
    await expect(entryOf(otto)).toContainText('Olivia Ortega controls this screen.')
    await expect(entryOf(otto)).toContainText('Observed by Olivia Ortega.')
    await expect(entryOf(olivia)).toContainText('Observed by Otto Orban.')
    await expect(otto.picture(ENTRY).getByLabel(NAME)).toHaveValue('Tina again')
    await press(otto, /^Take over…/)
    await press(otto, /^Take over$/)
    await expect(entryOf(otto)).toContainText('You control this screen')
    await expect(entryOf(olivia)).toContainText('Otto Orban controls this screen.')
    await expect(picture.locator('body.al-operated')).toHaveCount(0)
    await otto.picture(ENTRY).getByLabel(NAME).fill('By Otto')
    await expect(field).toHaveValue('By Otto')
    await expect(picture.getByLabel(NAME)).toHaveValue('By Otto')
  })

  test('[CTL4] it ends with the button, and with observing; what was typed remains', async () => {
    const { olivia, otto, tina } = stage
    await press(otto, /^Stop controlling/)
    await expect(entryOf(olivia)).not.toContainText('Controlled by')
    await expect(tina.page.getByRole('button', { name: 'Continue' })).toBeEnabled()
    await expect(field).toHaveValue('By Otto')
    await control(olivia, ENTRY)
    await expect(tina.page.getByRole('button', { name: 'Continue' })).toBeDisabled()
    await press(olivia, /^Stop observing/)
    await expect(tina.page.getByRole('button', { name: 'Continue' })).toBeEnabled()
    await expect(entryOf(otto)).not.toContainText('Controlled by')
  })

  test('[CTL7] the user takes the page back: the operator is told, and has to ask', async () => {
    const { olivia, tina } = stage
    await olivia.observe(ENTRY)
    await expect(picture.getByLabel(NAME)).toBeVisible()
    await control(olivia, ENTRY)
    await tina.page.getByRole('button', { name: /^Take back/ }).click()
    await expect(entryOf(olivia)).toContainText('The user has taken the screen back.')
    await expect(picture.locator('body.al-operated')).toHaveCount(0)
    await press(olivia, /^Control the screen/)
    await expect(entryOf(olivia)).toContainText('The user has been asked.')
    await tina.page.getByRole('button', { name: /^Allow/ }).click()
    await expect(entryOf(olivia)).toContainText('You control this screen')
    await press(olivia, /^Stop controlling/)
    await expect(tina.page.getByRole('button', { name: 'Continue' })).toBeEnabled()
  })

  test('[OBS3] a key in a picture that is only watched acts nowhere, whatever had the focus', async () => {
    const { olivia, tina } = stage
    const stop = entryOf(olivia).getByRole('button', { name: /^Stop observing/ })
    await stop.focus()
    await picture.locator('h1').click({ force: true })
    for (const key of ['Enter', 'Space', 'o', 'x']) await olivia.page.keyboard.press(key)
    await expect(field).toHaveValue('By Otto')
    await expect(stop).toBeVisible()
    await expect(tina.page.locator('#al-screen h1')).toHaveText('Who are you?')
    await olivia.page.keyboard.press('Escape')
    await expect(entryOf(olivia).getByRole('button', { name: /^Control the/ })).toBeFocused()
  })

  test('[A11Y1] [CTL1] by keyboard alone, and nothing for axe to find', async () => {
    const { olivia, tina } = stage
    await olivia.page.reload()
    await expect(entryOf(olivia)).toBeVisible()
    await olivia.page.keyboard.press('j')
    await olivia.page.keyboard.press('o')
    await expect(picture.getByLabel(NAME)).toBeVisible()
    await olivia.page.keyboard.press('c')
    await expect(entryOf(olivia).getByRole('button', { name: /^Control the/ })).toBeFocused()
    await olivia.page.keyboard.press('Enter')
    await expect(entryOf(olivia)).toContainText('You control this screen')
    await olivia.page.keyboard.press('Tab')
    await expect(picture.getByLabel(NAME)).toBeFocused()
    await olivia.page.keyboard.press('Control+a')
    await olivia.page.keyboard.type('By keys')
    await expect(field).toHaveValue('By keys')
    await expectAccessible(olivia.page)
    await olivia.page.setViewportSize({ width: 360, height: 740 })
    await entryOf(olivia).locator('iframe').scrollIntoViewIfNeeded()
    await olivia.page.keyboard.press('Escape')
    await expect(entryOf(olivia).getByRole('button', { name: /^Stop controlling/ })).toBeFocused()
    await olivia.page.keyboard.press('Enter')
    await expect(tina.page.getByRole('button', { name: 'Continue' })).toBeEnabled()
  })
})
