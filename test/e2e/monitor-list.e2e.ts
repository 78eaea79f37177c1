/** The Monitor with many entries: what is drawn and found, the keyboard, lost lines, poor browsers. */
import { expect, test, type Locator } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import {
  box,
  fileOf,
  openMonitorStage,
  OTTO,
  press,
  signInAs,
  type MonitorStage,
} from './monitor-stage.ts'
import { newPage, operatorOn, type Operator, type Visitor } from './people.ts'

test.describe('the Monitor with many entries', () => {
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
    await tina.begin(fileOf('Elm Street'))
    await olivia.signIn()
    await olivia.becomeAvailable()
    await olivia.tickRole('housing')
    await second.openMonitor()
    await otto.page.goto(`${stage.server.url}/signin`)
    await signInAs(otto.page, OTTO)
    await olivia.page.bringToFront()
    await tina.openChat()
    await tina.activateChat()
    const oak = await stage.come('Oak Street')
    await oak.activate()
  })
  test.afterAll(() => stage.close())

  test('[MON8] many entries: only those in sight are drawn; search and filters find', async () => {
    test.setTimeout(240_000)
    for (let i = 0; i < 30; i++) await stage.come('Crowd')
    const { page } = olivia
    await expect(page.getByText('32 people')).toBeVisible()
    expect(await page.locator('.mo-entry').count()).toBeLessThan(20)
    const search = page.getByRole('searchbox')
    await search.fill('oak STR')
    await expect(page.getByText('1 of 32 people')).toBeVisible()
    await expect(page.locator('.mo-entry')).toHaveCount(1)
    await search.fill('')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('Unanswered only').check()
    await expect(page.locator('.mo-entry')).toHaveCount(2)
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByLabel('Interview').selectOption({ label: 'Crowd' })
    await expect(page.getByText('30 of 32 people')).toBeVisible()
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
    const pine = await stage.come('Pine Street')
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
    const oak = stage.crowd[0]
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
    await stage.server.kill()
    const sign = olivia.page.getByText('The connection to the server is down.')
    await expect(sign).toBeVisible()
    await expect(olivia.page.getByText('What you see may be out of date')).toBeVisible()
    await olivia.say('Elm Street', 'Written while it was down')
    await expect(olivia.entry('Elm Street').getByRole('log')).toContainText('Sending…')
    await stage.server.start()
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
    const poor = operatorOn(page, stage.server.url)
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
    await olivia.page.waitForURL(`${stage.server.url}/`)
    expect(await olivia.page.evaluate<number>('sessionStorage.length')).toBe(0)
    await expect(second.page.getByText('This page is no longer connected.')).toBeVisible()
  })
})

async function seen(entry: Locator): Promise<string> {
  const said = (await entry.locator('.mo-entry-head, .mo-log').allInnerTexts()).join('\n')
  return said.replaceAll(/\s+/g, ' ')
}
