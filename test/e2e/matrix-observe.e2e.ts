/** The behaviour matrix of observing: whatever happens to screens and lines, the picture is the screen. */
import { expect, test } from '@playwright/test'
import { openMatrix, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame, frameOf } from './same-picture.ts'

/** The first field, whatever a script calls it. */
const NAME = '[data-m=f0]'

test.describe('what an observer sees', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MatrixStage
  const picture = () => stage.olivia.picture(VISITOR)
  const same = () => expectSame(stage.user.page, picture())

  test.beforeAll(async ({ browser }) => {
    stage = await openMatrix(browser)
  })
  test.afterAll(() => stage.close())

  async function fillEverything(): Promise<void> {
    const { page } = stage.user
    await page.getByLabel('Your name').fill('Tilda Tenant')
    await page.getByLabel('Shouting').pressSequentially('help')
    await page.getByLabel('Phone').pressSequentially('5551234567')
    await page.getByLabel('E-mail').fill('tilda@example.org')
    await page.getByLabel('Rooms').fill('3')
    await page.getByLabel('Date').fill('2026-03-01')
    await page.getByLabel('Owner').selectOption('A company')
    await page.getByLabel('Cold').check()
    await page.getByLabel('Somebody helps me').check()
    await page.getByLabel('Helper', { exact: true }).fill('Hanna')
    await page.getByLabel('Roof').check()
    await page.getByLabel('Warmth').fill('7')
    await page.getByLabel('Letter').fill(`First line\n${'long '.repeat(80)}\nlast line`)
    await page.getByLabel('Secret word').fill('swordfish')
    await page.getByLabel('Account').fill('DE00 1234')
  }

  test('[OBS1] [OBS7] who comes late sees a filled screen as it is, with what scripts made of it', async () => {
    await fillEverything()
    await stage.user.page.evaluate(`
      document.querySelector('#al-question').textContent = 'Who are you, please?'
      document.querySelector('label[for]').classList.add('by-script')
      document.querySelector('label[for="f2"]').textContent = 'Phone, called by a script'
      document.querySelector('#f3-error').textContent = 'A script has looked at this'
      document.querySelector('#f4').closest('.al-field').insertAdjacentHTML('beforeend', '<em>put in</em>')
    `)
    await stage.olivia.observe(VISITOR)
    await same()
    await expect(picture().getByText('Phone, called by a script')).toBeVisible()
    await expect(picture().getByText('A script has looked at this')).toBeVisible()
    await expect(picture().locator('em')).toHaveText('put in')
    await expect(picture().getByLabel('Helper', { exact: true })).toHaveValue('Hanna')
    await expect(picture().getByLabel('Shouting')).toHaveValue('HELP')
    await expect(picture().getByLabel('Phone')).toHaveValue('(555) 123-4567')
    await expect(picture().getByText('Who are you, please?')).toBeVisible()
    await expect(picture().locator('label.by-script')).toHaveCount(1)
  })

  test('[OBS1] [OBS2] everything that is changed shows, and what it hides and shows', async () => {
    const { page } = stage.user
    await page.getByLabel('Somebody helps me').uncheck()
    await page.getByLabel('Nothing').check()
    await page.getByLabel('Warm', { exact: true }).check()
    await page.getByLabel('Owner').selectOption('A person')
    await page.getByLabel('Rooms').fill('99')
    await page.getByLabel('Letter').press('End')
    await page.getByLabel('Letter').press('Backspace')
    await page.getByLabel('Secret word').fill('')
    await same()
    await expect(picture().getByLabel('Helper', { exact: true })).toBeHidden()
    await page.getByLabel('Rooms').blur()
    await stage.user.goOn()
    await expect(page.getByText('So many rooms are not for this letter.')).toBeVisible()
    await expect(picture().getByText('So many rooms are not for this letter.')).toBeVisible()
    await same()
    await page.getByLabel('Rooms').fill('4')
  })

  test('[OBS1] what a script changes while it is watched shows: title, label, error text, class', async () => {
    const { page } = stage.user
    await page.evaluate(`
      document.querySelector('#al-question').innerHTML = 'Now <em>this</em>'
      document.querySelector('label[for]').textContent = 'Another label'
      document.querySelector('label[for]').classList.remove('by-script')
      document.querySelector('.al-refusal').textContent = 'A script complains'
    `)
    await expect(picture().getByText('A script complains')).toBeVisible()
    await expect(picture().locator('#al-question em')).toHaveText('this')
    await expect(picture().locator('label.by-script')).toHaveCount(0)
    await same()
  })

  test('[OBS2] focus and caret are where the user has them, and scrolling comes at once', async () => {
    const { page } = stage.user
    await page.getByLabel('E-mail').focus()
    await page.keyboard.press('Home')
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
    await expect(picture().locator('[data-al-focus]')).toHaveAttribute('data-m', /./)
    await expect(picture().getByLabel('E-mail')).toHaveAttribute('data-al-focus', '')
    await page.keyboard.type('+')
    await expect(picture().getByLabel('E-mail')).toHaveValue('tilda+@example.org')
    await page.evaluate(`window.scrollTo({ top: 400, behavior: 'instant' })`)
    const frame = await frameOf(picture())
    await expect.poll(() => frame.evaluate('window.scrollY')).toBeGreaterThan(200)
  })

  test('[OBS1] [REL4] the user’s line breaks: what is typed meanwhile is there when it is back', async () => {
    const { page } = stage.user
    stage.userLine.refuse()
    stage.userLine.cut()
    await page.locator(NAME).fill('Typed without a line')
    await page.getByLabel('Somebody helps me').check()
    await expect(stage.olivia.entry(VISITOR).locator('.mo-picture')).toHaveAttribute(
      'data-phase',
      'wait',
    )
    stage.userLine.heal()
    await same()
    await expect(picture().locator(NAME)).toHaveValue('Typed without a line')
  })

  test('[OBS1] [MON9] the operator’s line breaks: the picture comes back without being built anew', async () => {
    const frame = await frameOf(picture())
    await frame.evaluate(`document.querySelector('#al-screen h1').isSame = true`)
    stage.operatorLine.refuse()
    stage.operatorLine.cut()
    await stage.user.page.locator(NAME).fill('Nobody looks')
    stage.operatorLine.heal()
    await expect(picture().locator(NAME)).toHaveValue('Nobody looks')
    await same()
    const isSame = `document.querySelector('#al-screen h1').isSame === true`
    expect(await frame.evaluate(isSame)).toBe(true)
  })

  test('[OBS1] the next screen shows, whether it is swapped in or loaded', async () => {
    const { page } = stage.user
    await stage.user.goOn()
    await expect(page.locator('#al-screen h1')).toHaveText('What is next?')
    await expect(picture().getByText('What is next?')).toBeVisible()
    await same()
    await page.getByLabel('Wish').fill('a warm room')
    await page.reload()
    await expect(picture().getByLabel('Wish')).toHaveValue('a warm room')
    await same()
    await page.getByRole('button', { name: 'Back' }).click()
    await expect(picture().getByText('Who are you?')).toBeVisible()
    await page.locator(NAME).fill('Back again')
    await expect(picture().locator(NAME)).toHaveValue('Back again')
    await same()
  })

  test('[OBS3] an observer’s typing, ticking, clicking and dropping change nothing anywhere', async () => {
    const before = await stage.user.page.locator(NAME).inputValue()
    await picture().locator(NAME).click({ force: true })
    await stage.olivia.page.keyboard.type('X')
    await picture().getByLabel('Heating').click({ force: true })
    await picture().getByRole('button', { name: 'Continue' }).dispatchEvent('click')
    await same()
    await expect(stage.user.page.locator(NAME)).toHaveValue(before)
    await expect(stage.user.page.getByLabel('Heating')).not.toBeChecked()
    await expect(stage.user.page.locator('#al-screen h1')).toHaveText(/Who are you|Now this/)
  })

  test('[OBS1] the picture of a Monitor in a hidden tab keeps up', async () => {
    const { page } = stage.olivia
    const cover = await page.context().newPage()
    await cover.bringToFront()
    const frame = await frameOf(picture())
    await stage.user.page.locator(NAME).fill('Seen by nobody now')
    await expect
      .poll(() => frame.evaluate(`document.querySelector('input[type=text]').value`))
      .toBe('Seen by nobody now')
    await cover.close()
    await page.bringToFront()
  })
})
