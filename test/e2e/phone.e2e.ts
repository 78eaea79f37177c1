/**
 * "Telephone help" as the reference tells it, from both sides: the operator's number, the button, the
 * icon, number and code, the call, and what becomes of it.
 */
import { expect, test } from '@playwright/test'
import {
  desk,
  fileOf,
  openPhoneStage,
  OWN_NUMBER,
  phoneOf,
  saveOttosNumber,
  secondsOf,
  SERVER_NUMBER,
  TITLES,
  type PhoneStage,
} from './phone-stage.ts'
import { expectAccessible } from './accessible.ts'
import { OTTO, signInAs } from './monitor-stage.ts'

const { help: ELM } = TITLES

test.describe('telephone help', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: PhoneStage

  test.beforeAll(async ({ browser }) => {
    stage = await openPhoneStage(browser)
  })
  test.afterAll(() => stage.close())

  const olivia = () => desk(stage.olivia)
  const tina = () => phoneOf(stage.tina)

  async function expectCode(): Promise<string> {
    await expect(tina().codes).toHaveText(/^\d\d \d\d$/)
    return tina().code()
  }

  test('[PHN1] [PHN4] before an offer there is nothing of it, neither on the page nor in what it loads', async () => {
    const { tina: visitor, olivia: operator, heard } = stage
    await visitor.begin(fileOf('help'))
    await operator.signIn()
    await operator.openMonitor()
    await expect(operator.entry(ELM)).toBeVisible()
    await expect(olivia().button(ELM)).toHaveCount(0)
    await expect(tina().icon).toHaveCount(0)
    await expect(tina().section).toHaveCount(0)
    const text = await visitor.page.evaluate<string>('document.body.innerHTML')
    expect(text).not.toMatch(/telephone/i)
    expect(heard.join('\n')).not.toContain(SERVER_NUMBER)
  })

  test('[PHN2] a number that is none is marked with the reason, and there is no button', async () => {
    const { box, state, save, button } = olivia()
    await save('call me')
    await expect(state).toContainText('Not saved: This is not a phone number.')
    await expect(box).toHaveAttribute('aria-invalid', 'true')
    await expect(box).toHaveValue('call me')
    await save('030')
    await expect(state).toContainText('Not saved: There is no such phone number.')
    await save('+1 900 555 0143')
    await expect(state).toContainText('Not saved: Calls to this number cost extra.')
    await save(SERVER_NUMBER)
    await expect(state).toContainText('This is the server’s own number.')
    await save('')
    await expect(state).toContainText('Type a number first.')
    await expect(button(ELM)).toHaveCount(0)
  })

  test('[PHN2] [PHN3] corrected, it is saved as the world writes it; each entry gets a grey button', async () => {
    const { box, state, save, button } = olivia()
    await save(OWN_NUMBER.typed)
    await expect(state).toContainText('Saved until')
    await expect(box).toHaveValue(OWN_NUMBER.e164)
    await expect(box).toHaveAttribute('aria-invalid', 'false')
    await expect(button(ELM)).toHaveAttribute('aria-pressed', 'false')
    await expect(button(ELM)).toHaveAttribute('title', /^Click if you want the user/)
  })

  test('[PHN2] the number can be hidden from who looks at the screen, but not while it is typed', async () => {
    const { box } = olivia()
    const hide = stage.olivia.page.getByLabel('Hide number')
    await hide.check()
    await expect(box).toHaveCSS('-webkit-text-security', 'disc')
    await box.fill('+49 30 9')
    await expect(box).toHaveCSS('-webkit-text-security', 'none')
    await expect(olivia().state).toHaveText('Not saved yet.')
    await box.fill(OWN_NUMBER.e164)
    await expect(box).toHaveCSS('-webkit-text-security', 'disc')
    await hide.uncheck()
  })

  test('[PHN3] [PHN4] pressed it is green, and within 1 s the user sees the icon; pressed again it is gone', async () => {
    const { button } = olivia()
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const began = Date.now()
      await button(ELM).click()
      await expect(tina().icon).toBeVisible()
      times.push(Date.now() - began)
      await expect(button(ELM)).toHaveAttribute('aria-pressed', 'true')
      await expect(button(ELM)).toHaveAttribute('title', 'The user can call you. Click to cancel.')
      await button(ELM).click()
      await expect(tina().icon).toBeHidden()
      await expect(button(ELM)).toHaveAttribute('aria-pressed', 'false')
    }
    // Of three, for machines that are busy with other things.
    expect(Math.min(...times)).toBeLessThan(1000)
  })

  test('[PHN4] a notice tells of the offer once; icon and notice lead to number and code', async () => {
    const { page } = stage.tina
    await olivia().button(ELM).click()
    const notices = page.locator('#al-notices')
    await expect(notices).toContainText('Olivia Ortega can help you by telephone.')
    await expect(tina().icon).toHaveAccessibleName('Telephone help is available')
    await notices.getByRole('button', { name: 'Show number and code' }).click()
    await expect(tina().section.getByRole('heading')).toBeFocused()
    await expect(tina().number).toHaveAttribute('href', `tel:${SERVER_NUMBER}`)
    await expect(tina().number).toHaveText('+1 276 241 0114')
    const code = await expectCode()
    // A voice reads the digits, not a number of thousands.
    const spoken = tina().section.locator('.al-phone-code .visually-hidden')
    await expect(spoken).toHaveText(code.split('').join(', '))
    await expect(tina().section).toContainText('Code to reach Olivia Ortega')
    await page.keyboard.press('Escape')
    await expect(tina().section).toBeHidden()
    await page.reload()
    await expect(tina().icon).toBeVisible()
    await expect(notices).not.toContainText('can help you by telephone')
    await tina().icon.click()
    expect(await expectCode()).toBe(code)
  })

  test('[PHN7] both sides see the time that is left; five more minutes are given three times, to the same code', async () => {
    const { page } = stage.olivia
    const calls = olivia().calls(ELM)
    const code = await expectCode()
    const renew = calls.getByRole('button', { name: /^5 more minutes/ })
    for (let times = 1; times <= 3; times++) {
      const before = secondsOf(await tina().left.innerText())
      await renew.click()
      await expect
        .poll(async () => secondsOf(await tina().left.innerText()))
        .toBeGreaterThan(before + 200)
      await expect
        .poll(async () => secondsOf(await calls.innerText()))
        .toBeGreaterThan(before + 200)
      expect(await tina().code()).toBe(code)
    }
    await expect(renew).toHaveAttribute('aria-disabled', 'true')
    await expect(calls).toContainText('This code cannot be given more time.')
    await renew.press('Enter')
    await expect(page.locator('.mo-notice')).toBeEmpty()
  })

  test('[PHN4] the code is nobody’s but the user’s, the operator’s number nobody’s but the operator’s', async () => {
    const code = await expectCode()
    const shown = await stage.olivia.page.locator('body').innerText()
    expect(shown).not.toMatch(new RegExp(`\\b${code}\\b`))
    expect(stage.heardByOlivia.some((told) => told.includes('"renewalsLeft"'))).toBe(true)
    for (const told of stage.heardByOlivia) expect(told).not.toContain(`"${code}"`)
    expect(stage.heard.length).toBeGreaterThan(10)
    for (const told of stage.heard) {
      expect(told).not.toMatch(OWN_NUMBER.canary)
    }
  })

  test('[PHN3] W9: a reload and another tab of the operator agree with the first', async () => {
    await stage.olivia.page.reload()
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'true')
    const second = await stage.openSecond()
    await expect(desk(second).box).toHaveValue(OWN_NUMBER.e164)
    await expect(desk(second).button(ELM)).toHaveAttribute('aria-pressed', 'true')
    await desk(second).button(ELM).click()
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'false')
    await expect(tina().icon).toBeHidden()
    await expect(tina().status).toContainText('The code to reach Olivia Ortega is no longer valid.')
    await expect(tina().codes).toHaveCount(0)
    await olivia().button(ELM).click()
    await expect(desk(second).button(ELM)).toHaveAttribute('aria-pressed', 'true')
    await expect(tina().icon).toBeVisible()
    await second.page.close()
  })

  test('[PHN3] another operator offers a call as well: two codes, and each Monitor tells of the other', async () => {
    const { otto } = stage
    await otto.page.goto(`${stage.server.url}/signin`)
    await signInAs(otto.page, OTTO)
    await saveOttosNumber(otto)
    await expect(desk(otto).calls(ELM)).toContainText('The user can call Olivia Ortega.')
    await olivia().button(ELM).click()
    await expect(tina().status).toContainText('The code to reach Olivia Ortega is no longer')
    await desk(otto).button(ELM).click()
    await expect(tina().codes).toHaveCount(1)
    // Over a code that is valid nothing says that one is not.
    await expect(tina().status).toBeEmpty()
    await olivia().button(ELM).click()
    await expect(tina().codes).toHaveCount(2)
    await expect(tina().section).toContainText('Code to reach Otto Orban')
    await expect(olivia().calls(ELM)).toContainText('The user can call Otto Orban.')
    await expect(otto.page.locator('body')).not.toContainText(OWN_NUMBER.canary)
  })

  test('[A11Y1] nothing is wrong with either page at desk and telephone', async () => {
    await expectAccessible(stage.tina.page)
    await expectAccessible(stage.olivia.page)
  })

  test('[PHN12] who leaves takes the offer along, when the grace time is over', async () => {
    await stage.otto.page.close()
    await expect(tina().codes).toHaveCount(1, { timeout: 60_000 })
    await expect(tina().section).toContainText('Code to reach Olivia Ortega')
  })
})
