/** The operator's picture alone, its line played by the story: what it shows, and what hands can do in it. */
import { expect, test, type FrameLocator, type Locator, type Page } from '@playwright/test'
import type { ControlOp } from '../../src/protocol/mirror.ts'
import { createOperator, newPage, operatorOn, visitorOn, type Operator } from './people.ts'
import { countInk, SCREEN, type Known } from './picture-screen.ts'
import { playLine, type PlayedLine } from './played-line.ts'
import { startServer, type TestServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'
test.describe('the picture', () => {
  test.describe.configure({ mode: 'serial' })

  let server: TestServer
  let visitors: Page
  let page: Page
  let operator: Operator
  let line: PlayedLine
  let picture: FrameLocator
  let entry: Locator

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    visitors = await newPage(browser)
    await visitorOn(visitors, server.url).begin('eviction-help.yml')
    page = await newPage(browser, { width: 1280, height: 1700 })
    line = await playLine(page)
    operator = operatorOn(page, server.url)
    await operator.signIn()
    entry = operator.entry(VISITOR)
    picture = operator.picture(VISITOR)
  })
  test.afterAll(async () => {
    await visitors.context().close()
    await page.context().close()
    await server.close()
  })

  const opsSaid = (): readonly ControlOp[] => line.controls().flatMap(({ ops }) => ops)
  const lastOf = (kind: string) => opsSaid().findLast(([name]) => name === kind)
  const button = (name: string): Locator => entry.getByRole('button', { name })
  const cseq = (): number => line.controls().at(-1)?.cseq ?? 0

  // Not scaled down: Playwright's mouse misses what lies in a frame that is.
  /** Control with a number of its own, and the fresh screen. */
  async function takeControl(number: number): Promise<void> {
    line.show(SCREEN, [['w', 800, 1300]])
    line.control({ state: 'yours', number, here: true })
    await expect(button('Stop controlling')).toBeVisible()
    await expect(picture.locator('body.al-operated')).toHaveCount(1)
  }

  test('[OBS1] a frame stands ready before the button is pressed, and is not seen', async () => {
    await entry.getByRole('button', { name: 'Observe' }).hover()
    await expect(entry.locator('iframe')).toHaveCount(1)
    await expect(entry.locator('iframe')).toBeHidden()
    await entry.getByRole('heading').hover()
    await expect(entry.locator('iframe')).toHaveCount(0)
    expect(line.said).toEqual([])
  })

  test('[CON3] [OBS1] says that the user was asked and refused, and asks again only when told to', async () => {
    await entry.getByRole('button', { name: 'Observe' }).click()
    await expect.poll(() => line.said.length).toBe(1)
    line.mirror({ kind: 'asking' })
    await expect(entry.locator('.mo-phase')).toContainText('has been asked')
    line.mirror({ kind: 'gone', why: 'refused' })
    await expect(entry.locator('.mo-phase')).toContainText('does not want to be observed')
    line.cut()
    await expect(page.locator('.mo-banner')).toHaveCount(0)
    await expect(entry.locator('.mo-phase')).toContainText('does not want to be observed')
    expect(line.said.filter(({ type }) => type === 'observe')).toHaveLength(1)
    await button('Ask again').click()
    await expect.poll(() => line.said.filter(({ type }) => type === 'observe')).toHaveLength(2)
  })

  test('[OBS9] shows names of files, what plays, and a signature as it is drawn', async () => {
    line.show(SCREEN, [
      ['F', 'f4', ['letter.pdf', 'photo & <b>.png']],
      ['P', 'm2', 1, 72],
      ['k', 's0', [0, 0, 1000, 500]],
    ])
    await expect(picture.locator('.al-mirror-files span')).toHaveText([
      'letter.pdf',
      'photo & <b>.png',
    ])
    await expect(picture.locator('.al-mirror-player')).toHaveText('Recording: plays, 1:12')
    await expect(picture.locator('audio, video, source')).toHaveCount(0)
    const ink = (): Promise<number> => picture.locator('canvas').evaluate(countInk)
    const oneStroke = await ink()
    expect(oneStroke).toBeGreaterThan(1000)
    line.delta([['k', 's0', [0, 500, 1000, 0]]])
    await expect.poll(ink).toBeGreaterThan(oneStroke * 1.5)
    line.delta([
      ['K', 's0'],
      ['P', 'm2', 0, 75],
    ])
    await expect.poll(ink).toBe(0)
    await expect(picture.locator('.al-mirror-player')).toHaveText('Recording: stopped, 1:15')
  })

  test('[OBS7] what is hidden is seen to be hidden, and the served value is not there', async () => {
    line.delta([['v', 'f2', '••••••••', -1, -1]])
    await expect(picture.getByLabel('Secret')).toHaveValue('••••••••')
    for (const field of ['Secret', 'PIN', 'Card']) {
      await expect(picture.getByLabel(field)).toHaveAttribute('title', 'Hidden from observers')
    }
    await expect(picture.getByLabel('PIN')).toHaveValue('')
    await expect(picture.locator('[type=password], [autocomplete^=cc]')).toHaveCount(0)
    expect(await picture.locator('body').innerHTML()).not.toContain('served')
  })

  test('[OBS1] a picture that comes again is not built again, and follows to another tab', async () => {
    await picture.getByLabel('Name').evaluate((field: Known) => {
      field.seenBefore = true
    })
    line.delta([['v', 'f0', 'Anna', -1, -1]])
    line.show(SCREEN, [['v', 'f0', 'Annabel', -1, -1]])
    await expect(picture.getByLabel('Name')).toHaveValue('Annabel')
    await expect(picture.getByLabel('Name')).toHaveJSProperty('seenBefore', true)
    // What was changed before and is not told again is as it was served.
    await expect(picture.getByLabel('Secret')).toHaveValue('')
    line.show(SCREEN, [], { tab: 2, epoch: 'e1' })
    await expect(entry).toContainText('another of their tabs')
    await expect(picture.getByLabel('Name')).toHaveValue('Ann')
  })

  test('[OBS3] watched only, nothing can be typed, ticked, chosen, drawn or pressed', async () => {
    line.show(SCREEN, [['w', 800, 560]])
    await picture.getByLabel('Name').click({ force: true })
    await page.keyboard.type('XYZ')
    await page.keyboard.press('Enter')
    for (const name of ['Red', 'Agreed', 'Warmth']) {
      await picture.getByLabel(name).click({ force: true })
    }
    await picture.getByRole('button', { name: 'Continue' }).click({ force: true })
    await picture.locator('canvas').click({ force: true })
    await expect(picture.getByLabel('Name')).toHaveValue('Ann')
    await expect(picture.getByLabel('Red')).not.toBeChecked()
    await expect(picture.getByLabel('Agreed')).not.toBeChecked()
    expect(line.controls()).toEqual([])
  })

  test('[CTL1] [CTL5] control is asked for, shown, and handed back', async () => {
    await button('Control').click()
    await expect
      .poll(() => line.said.at(-1))
      .toMatchObject({ type: 'take-control', takeOver: false })
    line.done()
    line.control({ state: 'asking' })
    await expect(button('Take back the question')).toBeFocused()
    line.control({ state: 'yours', number: 3, here: true })
    await expect(button('Stop controlling')).toBeFocused()
    await expect(entry).toContainText('You control this screen')
    await expect
      .poll(() => line.said.filter(({ type }) => type === 'renew-control').length)
      .toBeGreaterThan(0)
    await button('Stop controlling').click()
    await expect.poll(() => line.said.at(-1)).toMatchObject({ type: 'release-control', number: 3 })
    line.done()
    line.control({ state: 'free', why: null })
    await expect(button('Control')).toBeFocused()
  })

  test('[CTL5] who has it is named, and it is taken over only by a second press', async () => {
    line.control({ state: 'held', by: 'Otto Orban', own: false })
    await expect(entry).toContainText('Otto Orban controls this screen.')
    await button('Take over…').click()
    await expect(entry.getByRole('button', { name: 'Take over', exact: true })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(button('Take over…')).toBeFocused()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => line.said.at(-1))
      .toMatchObject({ type: 'take-control', takeOver: true })
    line.done()
  })

  test('[CTL1] control of another tab is said, works nowhere here, and can be brought here', async () => {
    line.show(SCREEN)
    line.control({ state: 'yours', number: 30, here: false })
    await expect(entry).toContainText('What you do in this picture reaches nobody.')
    await expect(picture.locator('body.al-operated')).toHaveCount(0)
    await button('Control this tab').click()
    await expect
      .poll(() => line.said.findLast(({ type }) => type === 'take-control'))
      .toMatchObject({ takeOver: false })
    line.done()
    line.control({ state: 'yours', number: 31, here: true })
    await expect(picture.locator('body.al-operated')).toHaveCount(1)
    await expect(button('Control this tab')).toHaveCount(0)
  })

  test('[CTL1] each kind of field says what was done to it', async () => {
    await takeControl(4)
    await picture.getByLabel('Name').focus()
    await page.keyboard.press('End')
    await page.keyboard.type('a')
    await expect.poll(() => lastOf('v')).toEqual(['v', 'f0', 'Anna', 4, 4])
    await picture.getByLabel('Green').check()
    await expect.poll(() => lastOf('c')).toEqual(['c', 'f5-1', 1])
    expect(opsSaid()).toContainEqual(['ch', 'f0'])
    await picture.getByLabel('Agreed').click()
    await expect.poll(() => lastOf('c')).toEqual(['c', 'f10', 1])
    await picture.getByLabel('Town').selectOption('Rome')
    await expect.poll(() => lastOf('o')).toEqual(['o', 'f6', [2]])
    await picture.getByLabel('Warmth').focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => lastOf('v')).toEqual(['v', 'f7', '19', -1, -1])
    await picture.getByLabel('Born').fill('2001-02-03')
    await expect.poll(() => lastOf('v')).toEqual(['v', 'f9', '2001-02-03', -1, -1])
    await picture.getByLabel('Story').fill('x'.repeat(300))
    await picture.getByLabel('Story').press('End')
    await page.keyboard.type('y')
    await expect.poll(() => lastOf('t')).toEqual(['t', 'f1', 300, 0, 'y', 301, 301, 300])
  })

  test('[CTL1] [CTL3] buttons, links, Back and Enter are presses; nothing leads away', async () => {
    await takeControl(5)
    const address = page.url()
    for (const [name, target] of [
      ['Continue', 'm8'],
      ['Back', 'm0'],
    ] as const) {
      await picture.getByRole('button', { name }).click()
      await expect.poll(() => lastOf('p')).toEqual(['p', target])
    }
    await picture.getByRole('link', { name: 'Change' }).click()
    await expect.poll(() => lastOf('p')).toEqual(['p', 'm9'])
    await picture.getByLabel('Name').press('Enter')
    await expect.poll(() => lastOf('p')).toEqual(['p', 'm8'])
    await picture.getByRole('link', { name: 'Plain link' }).click()
    await expect(entry).toContainText('cannot be pressed from here')
    expect(page.url()).toBe(address)
    expect(
      await picture.locator('body').evaluate((body: Known) => body.ownerDocument.location.pathname),
    ).toBe('/monitor/frame')
  })

  test('[CTL9] what is hidden, and files, cannot be reached', async () => {
    await takeControl(6)
    const before = line.controls().length
    await picture.getByLabel('Secret').click()
    await page.keyboard.type('x')
    await expect(entry).toContainText('Only the user can fill it in.')
    await picture.getByText('Secret').click()
    await picture.getByLabel('Papers').click()
    await expect(entry).toContainText('Only the user can choose files.')
    await expect(picture.getByLabel('Secret')).not.toBeFocused()
    expect(line.controls().slice(before)).toEqual([])
    const reached = await picture
      .locator('input, select, textarea, button, a')
      .evaluateAll((all: readonly Known[]) =>
        all.filter(({ tabIndex }) => tabIndex >= 0).map(({ dataset }) => dataset['m']),
      )
    expect(reached).not.toContain('f2')
    expect(reached).not.toContain('f3')
    expect(reached).not.toContain('f4')
    expect(reached).not.toContain('f8')
    expect(reached).toContain('f0')
  })

  test('[CTL1] [OBS9] a signature is drawn by the pointer, in the space of signatures', async () => {
    await takeControl(7)
    const canvas = picture.locator('canvas')
    await canvas.scrollIntoViewIfNeeded()
    const box = await canvas.boundingBox()
    if (box === null) throw new Error('the canvas is not in sight')
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
    const points = () => opsSaid().flatMap((op) => (op[0] === 'k' ? op[2] : []))
    await expect.poll(() => Math.abs((points().at(-2) ?? 0) - 500)).toBeLessThan(10)
    expect(Math.abs((points()[0] ?? 0) - 250)).toBeLessThan(10)
    expect(Math.abs((points().at(-1) ?? 0) - 250)).toBeLessThan(10)
  })

  test('[CTL10] an old word of the page takes no letter away; its last one is shown', async () => {
    await takeControl(8)
    const name = picture.getByLabel('Name')
    await name.fill('')
    await expect.poll(() => lastOf('v')?.[2]).toBe('')
    line.delta([['v', 'f0', '', 0, 0]], cseq())
    line.answers = false
    await page.keyboard.type('abc')
    await expect.poll(() => lastOf('v')?.[2]).toBe('abc')
    const typed = cseq()
    line.delta([['v', 'f0', 'A', 1, 1]], typed - 2)
    await expect(name).toHaveValue('abc')
    await name.evaluate((field: Known) => field.setSelectionRange(2, 2))
    line.delta([['v', 'f0', 'ABC', 3, 3]], typed)
    await expect(name).toHaveValue('ABC')
    expect(await name.evaluate((field: Known) => field.selectionStart)).toBe(2)
  })

  test('[CTL10] an input method at work is left alone, and the page’s word comes after it', async () => {
    await takeControl(12)
    const name = picture.getByLabel('Name')
    line.answers = true
    await name.fill('')
    await expect.poll(() => lastOf('v')?.[2]).toBe('')
    line.answers = false
    const keyboard = await page.context().newCDPSession(page)
    const compose = (text: string) =>
      keyboard.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      })
    await compose('か')
    await expect(name).toHaveValue('か')
    line.delta([['v', 'f0', 'changed by the page', 0, 0]], cseq())
    await compose('かん')
    await expect(name).toHaveValue('かん')
    await keyboard.send('Input.insertText', { text: '漢' })
    await expect(name).toHaveValue('漢')
    line.delta([['v', 'f0', '漢!', 2, 2]], cseq())
    await expect(name).toHaveValue('漢!')
  })

  test('[CTL10] goes back to the first loss, and sends again over a new line', async () => {
    await takeControl(9)
    line.answers = true
    await picture.getByLabel('Name').fill('1')
    const own = () => line.controls().filter(({ number }) => number === 9)
    await expect.poll(() => lastOf('v')?.[2]).toBe('1')
    line.answers = false
    await page.keyboard.type('23')
    await expect.poll(() => lastOf('v')?.[2]).toBe('123')
    const sent = own().length
    const last = own().at(-1)?.cseq ?? 0
    line.acknowledge(last - 1, true)
    await expect.poll(() => own().length).toBeGreaterThan(sent)
    expect(own().at(-1)?.cseq).toBe(last)
    line.cut()
    await expect(page.locator('.mo-banner')).toHaveCount(0)
    await expect.poll(() => line.said.at(-1)?.type).toBe('observe')
    const before = own().length
    const ack = { number: 9, cseq: last - 1, gap: false }
    line.show(SCREEN, [['v', 'f0', '12', 2, 2]], { epoch: 'e2', ack })
    await expect(picture.getByLabel('Name')).toHaveValue('123')
    await expect.poll(() => own().slice(before)).toMatchObject([{ cseq: last }])
    // The operator is told, calmly, as long as it waits.
    await expect(entry).toContainText('Not yet on the user’s page.')
    line.acknowledge(last, false)
    await expect(entry).not.toContainText('Not yet on the user’s page.')
  })

  test('[CTL3] [CTL4] a page loaded anew has its own text; control that is lost gives back all', async () => {
    await takeControl(10)
    const name = picture.getByLabel('Name')
    line.answers = true
    await name.fill('first')
    await expect.poll(() => lastOf('v')?.[2]).toBe('first')
    line.answers = false
    await name.fill('in vain')
    line.show(SCREEN, [], { epoch: 'e3', ack: { number: 10, cseq: 0, gap: false } })
    await expect(name).toHaveValue('Ann')
    line.show(SCREEN, [], { epoch: 'e1', ack: { number: 10, cseq: 0, gap: false } })
    await name.fill('typed late')
    line.control({ state: 'free', why: 'taken-back' })
    await expect(name).toHaveValue('Ann')
    await expect(entry).toContainText('The user has taken the screen back.')
    await name.click({ force: true })
    await page.keyboard.type('x')
    await expect(name).toHaveValue('Ann')
  })

  test('[A11Y1] [CTL1] by keyboard into the picture, and out of it', async () => {
    await takeControl(11)
    await button('Stop controlling').focus()
    await page.keyboard.press('Tab')
    // Two presses at once: the frame is a process of its own, and does not have the focus by the second.
    await expect(picture.getByRole('button', { name: 'Back' })).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(picture.getByLabel('Name')).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(button('Stop controlling')).toBeFocused()
  })
})
