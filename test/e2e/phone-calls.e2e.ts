/** Calls that are put through, with all that the user and the operator see of them: in the help area, the entry and the conversation. */
import { expect, test } from '@playwright/test'
import { must } from '../../src/base/must.ts'
import { DESK, newPage, PHONE, visitorOn } from './people.ts'
import { dial } from './phone-caller.ts'
import {
  desk,
  fileOf,
  openPhoneStage,
  OWN_NUMBER,
  phoneOf,
  TITLES,
  type PhoneStage,
} from './phone-stage.ts'

const { help: ELM } = TITLES

test.describe('calls', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: PhoneStage

  test.beforeAll(async ({ browser }) => {
    stage = await openPhoneStage(browser)
    await stage.tina.begin(fileOf('help'))
    await stage.olivia.signIn()
    await desk(stage.olivia).save(OWN_NUMBER.typed)
    await desk(stage.olivia).button(ELM).click()
  })
  test.afterAll(() => stage.close())

  const olivia = () => desk(stage.olivia)
  const tina = () => phoneOf(stage.tina)

  async function expectCode(): Promise<string> {
    await expect(tina().codes).toHaveText(/^\d\d \d\d$/)
    return tina().code()
  }

  test('[PHN5] [PHN6] [PHN10] a wrong code leads nowhere; the right one rings the operator, once, and is gone', async () => {
    const { tina: visitor, olivia: operator } = stage
    await operator.tickRole('housing')
    await operator.becomeAvailable()
    await visitor.openChat()
    await visitor.activateChat()
    await visitor.say('May I call?')
    await expect(operator.entry(ELM).locator('.mo-line-text')).toHaveText('May I call?')
    const code = await expectCode()
    const caller = await dial(stage.server)
    await caller.press(code === '1111' ? '2222' : '1111')
    expect(caller.dialled).toBeNull()
    await expect(tina().icon).toBeVisible()
    await caller.press(code)
    expect(caller.dialled).toBe(OWN_NUMBER.e164)
    expect(caller.heard.join(' ')).not.toMatch(OWN_NUMBER.canary)

    await expect(tina().icon).toBeHidden()
    await expect(tina().codes).toHaveCount(0)
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'false')
    await expect(tina().status).toHaveText(
      'You are being put through to Olivia Ortega. The code is used up.',
    )
    await expect(visitor.chatLog.locator('.al-line-call')).toContainText(
      'Call to Olivia Ortega: ringing',
    )
    await expect(olivia().calls(ELM)).toContainText('Call to you: ringing')
    await caller.status('ringing')
    await caller.status('answered')
    await expect(tina().status).toHaveText('You are on the telephone with Olivia Ortega.')
    await expect(olivia().calls(ELM)).toContainText('Call with you: answered')
    await caller.over('ended')
    await expect(tina().status).toHaveText('Your call with Olivia Ortega has ended.')
    const told = visitor.chatLog.locator('.al-line-call')
    await expect(told).toHaveText(/^Call with Olivia Ortega: ended after 0:\d\d/)
    const log = operator.entry(ELM).locator('.mo-log')
    await expect(log.locator('.mo-line-call')).toHaveText(/^Call with you: ended after 0:\d\d/)
    // Late and out of order: it stays over.
    await caller.status('ringing')
    await visitor.say('Thank you.')
    await expect(log.locator('.mo-line-text')).toHaveText(['May I call?', 'Thank you.'])
    await expect(log.locator(':scope > *').nth(1)).toContainText('ended after')
    await expect(told).toContainText('ended after')

    const again = await dial(stage.server)
    await again.press(code)
    expect(again.dialled).toBeNull()
  })

  test('[PHN10] nobody answers: both read it, and another call is offered with one press', async () => {
    await olivia().button(ELM).click()
    const code = await expectCode()
    const caller = await dial(stage.server)
    await caller.press(code)
    await caller.over('no-answer')
    expect(caller.heard.at(-2) ?? '').toContain('Nobody answered')
    await expect(tina().status).toContainText('Olivia Ortega has not answered.')
    await expect(olivia().calls(ELM)).toContainText('Call to you: no answer')
    await olivia()
      .calls(ELM)
      .getByRole('button', { name: /^Offer again/ })
      .click()
    await expect(olivia().button(ELM)).toHaveAttribute('aria-pressed', 'true')
    await expectCode()
    await expect(tina().status).toBeEmpty()
    await expect(stage.tina.chatLog.locator('.al-line-call')).toHaveCount(2)
  })

  test('[PHN10] a reload shows the same: the calls, the offer, their order', async () => {
    const order = () => stage.tina.chatLog.locator(':scope > *').allInnerTexts()
    const before = await order()
    await stage.tina.page.reload()
    await expect(tina().icon).toBeVisible()
    await stage.tina.openChat()
    await expect.poll(order).toEqual(before)
  })

  test('[PHN4] whoever writes at the end of a chat is told of the number above it', async () => {
    const { page } = stage.tina
    await page.setViewportSize(PHONE)
    for (let n = 0; n < 6; n++) await stage.tina.say(`And ${n}`)
    await olivia().button(ELM).click()
    await expect(tina().codes).toHaveCount(0)
    await page.locator('#al-chat-save').scrollIntoViewIfNeeded()
    await olivia().button(ELM).click()
    const notices = page.locator('#al-notices')
    await expect(notices).toContainText('Olivia Ortega can help you by telephone.')
    await notices.getByRole('button', { name: 'Show number and code' }).click()
    await expect(tina().number).toBeInViewport()
    await expect(tina().codes).toBeInViewport()
    await page.setViewportSize(DESK)
  })

  test('[PHN4] nothing that came to the user’s browser tells the operator’s number', () => {
    expect(stage.heard.some((told) => told.includes('"answeredAt"'))).toBe(true)
    for (const told of stage.heard) {
      expect(told).not.toMatch(OWN_NUMBER.canary)
    }
  })

  test('[PHN10] among peers a call stands in the operator’s log with whose it was, in no peer’s', async ({
    browser,
  }) => {
    const { tina: visitor, olivia: operator } = stage
    await visitor.begin(fileOf('peers'))
    const invitation = await visitor.page.getByRole('link', { name: 'Invite' }).getAttribute('href')
    const tom = visitorOn(await newPage(browser), stage.server.url)
    await tom.page.goto(must(invitation, 'an invitation'))
    for (const one of [visitor, tom]) {
      await one.openChat()
      await one.activateChat()
    }
    await visitor.say('Hello, everybody')
    await expect(tom.chatLog).toContainText('Hello, everybody')
    const entry = operator.page.getByRole('article', { name: /visitor 1 .*Pine Street/ })
    await entry.getByRole('button', { name: /^Phone:/ }).click()
    const caller = await dial(stage.server)
    await caller.press(await expectCode())
    await caller.status('busy')
    await expect(tina().status).toContainText('The line of Olivia Ortega is busy.')
    await expect(visitor.chatLog.locator('.al-line-call')).toContainText('busy')
    const log = operator.page.locator('.mo-log').filter({ hasText: 'Hello, everybody' })
    await expect(log.locator('.mo-line-call')).toContainText(
      /^anonymous visitor 1 .*: Call to you: busy/,
    )
    await tom.say('And to you')
    await expect(visitor.chatLog).toContainText('And to you')
    await expect(tom.page.locator('.al-line-call, #al-phone')).toHaveCount(0)
    await tom.page.context().close()
  })

  test('[PHN9] while guessing has frozen the codes, both sides are told not to try', async () => {
    const entry = stage.olivia.page.getByRole('article', { name: /visitor 1 .*Pine Street/ })
    await entry.getByRole('button', { name: /^Phone:/ }).click()
    const code = await expectCode()
    const wrong = code === '1111' ? '2222' : '1111'
    for (let n = 10; n < 20; n++) {
      const guesser = await dial(stage.server, `+4420794601${n}`)
      for (let tries = 0; tries < 3; tries++) await guesser.press(wrong)
    }
    await expect(tina().section).toContainText(/Codes cannot be used at the moment/)
    await expect(entry).toContainText(/After many wrong codes no code can be used before/)
    const caller = await dial(stage.server)
    await caller.press(code)
    expect(caller.dialled).toBeNull()
    await expect(tina().codes).toHaveCount(1)
  })
})
