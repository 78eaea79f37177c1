/**
 * A user's page on which an operator works: the page and the answers are real, and a script stands in
 * the place of the live line, so that every word of it comes exactly when the story wants it.
 */
import { expect, test, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { openControlledStage, type ControlledStage } from './controlled-stage.ts'
import { PHONE } from './people.ts'
import { OLIVIA, OTTO, scriptLine, type ScriptedLine } from './scripted-line.ts'

const WORKING = 'Olivia Ortega is working on this screen.'
const OVER = 'Olivia Ortega has stopped working on this screen. It is yours again.'
const SUBMIT = '#al-screen button[type=submit]'

test.describe('a controlled page', () => {
  let stage: ControlledStage
  let page: Page
  let line: ScriptedLine

  test.beforeAll(async ({ browser }) => {
    stage = await openControlledStage(browser)
  })
  test.beforeEach(async () => {
    page = await stage.open(async (fresh) => {
      line = await scriptLine(fresh)
    })
  })
  test.afterEach(() => page.context().close())
  test.afterAll(() => stage.close())

  const field = (label: string) => page.getByLabel(label)
  const bar = () => page.locator('#al-watch')
  const name = () => field('Your name')

  async function control(number = 1): Promise<void> {
    line.controlled(number)
    await expect(bar()).toContainText(WORKING)
  }

  test('[CTL2] says so, disables the submit buttons, and undoes what the user does, unseen', async () => {
    await name().fill('Tina')
    await field('red').check()
    await control()
    for (const button of await page.locator(SUBMIT).all()) await expect(button).toBeDisabled()
    await page.evaluate(`
      window.seen = new Set()
      const fields = [...document.querySelectorAll('#al-form [name]:not([type=password]):not([name=f3])')]
      const look = () => {
        window.seen.add(JSON.stringify(fields.map((f) => f.checked ?? f.value)))
        requestAnimationFrame(look)
      }
      look()
    `)
    await expect(name()).toBeEnabled()
    await name().click()
    await page.keyboard.type('XX')
    await page.keyboard.press('Backspace')
    await field('Your story').fill('mine')
    await page.getByText('blue', { exact: true }).click()
    await field('red').focus()
    await page.keyboard.press('ArrowDown')
    await field('cat').focus()
    await page.keyboard.press('Space')
    await field('Town').focus()
    await page.keyboard.press('ArrowDown')
    await field('How sure').focus()
    await page.keyboard.press('ArrowRight')
    await field('Rent').focus()
    await page.keyboard.press('ArrowUp')
    await field('Moved in').focus()
    await page.keyboard.type('01022026')
    const seen = await page.evaluate<string[]>('[...window.seen]')
    expect(seen).toHaveLength(1)
    await expect(name()).toHaveValue('Tina')
    await expect(field('red')).toBeChecked()
    await expect(bar()).toContainText('Take the screen back to change something yourself.')
    await expect(page.locator('#al-watch-voice')).toContainText('Take the screen back')
  })

  test('[CTL2] neither Enter, a link, nor the menu leads the user away', async () => {
    await control()
    const version = await line.version()
    await name().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Review' }).click()
    await page.locator('#al-back button').click({ force: true })
    await page.evaluate(`document.querySelector('#al-form').requestSubmit()`)
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
    expect(await line.version()).toBe(version)
  })

  test('[CTL9] [OBS7] hidden fields stay the user’s, and no operator touches them', async () => {
    await control()
    await expect(page.getByText('hidden from operators')).toHaveCount(2)
    await field('Your secret').click()
    await page.keyboard.type('swordfish')
    await field('Your number').fill('4242')
    await page.evaluate(`document.querySelector('#f2').type = 'text'`)
    await line.operate(1, [
      ['v', 'f2', 'stolen', 0, 0],
      ['t', 'f3', 0, 4, '', 0, 0, 4],
      ['v', 'f0', 'Tina', 4, 4],
    ])
    await expect(name()).toHaveValue('Tina')
    await expect(page.locator('#f2')).toHaveValue('swordfish')
    await expect(field('Your number')).toHaveValue('4242')
  })

  test('[CTL1] what the operator does takes effect as if the user did it', async () => {
    await page.evaluate(`
      window.heard = []
      const log = (event) => window.heard.push(event.type + ' ' + event.target.id)
      for (const type of ['input', 'change']) document.addEventListener(type, log)
      const name = document.querySelector('#f0')
      name.addEventListener('input', () => (name.value = name.value.toUpperCase()))
    `)
    await control()
    await line.operate(1, [
      ['v', 'f0', 'tina', 4, 4],
      ['ch', 'f0'],
      ['v', 'f1', 'It rains in.', 12, 12],
      ['v', 'f4', '700', -1, -1],
      ['v', 'f5', '2026-02-01', -1, -1],
      ['o', 'f6', [2]],
      ['c', 'f7-1', 1],
      ['c', 'f8-0', 1],
      ['v', 'f9', '7', -1, -1],
      ['c', 'f10', 1],
    ])
    await expect(field('I am ready')).toBeChecked()
    await line.operate(1, [['t', 'f1', 3, 5, 'snows', 8, 8, 12]])
    await expect(field('Your story')).toHaveValue('It snows in.')
    await expect(name()).toHaveValue('TINA')
    await expect(field('Rent')).toHaveValue('700')
    await expect(field('Moved in')).toHaveValue('2026-02-01')
    await expect(field('Town')).toHaveValue('Chur')
    await expect(field('blue')).toBeChecked()
    await expect(field('cat')).toBeChecked()
    await expect(page.locator('output')).toHaveText('7')
    const heard = await page.evaluate<string[]>('window.heard')
    for (const event of ['input f0', 'change f0', 'change f6', 'change f7-1', 'change f10']) {
      expect(heard).toContain(event)
    }
    // None of the above goes when one of them is ticked, as under the user's hand.
    await line.operate(1, [['c', 'f8-none', 1]])
    await expect(field('cat')).not.toBeChecked()
    // A text that is not the one the operator knew is left.
    await line.operate(1, [['t', 'f1', 0, 2, 'He', 2, 2, 99]])
    await line.operate(1, [['v', 'f4', '701', -1, -1]])
    await expect(field('Rent')).toHaveValue('701')
    await expect(field('Your story')).toHaveValue('It snows in.')
  })

  test('[CTL3] the operator presses buttons, links and Back; the next screen is kept too', async () => {
    await control()
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postData() ?? '')
    })
    await line.operate(1, [
      ['v', 'f0', 'Tina', 4, 4],
      ['c', 'f8-none', 1],
    ])
    const press = await stampOf(page, '.al-buttons button')
    await line.operate(1, [['p', press]])
    await expect(page.locator('#al-screen h1')).toHaveText('Thank you, Tina')
    expect(sent.at(-1)).toContain('control=1')
    await expect(page.locator('.al-buttons button')).toBeDisabled()
    const before = await line.version()
    // Meant for the screen before: left.
    line.operateAs({ number: 1, cseq: 3, screen: before - 1 }, [
      ['p', await stampOf(page, '.al-buttons button')],
    ])
    line.operateAs({ number: 1, cseq: 4, screen: before }, [
      ['p', await stampOf(page, '#al-back button')],
    ])
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
    const version = await line.version()
    const [review, elsewhere] = [
      await stampOf(page, '.al-subquestion a:first-child'),
      await stampOf(page, '.al-subquestion a:last-child'),
    ]
    line.operateAs({ number: 1, cseq: 5, screen: version }, [
      ['p', elsewhere],
      ['p', review],
    ])
    await expect(page.locator('#al-screen h1')).toHaveText('Changed')
    expect(page.context().pages()).toHaveLength(1)
  })

  test('[CTL3] a button that the page itself disabled stays so', async () => {
    await page.evaluate(`document.querySelector('.al-buttons button').disabled = true`)
    await control()
    await line.operate(1, [['p', await stampOf(page, '.al-buttons button')]])
    await line.operate(1, [['v', 'f0', 'Tina', 4, 4]])
    await expect(name()).toHaveValue('Tina')
    await expect(page.locator('#al-screen h1')).toHaveText('Who are you?')
    line.show({ control: null })
    await expect(page.locator('#al-back button')).toBeEnabled()
    await expect(page.locator('.al-buttons button')).toBeDisabled()
  })

  test('[CTL4] at the end the user is told, the buttons work, and what was typed remains', async () => {
    await control()
    await line.operate(1, [['v', 'f0', 'Tina', 4, 4]])
    await expect(name()).toHaveValue('Tina')
    line.show({ control: null })
    await expect(bar()).toContainText(OVER)
    await expect(page.locator('#al-watch-voice')).toContainText(OVER)
    await page.getByRole('button', { name: 'Close notice' }).click()
    await expect(bar()).toBeHidden()
    await name().click()
    await page.keyboard.press('End')
    await page.keyboard.type(' T')
    await field('dog').check()
    await expect(name()).toHaveValue('Tina T')
    await page.locator('.al-buttons button').click()
    await expect(page.locator('#al-screen h1')).toHaveText('Thank you, Tina T')
  })

  test('[CTL4] [A11Y1] that it is over covers nothing that is filled in, and no word stays behind', async () => {
    await page.setViewportSize(PHONE)
    await control()
    const story = field('Your story')
    await story.focus()
    // Right under the bar, which grows now.
    await page.evaluate(`scrollBy(0, document.activeElement.getBoundingClientRect().top
      - document.querySelector('#al-watch').offsetHeight)`)
    const room = async (): Promise<number> =>
      ((await story.boundingBox())?.y ?? 0) - ((await bar().boundingBox())?.height ?? 0)
    expect(await room()).toBeCloseTo(0, 0)
    line.show({ control: null, watchedBy: [OLIVIA] })
    await expect(bar()).toContainText(OVER)
    await expect(page.locator('#al-notices')).toBeEmpty()
    await expect.poll(room).toBeGreaterThanOrEqual(-1)
    await expect(story).toBeFocused()
    // It goes by itself, and a screen reader comes upon nothing of what was said.
    await expect(bar()).not.toContainText(OVER)
    await expect(page.locator('#al-watch-voice')).toBeEmpty()
  })

  test('[CTL6] only the present controller’s doing counts, once and in order', async () => {
    await control(4)
    const screen = await line.version()
    const write = (number: number, cseq: number, text: string) =>
      line.operateAs({ number, cseq, screen }, [['v', 'f0', text, 0, 0]])
    write(3, 1, 'former')
    write(4, 2, 'too early')
    write(4, 1, 'first')
    await expect(name()).toHaveValue('first')
    // Of a control that the page is told of a moment later.
    write(5, 1, 'next')
    write(4, 1, 'again')
    line.controlled(5, OTTO)
    await expect(bar()).toContainText('Otto Orban is working on this screen.')
    await expect(name()).toHaveValue('next')
    write(4, 2, 'late')
    write(5, 2, 'second')
    await expect(name()).toHaveValue('second')
  })

  test('[CTL6] [CTL7] “Take back” works without a line, and the word reaches the server later', async () => {
    await control(2)
    line.cut()
    await page.getByRole('button', { name: 'Take back' }).click()
    await expect(bar()).toHaveText(/^You have taken the screen back/)
    await expect(page.locator('.al-buttons button')).toBeEnabled()
    await name().fill('mine')
    await expect(name()).toHaveValue('mine')
    line.mend()
    await expect
      .poll(() => line.orders('take-back').map(({ number, silent }) => ({ number, silent })))
      .toContainEqual({ number: 2, silent: false })
    // The server's view may still be an old one.
    line.controlled(2)
    await line.operate(2, [['v', 'f0', 'theirs', 0, 0]])
    line.controlled(3)
    await expect(bar()).toContainText(WORKING)
    await expect(name()).toHaveValue('mine')
  })

  test('[CON2] [CON3] questions and watchers are told; each answer and stop is sent', async () => {
    line.show({
      asks: [{ operator: OLIVIA, what: 'observe' }],
    })
    await expect(bar()).toContainText('Olivia Ortega asks to see this screen.')
    await expect(page.locator('#al-watch-voice')).toContainText('asks to see this screen')
    // Nothing is taken from who is typing.
    await name().fill('Tina')
    await expect(name()).toBeFocused()
    await page.getByRole('button', { name: 'Allow: Olivia' }).click()
    // At once, and for good: the server's word comes before its next view.
    await expect(bar()).toBeHidden()
    await expect(name()).toBeFocused()
    line.show({ asks: [{ operator: OTTO, what: 'control' }], watchedBy: [OLIVIA] })
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.getByRole('button', { name: 'Stop Olivia Ortega' }).click()
    expect(
      line.orders('answer-ask').map(({ operator, what, accepts }) => [operator, what, accepts]),
    ).toEqual([
      [OLIVIA.id, 'observe', true],
      [OTTO.id, 'control', false],
    ])
    expect(line.orders('end-watch').map(({ operator }) => operator)).toEqual([OLIVIA.id])
    line.show({ asks: [], watchedBy: [] })
    await expect(page.getByText('hidden from operators')).toHaveCount(0)
  })

  test('[A11Y1] [CTL7] the keyboard comes to “Take back” first; all of it is accessible', async () => {
    line.show({ asks: [{ operator: OTTO, what: 'observe' }], watchedBy: [OLIVIA] })
    await control()
    await expectAccessible(page)
    const first = await page.evaluate<string>(
      `document.querySelector('a[href],button,input,summary').textContent`,
    )
    expect(first).toBe('Take back')
    await name().focus()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Take back' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(name()).toBeFocused()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await expect(page.locator('.al-buttons button')).toBeEnabled()
    await expect(name()).toBeFocused()
  })

  test('[A11Y1] on a phone the bar never covers the field that is being filled in', async () => {
    line.show({ asks: [{ operator: OTTO, what: 'control' }], watchedBy: [OLIVIA] })
    await control()
    for (const size of [PHONE, { width: 320, height: 256 }]) {
      await page.setViewportSize(size)
      const height = (await bar().boundingBox())?.height ?? 0
      expect(height).toBeGreaterThan(0)
      expect(height).toBeLessThan(size.height / 2)
      for (const label of ['Your secret', 'Your number', 'Your name']) {
        await field(label).focus()
        await expect
          .poll(async () => (await field(label).boundingBox())?.y, label)
          .toBeGreaterThanOrEqual(height - 1)
      }
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(wide).toBeLessThanOrEqual(size.width)
    }
  })
})

async function stampOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).getAttribute('data-m')) ?? ''
}
