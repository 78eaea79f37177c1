/** Files: sent and shown, kept when a screen is refused, sent again after a failure, and without JavaScript. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { createOperator, DESK, newPage, operatorOn, PHONE, visitorOn } from './people.ts'
import { startServer, type TestServer } from './server.ts'

const INTERVIEW = `
metadata:
  title: Papers
---
initial: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['help'])
---
id: papers
question: Your papers
fields:
  - Your name: name
  - A picture of you: picture
    datatype: camera
  - Letters: letters
    datatype: files
    required: False
validation code: |
  if name == 'Nobody':
    validation_error('Please say who you are.', field='name')
---
mandatory: True
question: Is this right, \${ name }?
subquestion: |
  \${ picture.show(width='40%', alt_text='You') }

  \${ letters }
review:
  - The picture: picture
    button: This is the picture.
  - note: Nothing else.
continue button field: is_right
---
mandatory: True
question: Thank you
`

/** A red square of 8 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
  'base64',
)
const PICTURE = { name: 'me.png', mimeType: 'image/png', buffer: PNG }
const LETTER = { name: 'a letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear Ann') }

test.describe('files', () => {
  test.describe.configure({ mode: 'serial' })
  let server: TestServer
  let folder: string

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-papers-'))
    writeFileSync(join(folder, 'papers.yml'), INTERVIEW)
    server = await startServer({
      env: { ALONGSIDE_INTERVIEWS_FOLDER: folder, ALONGSIDE_FILE_SIZE_LIMIT: '1' },
    })
    await createOperator(server)
  })
  test.afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  async function begin(page: Page): Promise<void> {
    await visitorOn(page, server.url).begin('papers.yml')
  }

  test('[OBS9] an observer sees the names that are chosen, and the picture that is shown', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await begin(page)
    const operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
    await operator.openMonitor()
    const frame = await operator.observe('anonymous visitor 1')
    await page.getByLabel('Your name').fill('Ann')
    await page.getByLabel('A picture of you').setInputFiles(PICTURE)
    await expect(frame.getByText('me.png')).toBeVisible()
    await page.getByRole('button', { name: 'Continue' }).click()
    const picture = frame.getByRole('img', { name: 'You' })
    await expect(picture).toBeVisible()
    await expect.poll(() => widthOf(picture)).toBe(8)
    await operator.page.context().close()
    await page.context().close()
  })

  for (const [device, size] of [
    ['desk', DESK],
    ['phone', PHONE],
  ] as const) {
    test(`[QUE3] [QUE6] [A11Y1] are sent, shown and fetched at the ${device}`, async ({
      browser,
    }) => {
      const page = await newPage(browser, size)
      await begin(page)
      await expectAccessible(page)
      await page.setViewportSize(size)
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.locator('#f1-error')).toHaveText('You need to fill this in.')
      await page.getByLabel('Your name').fill('Ann')
      await page.getByLabel('A picture of you').setInputFiles(PICTURE)
      await page.getByLabel('Letters').setInputFiles([LETTER, { ...LETTER, name: 'b.txt' }])
      await page.getByRole('button', { name: 'Continue' }).click()
      const picture = page.getByRole('img', { name: 'You' })
      await expect(picture).toBeVisible()
      expect(await widthOf(picture)).toBe(8)
      const fetched = page.waitForEvent('download')
      await page.getByRole('link', { name: 'a letter.txt' }).click()
      const download = await fetched
      expect(download.suggestedFilename()).toBe('a letter.txt')
      await expectAccessible(page)
      await page.context().close()
    })
  }

  test('[QUE5] a refused screen keeps them; what is kept can be let go, or replaced', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await begin(page)
    await page.getByLabel('Your name').fill('Nobody')
    await page.getByLabel('A picture of you').setInputFiles(PICTURE)
    await page.getByLabel('Letters').setInputFiles(LETTER)
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('Please say who you are.')).toBeVisible()
    await expect(page.getByLabel('Keep me.png')).toBeChecked()
    await expectAccessible(page)
    await page.getByLabel('Keep a letter.txt').uncheck()
    await page.getByLabel('Your name').fill('Ann')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('img', { name: 'You' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'a letter.txt' })).toHaveCount(0)
    await page.getByRole('link', { name: 'The picture' }).click()
    await expect(page.getByLabel('Keep me.png')).toBeChecked()
    await page.getByLabel('A picture of you').setInputFiles({ ...PICTURE, name: 'other.png' })
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('link', { name: 'The picture' }).click()
    await expect(page.getByLabel('Keep other.png')).toBeChecked()
    await page.context().close()
  })

  test('[QUE5] one that is too large is refused before it is sent', async ({ browser }) => {
    const page = await newPage(browser)
    await begin(page)
    let posts = 0
    page.on('request', (request) => {
      if (request.method() === 'POST') posts++
    })
    await page.getByLabel('Your name').fill('Ann')
    const picture = page.getByLabel('A picture of you')
    await picture.setInputFiles({ ...PICTURE, buffer: Buffer.alloc(1_100_000) })
    await page.getByRole('button', { name: 'Continue' }).click()
    const refusal = page.locator('#f1-error')
    await expect(refusal).toHaveText('This file is too large: at most 1 MB can be sent.')
    expect(posts).toBe(0)
    await picture.setInputFiles(PICTURE)
    await expect(refusal).toHaveText('')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('img', { name: 'You' })).toBeVisible()
    await page.context().close()
  })

  test('[REL5] [REL8] a sending that fails says so, loses nothing, and is tried again', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await begin(page)
    await page.getByLabel('Your name').fill('Ann')
    await page.getByLabel('A picture of you').setInputFiles(PICTURE)
    let isBroken = true
    await page.route('**/s/*', (route) =>
      isBroken && route.request().method() === 'POST' ? route.abort() : route.continue(),
    )
    await page.getByRole('button', { name: 'Continue' }).click()
    const again = page.getByRole('button', { name: 'Try again' })
    await expect(page.getByText('They are still here; nothing is lost.')).toBeVisible()
    await expect(page.getByLabel('Your name')).toHaveValue('Ann')
    isBroken = false
    await again.click()
    await expect(page.getByRole('img', { name: 'You' })).toBeVisible()
    await page.context().close()
  })

  test('[QUE3] works without JavaScript', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
    const page = await context.newPage()
    await page.goto(`${server.url}/interview?i=papers.yml&new_session=1`)
    await page.getByLabel('Your name').fill('Nobody')
    await page.getByLabel('A picture of you').setInputFiles(PICTURE)
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('Please say who you are.')).toBeVisible()
    await expect(page.getByLabel('Keep me.png')).toBeChecked()
    await page.getByLabel('Your name').fill('Ann')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('img', { name: 'You' })).toBeVisible()
    await context.close()
  })
})

/** Of the picture itself: more than nothing only when it was drawn. */
function widthOf(picture: Locator): Promise<unknown> {
  return picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))
}
