/** Telephone help where something else goes on: keyboards, lines that hold answers up, blocking, peers, the interview's end. */
import { expect, test, type Page } from '@playwright/test'
import { must } from '../../src/base/must.ts'
import { operatorOn, newPage, visitorOn, createOperator } from './people.ts'
import {
  desk,
  fileOf,
  openPhoneStage,
  OWN_NUMBER,
  phoneOf,
  TITLES,
  type PhoneStage,
} from './phone-stage.ts'
import { startServer } from './server.ts'

const { help: ELM, observe: OAK } = TITLES

/** By the Tab key alone, until the wanted element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const isThere = () =>
    page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)
  for (let presses = 0; presses < 60 && !(await isThere()); presses++) {
    await page.keyboard.press('Tab')
  }
  expect(await isThere(), selector).toBe(true)
}

test.describe('telephone help, and what else goes on', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: PhoneStage
  /** What Olivia's Monitor says is held up. */
  let isHeld = false
  let release: () => void = () => {}

  test.beforeAll(async ({ browser }) => {
    stage = await openPhoneStage(browser)
    await stage.olivia.page.routeWebSocket(/live\/monitor/, (page) => {
      const server = page.connectToServer()
      const kept: (string | Buffer)[] = []
      page.onMessage((message) => {
        if (isHeld && !String(message).includes('"ping"')) kept.push(message)
        else server.send(message)
      })
      release = () => {
        isHeld = false
        for (const message of kept.splice(0)) server.send(message)
      }
    })
    await stage.tina.begin(fileOf('help'))
    await stage.olivia.signIn()
    await expect(stage.olivia.entry(ELM)).toBeVisible()
  })
  test.afterAll(() => stage.close())

  const olivia = () => desk(stage.olivia)
  const tina = () => phoneOf(stage.tina)

  test('[PHN2] [PHN3] [A11Y1] the Monitor by keyboard alone: number, offer, more time', async () => {
    const { page } = stage.olivia
    await tabTo(page, '#mo-phone')
    await page.keyboard.type('0')
    await page.keyboard.press('Enter')
    await expect(olivia().state).toContainText('Not saved:')
    await expect(olivia().box).toBeFocused()
    await page.keyboard.press('Control+a')
    await page.keyboard.type(OWN_NUMBER.typed)
    await page.keyboard.press('Enter')
    await expect(olivia().state).toContainText('Saved until')
    await expect(olivia().box).toBeFocused()
    await tabTo(page, '[data-part="phone"]')
    await page.keyboard.press('Space')
    await expect(tina().icon).toBeVisible()
    await expect(olivia().button(ELM)).toBeFocused()
    await tabTo(page, '[data-part="renew"]')
    await page.keyboard.press('Enter')
    await expect(olivia().calls(ELM)).toContainText(/9:\d\d left/)
    await expect(stage.olivia.page.locator('[data-part="renew"]')).toBeFocused()
  })

  test('[PHN4] [A11Y1] the user’s page by keyboard alone: icon, number, and back', async () => {
    const { page } = stage.tina
    await tabTo(page, '#al-phone-button')
    await page.keyboard.press('Enter')
    await expect(tina().section.getByRole('heading')).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(tina().number).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(tina().section).toBeHidden()
    await expect(tina().icon).toBeFocused()
  })

  test('[PHN5] [A11Y1] an offer that goes does not take the keyboard along', async () => {
    const { page } = stage.tina
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await expect(tina().number).toBeFocused()
    await olivia().button(ELM).click()
    await expect(tina().number).toBeHidden()
    await expect(tina().section.getByRole('heading')).toBeFocused()
  })

  test('[PHN3] W10: what was pressed stays pressed, whatever comes before the server knows', async () => {
    const { olivia: operator, tina: visitor } = stage
    isHeld = true
    await olivia().button(ELM).click()
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'true')
    // A row of before the offer.
    await visitor.page.getByLabel('Rent').fill('700')
    await visitor.goOn()
    await expect(operator.entry(ELM)).toContainText('the end')
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'true')
    await expect(tina().codes).toHaveCount(0)
    release()
    await expect(tina().codes).toHaveCount(1)
    await expect(olivia().calls(ELM)).toContainText('The user sees a number and a code')
    isHeld = true
    for (const pressed of ['false', 'true', 'false']) {
      await olivia().button(ELM).click()
      await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', pressed)
    }
    release()
    await expect(tina().codes).toHaveCount(0)
    await expect(olivia().calls(ELM)).toHaveCount(0)
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'false')
  })

  test('[PHN2] W9: an empty box deletes nothing; a removed number is gone in every tab, offers with it', async () => {
    await olivia().button(ELM).click()
    await expect(tina().codes).toHaveCount(1)
    const second = await stage.openSecond()
    await desk(second).save('')
    await expect(desk(second).state).toContainText('Type a number first.')
    await desk(second).box.fill('+49 30 9')
    await expect(olivia().box).toHaveValue(OWN_NUMBER.e164)
    await expect(tina().codes).toHaveCount(1)
    await olivia().box.fill('+49 40 ')
    await second.page.getByRole('button', { name: 'Remove your phone number' }).click()
    await expect(desk(second).state).toContainText('Your number is removed.')
    await expect(desk(second).box).toBeFocused()
    await expect(tina().codes).toHaveCount(0)
    await expect(olivia().button(ELM)).toHaveCount(0)
    // What is being typed in the other tab stays.
    await expect(olivia().box).toHaveValue('+49 40 ')
    await desk(second).save(OWN_NUMBER.typed)
    await expect(olivia().button(ELM)).toBeVisible()
    await second.page.close()
  })

  test('[PHN11] [BLK3] who is blocked is offered a call all the same', async () => {
    const { olivia: operator } = stage
    await operator.entry(ELM).getByRole('button', { name: 'Block' }).click()
    await expect(operator.entry(ELM)).toContainText('Blocked by')
    await olivia().button(ELM).click()
    await expect(tina().codes).toHaveCount(1)
    await operator.entry(ELM).getByRole('button', { name: 'Unblock' }).click()
    await expect(tina().codes).toHaveCount(1)
  })

  test('[PHN7] [A11Y1] the last minute is said once to who does not see the clock', async () => {
    const { page } = stage.tina
    await page.clock.install()
    await page.reload()
    await tina().icon.click()
    await expect(tina().codes).toHaveCount(1)
    const voice = tina().section.locator(':scope > .visually-hidden[role=status]')
    await expect(voice).toBeEmpty()
    await page.clock.fastForward(245_000)
    await expect(voice).toHaveText('The code to reach Olivia Ortega is valid for one more minute.')
    await page.clock.fastForward(6_000)
    await expect(voice).toBeEmpty()
  })

  test('[PHN11] where there is no chat there is telephone help', async ({ browser }) => {
    const tom = visitorOn(await newPage(browser), stage.server.url)
    await tom.begin(fileOf('observe'))
    await olivia().button(OAK).click()
    await phoneOf(tom).icon.click()
    await expect(phoneOf(tom).codes).toHaveCount(1)
    await expect(tom.page.locator('#al-chat')).toBeHidden()
    // At the same time as another.
    await expect(tina().codes).toHaveCount(1)
    expect(await phoneOf(tom).code()).not.toBe(await tina().code())
    await tom.page.context().close()
  })

  test('[AUT8] an interview that closes takes everything of it away', async () => {
    const { page } = stage.tina
    await page.getByRole('button', { name: 'Back' }).click()
    await tina().icon.click()
    await expect(tina().codes).toBeVisible()
    await page.getByRole('link', { name: 'Close' }).click()
    await expect(tina().icon).toBeHidden()
    await expect(tina().section).toBeHidden()
    await expect(tina().codes).toHaveCount(0)
    await expect(page.locator('#al-help')).toBeHidden()
    await expect(stage.olivia.entry(ELM)).toHaveCount(0)
  })

  test('[PHN4] [PHN10] who shares the session sees nothing of a call that is not theirs', async ({
    browser,
  }) => {
    const { page } = stage.tina
    await stage.tina.begin(fileOf('peers'))
    const invitation = await page.getByRole('link', { name: 'Invite' }).getAttribute('href')
    const tom = visitorOn(await newPage(browser), stage.server.url)
    await tom.page.goto(must(invitation, 'an invitation'))
    await expect(tom.page.locator('#al-screen h1')).toBeVisible()
    const entry = stage.olivia.page.getByRole('article', { name: /visitor 2 .*Pine Street/ })
    await entry.getByRole('button', { name: /^Phone:/ }).click()
    await expect(phoneOf(tom).icon).toBeVisible()
    await expect(tina().icon).toHaveCount(0)
    await expect(tina().section).toHaveCount(0)
    await tom.page.context().close()
  })
})

test('[PHN1] without telephony there is nothing of it on the Monitor either', async ({
  browser,
}) => {
  const server = await startServer()
  const visitor = visitorOn(await newPage(browser), server.url)
  const operator = operatorOn(await newPage(browser), server.url)
  try {
    await createOperator(server)
    await visitor.begin('eviction-help.yml')
    await operator.signIn()
    const entry = operator.entry('Answer your eviction notice')
    await expect(entry.getByRole('button', { name: 'Block' })).toBeVisible()
    expect(await operator.page.locator('#monitor').innerHTML()).not.toMatch(/phone/i)
  } finally {
    await visitor.page.context().close()
    await operator.page.context().close()
    await server.close()
  }
})
