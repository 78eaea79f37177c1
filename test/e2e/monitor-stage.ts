/** Interviews with live help on a server of their own, two operators with accounts, and who comes to them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import { recordAlerts, wireVisitor, type WireVisitor } from './monitor-people.ts'
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

export const OTTO = { email: 'otto@example.org', password: 'a calm blue harbour 8' }
const TITLES = ['Elm Street', 'Oak Street', 'Pine Street', 'Fir Street'] as const

export interface MonitorStage {
  readonly server: TestServer
  readonly olivia: Operator
  /** The same operator in another tab. */
  readonly second: Operator
  readonly otto: Operator
  readonly tina: Visitor
  /** Who came, in order. */
  readonly crowd: readonly WireVisitor[]
  come(title: string): Promise<WireVisitor>
  close(): Promise<void>
}

/** Nobody has signed in or come yet. */
export async function openMonitorStage(browser: Browser): Promise<MonitorStage> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-monitor-'))
  for (const title of [...TITLES, 'Crowd']) {
    writeFileSync(join(folder, fileOf(title)), interview(title, 'help'))
  }
  writeFileSync(join(folder, fileOf('One House')), interview('One House', 'peerhelp'))
  const server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
  await createOperators(server)
  const page = await newPage(browser)
  await recordAlerts(page.context())
  const olivia = operatorOn(page, server.url)
  const second = operatorOn(await page.context().newPage(), server.url)
  const otto = operatorOn(await newPage(browser), server.url)
  const tina = visitorOn(await newPage(browser), server.url)
  const crowd: WireVisitor[] = []
  return {
    server,
    olivia,
    second,
    otto,
    tina,
    crowd,
    async come(title) {
      const visitor = await wireVisitor(server.url, fileOf(title))
      crowd.push(visitor)
      return visitor
    },
    async close() {
      for (const visitor of crowd) visitor.close()
      for (const { page: one } of [olivia, otto, tina]) await one.context().close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const box = (operator: Operator, title: string): Locator =>
  operator.entry(title).getByRole('textbox')
export const press = (operator: Operator, title: string, name: string): Promise<void> =>
  operator.entry(title).getByRole('button', { name }).click()

export function fileOf(title: string): string {
  return `${title.toLowerCase().replace(' ', '-')}.yml`
}

/** Olivia and Otto. */
export async function createOperators(server: TestServer): Promise<void> {
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

export async function signInAs(
  page: Page,
  account: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.getByLabel('E-mail address').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/monitor')
}
