/**
 * Live help on the user's page, in every state: the page is a real one, and the operators speak the
 * protocol without a browser, so that each state is reached exactly.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { newPage, PHONE, visitorOn, type Visitor } from './people.ts'
import { runCommand, startServer, type TestServer } from './server.ts'
import { openDesk, type WireDesk } from './wire-desk.ts'

const INTERVIEW = `
metadata:
  title: A place to live
---
mandatory: True
code: |
  multi_user = True
  set_live_help_status(availability='available', mode='help', partner_roles=['housing'])
---
event: change
code: |
  set_live_help_status(availability=action_argument('availability'), mode=action_argument('mode'))
---
event: break
code: |
  raise Exception('broken')
---
mandatory: True
question: Who are you?
subquestion: |
  [Invite](\${ interview_url() })
  % for mode in ['help', 'peer', 'peerhelp']:
  [Mode \${ mode }](\${ url_action('change', mode=mode) })
  % endfor
  % for availability in ['available', 'unavailable', 'observeonly']:
  [Be \${ availability }](\${ url_action('change', availability=availability) })
  % endfor
  [Break](\${ url_action('break') })
fields:
  - Your name: name
  - Your story: story
    datatype: area
  - Your secret: secret
    datatype: password
  - Your number: number
    sensitive: True
  - Colour: colour
    datatype: radio
    choices:
      - red
      - blue
  - I am ready: ready
    datatype: yesno
---
mandatory: True
question: Where do you live?
fields:
  - Street: street
---
mandatory: True
question: Thank you
`

const WITHOUT_LIVE_HELP = `
mandatory: True
question: All by yourself
`

const OPERATORS = {
  olivia: { email: 'olivia@example.org', password: 'a calm blue harbour 7', name: 'Olivia Ortega' },
  otto: { email: 'otto@example.org', password: 'a calm blue harbour 8', name: 'Otto Orban' },
}

test.describe("the user's side", () => {
  test.describe.configure({ mode: 'serial' })

  let folder: string
  let server: TestServer
  let visitor: Visitor
  let page: Page
  let olivia: WireDesk
  let otto: WireDesk

  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-users-side-'))
    writeFileSync(join(folder, 'live.yml'), INTERVIEW)
    writeFileSync(join(folder, 'quiet.yml'), WITHOUT_LIVE_HELP)
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    for (const { email, password, name } of Object.values(OPERATORS)) {
      const [first = '', last = ''] = name.split(' ')
      const names = ['--first-name', first, '--last-name', last]
      const command = ['create-operator', '--email', email, ...names, '--password-stdin']
      await runCommand(server.dataFolder, command, password)
    }
    olivia = await openDesk(server.url, OPERATORS.olivia)
    otto = await openDesk(server.url, OPERATORS.otto)
    page = await newPage(browser)
    visitor = visitorOn(page, server.url)
  })
  test.afterAll(async () => {
    olivia.close()
    otto.close()
    await page.context().close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const status = () => page.locator('#al-chat-status')
  const input = () => page.locator('#al-chat-input')
  const label = () => page.locator('#al-chat-label')
  const notices = () => page.locator('#al-notices')

  test('[CHT1] [STA6] without a partner there is no icon; it comes green, and its words with it', async () => {
    await visitor.begin('live.yml')
    await olivia.meet(page)
    await otto.meet(page)
    await expect(visitor.chatIcon).toBeHidden()
    await olivia.do({ type: 'set-roles', roles: ['housing'] })
    await otto.do({ type: 'set-roles', roles: ['housing'] })
    await olivia.do({ type: 'set-available', available: true })
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'green')
    await expect(label()).toHaveText('Live chat')
  })

  test('[CHT16] the notice of live chat comes once', async () => {
    await expect(notices()).toContainText('Live chat is available.')
    await page.reload()
    await expect(visitor.chatIcon).toBeVisible()
    await expect(notices()).not.toContainText('Live chat is available.')
  })

  test('[CHT2] [CHT3] the area opens beside the question; counts are current; the box says why it is shut', async () => {
    await page.getByLabel('Your name').fill('Tina')
    await visitor.openChat()
    await expect(status()).toHaveText('1 operator is standing by.')
    await expect(input()).toBeDisabled()
    await expect(page.locator('#al-chat-hint')).toHaveText('Activate chat to write.')
    await otto.do({ type: 'set-available', available: true })
    await expect(status()).toHaveText('2 operators are standing by.')
    await otto.do({ type: 'set-available', available: false })
    await expect(status()).toHaveText('1 operator is standing by.')
    await expect(page.getByLabel('Your name')).toHaveValue('Tina')
    const question = await page.locator('#al-screen').boundingBox()
    const area = await page.locator('#al-help').boundingBox()
    expect(area?.x).toBeGreaterThanOrEqual((question?.x ?? 0) + (question?.width ?? 0))
  })

  test('[CHT4] [CHT5] [CHT7] activation connects; a message is sending, sent, and read', async () => {
    await visitor.activateChat()
    await expect(status()).toHaveText('You are chatting with Olivia Ortega.')
    await expect(input()).toBeFocused()
    await visitor.say('Hello\n')
    const line = visitor.chatLog.locator('.al-line').filter({ hasText: 'Hello' })
    await expect(line.locator('.al-line-state')).toHaveText('Sent')
    await olivia.readAll()
    await expect(line.locator('.al-line-state')).toHaveText('Read')
    await expect(line).toHaveClass(/al-line-own/)
  })

  test('[CHT7] Shift+Enter makes a line, links can be pressed, blank is not sent, too long stays', async () => {
    await input().fill('')
    await input().press('Enter')
    await expect(visitor.chatLog.locator('.al-line')).toHaveCount(1)
    await input().pressSequentially('one')
    await input().press('Shift+Enter')
    await input().pressSequentially('see https://example.org/a.')
    await input().press('Enter')
    const line = visitor.chatLog.locator('.al-line').nth(1)
    await expect(line).toBeVisible()
    expect(await line.locator('.al-line-text').textContent()).toBe(
      'one\nsee https://example.org/a.',
    )
    await expect(line.getByRole('link')).toHaveAttribute('href', 'https://example.org/a')
    const long = 'x'.repeat(10_001)
    await input().fill(long)
    await input().press('Enter')
    await expect(page.locator('#al-chat-refusal')).toContainText('10001 characters')
    await expect(input()).toHaveValue(long)
    await input().fill('')
  })

  test('[CHT15] typing shows both ways, and goes', async () => {
    olivia.say({ type: 'typing', is: true })
    await expect(page.locator('#al-chat-typing')).toHaveText('Olivia Ortega is typing…')
    await olivia.write('Here I am')
    await expect(visitor.chatLog).toContainText('Here I am')
    await expect(page.locator('#al-chat-typing')).toHaveText('')
    await input().pressSequentially('Hm')
    await olivia.untilTyping(true)
    await input().fill('')
    await olivia.untilTyping(false)
  })

  test('[CHT2] the next screen neither closes the area nor loses the draft; a reload keeps both', async () => {
    await input().fill('half a thought')
    await page.getByLabel('Your name').fill('Tina Tenant')
    await page.getByLabel('Your story').fill('It rains\nin.')
    await page.getByLabel('Your secret').fill('swordfish')
    await page.getByLabel('Your number').fill('4242')
    await page.getByLabel('blue').check()
    await page.getByLabel('I am ready').check()
    await page.reload()
    await expect(page.getByLabel('Your name')).toHaveValue('Tina Tenant')
    await expect(page.getByLabel('Your story')).toHaveValue('It rains\nin.')
    await expect(page.getByLabel('blue')).toBeChecked()
    await expect(page.getByLabel('I am ready')).toBeChecked()
    // Secrets are not kept in the browser, not even over a reload.
    await expect(page.getByLabel('Your secret')).toHaveValue('')
    await expect(page.getByLabel('Your number')).toHaveValue('')
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).not.toMatch(
      /swordfish|4242/,
    )
    await expect(input()).toHaveValue('half a thought')
    await page.getByLabel('Your secret').fill('swordfish')
    await page.getByLabel('Your number').fill('4242')
    await visitor.goOn()
    await expect(page.locator('#al-screen h1')).toHaveText('Where do you live?')
    await expect(page.locator('#al-chat')).toBeVisible()
    await expect(input()).toHaveValue('half a thought')
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).not.toContain('rains')
    await page.getByRole('button', { name: 'Back' }).click()
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
  })

  test('[CHT2] what was typed survives a failure of the interview', async () => {
    await page.getByLabel('Your name').fill('Tina T.')
    await page.getByRole('link', { name: 'Break' }).click()
    await expect(page.locator('#al-screen .alert')).toBeVisible()
    await expect(input()).toHaveValue('half a thought')
    await page.reload()
    await expect(page.getByLabel('Your name')).toHaveValue('Tina T.')
  })

  test('[CHT11] [REL2] a reload goes on where it was, and shows nothing twice', async () => {
    await page.reload()
    await expect(status()).toHaveText('You are chatting with Olivia Ortega.')
    await olivia.write('Still here?')
    await expect(visitor.chatLog).toContainText('Still here?')
    await expect(visitor.chatLog.getByText('Here I am')).toHaveCount(1)
  })

  test('[CHT16] [CHT22] a message to a closed area shows itself and is counted, in the title too', async () => {
    await page.locator('#al-help-close').click()
    await olivia.write('One')
    await expect(notices()).toContainText('Olivia Ortega: One')
    await olivia.write('Two')
    await expect(page.locator('#al-unread')).toHaveText('2')
    await expect(label()).toHaveText('Live chat with Olivia Ortega 2 unread messages')
    await expect(page).toHaveTitle('(2) A place to live')
    await page.reload()
    await expect(page.locator('#al-unread')).toHaveText('2')
    await notices().getByRole('button', { name: 'Open chat' }).click()
    await expect(page.locator('#al-unread')).toBeHidden()
    await expect(page).toHaveTitle('A place to live')
    await expect(input()).toBeFocused()
    await expect(input()).toHaveValue('half a thought')
  })

  test('[CHT22] the log can be saved as text', async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Save the chat' }).click()
    const stream = await (await download).createReadStream()
    let saved = ''
    for await (const part of stream) saved += String(part)
    expect(saved).toContain('Olivia Ortega')
    expect(saved).toContain('Still here?')
  })

  test('[CHT20] a transfer is told by name', async () => {
    await otto.do({ type: 'set-available', available: true })
    await olivia.transferTo(otto)
    await otto.answerTransfer(true)
    await expect(status()).toHaveText('Olivia Ortega has handed the chat over to Otto Orban.')
    await expect(label()).toHaveText('Live chat with Otto Orban')
  })

  test('[CHT20] an end is told by name, in a notice where the area is closed', async () => {
    await page.locator('#al-help-close').click()
    await otto.endChat()
    await expect(notices()).toContainText('Otto Orban has ended the chat.')
    await visitor.openChat()
    await expect(status()).toContainText('Otto Orban has ended the chat.')
    await expect(input()).toBeDisabled()
    await expect(input()).toHaveValue('half a thought')
    await expect(visitor.chatLog).toContainText('Still here?')
  })

  test('[CHT21] an invitation can be declined and accepted', async () => {
    await page.locator('#al-help-close').click()
    await otto.offerHelp()
    await expect(notices()).toContainText('Otto Orban offers to chat with you.')
    await notices().getByRole('button', { name: 'Open chat' }).click()
    await expect(page.locator('#al-chat-accept')).toBeFocused()
    await page.locator('#al-chat-decline').click()
    await expect(page.locator('#al-chat-invitation')).toBeHidden()
    await expect(page.locator('#al-chat-activate')).toBeVisible()
    await otto.offerHelp()
    await page.getByRole('button', { name: 'Accept' }).click()
    await expect(status()).toHaveText('You are chatting with Otto Orban.')
    await expect(input()).toBeFocused()
  })

  test('[CHT14] the operator who is gone is named, and what is written is kept', async () => {
    await olivia.do({ type: 'set-available', available: false })
    otto.leave()
    // Not before the grace time is over.
    await expect(status()).toContainText('Otto Orban has left.', { timeout: 40_000 })
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'grey')
    await expect(label()).toHaveText('Live chat, nobody is connected')
    await visitor.say('Anybody?')
    await expect(visitor.chatLog.locator('.al-line').last().locator('.al-line-state')).toHaveText(
      'Sent',
    )
    await olivia.do({ type: 'set-available', available: true })
    await expect(status()).toContainText('Olivia Ortega')
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'green')
  })

  test('[BLK1] a block names nobody; after it the user may activate again', async () => {
    await olivia.block(true)
    await expect(status()).toContainText('The chat was ended.')
    await expect(status()).not.toContainText('Olivia')
    await expect(page.locator('#al-chat-activate')).toBeDisabled()
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'grey')
    await olivia.block(false)
    await expect(page.locator('#al-chat-activate')).toBeEnabled()
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'green')
  })

  test('[REL9] too fast is refused with the wait, and the text stays to be sent again', async () => {
    await visitor.activateChat()
    for (let message = 0; message < 12; message++) await visitor.say(`fast ${message}`)
    const refused = visitor.chatLog.locator('.al-line-refused')
    await expect(refused.first()).toContainText('Not sent')
    await expect(refused.first()).toContainText(/\d+ s/)
    const kept = (await refused.first().locator('.al-line-text').textContent()) ?? ''
    expect(kept).toMatch(/^fast 1\d$|^fast \d$/)
    await expect(async () => {
      await refused.first().getByRole('button', { name: 'Send again' }).click()
      await expect(refused).toHaveCount(0, { timeout: 1000 })
    }).toPass({ timeout: 30_000 })
    await expect(visitor.chatLog.getByText(kept, { exact: true })).toHaveCount(1)
  })

  test('[CHT12] "Turn off chat" ends it; the log stays', async () => {
    await page.getByRole('button', { name: 'Turn off chat' }).click()
    await expect(input()).toBeDisabled()
    await expect(page.locator('#al-chat-activate')).toBeVisible()
    await expect(visitor.chatLog).toContainText('Anybody?')
  })

  test('[CHT3] [CHT8] [CHT9] two users and an operator in peer modes', async ({ browser }) => {
    const invite = await page.getByRole('link', { name: 'Invite' }).getAttribute('href')
    const other = await newPage(browser, PHONE)
    await other.goto(invite ?? '')
    const begin = other.getByRole('button', { name: /begin|start|continue/i })
    if (!(await other.locator('#al-screen').isVisible())) await begin.click()
    await expect(other.locator('#al-screen h1')).toHaveText('Who are you?')
    await other.getByLabel('Your name').fill('Paul')

    await page.getByRole('link', { name: 'Mode peerhelp' }).click()
    await expect(status()).toHaveText('1 operator is standing by. 1 other user is here.')
    const otherVisitor = visitorOn(other, server.url)
    await expect(otherVisitor.chatIcon).toHaveAttribute('data-state', 'green')
    await otherVisitor.openChat()
    await otherVisitor.activateChat()
    await visitor.activateChat()
    await expect(status()).toHaveText('You are chatting with Olivia Ortega. 1 other user is here.')
    await otherVisitor.say('Hello neighbour')
    const heard = visitor.chatLog.locator('.al-line').filter({ hasText: 'Hello neighbour' })
    await expect(heard).toContainText('anonymous visitor 2')
    await expect(heard.locator('.al-line-audience')).toHaveText('with everyone here')
    await expect(visitor.chatLog.locator('.al-line').filter({ hasText: 'Anybody?' })).toContainText(
      'private',
    )
    await expect(otherVisitor.chatLog).not.toContainText('Anybody?')
    await expect(
      otherVisitor.chatLog.locator('.al-line').filter({ hasText: 'Hello neighbour' }),
    ).toContainText('Read')

    await page.getByRole('link', { name: 'Mode peer', exact: true }).click()
    await expect(status()).toHaveText('1 other user is here.')
    await visitor.say('Just us')
    await expect(otherVisitor.chatLog).toContainText('Just us')
    expect(olivia.textsSeen()).toContain('Hello neighbour')
    expect(olivia.textsSeen()).not.toContain('Just us')

    // What was typed on the other page stays through all of it.
    await other.locator('#al-help-close').click()
    await expect(other.getByLabel('Your name')).toHaveValue('Paul')

    await page.getByRole('link', { name: 'Mode help' }).click()
    await expect(visitor.chatLog).not.toContainText('Hello neighbour')
    await expect(visitor.chatLog).toContainText('Just us')
    await other.context().close()
  })

  test('[AUT8] [STA6] what another page sets takes effect at once; the draft waits', async () => {
    const second = await page.context().newPage()
    await second.goto(page.url())
    await expect(second.locator('#al-screen h1')).toHaveText('Who are you?')
    if ((await input().isDisabled()) === true) await visitor.activateChat()
    await input().fill('to be continued')
    await second.getByRole('link', { name: 'Be observeonly' }).click()
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'grey')
    await expect(input()).toBeDisabled()
    await second.getByRole('link', { name: 'Be unavailable' }).click()
    await expect(visitor.chatIcon).toBeHidden()
    await expect(page.locator('#al-help')).toBeHidden()
    await second.getByRole('link', { name: 'Be available' }).click()
    await expect(visitor.chatIcon).toBeVisible()
    await visitor.openChat()
    await visitor.activateChat()
    await expect(input()).toHaveValue('to be continued')
    await second.close()
  })

  test('[CHT2] [A11Y1] on a narrow screen the area lies over the question, and closing goes back', async ({
    browser,
  }) => {
    const phone = await newPage(browser, { width: 320, height: 640 })
    const user = visitorOn(phone, server.url)
    await user.begin('live.yml')
    await phone.getByLabel('Your name').fill('Nora')
    await user.openChat()
    await expect(phone.locator('#al-chat-activate')).toBeFocused()
    await expect(phone.locator('#al-screen')).toHaveAttribute('inert', '')
    const area = await phone.locator('#al-help').boundingBox()
    expect(area).toEqual({ x: 0, y: 0, width: 320, height: 640 })
    await phone.keyboard.press('Enter')
    await expect(phone.locator('#al-chat-input')).toBeFocused()
    await phone.keyboard.type('By keyboard')
    await phone.keyboard.press('Escape')
    await expect(phone.locator('#al-help')).toBeHidden()
    await expect(user.chatIcon).toBeFocused()
    await expect(phone.getByLabel('Your name')).toHaveValue('Nora')
    const overflow = await phone.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await phone.keyboard.press('Enter')
    await expect(phone.locator('#al-chat-input')).toHaveValue('By keyboard')
    await phone.context().close()
  })

  test('[A11Y1] [CHT7] the log announces a message once, and not its states', async () => {
    await page.evaluate(`
      window.added = []
      new MutationObserver((records) => {
        for (const { addedNodes } of records) {
          for (const node of addedNodes) window.added.push(node.textContent)
        }
      }).observe(document.getElementById('al-chat-log'), { childList: true, subtree: true })
    `)
    await visitor.say('Only once')
    const line = visitor.chatLog.locator('.al-line').filter({ hasText: 'Only once' })
    await expect(line.locator('.al-line-state')).toHaveText('Sent')
    await olivia.readAll()
    await expect(line.locator('.al-line-state')).toHaveText('Read')
    const added = await page.evaluate<string[]>('window.added')
    expect(added.filter((words) => words.includes('Only once'))).toHaveLength(1)
    expect(added).toHaveLength(1)
    await expect(visitor.chatLog).toHaveAttribute('aria-live', 'polite')
  })

  test('[REL8] where no WebSocket can be had the interview runs on and says so; without live help it says nothing', async ({
    browser,
  }) => {
    const cut = await newPage(browser)
    await cut.addInitScript(`
      window.WebSocket = class { constructor() { throw new DOMException('blocked', 'SecurityError') } }
      Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked', 'SecurityError') } })
    `)
    const user = visitorOn(cut, server.url)
    await user.begin('live.yml')
    await expect(cut.locator('#al-notices')).toContainText('Live help cannot be reached.')
    await cut.getByLabel('Your name').fill('Cora')
    await cut.getByRole('link', { name: 'Be unavailable' }).click()
    await cut.reload()
    const quiet = await newPage(browser)
    await quiet.addInitScript(`
      window.tried = 0
      window.WebSocket = class { constructor() { window.tried++; throw new DOMException('blocked', 'SecurityError') } }
    `)
    await visitorOn(quiet, server.url).begin('quiet.yml')
    await expect.poll(() => quiet.evaluate<number>('window.tried'), { timeout: 30_000 }).toBe(6)
    await expect(quiet.locator('#al-notices')).toBeEmpty()
    await cut.context().close()
    await quiet.context().close()
  })

  test('[REL6] [REL4] the page says that the line is lost, and is back by itself', async () => {
    await input().fill('kept')
    await server.kill()
    await expect(notices()).toContainText('The connection for live help is lost.')
    await expect(status()).toHaveText('Not connected. Trying again…')
    await visitor.say('while you were gone')
    const line = visitor.chatLog.locator('.al-line').filter({ hasText: 'while you were gone' })
    await expect(line.locator('.al-line-state')).toHaveText('Sending…')
    await page.getByLabel('Your name').fill('still here')
    await server.start()
    await expect(line.locator('.al-line-state')).toHaveText('Sent')
    await expect(notices()).not.toContainText('The connection for live help is lost.')
    await expect(page.getByLabel('Your name')).toHaveValue('still here')
    await page.reload()
    await expect(line).toHaveCount(1)
  })
})
