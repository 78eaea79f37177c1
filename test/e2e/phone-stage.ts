/** Telephone help with everybody in it: a user and two operators at real pages. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { ACCOUNT_SID, AUTH_TOKEN } from '../../src/phone/testing/twilio-company.ts'
import { createOperators } from './monitor-stage.ts'
import { newPage, operatorOn, visitorOn, type Operator, type Visitor } from './people.ts'
import { startServer, type TestServer } from './server.ts'

export const SERVER_NUMBER = '+12762410114'
/** As typed, as stored, and as it is known wherever it turns up, in whatever notation. */
export const OWN_NUMBER = {
  typed: '+49 30 901820',
  e164: '+4930901820',
  canary: /3\W?0\W?9\W?0\W?1\W?8\W?2\W?0/,
}
/** Of a stranger to the telephone: what a user hears of an operator is a name. */
const OTTOS_NUMBER = '+49 30 901821'

const interview = (title: string, settings: string): string => `
metadata:
  title: ${title}
---
mandatory: True
code: |
  multi_user = True
  set_live_help_status(${settings}, partner_roles=['housing'])
---
event: close
code: |
  set_live_help_status(availability='unavailable')
---
id: your rent
mandatory: True
question: How much is your rent?
subquestion: |
  [Invite](\${ interview_url() }) [Close](\${ url_action('close') })
fields:
  - Rent: rent
---
id: the end
mandatory: True
question: Thank you
`

export const TITLES = {
  help: 'Elm Street',
  observe: 'Oak Street',
  peers: 'Pine Street',
} as const

export interface PhoneStage {
  readonly server: TestServer
  readonly olivia: Operator
  readonly otto: Operator
  readonly tina: Visitor
  /** Everything that came to Tina's browser, and whatever it sent. */
  readonly heard: readonly string[]
  /** The same of Olivia's. */
  readonly heardByOlivia: readonly string[]
  /** Olivia once more, in another tab: what is behind it is drawn once a second only. */
  openSecond(): Promise<Operator>
  close(): Promise<void>
}

/** Nobody has signed in or come yet. */
export async function openPhoneStage(browser: Browser): Promise<PhoneStage> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-phone-'))
  const settings = {
    help: `availability='available', mode='help'`,
    observe: `availability='observeonly'`,
    peers: `availability='available', mode='peerhelp'`,
  }
  for (const kind of ['help', 'observe', 'peers'] as const) {
    writeFileSync(join(folder, fileOf(kind)), interview(TITLES[kind], settings[kind]))
  }
  const server = await startServer({
    knowsRoot: true,
    env: {
      ALONGSIDE_INTERVIEWS_FOLDER: folder,
      ALONGSIDE_TWILIO_VOICE: 'True',
      ALONGSIDE_TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      ALONGSIDE_TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      ALONGSIDE_TWILIO_NUMBER: SERVER_NUMBER,
    },
  })
  await createOperators(server)
  const olivia = operatorOn(await newPage(browser), server.url)
  const otto = operatorOn(await newPage(browser), server.url)
  const tina = visitorOn(await newPage(browser), server.url)
  const heard: string[] = []
  const heardByOlivia: string[] = []
  listen(tina.page, heard)
  listen(olivia.page, heardByOlivia)
  return {
    server,
    olivia,
    otto,
    tina,
    heard,
    heardByOlivia,
    async openSecond() {
      const second = operatorOn(await olivia.page.context().newPage(), server.url)
      await second.openMonitor()
      return second
    },
    async close() {
      for (const { page } of [olivia, otto, tina]) await page.context().close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function fileOf(kind: keyof typeof TITLES): string {
  return `${TITLES[kind].toLowerCase().replace(' ', '-')}.yml`
}

/** Frames, pages and scripts. */
export function listen(page: Page, heard: string[]): void {
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)))
    socket.on('framesent', ({ payload }) => heard.push(String(payload)))
  })
  page.on('response', (response) => {
    void response.text().then(
      (body) => heard.push(body),
      // A redirect has none.
      () => {},
    )
  })
}

/** What stands of telephone help in the operator's Monitor. */
export function desk(operator: Operator) {
  const box = operator.page.getByLabel('Your phone number', { exact: true })
  return {
    box,
    state: operator.page.locator('#mo-phone-state'),
    save: async (number: string): Promise<void> => {
      await box.fill(number)
      await operator.page.getByRole('button', { name: 'Save', exact: true }).click()
    },
    button: (entry: string): Locator =>
      operator.entry(entry).getByRole('button', { name: /^Phone:/ }),
    calls: (entry: string): Locator => operator.entry(entry).locator('.mo-calls'),
  }
}

export async function saveOttosNumber(otto: Operator): Promise<void> {
  await desk(otto).save(OTTOS_NUMBER)
  await expect(desk(otto).state).toContainText('Saved')
}

/** What stands of it on the user's page. */
export function phoneOf({ page }: Visitor) {
  const section = page.locator('#al-phone')
  return {
    icon: page.locator('#al-phone-button'),
    section,
    number: section.locator('.al-phone-number'),
    codes: section.locator('.al-phone-digits'),
    status: section.locator('.al-phone-status'),
    left: section.locator('.al-phone-left [aria-hidden]'),
    /** Of an offer that is alone. */
    async code(): Promise<string> {
      return (await section.locator('.al-phone-digits').innerText()).replaceAll(' ', '')
    },
  }
}

/** `4:07 left` in seconds. */
export function secondsOf(left: string): number {
  const [, minutes = 'x', seconds = 'x'] = /(\d+):(\d+) left/.exec(left) ?? []
  return Number(minutes) * 60 + Number(seconds)
}
