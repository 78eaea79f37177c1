/** The behaviour matrix: control is taken while the user's input method is at work. */
import { expect, test, type Locator } from '@playwright/test'
import { openMatrix, toldOf, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame } from './same-picture.ts'

const WORKING = 'Olivia Ortega is working on this screen.'
const BULLETS = '\u2022'.repeat(8)
/** Whether the input method still works on what it began: it, not the field, says when it is done. */
const LISTEN = `
  window.composing = []
  for (const type of ['compositionstart', 'compositionend']) {
    document.addEventListener(type, () => window.composing.push(type), true)
  }
`

test.describe('a user who composes', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MatrixStage
  let compose: (text: string) => Promise<void>
  let commit: (text: string) => Promise<void>
  const picture = () => stage.olivia.picture(VISITOR)
  const entry = () => stage.olivia.entry(VISITOR)
  const users = (label: string | RegExp): Locator =>
    stage.user.page.getByLabel(label, { exact: true })
  const theirs = (label: string | RegExp): Locator => picture().getByLabel(label, { exact: true })
  const composing = (): Promise<unknown> => stage.user.page.evaluate('window.composing.splice(0)')

  test.beforeAll(async ({ browser }) => {
    stage = await openMatrix(browser)
    const { page } = stage.user
    await page.evaluate(LISTEN)
    const session = await page.context().newCDPSession(page)
    compose = async (text) => {
      const end = text.length
      await session.send('Input.imeSetComposition', {
        text,
        selectionStart: end,
        selectionEnd: end,
      })
    }
    commit = async (text) => {
      await session.send('Input.insertText', { text })
    }
    await stage.olivia.observe(VISITOR)
    await expectSame(page, picture())
  })
  test.afterAll(async () => stage?.close())

  async function control(): Promise<void> {
    await entry().getByRole('button', { name: 'Control' }).click()
    await expect(entry().getByRole('button', { name: 'Stop controlling' })).toBeVisible()
    await expect(toldOf(stage.user.page, WORKING)).toBeVisible()
  }

  async function stopControlling(): Promise<void> {
    await entry().getByRole('button', { name: 'Stop controlling' }).click()
    await expect(toldOf(stage.user.page, WORKING)).toBeHidden()
  }

  for (const [label, before, after] of [
    ['Your name', 'Tilda ', ' Tenant'],
    ['Letter', 'Dear court,\n', '\nyours'],
  ] as const) {
    test(`[CTL2] [CTL10] what is being composed in “${label}” is taken in, then it is the operator’s`, async () => {
      const { page } = stage.user
      await users(label).fill(before + after)
      await users(label).press('Control+End')
      for (let i = 0; i < after.length; i++) await page.keyboard.press('ArrowLeft')
      await compose('か')
      await compose('かん')
      await expect(theirs(label)).toHaveValue(`${before}かん${after}`)
      expect(await composing()).toEqual(['compositionstart'])

      await control()
      const kept = `${before}かん${after}`
      await expect(users(label)).toHaveValue(kept)
      expect(await composing()).toEqual(['compositionend'])
      await expectSame(page, picture())

      // The input method goes on, as if nothing were.
      await compose('かんじ')
      await commit('漢字')
      await expect(users(label)).toHaveValue(kept)
      await theirs(label).press('Control+End')
      await stage.olivia.page.keyboard.type(', at home')
      await expect(users(label)).toHaveValue(`${kept}, at home`)
      await expect(theirs(label)).toHaveValue(`${kept}, at home`)
      await expectSame(page, picture())

      await stopControlling()
      await composing()
      await users(label).press('Control+End')
      await compose('じ')
      await commit('字')
      await expect(users(label)).toHaveValue(`${kept}, at home字`)
      expect(await composing()).toEqual(['compositionstart', 'compositionend'])
      await expectSame(page, picture())
    })
  }

  test('[CTL9] [CTL2] what is composed in a hidden field is not disturbed: the field stays the user’s', async () => {
    const { page } = stage.user
    // Its label says for the time that operators do not see what is in it.
    const account = page.getByLabel(/^Account/)
    await account.focus()
    await compose('か')
    await composing()
    await control()
    await compose('かん')
    await expect(account).toHaveValue('かん')
    expect(await composing()).toEqual([])
    await commit('漢')
    await expect(account).toHaveValue('漢')
    expect(await composing()).toEqual(['compositionend'])
    await expect(picture().getByLabel(/^Account/)).toHaveValue(BULLETS)
    await stopControlling()
    await expect(account).toHaveValue('漢')
    await expectSame(page, picture())
  })
})
