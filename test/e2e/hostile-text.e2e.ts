/**
 * Hostile text on its way through everything that people see: chat in both directions, names,
 * partner roles, titles, answers and the picture of a screen. Nothing of it runs, nothing leaves for
 * another host, and what is not the author's Markdown arrives letter by letter.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { ATTACKS, HOSTILE } from '../support/hostile-text.ts'
import { newPage, operatorOn, visitorOn, type Operator, type Visitor } from './people.ts'
import { OPERATOR, runCommand, startServer, type TestServer } from './server.ts'

const ATTACK = '<img src=x onerror="window.hostile=1"><script>window.hostile=1</script>'
const FIRST_NAME = '<img src=x onerror="window.hostile=1">'
const LAST_NAME = '"><script>window.hostile=1</script>'
const ROLE = `family" onmouseover="window.hostile=1"><svg onload=window.hostile=1>`
const GUEST = { email: 'guest@example.org', password: 'a quiet green meadow 4' }
const MAX_MESSAGE = 9_500
/** REL9: a sender may send 10 messages in 10 s; all of them together are fewer. */
const MESSAGES = packed(HOSTILE.map(asTyped), MAX_MESSAGE)

const INTERVIEW = `
metadata:
  title: |
    Rent ${ATTACK} <b>help</b>
---
mandatory: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=[${JSON.stringify(ROLE)}])
---
id: ${JSON.stringify(`first ${ATTACK}`)}
question: |
  Tell us
fields:
  - Name: name
  - All of it: story
    input type: area
  - Choose: chosen
    datatype: radio
    choices:
      - ${JSON.stringify('one <svg onload=window.hostile=1> two')}: one
      - two
---
id: second
mandatory: True
question: |
  \${ name }
subquestion: |
  \${ story }
under: |
  Chosen: \${ chosen }, <span title="\${ name }">name</span>
fields:
  - \${ name }: again
    default: \${ name }
    hint: \${ name }
`

