/**
 * Live help on the user's page, in every state of a chat: the page is a real one, and the operators
 * speak the protocol without a browser, so that each state is reached exactly.
 */
import { expect, test, type Page } from '@playwright/test'
import type { Visitor } from './people.ts'
import { openStage, ZONE, type Stage } from './users-side-stage.ts'
import type { WireDesk } from './wire-desk.ts'

test.describe("the user's side", () => {
  test.describe.configure({ mode: 'serial' })

  let stage: Stage
  let visitor: Visitor
  let page: Page
  let olivia: WireDesk
  let otto: WireDesk

  test.beforeAll(async ({ browser }) => {
    stage = await openStage(browser)
    page = stage.page
    visitor = stage.visitor
    olivia = stage.olivia
    otto = stage.otto
  })
  test.afterAll(() => stage.close())

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
    await olivia.readUpTo('Hello')
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
    await olivia.readUpTo('Only once')
    await expect(line.locator('.al-line-state')).toHaveText('Read')
    const added = await page.evaluate<string[]>('window.added')
    expect(added.filter((words) => words.includes('Only once'))).toHaveLength(1)
    expect(added).toHaveLength(1)
    await expect(visitor.chatLog).toHaveAttribute('aria-live', 'polite')
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
    expect(saved).toContain(`Times are in ${ZONE}.`)
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
})
