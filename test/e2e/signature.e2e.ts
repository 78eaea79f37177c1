/** Signatures: drawn, typed, sent as a picture; seen and made by an operator; and without JavaScript. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { control } from './control-people.ts'
import { createOperator, DESK, newPage, operatorOn, PHONE, visitorOn } from './people.ts'
import { startServer, type TestServer } from './server.ts'

const INTERVIEW = `
metadata:
  title: Agreement
---
initial: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['help'])
---
question: What is your name?
fields:
  - Name: user_name
  - Nobody looks: is_private
    datatype: yesno
---
id: sign
question: Sign your name
subquestion: |
  By signing you agree.
signature: user_signature
pen color: "#33f"
under: |
  \${ user_name }
---
id: sign in private
question: Sign your name
signature: secret_signature
sensitive: True
---
mandatory: True
id: signed in private
if: is_private
question: Signed
subquestion: |
  \${ secret_signature.show(alt_text='The signature') }
---
mandatory: True
question: Signed
subquestion: |
  \${ user_signature.show(alt_text='The signature') }
review:
  - The signature: user_signature
    button: This is how you signed.
`

const VISITOR = 'anonymous visitor 1'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
  'base64',
)

test.describe('signatures', () => {
  test.describe.configure({ mode: 'serial' })
  let server: TestServer
  let folder: string

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-signature-'))
    writeFileSync(join(folder, 'agreement.yml'), INTERVIEW)
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    await createOperator(server)
  })
  test.afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  async function begin(page: Page, isPrivate = false): Promise<void> {
    await visitorOn(page, server.url).begin('agreement.yml')
    await page.getByLabel('Name').fill('Ann Archer')
    if (isPrivate) await page.getByLabel('Nobody looks').check()
    await goOn(page)
    await expect(padOn(page)).toBeVisible()
  }

  test('[OBS9] [CTL1] [CTL2] an observer sees what is drawn as it is drawn, and who controls draws, clears and types', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await begin(page)
    const operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
    await operator.openMonitor()
    const frame = await operator.observe(VISITOR)
    const picture = frame.locator('canvas')
    await expect(picture).toBeVisible()
    expect(await inkOn(picture)).toBe(0)
    const box = await boxOf(padOn(page))
    await page.mouse.move(box.x + 40, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + 140, box.y + 90, { steps: 20 })
    // Before the pen is lifted.
    await expect.poll(() => inkOn(picture)).toBeGreaterThan(50)
    await page.mouse.up()
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => inkOn(picture)).toBe(0)
    await control(operator, VISITOR)
    await picture.scrollIntoViewIfNeeded()
    const small = await boxOf(picture)
    await operator.page.mouse.move(small.x + small.width * 0.2, small.y + small.height * 0.3)
    await operator.page.mouse.down()
    await operator.page.mouse.move(small.x + small.width * 0.8, small.y + small.height * 0.6, {
      steps: 20,
    })
    await operator.page.mouse.up()
    await expect.poll(() => inkOn(padOn(page))).toBeGreaterThan(200)
    // What the user does meanwhile counts for nothing.
    const before = await inkOn(padOn(page), CORNER)
    await draw(page, [
      [0.01, 0.01],
      [0.09, 0.09],
    ])
    expect(await inkOn(padOn(page), CORNER)).toBe(before)
    await frame.getByRole('button', { name: 'Clear' }).press('Enter')
    await expect.poll(() => inkOn(padOn(page))).toBe(0)
    await frame.getByRole('textbox', { name: 'type your name' }).fill('Ann')
    await expect.poll(() => inkOn(padOn(page))).toBeGreaterThan(200)
    await frame.getByRole('button', { name: 'Continue' }).press('Enter')
    await expect(page.getByRole('img', { name: 'The signature' })).toBeVisible()
    await expect(frame.getByRole('img', { name: 'The signature' })).toBeVisible()
    await operator.page.context().close()
    await page.context().close()
  })

  test('[OBS7] of one that is hidden an observer sees no stroke', async ({ browser }) => {
    const page = await newPage(browser)
    const sent: string[] = []
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => sent.push(String(payload)))
    })
    await begin(page, true)
    const operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
    await operator.openMonitor()
    await operator.page.getByRole('button', { name: 'Observe' }).last().click()
    await expect.poll(() => sent.some((frame) => frame.includes('"mirror"'))).toBe(true)
    await draw(page, [
      [0.1, 0.2],
      [0.8, 0.7],
    ])
    await typedOn(page).fill('Secretly Ann')
    await expect.poll(() => sent.join().includes('f0-typed')).toBe(true)
    expect(sent.join()).not.toMatch(/\["k"|Secretly/)
    await goOn(page)
    const picture = page.getByRole('img', { name: 'The signature' })
    await expect(picture).toBeVisible()
    const frame = operator.page.frameLocator('iframe')
    await expect(frame.getByRole('heading', { name: 'Signed' })).toBeVisible()
    await expect(frame.locator('img[src], img[alt]')).toHaveCount(0)
    expect(sent.join()).not.toMatch(/\/file\//)
    await operator.page.context().close()
    await page.context().close()
  })

  for (const [device, size] of [
    ['desk', DESK],
    ['phone', PHONE],
  ] as const) {
    test(`[QUE2] [QUE5] [A11Y1] is drawn, sent as a picture and shown, at the ${device}`, async ({
      browser,
    }) => {
      const page = await newPage(browser, size)
      await begin(page)
      await expectAccessible(page)
      await page.setViewportSize(size)
      await expect(page.getByText('Ann Archer')).toBeVisible()
      await goOn(page)
      await expect(page.locator('#f0-error')).toHaveText('You need to fill this in.')
      await draw(page, [
        [0.1, 0.2],
        [0.5, 0.8],
        [0.9, 0.3],
      ])
      await expect(page.locator('#f0-error')).toHaveText('')
      await expect(page.getByText('What you see above')).toBeVisible()
      await goOn(page)
      const picture = page.getByRole('img', { name: 'The signature' })
      await expect(picture).toBeVisible()
      expect(await sizeOf(picture)).toEqual([1000, 500])
      expect(await colorOf(picture)).toBe('51 51 255')
      await expectAccessible(page)
      await page.context().close()
    })
  }

  test('[QUE2] [A11Y1] who cannot draw types a name, by keyboard alone', async ({ browser }) => {
    const page = await newPage(browser)
    await begin(page)
    await page.keyboard.press('Tab')
    const typed = typedOn(page)
    await expect(typed).toBeFocused()
    await page.keyboard.type('Ann Archer')
    expect(await inkOn(padOn(page))).toBeGreaterThan(500)
    await page.keyboard.press('Enter')
    const picture = page.getByRole('img', { name: 'The signature' })
    await expect(picture).toBeVisible()
    expect(await colorOf(picture)).toBe('51 51 255')
    await page.context().close()
  })

  test('[QUE2] what stands on the line is what is sent: the one takes the place of the other', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await begin(page)
    const typed = typedOn(page)
    await draw(page, [
      [0.02, 0.02],
      [0.06, 0.05],
    ])
    await typed.fill('Ann')
    expect(await inkOn(padOn(page), CORNER)).toBe(0)
    expect(await inkOn(padOn(page))).toBeGreaterThan(500)
    await draw(page, [
      [0.1, 0.2],
      [0.8, 0.7],
    ])
    await expect(typed).toHaveValue('')
    await page.getByRole('button', { name: 'Clear' }).click()
    expect(await inkOn(padOn(page))).toBe(0)
    await goOn(page)
    await expect(page.locator('#f0-error')).toHaveText('You need to fill this in.')
    await page.context().close()
  })

  test('[QUE2] what is drawn stays when the window changes its size', async ({ browser }) => {
    const page = await newPage(browser)
    await begin(page)
    await draw(page, [
      [0.1, 0.2],
      [0.8, 0.7],
    ])
    await page.setViewportSize(PHONE)
    await expect.poll(async () => (await boxOf(padOn(page))).width).toBeLessThan(360)
    await expect.poll(() => inkOn(padOn(page))).toBeGreaterThan(100)
    await page.setViewportSize(DESK)
    await expect.poll(() => inkOn(padOn(page))).toBeGreaterThan(400)
    await page.context().close()
  })

  test('[LOG3] asked again, it is kept or replaced', async ({ browser }) => {
    const page = await newPage(browser)
    await begin(page)
    await typedOn(page).fill('Ann')
    await goOn(page)
    await page.getByRole('link', { name: 'The signature' }).click()
    await expect(page.getByLabel('Keep this signature')).toBeChecked()
    await expect(page.getByRole('img', { name: 'Your signature' })).toBeVisible()
    await expectAccessible(page)
    await goOn(page)
    const picture = page.getByRole('img', { name: 'The signature' })
    const before = await picture.getAttribute('src')
    await page.getByRole('link', { name: 'The signature' }).click()
    await draw(page, [
      [0.1, 0.2],
      [0.8, 0.7],
    ])
    await goOn(page)
    const after = await picture.getAttribute('src')
    expect(after?.split('?')[0]).not.toBe(before?.split('?')[0])
    await page.context().close()
  })

  test('[QUE2] without JavaScript, and without the part that draws, a picture of it is asked for', async ({
    browser,
  }) => {
    for (const javaScriptEnabled of [false, true]) {
      const context = await browser.newContext({ javaScriptEnabled, viewport: PHONE })
      const page = await context.newPage()
      await page.route('**/signature-*.js', (route) => route.abort())
      await page.goto(`${server.url}/interview?i=agreement.yml&new_session=1`)
      await page.getByLabel('Name').fill('Ann')
      await goOn(page)
      const file = page.getByLabel('A picture of your signature')
      await expect(file).toBeVisible()
      await expect(page.locator('canvas')).toBeHidden()
      await file.setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: PNG })
      await goOn(page)
      await expect(page.getByRole('img', { name: 'The signature' })).toBeVisible()
      await context.close()
    }
  })
})

