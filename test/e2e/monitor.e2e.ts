/** The operator's side of live help, in conversations: real Monitors, in several tabs, of two operators. */
import { expect, test, type Locator } from '@playwright/test'
import { alertsOf } from './monitor-people.ts'
import {
  box,
  fileOf,
  openMonitorStage,
  OTTO,
  press,
  signInAs,
  type MonitorStage,
} from './monitor-stage.ts'
import type { Operator, Visitor } from './people.ts'

test.describe('the Monitor', () => {
  test.describe.configure({ mode: 'serial' })

  let stage: MonitorStage
  let olivia: Operator
  /** The same operator in another tab. */
  let second: Operator
  let otto: Operator
  let tina: Visitor

  test.beforeAll(async ({ browser }) => {
    stage = await openMonitorStage(browser)
    olivia = stage.olivia
    second = stage.second
    otto = stage.otto
    tina = stage.tina
  })
  test.afterAll(() => stage.close())

  test('[MON1] the menu of operators leads to it; for others it does not exist', async () => {
    await tina.begin(fileOf('Elm Street'))
    await tina.page.locator('#al-menu summary').click()
    await expect(tina.page.getByRole('link', { name: 'Monitor' })).toHaveCount(0)
    await tina.page.locator('#al-menu summary').click()
    expect((await tina.page.request.get(`${stage.server.url}/monitor`)).status()).toBe(404)
    await olivia.signIn()
    await olivia.page.goto(`${stage.server.url}/interview?i=${fileOf('Fir Street')}&new_session=1`)
    await olivia.page.locator('#al-menu summary').click()
    await olivia.page.getByRole('link', { name: 'Monitor' }).click()
    await expect(olivia.page.getByRole('heading', { name: 'Monitor' })).toBeVisible()
  })

  test('[MON4] [MON10] [STA5] an entry tells who is where, since when, and how far', async () => {
    const entry = olivia.entry('Elm Street')
    await expect(entry).toContainText('anonymous visitor 1')
    await expect(entry).toContainText('waiting')
    await expect(entry).toContainText('your rent')
    await expect(entry).toContainText(/Time on it\d+:\d\d/)
    await expect(entry).toContainText(/In session\d+:\d\d/)
    await expect(entry).toContainText('40 %')
    await expect(entry.getByRole('button', { name: 'Observe' })).toBeVisible()
    await expect(entry.getByRole('button', { name: 'Block' })).toBeVisible()
  })

  test('[MON2] [MON3] [CHT5] own settings agree in all tabs, and outlive a reload', async () => {
    await second.openMonitor()
    await otto.page.goto(`${stage.server.url}/signin`)
    await signInAs(otto.page, OTTO)
    const hint = 'Nobody can reach you yet'
    await expect(olivia.page.getByRole('button', { name: 'Not available for chat' })).toBeVisible()
    await olivia.becomeAvailable()
    for (const { page } of [olivia, second]) await expect(page.getByText(hint)).toBeVisible()
    await second.tickRole('housing')
    for (const { page } of [olivia, second]) await expect(page.getByText(hint)).toHaveCount(0)
    await expect(olivia.page.getByRole('checkbox', { name: 'housing' })).toBeChecked()
    await olivia.page.getByLabel('Add a role').fill('law of the sea')
    await olivia.page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(second.page.getByRole('checkbox', { name: 'law of the sea' })).toBeChecked()
    await second.page.getByRole('checkbox', { name: 'law of the sea' }).uncheck()
    const limit = (operator: Operator): Locator =>
      operator.page.getByLabel('Most conversations at once')
    await limit(olivia).fill('7')
    await limit(olivia).press('Enter')
    await expect(limit(second)).toHaveValue('7')
    await olivia.page.reload()
    await expect(olivia.page.getByRole('checkbox', { name: 'housing' })).toBeChecked()
    await expect(limit(olivia)).toHaveValue('7')
    await expect(
      olivia.page.getByRole('button', { name: 'Available for chat', exact: true }),
    ).toBeVisible()
    await limit(second).fill('')
    await limit(second).press('Enter')
    await expect(limit(olivia)).toHaveValue('')
  })

  test('[MON5] [MON6] [CHT6] a conversation and a message are marked, heard once, and counted', async () => {
    await olivia.page.bringToFront()
    await tina.openChat()
    await tina.activateChat()
    const entry = olivia.entry('Elm Street')
    await expect(entry).toContainText('New conversation')
    await expect(entry).toContainText('Chat with you')
    await expect(entry).toHaveClass(/mo-news/)
    for (const { page } of [olivia, second]) await expect(page).toHaveTitle('(1) Monitor')
    await tina.say('Is anybody there?')
    await expect(entry.getByRole('log')).toContainText('Is anybody there?')
    const oak = await stage.come('Oak Street')
    await oak.activate()
    for (const { page } of [olivia, second]) await expect(page).toHaveTitle('(2) Monitor')
    const alerted = () => Promise.all([alertsOf(olivia.page), alertsOf(second.page)])
    // Which tab alerts is settled between them.
    await expect
      .poll(async () => (await alerted()).flatMap(({ notifications }) => notifications).length)
      .toBeGreaterThan(2)
    const heard = await alerted()
    const titles = heard.flatMap(({ notifications }) => notifications)
    // Without the mark of the session, which tells first visitors apart.
    expect(titles.map((title) => title.replace(/ \(\w{4}\)/, '')).toSorted()).toEqual([
      'New conversation with anonymous visitor 1: Elm Street',
      'New conversation with anonymous visitor 1: Oak Street',
      'anonymous visitor 1: Is anybody there?',
    ])
    expect(heard.reduce((sum, { tones }) => sum + tones, 0)).toBe(7)
  })

  test('[MON5] a click into the box takes the mark away, in all tabs', async () => {
    await box(olivia, 'Elm Street').click()
    for (const operator of [olivia, second]) {
      await expect(operator.entry('Elm Street')).not.toContainText('New ')
      await expect(operator.entry('Oak Street')).toContainText('New conversation')
    }
    // Nobody has answered yet.
    await expect(olivia.page).toHaveTitle('(2) Monitor')
    await olivia.say('Elm Street', 'Good morning')
    await expect(tina.chatLog).toContainText('Good morning')
    for (const { page } of [olivia, second]) await expect(page).toHaveTitle('(1) Monitor')
  })

  test('[MON6] sound can be switched off; at the box nothing is heard', async () => {
    const before = await alertsOf(olivia.page)
    await box(olivia, 'Elm Street').focus()
    await tina.say('One')
    await expect(olivia.entry('Elm Street').getByRole('log')).toContainText('One')
    await expect(olivia.entry('Elm Street')).not.toContainText('New message')
    expect(await alertsOf(olivia.page)).toEqual(before)
    await olivia.page.getByLabel('Sound for new conversations and messages').uncheck()
    await tina.say('Two')
    await expect(olivia.entry('Elm Street')).toContainText('New message')
    const after = await alertsOf(olivia.page)
    expect(after.tones).toBe(before.tones)
    expect(after.notifications.length).toBe(before.notifications.length + 1)
    await olivia.say('Elm Street', 'I see')
  })

  test('[CHT15] typing is seen both ways', async () => {
    await tina.page.locator('#al-chat-input').pressSequentially('Hm')
    await expect(olivia.entry('Elm Street')).toContainText('anonymous visitor 1 is typing…')
    await tina.page.locator('#al-chat-input').fill('')
    await expect(olivia.entry('Elm Street')).not.toContainText('is typing…')
    await box(olivia, 'Elm Street').pressSequentially('Wait')
    await expect(tina.page.locator('#al-chat-typing')).toHaveText('Olivia Ortega is typing…')
    await box(olivia, 'Elm Street').fill('')
    await expect(tina.page.locator('#al-chat-typing')).toHaveText('')
  })

  test('[CHT10] a colleague reads along, and cannot write', async () => {
    await press(otto, 'Elm Street', 'Read chat')
    const entry = otto.entry('Elm Street')
    await expect(entry.getByRole('log')).toContainText('Good morning')
    await tina.say('Three')
    await expect(entry.getByRole('log')).toContainText('Three')
    await expect(entry.getByRole('textbox')).toHaveCount(0)
    await expect(entry).not.toContainText('New message')
    await expect(otto.page).toHaveTitle('Monitor')
    await otto.page.reload()
    await expect(entry.getByRole('log')).toHaveCount(0)
  })

  test('[CHT20] a transfer is offered, taken back, declined, and accepted with its history', async () => {
    const offer = otto.page.getByRole('group', { name: /Olivia Ortega offers you/ })
    const offerIt = async (): Promise<void> => {
      await press(olivia, 'Elm Street', 'Transfer to')
      const choice = olivia.entry('Elm Street').getByRole('combobox')
      await choice.selectOption({ label: 'Otto Orban (not available, 0 conversations)' })
      await olivia.entry('Elm Street').getByRole('button', { name: 'Offer', exact: true }).click()
      await expect(offer).toBeVisible()
    }
    await offerIt()
    await expect(olivia.entry('Elm Street')).toContainText('Offered to Otto Orban')
    await expect(second.entry('Elm Street')).toContainText('Offered to Otto Orban')
    await press(olivia, 'Elm Street', 'Take back')
    await expect(offer).toHaveCount(0)
    await expect(olivia.entry('Elm Street')).not.toContainText('was not accepted')
    await offerIt()
    await offer.getByRole('button', { name: 'Decline' }).click()
    await expect(olivia.entry('Elm Street')).not.toContainText('Offered to')
    await expect(olivia.entry('Elm Street')).toContainText(
      'The offer to Otto Orban was not accepted',
    )
    await offerIt()
    await offer.getByRole('button', { name: 'Accept' }).click()
    await expect(otto.entry('Elm Street').getByRole('log')).toContainText('Good morning')
    await expect(box(otto, 'Elm Street')).toBeFocused()
    await expect(olivia.entry('Elm Street')).toContainText(
      'This conversation is now with Otto Orban.',
    )
    await expect(olivia.entry('Elm Street')).toContainText('Chat with Otto Orban')
    await expect(tina.page.locator('#al-chat-status')).toContainText('Otto Orban')
  })

  test('[CHT19] [CHT20] the operator ends a conversation, and the user is told by whom', async () => {
    await press(otto, 'Elm Street', 'End the conversation')
    await expect(otto.entry('Elm Street')).toContainText('The conversation has ended.')
    await expect(tina.page.locator('#al-chat')).toContainText('Otto Orban')
    await expect(tina.page.locator('#al-chat-input')).toBeDisabled()
    await otto.entry('Elm Street').getByRole('button', { name: 'Close', exact: true }).click()
    await expect(otto.entry('Elm Street').getByRole('log')).toHaveCount(0)
  })

  test('[CHT21] help is offered, withdrawn, offered again and accepted', async () => {
    await expect(olivia.entry('Elm Street')).toContainText('standby')
    await press(olivia, 'Elm Street', 'Offer help')
    await expect(olivia.entry('Elm Street')).toContainText('You offered help at')
    await expect(otto.entry('Elm Street')).toContainText('Olivia Ortega offered help at')
    await expect(tina.page.getByText(/Olivia Ortega/).first()).toBeVisible()
    await press(olivia, 'Elm Street', 'Withdraw offer')
    await expect(olivia.entry('Elm Street')).not.toContainText('offered help')
    await press(olivia, 'Elm Street', 'Offer help')
    await tina.page.getByRole('button', { name: 'Accept' }).click()
    await expect(olivia.entry('Elm Street')).toContainText('Chat with you')
    await expect(box(olivia, 'Elm Street')).toBeEditable()
  })

  test('[BLK1] [BLK3] [BLK4] a block ends the conversation, is seen by all, and is lifted by any', async () => {
    await press(olivia, 'Elm Street', 'Block')
    await expect(tina.page.locator('#al-chat')).toContainText('The chat was ended.')
    for (const operator of [olivia, second, otto]) {
      const entry = operator.entry('Elm Street')
      await expect(entry).toContainText('Blocked by Olivia Ortega at')
      await expect(entry).toContainText('waiting')
      await expect(entry).toContainText('Chat with operators is blocked.')
      await expect(entry.getByRole('button', { name: 'Observe' })).toBeVisible()
    }
    await expect(
      olivia.page.getByRole('button', { name: 'Available for chat', exact: true }),
    ).toBeVisible()
    await olivia.page.reload()
    await expect(olivia.entry('Elm Street')).toContainText('Blocked by Olivia Ortega at')
    const picture = await olivia.observe('Elm Street')
    await expect(picture.getByText('How much is your rent?')).toBeVisible()
    await press(olivia, 'Elm Street', 'Stop observing')
    await press(otto, 'Elm Street', 'Unblock')
    await expect(olivia.entry('Elm Street')).not.toContainText('Blocked by')
    await expect(olivia.entry('Elm Street')).toContainText('standby')
    await tina.activateChat()
    await expect(olivia.entry('Elm Street')).toContainText('Chat with you')
  })

  test('[CHT8] [BLK2] the session’s conversation is shown once, for all who take part', async () => {
    const ann = await stage.come('One House')
    await ann.activate()
    await ann.say('We all live here')
    const log = olivia.page.getByRole('log', { name: 'everyone in the session' })
    await expect(log).toHaveCount(1)
    await expect(log).toContainText('We all live here')
    await olivia.say('One House', 'Hello to all of you')
    await expect(log).toContainText('Hello to all of you')
    await press(olivia, 'One House', 'Block')
    await expect(olivia.entry('One House')).toContainText('Blocked by Olivia Ortega at')
    await expect(olivia.entry('One House')).toContainText('The conversation has ended.')
  })

  test('[STA1] [MON4] who has gone stays, marked, until this operator dismisses the entry', async () => {
    await expect(olivia.entry('Fir Street')).toContainText('offline', { timeout: 30_000 })
    await press(olivia, 'Fir Street', 'Dismiss')
    for (const operator of [olivia, second]) {
      await expect(operator.entry('Fir Street')).toHaveCount(0)
    }
    await expect(otto.entry('Fir Street')).toContainText('offline')
  })
})
