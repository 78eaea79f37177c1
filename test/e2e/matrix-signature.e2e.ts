/** The behaviour matrix: a signature of forty points, whoever draws it and whoever comes late. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { control } from './control-people.ts'
import { createOperator, newPage, operatorOn, visitorOn, type Operator } from './people.ts'
import { startServer, type TestServer } from './server.ts'

const INTERVIEW = `
metadata:
  title: Agreement
---
initial: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['help'])
---
mandatory: True
question: Sign your name
signature: user_signature
---
mandatory: True
question: Signed
`

const VISITOR = 'anonymous visitor 1'
const POINTS = 40
const MOST_BYTES = 4_096
/** A picture of it needs no scaling. */
const USERS_SCREEN = { width: 800, height: 540 }
const OPERATORS_SCREEN = { width: 1280, height: 1400 }

type Strokes = readonly (readonly number[])[]

test.describe('forty points', () => {
  test.describe.configure({ mode: 'serial' })

  let folder: string
  let server: TestServer
  let page: Page
  let olivia: Operator
  const users: string[] = []
  const operators: string[] = []
  const pad = (): Locator => page.locator('canvas.al-signature')
  const drawn = (): Locator => olivia.picture(VISITOR).locator('canvas')

  test.beforeAll(async ({ browser }) => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-forty-'))
    writeFileSync(join(folder, 'agreement.yml'), INTERVIEW)
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    await createOperator(server)
    page = await newPage(browser, USERS_SCREEN)
    olivia = operatorOn(await newPage(browser, OPERATORS_SCREEN), server.url)
    keepSent(page, users)
    keepSent(olivia.page, operators)
    await visitorOn(page, server.url).begin('agreement.yml')
    await expect(pad()).toBeVisible()
    await olivia.signIn()
    await olivia.observe(VISITOR)
    await expect(drawn()).toBeVisible()
  })
  test.afterAll(async () => {
    for (const one of [page, olivia.page]) await one.context().close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function expectSameInk(): Promise<void> {
    await expect(async () => {
      const [mine, theirs] = [await inkAsSent(pad()), await inkOf(drawn())]
      expect(mine.count).toBeGreaterThan(1_000)
      expect(theirs).toEqual(mine)
    }).toPass({ timeout: 15_000, intervals: [50, 100, 200] })
  }

  test('[OBS9] drawn by the user, they are the same strokes on both sides, in few bytes', async () => {
    const before = users.length
    const points = await draw(page, pad())
    expect(points).toHaveLength(POINTS)
    const said = () => users.slice(before).filter((frame) => frame.includes('"mirror"'))
    // Each point once, in their order: parts of one stroke meet in a point.
    await expect.poll(() => joined(strokesIn(said()))).toEqual(points)
    await expect(async () => expect(await strokesOn(page)).toEqual(strokesIn(said()))).toPass()
    expect(said().join('').length).toBeLessThan(MOST_BYTES)
    await expectSameInk()
  })

  test('[OBS9] [OBS1] who comes late sees the same', async () => {
    await olivia.page.reload()
    await olivia.observe(VISITOR)
    await expect(drawn()).toBeVisible()
    await expectSameInk()
  })

  test('[CTL1] [OBS9] drawn by the operator, they arrive as they were drawn', async () => {
    await control(olivia, VISITOR)
    await olivia.picture(VISITOR).getByRole('button', { name: 'Clear' }).press('Enter')
    await expect.poll(() => strokesOn(page)).toEqual([])
    const before = operators.length
    const points = await draw(olivia.page, drawn())
    const said = () => operators.slice(before).filter((frame) => frame.includes('"control"'))
    await expect.poll(() => joined(strokesIn(said())).length).toBe(points.length)
    expect(joined(strokesIn(said()))).toEqual(points)
    // Asked together: the pen's last word may still be on its way.
    await expect(async () => expect(await strokesOn(page)).toEqual(strokesIn(said()))).toPass()
    await expectSameInk()
  })

  test('[CTL1] [OBS9] what the operator drew is there when they come again, and can be sent', async () => {
    await olivia.page.reload()
    await olivia.observe(VISITOR)
    await expect(drawn()).toBeVisible()
    await expectSameInk()
    await visitorOn(page, server.url).goOn()
    await expect(page.locator('#al-screen h1')).toHaveText('Signed')
  })
})

function keepSent(page: Page, frames: string[]): void {
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(String(payload)))
  })
}

/** One stroke, up and down from left to right. Returns its points as they are to be told. */
async function draw(page: Page, canvas: Locator): Promise<Strokes> {
  await canvas.scrollIntoViewIfNeeded()
  const box = await canvas.boundingBox()
  if (box === null) throw new Error('it is not to be seen')
  const places = Array.from({ length: POINTS }, (_, index) => ({
    x: Math.round(box.x + box.width * (0.1 + (0.8 * index) / POINTS)),
    y: Math.round(box.y + box.height * (0.5 + 0.3 * Math.sin(index / 3))),
  }))
  const [first = { x: 0, y: 0 }, ...rest] = places
  await page.mouse.move(first.x, first.y)
  await page.mouse.down()
  for (const { x, y } of rest) await page.mouse.move(x, y)
  await page.mouse.up()
  return places.map(({ x, y }) => [
    Math.round(((x - box.x) / box.width) * 1000),
    Math.round(((y - box.y) / box.height) * 500),
  ])
}

/** Of the messages that a page sent. */
function strokesIn(frames: readonly string[]): Strokes {
  return frames
    .flatMap((frame) => (JSON.parse(frame) as { readonly ops?: readonly unknown[][] }).ops ?? [])
    .flatMap(([kind, , points]) => (kind === 'k' ? [points as readonly number[]] : []))
}

function joined(strokes: Strokes): Strokes {
  const points: (readonly number[])[] = []
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.length; i += 2) {
      const point = [stroke[i] ?? 0, stroke[i + 1] ?? 0]
      if (String(points.at(-1)) !== String(point)) points.push(point)
    }
  }
  return points
}

/** As the page itself has them. */
function strokesOn(page: Page): Promise<Strokes> {
  return page.evaluate(`
    import(document.body.dataset.signature)
      .then((tools) => tools.readSignature(document.querySelector('canvas.al-signature')))
  `)
}

interface Canvas {
  readonly width: number
  readonly height: number
  readonly style: { width: string; maxWidth: string }
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray }
  }
}

interface Ink {
  readonly size: readonly number[]
  readonly count: number
  /** Differs where any dot does. */
  readonly sum: number
}

/** Drawn as large as it is sent (and as pictures are), so that it can be compared dot by dot. */
async function inkAsSent(pad: Locator): Promise<Ink> {
  const show = (width: string, maxWidth: string): Promise<void> =>
    pad.evaluate(
      (element, style) => {
        Object.assign((element as unknown as Canvas).style, style)
      },
      { width, maxWidth },
    )
  // Its border is not drawn on.
  await show('1002px', 'none')
  try {
    await expect.poll(async () => (await inkOf(pad)).size).toEqual([1000, 500])
    return await inkOf(pad)
  } finally {
    await show('', '')
  }
}

function inkOf(canvas: Locator): Promise<Ink> {
  return canvas.evaluate((element) => {
    const drawn = element as unknown as Canvas
    const { width, height } = drawn
    const { data } = drawn.getContext('2d').getImageData(0, 0, width, height)
    let count = 0
    let sum = 0
    for (let i = 3; i < data.length; i += 4) {
      const alpha = data[i] ?? 0
      if (alpha !== 0) count++
      sum = (Math.imul(sum, 31) + alpha) | 0
    }
    return { size: [width, height], count, sum }
  })
}