async function goOn(page: Page): Promise<void> {
  await page.locator('#al-form').getByRole('button', { name: 'Continue' }).click()
}

function padOn(page: Page): Locator {
  return page.locator('canvas.al-signature')
}

async function boxOf(place: Locator) {
  const box = await place.boundingBox()
  if (box === null) throw new Error('it is not to be seen')
  return box
}

/** One stroke through the points, as parts of width and height. */
async function draw(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  await padOn(page).scrollIntoViewIfNeeded()
  const { x, y, width, height } = await boxOf(padOn(page))
  const at = ([across, down]: readonly [number, number]) =>
    [x + across * width, y + down * height] as const
  const [first = [0, 0] as const, ...rest] = points
  await page.mouse.move(...at(first))
  await page.mouse.down()
  for (const point of rest) await page.mouse.move(...at(point), { steps: 10 })
  await page.mouse.up()
}

function typedOn(page: Page): Locator {
  return page.getByRole('textbox', { name: 'type your name' })
}

/** Parts of width and height, from the upper left. */
const WHOLE = [1, 1] as const
const CORNER = [0.1, 0.1] as const

interface Canvas {
  width: number
  height: number
  getContext(kind: '2d'): {
    drawImage(picture: Picture, x: number, y: number): void
    getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray }
  }
}

