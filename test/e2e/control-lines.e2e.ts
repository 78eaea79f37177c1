/** CTL over lines that are slow or break, and where the user is asked first: real pages on both sides. */
import { expect, test, type Page } from '@playwright/test'
import {
  breakableLine,
  control,
  NAME,
  openControlStage,
  slowLine,
  type ControlStage,
} from './control-people.ts'

const SENTENCE = 'The quick brown fox jumps over the lazy dog, and 27 others look on.'

test.describe('control over bad lines', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: ControlStage
  let delay = 0
  const cuts = new Map<Page, () => void>()

  test.beforeAll(async ({ browser }) => {
    stage = await openControlStage(browser, async (page) => {
      // The later of two routes is asked first, and carries to the server itself.
      if (cuts.size > 0) await slowLine(page, () => delay)
      else cuts.set(page, await breakableLine(page))
    })
    await stage.tina.begin('plain.yml')
    await stage.olivia.observe('Plain')
    await expect(stage.olivia.picture('Plain').getByLabel(NAME)).toBeVisible()
    await control(stage.olivia, 'Plain')
  })
  test.afterAll(() => stage.close())

  test('[MON9] [CTL10] the operator’s line breaks in the middle of a word: all of it arrives', async () => {
    const { olivia, tina } = stage
    const field = olivia.picture('Plain').getByLabel(NAME)
    await field.click()
    await expect(field).toBeFocused()
    await olivia.page.keyboard.type('before ')
    cuts.get(olivia.page)?.()
    await olivia.page.keyboard.type('and after')
    await expect(tina.page.getByLabel(NAME)).toHaveValue('before and after')
    await expect(field).toHaveValue('before and after')
    await expect(olivia.page.locator('.mo-picture[data-phase="live"]')).toBeVisible()
    await expect(olivia.entry('Plain')).toContainText('You control this screen')
  })

  test('[CTL10] fast typing over a slow line loses and reorders nothing, and the caret stays', async () => {
    const { olivia, tina } = stage
    delay = 150
    const field = olivia.picture('Plain').getByLabel(NAME)
    await field.fill('')
    await olivia.page.keyboard.type(SENTENCE, { delay: 20 })
    await expect(field).toHaveValue(SENTENCE)
    await expect(tina.page.getByLabel(NAME)).toHaveValue(SENTENCE)
    for (let i = 0; i < 10; i++) await olivia.page.keyboard.press('ArrowLeft')
    await olivia.page.keyboard.type('in the middle ', { delay: 20 })
    const caret = SENTENCE.length - 10 + 'in the middle '.length
    const expected = `${SENTENCE.slice(0, -10)}in the middle ${SENTENCE.slice(-10)}`
    await expect(tina.page.getByLabel(NAME)).toHaveValue(expected)
    await expect(field).toHaveValue(expected)
    expect(
      await field.evaluate((one: { readonly selectionStart: number }) => one.selectionStart),
    ).toBe(caret)
    delay = 0
  })

  test('[CON3] where the user is asked, both begin with their word, and its absence is told', async () => {
    const { olivia, tina } = stage
    await tina.begin('asking.yml')
    const entry = olivia.entry('Asking')
    await entry.getByRole('button', { name: /^Observe/ }).click()
    await expect(entry.locator('.mo-phase')).toContainText('The user has been asked')
    await tina.page.getByRole('button', { name: /^Allow/ }).click()
    await expect(olivia.picture('Asking').getByLabel(NAME)).toBeVisible()
    await entry.getByRole('button', { name: /^Control the screen/ }).click()
    await expect(entry).toContainText('Control begins when they allow it.')
    await tina.page.getByRole('button', { name: /^Not now/ }).click()
    await expect(entry).toContainText('The user does not want the screen to be controlled.')
    // Not at once again.
    await expect(entry).toContainText(/You can ask again in (1:00|0:5\d)\./)
    const control = entry.getByRole('button', { name: /^Control the screen/ })
    await expect(control).toHaveAttribute('aria-disabled', 'true')
    // A click would wait for the pause to be over.
    await control.press('Enter')
    await expect(entry).toContainText('The user does not want the screen to be controlled.')
  })
})
