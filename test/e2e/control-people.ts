/** Two operators and a user at screens of all sorts, on a server of their own, for stories of control. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { OTTO, signInAs } from './monitor-stage.ts'
import { newPage, operatorOn, visitorOn, type Operator, type Visitor } from './people.ts'
import { OPERATOR, runCommand, startServer, type TestServer } from './server.ts'

const interview = (title: string, consent: string): string => `
metadata:
  title: ${title}
---
mandatory: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['housing'], consent='${consent}')
---
mandatory: True
question: Who are you?
fields:
  - Your name: name
  - Your story: story
    datatype: area
    required: False
  - Your PIN: pin
    datatype: password
    required: False
  - Colour: colour
    datatype: radio
    required: False
    choices:
      - red
      - blue
  - Town: town
    input type: dropdown
    required: False
    choices:
      - Bonn
      - Rome
---
mandatory: True
question: Thank you, \${ name }
subquestion: |
  You wrote \${ len(story) } letters. [Look at what you wrote](\${ url_action('so_far') }).
field: read
---
event: so_far
question: So far
buttons:
  - Continue: continue
---
mandatory: True
question: The end
`

/** A picture of it needs no scaling: Playwright's mouse misses what lies in a scaled frame. */
const USERS_SCREEN = { width: 800, height: 540 }
const OPERATORS_SCREEN = { width: 1280, height: 1400 }

export interface ControlStage {
  readonly server: TestServer
  readonly olivia: Operator
  readonly otto: Operator
  readonly tina: Visitor
  close(): Promise<void>
}

/** Nobody has begun; `prepare` is called with each page before anything is loaded into it. */
export async function openControlStage(
  browser: Browser,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<ControlStage> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-control-'))
  writeFileSync(join(folder, 'plain.yml'), interview('Plain', 'author'))
  writeFileSync(join(folder, 'asking.yml'), interview('Asking', 'ask'))
  const server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
  const people = [
    { ...OPERATOR, names: ['--first-name', 'Olivia', '--last-name', 'Ortega'] },
    { ...OTTO, names: ['--first-name', 'Otto', '--last-name', 'Orban'] },
  ]
  for (const { email, password, names } of people) {
    const command = ['create-operator', '--email', email, ...names, '--password-stdin']
    await runCommand(server.dataFolder, command, password)
  }
  const pages = [
    await newPage(browser, OPERATORS_SCREEN),
    await newPage(browser, OPERATORS_SCREEN),
    await newPage(browser, USERS_SCREEN),
  ] as const
  for (const page of pages) await prepare(page)
  const olivia = operatorOn(pages[0], server.url)
  const otto = operatorOn(pages[1], server.url)
  for (const [{ page }, account] of [
    [olivia, OPERATOR],
    [otto, OTTO],
  ] as const) {
    await page.goto(`${server.url}/signin`)
    await signInAs(page, account)
  }
  return {
    server,
    olivia,
    otto,
    tina: visitorOn(pages[2], server.url),
    async close() {
      for (const page of pages) await page.context().close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Every message takes so long on its way, in either direction, and keeps its place. */
export async function slowLine(page: Page, ms: () => number): Promise<void> {
  await page.routeWebSocket(/\/live\//, (socket) => {
    const server = socket.connectToServer()
    const carry = (go: (text: string | Buffer) => void) => (text: string | Buffer) => {
      setTimeout(() => go(text), ms())
    }
    socket.onMessage(carry((text) => server.send(text)))
    server.onMessage(carry((text) => socket.send(text)))
  })
}

/** A line that can be cut, and comes back by itself. */
export async function breakableLine(page: Page): Promise<() => void> {
  const cuts = new Set<() => void>()
  await page.routeWebSocket(/\/live\//, (socket) => {
    const server = socket.connectToServer()
    cuts.add(() => {
      void server.close()
      void socket.close({ code: 4503 })
    })
  })
  return () => {
    for (const cut of cuts) cut()
    cuts.clear()
  }
}

export const NAME = 'Your name'
export const button = (operator: Operator, name: string): Locator =>
  operator.page.locator('.mo-picture').getByRole('button', { name, exact: true })

export async function control(operator: Operator, entry: string): Promise<void> {
  await operator
    .entry(entry)
    .getByRole('button', { name: /^Control the screen/ })
    .click()
  await expect(operator.entry(entry)).toContainText('You control this screen')
  await expect(operator.picture(entry).locator('body.al-operated')).toHaveCount(1)
}