interface Picture {
  readonly naturalWidth: number
  readonly naturalHeight: number
  readonly ownerDocument: { createElement(tag: 'canvas'): Canvas }
}

/** Pixels that are not empty. */
function inkOn(canvas: Locator, part: readonly [number, number] = WHOLE): Promise<number> {
  return canvas.evaluate((element, [across, down]) => {
    const drawn = element as unknown as Canvas
    const [width, height] = [Math.floor(drawn.width * across), Math.floor(drawn.height * down)]
    if (width === 0 || height === 0) return 0
    const { data } = drawn.getContext('2d').getImageData(0, 0, width, height)
    let count = 0
    for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) count++
    return count
  }, part)
}

function sizeOf(picture: Locator): Promise<readonly number[]> {
  return picture.evaluate((element) => {
    const { naturalWidth, naturalHeight } = element as unknown as Picture
    return [naturalWidth, naturalHeight]
  })
}

/** Red, green and blue of most of what is drawn in the picture. */
function colorOf(picture: Locator): Promise<string | undefined> {
  return picture.evaluate((element) => {
    const image = element as unknown as Picture
    const canvas = image.ownerDocument.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const pen = canvas.getContext('2d')
    pen.drawImage(image, 0, 0)
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
    const counts = new Map<string, number>()
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] !== 255) continue
      const color = [data[i], data[i + 1], data[i + 2]].join(' ')
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
    return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
  })
}
