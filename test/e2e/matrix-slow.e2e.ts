/** CTL10 on a slow line: 150 ms each way between operator and server. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { openMatrix, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame, frameOf } from './same-picture.ts'

const TEXT =
  'The quick brown fox jumps over the lazy dog while the tenant waits for a letter of the court at home.'

/** Counts how often a field got shorter from one frame to the next: what flickers, or is lost and comes back. */
const WATCH = (mark: string): string => `
  window.shrinks = 0
  window.jumps = 0
  let length = -1
  const look = () => {
    const field = document.querySelector('[data-m=${mark}]')
    if (field.value.length < length) window.shrinks++
    if (document.activeElement === field && field.selectionStart < field.value.length) window.jumps++
    length = field.value.length
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

test.describe('a slow line', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MatrixStage
  const picture = () => stage.olivia.picture(VISITOR)
  const users = (label: string): Locator => stage.user.page.getByLabel(label, { exact: true })
  const theirs = (label: string): Locator => picture().getByLabel(label, { exact: true })

  test.beforeAll(async ({ browser }) => {
    stage = await openMatrix(browser)
    await stage.olivia.observe(VISITOR)
    await expectSame(stage.user.page, picture())
    await stage.olivia.entry(VISITOR).getByRole('button', { name: 'Control' }).click()
    await expect(
      stage.olivia.entry(VISITOR).getByRole('button', { name: 'Stop controlling' }),
    ).toBeVisible()
    stage.operatorLine.delay(150)
    stage.userLine.delay(75)
  })
  test.afterAll(async () => stage?.close())

  async function typeFast(page: Page, field: Locator, words: string): Promise<void> {
    await field.focus()
    await page.keyboard.type(words, { delay: 40 })
  }

  test('[CTL10] fast typing loses and reorders nothing, flickers on neither side, and the caret stays', async () => {
    const frame = await frameOf(picture())
    await frame.evaluate(WATCH('f0'))
    await stage.user.page.evaluate(WATCH('f0'))
    await typeFast(stage.olivia.page, theirs('Your name'), TEXT)
    await expect(users('Your name')).toHaveValue(TEXT)
    await expectSame(stage.user.page, picture())
    expect(await frame.evaluate('[window.shrinks, window.jumps]')).toEqual([0, 0])
    expect(await stage.user.page.evaluate('window.shrinks')).toBe(0)
  })

  test('[CTL10] what the page makes of it (capitals, a phone’s brackets) arrives, and nothing is lost', async () => {
    await typeFast(stage.olivia.page, theirs('Shouting'), 'please hear me now')
    await typeFast(stage.olivia.page, theirs('Phone'), '5551234567')
    await expect(users('Shouting')).toHaveValue('PLEASE HEAR ME NOW')
    await expect(users('Phone')).toHaveValue('(555) 123-4567')
    await expectSame(stage.user.page, picture())
  })

  test('[CTL10] Japanese is composed by the operator without being broken up', async () => {
    const session = await stage.olivia.page.context().newCDPSession(stage.olivia.page)
    await theirs('Your name').press('Control+a')
    await stage.olivia.page.keyboard.press('Delete')
    for (const text of ['k', 'か', 'かn', 'かん', 'かんj', 'かんじ', '漢字']) {
      await session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      })
    }
    await session.send('Input.insertText', { text: '漢字' })
    await expect(users('Your name')).toHaveValue('漢字')
    await expectSame(stage.user.page, picture())
  })

  test('[CTL10] the middle of a text, backspace and paste, all in one go', async () => {
    const { keyboard } = stage.olivia.page
    await theirs('Letter').focus()
    await keyboard.type('one three', { delay: 30 })
    for (let i = 0; i < 5; i++) await keyboard.press('ArrowLeft')
    await keyboard.type('two ', { delay: 30 })
    await keyboard.press('End')
    await keyboard.press('Backspace')
    await keyboard.insertText('e, four')
    await expect(users('Letter')).toHaveValue('one two three, four')
    await expectSame(stage.user.page, picture())
  })
})
