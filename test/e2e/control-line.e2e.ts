/** Control over a line that doubles, loses and falls silent: what the page does, and what it answers. */
import { expect, test, type Page } from '@playwright/test'
import { CONTROL_SILENCE_MS } from '../../src/protocol/limits.ts'
import type { ControlAck } from '../../src/protocol/mirror.ts'
import { openControlledStage, type ControlledStage } from './controlled-stage.ts'
import { OTTO, scriptLine, type Mirrored, type ScriptedLine } from './scripted-line.ts'

test.describe('control over the line', () => {
  let stage: ControlledStage
  let page: Page
  let line: ScriptedLine

  test.beforeAll(async ({ browser }) => {
    stage = await openControlledStage(browser)
  })
  test.beforeEach(async () => {
    page = await stage.open(async (fresh) => {
      await fresh.clock.install()
      line = await scriptLine(fresh)
    })
  })
  test.afterEach(() => page.context().close())
  test.afterAll(() => stage.close())

  const name = () => page.getByLabel('Your name')
  const bar = () => page.locator('#al-watch')
  const acks = (): readonly ControlAck[] => line.mirrored().flatMap(({ ack }) => ack ?? [])

  async function control(number: number): Promise<void> {
    line.controlled(number)
    await expect(bar()).toContainText('is working on this screen')
  }

  async function observe(epoch: string): Promise<Mirrored> {
    line.observe(epoch)
    await expect
      .poll(() => line.mirrored().some((message) => message.snapshot?.epoch === epoch))
      .toBe(true)
    return line.mirrored().find((message) => message.snapshot?.epoch === epoch) as Mirrored
  }

  test('[CTL1] [CTL10] what is done and that it is done come in one message, and nothing of the lock', async () => {
    await observe('one')
    await control(1)
    const before = line.mirrored().length
    await line.operate(1, [
      ['v', 'f0', 'Tina', 4, 4],
      ['c', 'f7-1', 1],
      ['v', 'f9', '7', -1, -1],
    ])
    await expect.poll(() => acks().at(-1)).toEqual({ number: 1, cseq: 1, gap: false })
    const told = line.mirrored().slice(before)
    expect(told).toHaveLength(1)
    expect(told[0]?.ops.map((op) => `${op[0]} ${op[1]}`)).toEqual(
      expect.arrayContaining(['v f0', 'c f7-1', 'v f9', 'h f9-output']),
    )
    // The same once more changes nothing and is answered.
    line.operateAs({ number: 1, cseq: 1, screen: await line.version() }, [['v', 'f0', 'X', 1, 1]])
    await expect.poll(() => line.mirrored().length).toBeGreaterThan(before + 1)
    await expect(name()).toHaveValue('Tina')
    line.show({ control: null })
    await expect(page.locator('.al-buttons button')).toBeEnabled()
    await name().fill('Tilda')
    await expect.poll(() => JSON.stringify(line.mirrored())).toContain('Tilda')
    expect(JSON.stringify(line.mirrored())).not.toMatch(/disabled","[^"]*"\]|al-locked|al-operator/)
  })

  test('[CTL10] a gap is told, and a text that is another than the operator knew', async () => {
    await observe('one')
    await control(1)
    const screen = await line.version()
    line.operateAs({ number: 1, cseq: 2, screen }, [['v', 'f0', 'second', 0, 0]])
    await expect.poll(() => acks().at(-1)).toEqual({ number: 1, cseq: 0, gap: true })
    line.operateAs({ number: 1, cseq: 1, screen }, [['v', 'f0', 'first', 0, 0]])
    line.operateAs({ number: 1, cseq: 2, screen }, [['v', 'f0', 'second', 0, 0]])
    await expect.poll(() => acks().at(-1)).toEqual({ number: 1, cseq: 2, gap: false })
    await expect(name()).toHaveValue('second')
    line.operateAs({ number: 1, cseq: 3, screen }, [['t', 'f0', 0, 1, 'S', 1, 1, 99]])
    await expect.poll(() => acks().at(-1)?.cseq).toBe(3)
    const answer = line.mirrored().find(({ ack }) => ack?.cseq === 3)
    expect(answer?.ops.map((op) => op.slice(0, 3))).toContainEqual(['v', 'f0', 'second'])
    await expect(name()).toHaveValue('second')
  })

  test('[CTL10] the agent begins anew and nothing is done twice', async () => {
    await observe('one')
    await control(1)
    const screen = await line.version()
    line.operateAs({ number: 1, cseq: 1, screen }, [['v', 'f0', 'a', 1, 1]])
    await expect.poll(() => acks().at(-1)?.cseq).toBe(1)
    const again = await observe('two')
    expect(again).toMatchObject({ snapshot: {}, ack: { number: 1, cseq: 1, gap: false } })
    line.operateAs({ number: 1, cseq: 1, screen }, [['v', 'f0', 'b', 1, 1]])
    line.operateAs({ number: 1, cseq: 2, screen }, [['v', 'f1', 'story', 5, 5]])
    await expect(page.getByLabel('Your story')).toHaveValue('story')
    await expect(name()).toHaveValue('a')
  })

  test('[CTL1] [CTL3] after a reload the page is kept for the operator again, and goes on', async () => {
    await control(1)
    await line.operate(1, [['v', 'f0', 'Tina', 4, 4]])
    await expect(name()).toHaveValue('Tina')
    line.show({ control: null })
    await page.reload()
    await expect.poll(() => line.said.filter(({ type }) => type === 'hello').length).toBe(2)
    // As the server tells it to a page that comes in the middle of it.
    line.controlled(1, undefined, 'elsewhere')
    line.controlled(1)
    await expect(page.locator('.al-buttons button')).toBeDisabled()
    const first = await observe('two')
    expect(first.ack).toEqual({ number: 1, cseq: 0, gap: false })
    const screen = await line.version()
    line.operateAs({ number: 1, cseq: 7, screen }, [['v', 'f0', 'Tilda', 5, 5]])
    await expect(name()).toHaveValue('Tilda')
  })

  test('[CTL6] without word of the operator the page lets go by itself, and says so', async () => {
    await control(1)
    await page.clock.runFor(CONTROL_SILENCE_MS - 1000)
    line.send({ type: 'control-alive', number: 1 })
    // What is sent after it has arrived, so it has too.
    line.show({ asks: [{ operator: OTTO, what: 'observe' }] })
    await expect(bar()).toContainText('Otto Orban asks')
    await page.clock.runFor(CONTROL_SILENCE_MS - 1000)
    await expect(page.locator('.al-buttons button')).toBeDisabled()
    // Word of another control is none of this one.
    line.send({ type: 'control-alive', number: 2 })
    await page.clock.runFor(2000)
    await expect(page.locator('.al-buttons button')).toBeEnabled()
    await expect(bar()).toContainText('The screen is yours again.')
    expect(line.orders('take-back').map(({ number, silent }) => [number, silent])).toEqual([
      [1, true],
    ])
    line.show({ asks: [] })
    await expect(bar()).not.toContainText('Otto Orban asks')
    await page.clock.runFor(8000)
    await expect(bar()).toBeHidden()
  })

  test('[CTL6] a dead line lets go as well', async () => {
    await control(1)
    line.cut()
    await name().fill('mine')
    await expect(name()).toHaveValue('')
    await page.clock.runFor(CONTROL_SILENCE_MS + 500)
    await expect(page.locator('.al-buttons button')).toBeEnabled()
    await name().fill('mine')
    await expect(name()).toHaveValue('mine')
  })

  test('[CTL2] in another tab of the user it is only noted', async () => {
    line.controlled(1, undefined, 'elsewhere')
    await expect(bar()).toContainText('Olivia Ortega is working in another tab of yours.')
    await expect(page.locator('.al-buttons button')).toBeEnabled()
    await name().fill('mine')
    await expect(name()).toHaveValue('mine')
    await page.getByRole('button', { name: 'Take back' }).click()
    await expect(bar()).toBeHidden()
    expect(line.orders('take-back')).toHaveLength(1)
  })
})