test.describe('hostile text', () => {
  test.describe.configure({ mode: 'serial' })

  let folder: string
  let server: TestServer
  let visitor: Visitor
  let operator: Operator
  let entry: Locator
  const watches: Watch[] = []

  async function watched(browser: Browser): Promise<Page> {
    const page = await newPage(browser)
    watches.push(watch(page))
    return page
  }

  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-hostile-'))
    writeFileSync(join(folder, 'hostile.yml'), INTERVIEW)
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    for (const person of [OPERATOR, GUEST]) {
      const names = ['--first-name', FIRST_NAME, '--last-name', LAST_NAME]
      const command = ['create-operator', '--email', person.email, ...names, '--password-stdin']
      await runCommand(server.dataFolder, command, person.password)
    }
    visitor = visitorOn(await watched(browser), server.url)
    operator = operatorOn(await watched(browser), server.url)
    await operator.signIn()
    await visitor.begin('hostile.yml')
    entry = operator.entry('anonymous visitor 1')
    await expect(entry).toBeVisible()
  })
  test.afterEach(async () => {
    for (const { page, seen } of watches) {
      for (const frame of page.frames()) {
        expect(await frame.evaluate(`window.hostile ?? document.vulnerable ?? null`)).toBeNull()
      }
      expect(seen).toEqual([])
    }
  })
  test.afterAll(async () => {
    await visitor.page.context().close()
    await operator.page.context().close()
    await server.close()
    rmSync(folder, { recursive: true })
  })

  test('[MON3] [MON4] [REL7] roles, titles and names stand on the Monitor as text', async () => {
    const { page } = operator
    await expect(page.getByRole('checkbox', { name: ROLE, exact: true })).toHaveCount(1)
    await expect(page.getByText(`${FIRST_NAME} ${LAST_NAME}`).first()).toBeVisible()
    await expect(entry).toContainText('Rent')
    await expect(entry).toContainText(`first ${ATTACK}`)
    await expect(entry.locator('img, script, svg[onload]')).toHaveCount(0)
    const title = await visitor.page.locator('.al-title-long').textContent()
    expect(title).toMatch(/^Rent\b[^<>]*help$/)
    await expect(entry.locator('.mo-interview')).toHaveText(` ${title}`)
    await operator.tickRole(ROLE)
    await operator.becomeAvailable()
  })

  test('[CHT7] all of it arrives through chat as it was written, in both directions', async () => {
    await visitor.openChat()
    await visitor.activateChat()
    const monitorLines = entry.getByRole('log')
    for (const message of MESSAGES) {
      await visitor.say(message)
      await expect.poll(() => lastText(visitor.page, '#al-chat-log .al-line-text')).toBe(message)
      await expect.poll(() => lastText(operator.page, '.mo-log .mo-line-text')).toBe(message)
    }
    for (const message of MESSAGES) {
      await operator.say('anonymous visitor 1', message)
      await expect.poll(() => lastText(visitor.page, '#al-chat-log .al-line-text')).toBe(message)
    }
    for (const log of [monitorLines, visitor.chatLog]) {
      await expect(log.locator('img, svg, script, iframe, form, b, style')).toHaveCount(0)
      const links = await log
        .locator('a')
        .evaluateAll((found: readonly Link[]) =>
          found.map((link) => [link.getAttributeNames().sort().join(), link.protocol].join(' ')),
        )
      expect(links.length).toBeGreaterThan(0)
      expect(new Set(links.map((link) => link.replace('class,', '')))).toEqual(
        new Set(['href,rel,target https:', 'href,rel,target http:']),
      )
    }
    await expect(visitor.chatLog).toContainText(`${FIRST_NAME} ${LAST_NAME}`)
  })

  test('[CHT16] [CHT7] a notice of a message shows its markup as text', async () => {
    await visitor.page.locator('#al-help-close').click()
    await operator.say('anonymous visitor 1', ATTACK)
    const notices = visitor.page.locator('#al-notices')
    await expect(notices).toContainText(ATTACK)
    await expect(notices.locator('img, script')).toHaveCount(0)
    await notices.getByRole('button', { name: 'Close notice' }).click()
    await expect(notices).toBeEmpty()
  })

  test('[CHT22] the saved log is a text file with every letter', async () => {
    const session = /\/s\/([\w-]{22})/.exec(visitor.page.url())?.[1] ?? ''
    const saved = await visitor.page.request.get(`${server.url}/s/${session}/chat-log`)
    expect(saved.headers()['content-type']).toBe('text/plain; charset=utf-8')
    expect(saved.headers()['content-disposition']).toMatch(/^attachment/)
    expect(saved.headers()['x-content-type-options']).toBe('nosniff')
    expect(await saved.text()).toContain(ATTACK)
  })

  test('[OBS8] [QUE6] what is typed shows in the picture, and the next screen runs nothing', async () => {
    const picture = await operator.observe('anonymous visitor 1')
    const { page } = visitor
    const story = asTyped(ATTACKS.join('\n\n'))
    await page.getByLabel(/^Name/).fill(ATTACK)
    await page.getByLabel('All of it').fill(story)
    await expect(picture.getByLabel(/^Name/)).toHaveValue(ATTACK)
    await expect(picture.getByLabel('All of it')).toHaveValue(story)
    await page.locator('#al-screen input[type=radio]').first().check()
    await visitor.goOn()
    await expect(page.locator('#al-screen')).toContainText('Chosen: one')
    await expect(picture.getByText('Chosen: one')).toBeVisible()
    for (const screen of [page.locator('#al-screen'), picture.locator('body')]) {
      const live = 'script, iframe, object, embed, svg, style, base, meta, [onerror], [onload]'
      await expect(screen.locator(live)).toHaveCount(0)
    }
    await expect(page.locator('#al-form')).toHaveCount(1)
    await page.reload()
    await expect(page.locator('#al-screen')).toContainText('Chosen: one')
  })

  test('[MON4] [CHT6] a name that is an attack is a name on the Monitor', async ({ browser }) => {
    const page = await watched(browser)
    const guest = visitorOn(page, server.url)
    await page.goto(`${server.url}/signin`)
    await page.getByLabel('E-mail address').fill(GUEST.email)
    await page.getByLabel('Password').fill(GUEST.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/monitor')
    await guest.begin('hostile.yml')
    const name = `${FIRST_NAME} ${LAST_NAME}`
    await expect(operator.page.locator('.mo-who').getByText(name, { exact: true })).toBeVisible()
    await page.locator('#al-menu summary').click()
    await expect(page.locator('#al-menu')).toContainText(name)
  })

  test('[ACC1] the list of users shows names as text', async ({ browser }) => {
    const page = await watched(browser)
    await page.goto(server.administratorLink())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.goto(`${server.url}/admin/users`)
    await expect(page.locator('.al-users')).toContainText(`${FIRST_NAME} ${LAST_NAME}`)
    await expect(page.locator('.al-users img, .al-users script')).toHaveCount(0)
  })
})

/** What is asked of a link in the page: stories are compiled without the browser's types. */
interface Link {
  readonly protocol: string
  getAttributeNames(): string[]
}

interface Watch {
  readonly page: Page
  /** Every sign of something that ran, or wanted to. */
  readonly seen: string[]
}

function watch(page: Page): Watch {
  const seen: string[] = []
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', () => seen.push('popup'))
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // What only the page's policy stopped was not stopped where it should have been. But pictures
    // are Markdown, which answers may hold: the policy alone keeps those of other hosts away.
    const told = message.text()
    if (/Content Security Policy|Refused to/.test(told) && !/img-src/.test(told)) seen.push(told)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    const isOurs = url.hostname === 'localhost' || url.protocol === 'data:'
    if (isOurs && /(^|\/)x(\.\w+)?$/.test(url.pathname)) seen.push(`request: ${request.url()}`)
  })
  // A request that the policy stops is never sent, and has no answer and no failure of the network.
  page.on('response', (response) => {
    if (new URL(response.url()).hostname === 'hostile.example') seen.push(response.url())
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    if (request.url().includes('hostile.example') && reason !== 'csp') {
      seen.push(`${request.url()}: ${reason}`)
    }
  })
  return { page, seen }
}

/** As a text field holds it. */
function asTyped(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** The texts in as few messages as hold them, each text whole and on lines of its own. */
function packed(texts: readonly string[], limit: number): readonly string[] {
  const messages: string[] = []
  for (const text of texts) {
    const last = messages.at(-1)
    if (last === undefined || last.length + text.length + 1 > limit) messages.push(`: ${text} .`)
    else messages[messages.length - 1] = `${last}\n${text} .`
  }
  return messages
}

async function lastText(page: Page, selector: string): Promise<string | null> {
  return page.locator(selector).last().textContent()
}
