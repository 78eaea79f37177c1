/**
 * OBS7, as one sentence: what is typed into a field that observers are not shown is in no frame to them, no
 * log, no file and no operator's page, whatever the user, the interview's scripts and the operator do.
 */
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { control } from './control-people.ts'
import { createOperator, newPage, operatorOn, visitorOn, type Operator } from './people.ts'
import { startServer, type TestServer } from './server.ts'

/** A script marks what an interview's language has no word for, and tells what it should not. */
const SCRIPT = `
function mark() {
  const find = (words) => [...document.querySelectorAll('#al-screen label')]
    .find((label) => label.textContent.startsWith(words))?.control
  find('Card')?.setAttribute('autocomplete', 'section-a cc-number')
  const wrapped = find('Wrapped')
  if (wrapped && !wrapped.closest('[data-private]')) {
    const wrapper = document.createElement('div')
    wrapper.dataset.private = ''
    wrapped.replaceWith(wrapper)
    wrapper.append(wrapped)
  }
}
mark()
document.addEventListener('daPageLoad', mark)
document.addEventListener('input', ({ target }) => {
  if (!target.matches('[data-private] input, [type=password], [autocomplete*=cc-]')) return
  const { value } = target
  if (value.length < 4) return
  const label = target.labels[0]
  label.querySelector('i')?.remove()
  label.insertAdjacentHTML('beforeend', '<i></i>')
  label.lastElementChild.textContent = ' (' + value + ')'
  label.lastElementChild.title = value
  label.lastElementChild.dataset.value = value
  target.setAttribute('aria-label', label.textContent)
  document.querySelector('#al-question').textContent = 'Are you ' + value.toUpperCase() + '?'
})
`

const INTERVIEW = `
metadata:
  title: Secrets
features:
  javascript: secrets.js
---
mandatory: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['housing'])
---
mandatory: True
question: Who are you?
fields:
  - Your name: user_name
  - PIN: pin
    datatype: password
    required: False
  - Number: number
    sensitive: True
    required: False
  - Notes: notes
    input type: area
    sensitive: True
    required: False
  - Card: card
    required: False
  - Wrapped: wrapped
    required: False
validation code: |
  if user_name == 'Nobody':
    validation_error('That is nobody.')
---
mandatory: True
question: Is this right?
subquestion: |
  Number \${ number }, and \${ notes[:20] }.
review:
  - The number: number
    button: It is \${ number }.
fields:
  - Once more: again
    default: \${ number }
    required: False
  - Of these: one_of
    required: False
    choices:
      - "\${ number }": first
      - another: second
continue button field: seen
---
mandatory: True
question: The end
`

const VISITOR = 'anonymous visitor 1'
const BULLETS = '\u2022'.repeat(8)
const HIDDEN = ['PIN', 'Number', 'Notes', 'Card', 'Wrapped'] as const
type Hidden = (typeof HIDDEN)[number]
/** In no other text; each is known by where it was typed, and all by their first letters. */
const CANARY = 'canary'
const canaryOf = (field: Hidden, how: string): string => `${CANARY}-${how}-${field.toLowerCase()}`

