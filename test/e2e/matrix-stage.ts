/**
 * A user and operators in front of one screen, each over a line of their own that can be slowed and
 * cut, with an interview whose scripts change what the user sees.
 */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { startFaultProxy, type FaultProxy } from '../faults/proxy.ts'
import { OTTO } from './monitor-stage.ts'
import { newPage, operatorOn, visitorOn, type Operator, type Visitor } from './people.ts'
import { createOperator } from './people.ts'
import { runCommand, startServer, type TestServer } from './server.ts'

export const VISITOR = 'anonymous visitor 1'

/** `consent` as authors write it. */
const interview = (consent: string): string => `
metadata:
  title: Matrix
features:
  javascript: matrix.js
---
mandatory: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['housing'], consent='${consent}')
---
mandatory: True
question: Who are you?
subquestion: |
  Please take your time.

  [Look at the second part](#second)
continue button field: first_done
fields:
  - Your name: user_name
    required: False
  - Shouting: shouting
    required: False
  - Phone: phone
    required: False
  - E-mail: mail
    datatype: email
    required: False
  - Rooms: rooms
    datatype: integer
    required: False
    min: 1
    max: 9
    validation messages:
      max: So many rooms are not for this letter.
  - Date: day
    datatype: date
    required: False
  - Owner: owner
    input type: dropdown
    required: False
    choices:
      - A person
      - A company
  - Kind: kind
    input type: radio
    required: False
    choices:
      - Warm
      - Cold
  - Somebody helps me: has_helper
    datatype: yesno
  - Helper: helper
    required: False
    show if: has_helper
  - What is broken: broken
    datatype: checkboxes
    required: False
    choices:
      - Heating
      - Roof
    none of the above: Nothing
  - Warmth: warmth
    datatype: range
    min: 0
    max: 30
    default: 18
  - Letter: letter
    input type: area
    required: False
  - Secret word: secret_word
    datatype: password
    required: False
  - Account: account
    sensitive: True
    required: False
---
mandatory: True
question: What is next?
continue button field: second_done
fields:
  - Wish: wish
    required: False
---
mandatory: True
question: The end
`

/** What a page's own scripts may do: write in capitals, put in brackets, change what is shown. */
const script = `
document.addEventListener('input', (event) => {
  const field = event.target
  const label = field.labels && field.labels[0] ? field.labels[0].textContent : ''
  if (label.startsWith('Shouting')) {
    const at = field.selectionStart
    field.value = field.value.toUpperCase()
    field.setSelectionRange(at, at)
  }
  if (label.startsWith('Phone')) {
    const digits = field.value.replace(/\\D/g, '').slice(0, 10)
    field.value = digits.length < 4 ? digits : digits.length < 7
      ? '(' + digits.slice(0, 3) + ') ' + digits.slice(3)
      : '(' + digits.slice(0, 3) + ') ' + digits.slice(3, 6) + '-' + digits.slice(6)
  }
})
`

export interface MatrixStage {
  readonly server: TestServer
  readonly user: Visitor
  readonly olivia: Operator
  readonly otto: Operator
  readonly userLine: FaultProxy
  readonly operatorLine: FaultProxy
  close(): Promise<void>
}

/** What the user's page says of operators, as it is seen. */
export function toldOf(page: Page, words: string): Locator {
  return page.locator('.al-watch-words').filter({ hasText: words })
}

export interface MatrixOptions {
  readonly consent?: string
  readonly env?: Readonly<Record<string, string>>
  /** Is called with the user's page before anything is loaded into it. */
  readonly prepare?: (page: Page) => Promise<void>
}

/** The user is at the first screen, Olivia at the Monitor; Otto has not signed in. */
export async function openMatrix(
  browser: Browser,
  { consent = 'author', env = {}, prepare }: MatrixOptions = {},
): Promise<MatrixStage> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-matrix-'))
  mkdirSync(join(folder, 'data/static'), { recursive: true })
  writeFileSync(join(folder, 'matrix.yml'), interview(consent))
  writeFileSync(join(folder, 'data/static/matrix.js'), script)
  const server = await startServer({ env: { ...env, ALONGSIDE_INTERVIEWS_FOLDER: folder } })
  await createOperator(server)
  const names = ['--first-name', 'Otto', '--last-name', 'Orban', '--password-stdin']
  const command = ['create-operator', '--email', OTTO.email, ...names]
  await runCommand(server.dataFolder, command, OTTO.password)
  const target = { host: '127.0.0.1', port: Number(new URL(server.url).port) }
  const userLine = await startFaultProxy({ ...target, stallsSocketsOnly: true })
  const operatorLine = await startFaultProxy({ ...target, stallsSocketsOnly: true })
  const at = (line: FaultProxy): string => `http://localhost:${line.port}`
  const user = visitorOn(await newPage(browser), at(userLine))
  const olivia = operatorOn(await newPage(browser, { width: 1280, height: 1000 }), at(operatorLine))
  const otto = operatorOn(await newPage(browser), server.url)
  await prepare?.(user.page)
  await user.begin('matrix.yml')
  await olivia.signIn()
  await expect(olivia.entry(VISITOR)).toBeVisible()
  return {
    server,
    user,
    olivia,
    otto,
    userLine,
    operatorLine,
    async close() {
      for (const { page } of [user, olivia, otto]) await page.context().close()
      await userLine.close()
      await operatorLine.close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
