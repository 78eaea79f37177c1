/** The operator's side of live help: real Monitors, in several tabs, of two operators. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { alertsOf, recordAlerts, wireVisitor, type WireVisitor } from './monitor-people.ts'
import { newPage, operatorOn, visitorOn, type Operator, type Visitor } from './people.ts'
import { OPERATOR, runCommand, startServer, type TestServer } from './server.ts'

const interview = (title: string, mode: string): string => `
metadata:
  title: ${title}
---
mandatory: True
code: |
  multi_user = True
  set_live_help_status(availability='available', mode='${mode}', partner_roles=['housing'])
---
id: your rent
mandatory: True
question: How much is your rent?
progress: 40
fields:
  - Rent: rent
---
mandatory: True
question: Thank you
`

const OTTO = { email: 'otto@example.org', password: 'a calm blue harbour 8' }
const TITLES = ['Elm Street', 'Oak Street', 'Pine Street', 'Fir Street'] as const

test.describe('the Monitor', () => {
  test.describe.configure({ mode: 'serial' })

  let folder: string
  let server: TestServer
  let olivia: Operator
  /** The same operator in another tab. */
  let second: Operator
  let otto: Operator
  let tina: Visitor
  const crowd: WireVisitor[] = []

  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-monitor-'))
    for (const title of [...TITLES, 'Crowd']) {
      writeFileSync(join(folder, fileOf(title)), interview(title, 'help'))
    }
    writeFileSync(join(folder, fileOf('One House')), interview('One House', 'peerhelp'))
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    await createOperators(server)
    const page = await newPage(browser)
    await recordAlerts(page.context())
    olivia = operatorOn(page, server.url)
    second = operatorOn(await page.context().newPage(), server.url)
    otto = operatorOn(await newPage(browser), server.url)
    tina = visitorOn(await newPage(browser), server.url)
  })
  test.afterAll(async () => {
    for (const visitor of crowd) visitor.close()
    for (const { page } of [olivia, otto, tina]) await page.context().close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function come(title: string): Promise<WireVisitor> {
    const visitor = await wireVisitor(server.url, fileOf(title))
    crowd.push(visitor)
    return visitor
  }
  const box = (operator: Operator, title: string): Locator =>
    operator.entry(title).getByRole('textbox')
  const press = (operator: Operator, title: string, name: string): Promise<void> =>
    operator.entry(title).getByRole('button', { name }).click()

  test('[MON1] the menu of operators leads to it; for others it does not exist', async () => {
    await tina.begin(fileOf('Elm Street'))
    await tina.page.locator('#al-menu summary').click()
    await expect(tina.page.getByRole('link', { name: 'Monitor' })).toHaveCount(0)
    await tina.page.locator('#al-menu summary').click()
    expect((await tina.page.request.get(`${server.url}/monitor`)).status()).toBe(404)
    await olivia.signIn()
    await olivia.page.goto(`${server.url}/interview?i=${fileOf('Fir Street')}&new_session=1`)
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
    await otto.page.goto(`${server.url}/signin`)
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
    const oak = await come('Oak Street')
    await oak.activate()
    for (const { page } of [olivia, second]) await expect(page).toHaveTitle('(2) Monitor')
    const heard = await Promise.all([alertsOf(olivia.page), alertsOf(second.page)])
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
    const ann = await come('One House')
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

  test('[MON8] many entries: only those in sight are drawn; search and filters find', async () => {
    test.setTimeout(240_000)
    for (let i = 0; i < 30; i++) await come('Crowd')
    const { page } = olivia
    await expect(page.getByText('33 people')).toBeVisible()
    expect(await page.locator('.mo-entry').count()).toBeLessThan(20)
    const search = page.getByRole('searchbox')
    await search.fill('oak STR')
    await expect(page.getByText('1 of 33 people')).toBeVisible()
    await expect(page.locator('.mo-entry')).toHaveCount(1)
    await search.fill('')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('Unanswered only').check()
    await expect(page.locator('.mo-entry')).toHaveCount(2)
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByLabel('Interview').selectOption({ label: 'Crowd' })
    await expect(page.getByText('30 of 33 people')).toBeVisible()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(search).toBeFocused()
    await page.getByRole('button', { name: 'Filters' }).click()
  })

  test('[MON8] the focus, the draft and its place on the screen outlive every update', async () => {
    const { page } = olivia
    const field = box(olivia, 'Elm Street')
    await field.click()
    await field.pressSequentially('half a ')
    const placeOf = async (): Promise<number> => (await field.boundingBox())?.y ?? -1
    const before = await placeOf()
    // Comes in above: somebody waits longer than she, who was answered.
    await olivia.say('Elm Street', 'answer')
    await field.pressSequentially('half a ')
    const pine = await come('Pine Street')
    await pine.activate()
    await expect(olivia.entry('Pine Street')).toContainText('New conversation')
    await pine.say('Hello')
    await field.pressSequentially('thought')
    await expect(field).toBeFocused()
    await expect(field).toHaveValue('half a thought')
    expect(Math.abs((await placeOf()) - before)).toBeLessThan(60)
    await press(otto, 'Elm Street', 'Block')
    await expect(olivia.entry('Elm Street')).toContainText('Blocked by Otto Orban')
    // The box shows what was not sent, and the focus is still in the entry.
    expect(
      await page.evaluate<boolean>(`document.activeElement?.closest('.mo-entry') !== null`),
    ).toBe(true)
    await expect(field).toHaveValue('half a thought')
    await press(otto, 'Elm Street', 'Unblock')
  })

  test('[MON7] a message out of sight is told; the notice leads into its box', async () => {
    const { page } = olivia
    await olivia.say('Pine Street', 'Good evening')
    await page.getByRole('searchbox').focus()
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
    await expect(olivia.entry('Oak Street')).not.toBeInViewport()
    const oak = crowd[0]
    await oak?.say('Still here')
    await page.getByRole('button', { name: 'New message above: anonymous visitor 1' }).click()
    await expect(box(olivia, 'Oak Street')).toBeFocused()
    await expect(box(olivia, 'Oak Street')).toBeInViewport()
    await expect(olivia.entry('Oak Street')).not.toContainText('New message')
    // The last of the list, so that news is below.
    await page.getByLabel('Sort by').selectOption({ label: 'Newest session' })
    await page.getByRole('searchbox').focus()
    await page.evaluate('scrollTo(0, 0)')
    await oak?.say('Down here')
    await page.getByRole('button', { name: 'New message below: anonymous visitor 1' }).click()
    await expect(box(olivia, 'Oak Street')).toBeFocused()
    await expect(box(olivia, 'Oak Street')).toBeInViewport()
    await page.getByLabel('Sort by').selectOption({ label: 'Waiting longest' })
    await page.getByRole('searchbox').fill('crowd')
    await oak?.say('And here')
    await page.getByRole('button', { name: /hidden by search or filters/ }).click()
    await expect(box(olivia, 'Oak Street')).toBeFocused()
    await expect(box(olivia, 'Oak Street')).toBeInViewport()
  })

  test('[CHT6] a draft outlives a reload of the tab', async () => {
    const field = box(olivia, 'Oak Street')
    await field.fill('half a sentence')
    await olivia.page.reload()
    await expect(field).toHaveValue('half a sentence')
    await field.fill('')
    await field.focus()
  })

  test('[MON8] [A11Y1] everything by keyboard; shortcuts are listed and can be switched off', async () => {
    const { page } = olivia
    await page.keyboard.press('Escape')
    await expect(page.locator('.mo-name:focus')).toContainText('Oak Street')
    await page.keyboard.press('j')
    await expect(page.locator('.mo-name:focus')).not.toContainText('Oak Street')
    await page.keyboard.press('k')
    await expect(page.locator('.mo-name:focus')).toContainText('Oak Street')
    await page.keyboard.press('m')
    await expect(box(olivia, 'Oak Street')).toBeFocused()
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Enter')
    await expect(olivia.entry('Oak Street').getByRole('log')).toContainText('By keyboard')
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox')).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(dialog).toBeVisible()
    await dialog.getByLabel('Single letters are shortcuts').uncheck()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.keyboard.press('?')
    await expect(dialog).toBeHidden()
  })

  test('[A11Y1] no violation with all that can be open, at desk and phone', async () => {
    await tina.activateChat()
    await olivia.observe('Elm Street')
    await press(olivia, 'Elm Street', 'Transfer to')
    await olivia.page.getByRole('button', { name: 'Filters' }).click()
    // Colours that are on their way are not those that are read.
    await olivia.page.emulateMedia({ reducedMotion: 'reduce' })
    await expectAccessible(olivia.page)
  })

  test('[MON9] a dead line is said; after it all is as on a page loaded afresh', async () => {
    await press(olivia, 'Elm Street', 'Stop observing')
    await server.kill()
    const sign = olivia.page.getByText('The connection to the server is down.')
    await expect(sign).toBeVisible()
    await expect(olivia.page.getByText('What you see may be out of date')).toBeVisible()
    await olivia.say('Elm Street', 'Written while it was down')
    await expect(olivia.entry('Elm Street').getByRole('log')).toContainText('Sending…')
    await server.start()
    await expect(sign).toBeHidden({ timeout: 30_000 })
    await expect(olivia.entry('Elm Street').getByRole('log')).not.toContainText('Sending…')
    await expect(tina.chatLog).toContainText('Written while it was down')
    await second.page.reload()
    await expect(second.page.getByText(/\d+ people/)).toBeVisible()
    for (const title of ['Elm Street', 'Oak Street', 'Pine Street']) {
      // What is out of sight is not drawn.
      for (const { page } of [olivia, second]) await page.getByRole('searchbox').fill(title)
      await expect(second.entry(title)).toBeVisible()
      await expect(async () => {
        expect(await seen(olivia.entry(title))).toBe(await seen(second.entry(title)))
      }).toPass({ timeout: 15_000 })
    }
    for (const { page } of [olivia, second]) await page.getByRole('searchbox').fill('')
  })

  test('[REL8] it works where storage, notifications, sound and locks are forbidden', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await page.addInitScript(`
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new Error('forbidden') } })
      }
      delete window.Notification
      delete window.AudioContext
      Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })
    `)
    const poor = operatorOn(page, server.url)
    await poor.signIn()
    await poor.say('Elm Street', 'From a poor browser')
    await expect(tina.chatLog).toContainText('From a poor browser')
    await tina.say('Welcome all the same')
    await expect(poor.entry('Elm Street').getByRole('log')).toContainText('Welcome all the same')
    await page.context().close()
  })

  test('[MON2] [ACC1] signing out closes every tab’s line, and leaves no draft', async () => {
    await box(olivia, 'Elm Street').fill('half a sentence')
    await olivia.page.getByRole('button', { name: 'Sign out' }).click()
    await olivia.page.waitForURL(`${server.url}/`)
    expect(await olivia.page.evaluate<number>('sessionStorage.length')).toBe(0)
    await expect(second.page.getByText('This page is no longer connected.')).toBeVisible()
  })
})

function fileOf(title: string): string {
  return `${title.toLowerCase().replace(' ', '-')}.yml`
}

/** What an entry says, but for what passes with time. */
async function seen(entry: Locator): Promise<string> {
  const said = (await entry.locator('.mo-entry-head, .mo-log').allInnerTexts()).join('\n')
  return said.replaceAll(/\s+/g, ' ')
}

async function createOperators(server: TestServer): Promise<void> {
  const people = [
    { ...OPERATOR, first: 'Olivia', last: 'Ortega' },
    { ...OTTO, first: 'Otto', last: 'Orban' },
  ]
  for (const { email, password, first, last } of people) {
    const names = ['--first-name', first, '--last-name', last]
    const command = ['create-operator', '--email', email, ...names, '--password-stdin']
    await runCommand(server.dataFolder, command, password)
  }
}

async function signInAs(
  page: Page,
  account: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.getByLabel('E-mail address').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/monitor')
}
