/** A session with live help, a user in it, and two operators who speak the protocol without a browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { DESK, visitorOn, type Visitor } from './people.ts'
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
/** The visitor's. */
export const ZONE = 'Asia/Tokyo'

export interface Stage {
  readonly server: TestServer
  readonly page: Page
  readonly visitor: Visitor
  readonly olivia: WireDesk
  readonly otto: WireDesk
  close(): Promise<void>
}

/** Nobody has begun yet, and nobody is available. */
export async function openStage(browser: Browser): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-users-side-'))
  writeFileSync(join(folder, 'live.yml'), INTERVIEW)
  writeFileSync(join(folder, 'quiet.yml'), WITHOUT_LIVE_HELP)
  const server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
  for (const { email, password, name } of Object.values(OPERATORS)) {
    const [first = '', last = ''] = name.split(' ')
    const names = ['--first-name', first, '--last-name', last]
    const command = ['create-operator', '--email', email, ...names, '--password-stdin']
    await runCommand(server.dataFolder, command, password)
  }
  const olivia = await openDesk(server.url, OPERATORS.olivia)
  const otto = await openDesk(server.url, OPERATORS.otto)
  // Another zone than the server's.
  const context = await browser.newContext({ viewport: DESK, timezoneId: ZONE })
  const page = await context.newPage()
  return {
    server,
    page,
    visitor: visitorOn(page, server.url),
    olivia,
    otto,
    async close() {
      olivia.close()
      otto.close()
      await page.context().close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