test.describe('what is typed into hidden fields', () => {
  test.describe.configure({ mode: 'serial' })

  let folder: string
  let server: TestServer
  let page: Page
  let olivia: Operator
  let otto: Operator
  const wire: string[] = []
  const picture = () => olivia.picture(VISITOR)
  const field = (name: string) => page.getByLabel(new RegExp(`^${name}`)).first()

  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-canary-'))
    mkdirSync(join(folder, 'data/static'), { recursive: true })
    writeFileSync(join(folder, 'secrets.yml'), INTERVIEW)
    writeFileSync(join(folder, 'data/static/secrets.js'), SCRIPT)
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    await createOperator(server)
    page = await newPage(browser, { width: 800, height: 540 })
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => wire.push(`user: ${String(payload)}`))
    })
    olivia = operatorOn(await newPage(browser, { width: 1280, height: 1400 }), server.url)
    otto = operatorOn(await olivia.page.context().newPage(), server.url)
    for (const operator of [olivia, otto]) keepHeard(operator.page, wire)
    await visitorOn(page, server.url).begin('secrets.yml')
    await olivia.signIn()
    await otto.openMonitor()
    await olivia.observe(VISITOR)
    await expect(picture().getByLabel('Your name')).toBeVisible()
  })
  test.afterAll(async () => {
    for (const one of [page, olivia.page]) await one.context().close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Nothing of it anywhere, once the picture has come to what the user does last. */
  test.afterEach(async () => {
    const isThere = await field('Your name').isVisible()
    if (isThere) {
      const isMine = await field('Your name').inputValue()
      await expect(picture().getByLabel('Your name')).toHaveValue(isMine)
    }
    for (const told of wire) expect(told.toLowerCase()).not.toContain(CANARY)
    for (const operator of [olivia, otto]) {
      for (const frame of operator.page.frames()) {
        const text = await frame.evaluate(`
          document.documentElement.outerHTML +
            [...document.querySelectorAll('input,textarea')].map(({ value }) => value)
        `)
        expect(String(text).toLowerCase()).not.toContain(CANARY)
      }
    }
    expect(server.output().toLowerCase()).not.toContain(CANARY)
    // Nor in what the user's own browser keeps of the page.
    const kept = await page.evaluate('JSON.stringify([sessionStorage, localStorage])')
    expect(String(kept).toLowerCase()).not.toContain(CANARY)
    const stored = filesIn(server.dataFolder)
    expect(stored.length).toBeGreaterThan(1)
    for (const { name, bytes } of stored) expect(bytes.includes(CANARY), name).toBe(false)
  })

  async function expectMasked(names: readonly Hidden[] = HIDDEN): Promise<void> {
    for (const name of names) {
      await expect(picture().locator(`[data-m="${await markOf(name)}"]`)).toHaveValue(BULLETS)
    }
  }

  async function markOf(name: string): Promise<string> {
    return (await field(name).getAttribute('data-m')) ?? ''
  }

  test('[OBS7] typed key by key, pasted, filled in by a program', async () => {
    for (const name of HIDDEN) await field(name).pressSequentially(canaryOf(name, 'typed'))
    await expectMasked()
    for (const name of HIDDEN) {
      await field(name).focus()
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(canaryOf(name, 'pasted'))
    }
    await expectMasked()
    for (const name of HIDDEN) {
      const value = canaryOf(name, 'filled')
      await field(name).evaluate((element, text) => Object.assign(element, { value: text }), value)
    }
    await field('Your name').fill('Nobody')
    await expectMasked()
  })

  test('[OBS7] seen by who comes late', async () => {
    await otto.observe(VISITOR)
    await expect(otto.picture(VISITOR).getByLabel('Your name')).toHaveValue('Nobody')
    await expect(otto.picture(VISITOR).locator(`[data-m="${await markOf('PIN')}"]`)).toHaveValue(
      BULLETS,
    )
  })

  test('[OBS7] [QUE5] on a screen that is refused', async () => {
    await visitorOn(page, server.url).goOn()
    await expect(page.getByText('That is nobody.')).toBeVisible()
    await expect(picture().getByText('That is nobody.')).toBeVisible()
    await expectMasked(['Number', 'Notes', 'Card', 'Wrapped'])
    for (const name of HIDDEN) await field(name).fill(canaryOf(name, 'again'))
    await expectMasked()
  })

  test('[OBS7] [CTL9] under control', async () => {
    await control(olivia, VISITOR)
    for (const name of HIDDEN) {
      await field(name).fill(canaryOf(name, 'controlled'))
      await expect(field(name)).toHaveValue(canaryOf(name, 'controlled'))
    }
    await picture().getByLabel('Your name').fill('Tilda')
    await expect(field('Your name')).toHaveValue('Tilda')
    await expectMasked()
  })

  test('[OBS7] [REL6] loaded anew, with what was typed and not sent', async () => {
    await page.reload()
    await expect(field('Your name')).toHaveValue('Tilda')
    for (const name of HIDDEN) await field(name).fill(canaryOf(name, 'after'))
    await expectMasked()
    await olivia.page.reload()
    await olivia.observe(VISITOR)
    await expectMasked()
  })

  test('[OBS7] printed, reviewed, offered and asked for again on the next screen', async () => {
    await visitorOn(page, server.url).goOn()
    await expect(page.locator('#al-screen')).toContainText(canaryOf('Number', 'after'))
    await expect(picture().locator('#al-screen')).toContainText(`Number ${BULLETS}`)
    await expect(picture().getByLabel('Once more')).toHaveValue(BULLETS)
    await expect(field('Once more')).toHaveValue(canaryOf('Number', 'after'))
  })

  test('[OBS7] after Back', async () => {
    await page.getByRole('button', { name: 'Back' }).click()
    await expect(field('Your name')).toBeVisible()
    await expect(picture().getByLabel('Your name')).toBeVisible()
    for (const name of HIDDEN) await field(name).fill(canaryOf(name, 'back'))
    await expectMasked()
  })
})

function keepHeard(page: Page, frames: string[]): void {
  page.on('websocket', (socket) => {
    const keep = ({ payload }: { readonly payload: string | Buffer }): void => {
      frames.push(`operator: ${String(payload)}`)
    }
    socket.on('framesent', keep)
    socket.on('framereceived', keep)
  })
  page.on('response', (response) => {
    if (!/monitor/.test(response.url())) return
    void response.text().then(
      (text) => frames.push(`operator: ${text}`),
      () => null,
    )
  })
}

function filesIn(folder: string): readonly { readonly name: string; readonly bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, bytes: readFileSync(name) }))
}
