/** A user at a screen with all kinds of fields, on a server of its own, for stories of control. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import { newPage, type Screen } from './people.ts'
import { startServer, type TestServer } from './server.ts'

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
question: Changed
---
mandatory: True
question: Shall we begin?
field: begun
---
mandatory: True
question: Who are you?
subquestion: |
  [Review](\${ url_action('change') }) or [read more](https://example.org/).
fields:
  - Your name: name
    maxlength: 40
  - Your story: story
    datatype: area
    required: False
  - Your secret: secret
    datatype: password
    required: False
  - Your number: number
    sensitive: True
    required: False
  - Rent: rent
    datatype: number
    required: False
  - Moved in: moved
    datatype: date
    required: False
  - Town: town
    datatype: dropdown
    required: False
    choices:
      - Bern
      - Chur
      - Thun
  - Colour: colour
    datatype: radio
    required: False
    choices:
      - red
      - blue
  - Pets: pets
    datatype: checkboxes
    choices:
      - cat
      - dog
  - How sure: sure
    datatype: range
    min: 0
    max: 10
  - I am ready: ready
    datatype: yesno
---
mandatory: True
question: Thank you, \${ name }
subquestion: |
  Your number is <span data-note="\${ number }">\${ number }</span>.
field: read
---
mandatory: True
question: The end
`

export interface ControlledStage {
  readonly server: TestServer
  /** A fresh page of a fresh visitor; what is done before it is opened can be done by \`before\`. */
  open(before: (page: Page) => Promise<void>, screen?: Screen): Promise<Page>
  close(): Promise<void>
}

export async function openControlledStage(browser: Browser): Promise<ControlledStage> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-controlled-'))
  writeFileSync(join(folder, 'home.yml'), INTERVIEW)
  const server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
  return {
    server,
    async open(before, screen) {
      const page = await newPage(browser, screen)
      await before(page)
      await page.goto(`${server.url}/interview?i=home.yml&new_session=1`)
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
      return page
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
