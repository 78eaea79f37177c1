/** What the mirror's agent sends, message by message: a script stands in the server's place. */
import { expect, test, type CDPSession, type Page } from '@playwright/test'
import type { MirrorOp } from '../../src/protocol/mirror.ts'
import { openControlledStage, type ControlledStage } from './controlled-stage.ts'
import { scriptLine, type Mirrored, type ScriptedLine } from './scripted-line.ts'

const CANARY = 'swordfish-7'
const BULLETS = '••••••••'

test.describe('the mirror’s agent', () => {
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

  /** Begins, and gives the snapshot. */
  async function observe(epoch: string): Promise<Mirrored> {
    line.observe(epoch)
    await expect
      .poll(() => line.mirrored().some((message) => message.snapshot?.epoch === epoch))
      .toBe(true)
    const first = line.mirrored().find((message) => message.snapshot?.epoch === epoch)
    return first as Mirrored
  }

  function ops(from = 0): readonly MirrorOp[] {
    return line
      .mirrored()
      .slice(from)
      .flatMap((message) => message.ops)
  }

  const about = (target: string, from = 0) => ops(from).filter((op) => op[1] === target)

  test('[OBS2] a key’s change leaves the page within its event, what scripts made of it with it', async () => {
    await observe('one')
    await page.evaluate(`
      window.sentIn = []
      const { send } = WebSocket.prototype
      WebSocket.prototype.send = function (data) {
        window.sentIn.push(window.event?.type ?? 'none')
        return send.call(this, data)
      }
      const [name, row] = [document.querySelector('#f0'), document.querySelector('[data-m=m6]')]
      name.addEventListener('input', () => {
        name.value = name.value.toUpperCase()
        row.hidden = name.value === 'A'
      })
    `)
    const before = line.mirrored().length
    await field('Your name').focus()
    await page.keyboard.press('a')
    await expect.poll(() => about('f0', before).length).toBeGreaterThan(0)
    expect(await page.evaluate<string[]>('window.sentIn')).toContain('input')
    const sent = line.mirrored().find((message) => message.ops.some((op) => op[0] === 'v'))
    expect(sent?.ops).toContainEqual(['a', 'm6', 'hidden', ''])
    expect(sent?.ops).toContainEqual(['v', 'f0', 'A', 1, 1])
  })

  test('[OBS2] what programs set without an event is found', async () => {
    await observe('one')
    await page.evaluate(`
      document.querySelector('#f0').value = 'a program'
      document.querySelector('#f10').checked = true
      document.querySelector('#f6').selectedIndex = 2
    `)
    await expect.poll(() => ops()).toContainEqual(['v', 'f0', 'a program', -1, -1])
    expect(ops()).toContainEqual(['c', 'f10', 1])
    expect(ops()).toContainEqual(['o', 'f6', [2]])
  })

  test('[OBS1] a snapshot tells what scripts and the user changed before anybody observed', async () => {
    expect((await observe('empty')).ops.map(([kind]) => kind)).not.toContain('h')
    line.send({ type: 'observe', observers: 0, epoch: 'empty' })
    await field('Your name').fill('Tina')
    await page.evaluate(`
      document.querySelector('h1').textContent = 'By a script'
      document.querySelector('[data-m=m6]').hidden = true
    `)
    const { ops: changes } = await observe('changed')
    expect(changes).toContainEqual(['h', 'm2', 'By a script'])
    expect(changes).toContainEqual(['a', 'm6', 'hidden', ''])
    expect(changes).toContainEqual(['v', 'f0', 'Tina', 4, 4])
  })

  test('[OBS1] markup that changes is followed by the values of the fields in it', async () => {
    await field('Your name').fill('Tina')
    await observe('one')
    const before = line.mirrored().length
    await page.evaluate(`
      document.querySelector('#f0').closest('[data-m]:not(input)').append('more')
    `)
    await expect.poll(() => about('f0', before)).toContainEqual(['v', 'f0', 'Tina', 4, 4])
    const kinds = ops(before).map(([kind]) => kind)
    expect(kinds.indexOf('h')).toBeLessThan(kinds.indexOf('v'))
    expect(JSON.stringify(ops(before).find(([kind]) => kind === 'h'))).not.toContain('Tina')
  })

  test('[OBS1] what nobody sees may change without a word', async () => {
    await observe('one')
    await page.evaluate(`
      const own = document.createElement('input')
      own.type = 'hidden'
      document.querySelector('#al-form').append(own)
    `)
    await page.evaluate(`
      document.querySelector('#al-form input[type=hidden]').style.color = 'red'
      document.querySelector('#f0').value = 'then'
    `)
    await expect.poll(() => ops()).toContainEqual(['v', 'f0', 'then', -1, -1])
    expect(ops().filter(([kind]) => kind === 'h')).toEqual([])
  })

  test('[OBS7] nothing of a hidden field leaves, whatever a script makes of it', async () => {
    await observe('one')
    await field('Your secret').pressSequentially(CANARY)
    await field('Your number').fill(CANARY)
    // "Show password", and the same with another element in its place.
    await page.evaluate(`document.querySelector('#f2').type = 'text'`)
    await field('Your secret').pressSequentially('x')
    await page.evaluate(`
      const old = document.querySelector('#f2')
      const other = document.createElement('input')
      for (const { name, value } of old.attributes) other.setAttribute(name, value)
      other.setAttribute('type', 'text')
      other.setAttribute('value', old.value)
      other.value = old.value
      old.replaceWith(other)
      const number = document.querySelector('#f3')
      number.parentElement.append('You typed ' + number.value)
      number.setAttribute('aria-label', 'Number')
      const card = document.createElement('input')
      card.autocomplete = 'section-a billing cc-number'
      card.dataset.m = 'card'
      card.value = '${CANARY}'
      const told = document.createElement('p')
      told.dataset.private = ''
      told.textContent = '${CANARY}'
      const blocked = document.createElement('div')
      blocked.dataset.mirror = 'block'
      blocked.innerHTML = '<input data-m="b1" value="${CANARY}"><p>${CANARY}</p>'
      const notes = document.createElement('div')
      notes.contentEditable = 'true'
      document.querySelector('.al-fields').append(card, told, blocked, notes)
    `)
    await expect.poll(() => ops()).toContainEqual(['v', 'card', BULLETS, -1, -1])
    await page.locator('[data-m=b1]').fill(`${CANARY}!`)
    await field('Your name').fill('Tina')
    await expect.poll(() => about('f0').length).toBeGreaterThan(0)
    await observe('again')
    expect(JSON.stringify(line.said)).not.toContain(CANARY)
    expect(about('f2')).toContainEqual(['v', 'f2', BULLETS, -1, -1])
    expect(about('b1')).toEqual([])
    // What it asks is no secret.
    expect(JSON.stringify(ops())).toContain('Your number')
  })

  test('[OBS9] chosen files by name, recordings that play, and strokes of a signature', async () => {
    await page.evaluate(`
      document.querySelector('.al-fields').insertAdjacentHTML('beforeend',
        '<input type="file" multiple data-m="files" aria-label="Files">' +
        '<audio data-m="l9"></audio><canvas data-m="sign"></canvas>')
    `)
    await observe('one')
    const files = ['lease.pdf', 'photo.png'].map((name) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(CANARY),
    }))
    await page.getByLabel('Files').setInputFiles(files)
    await expect.poll(() => ops()).toContainEqual(['F', 'files', ['lease.pdf', 'photo.png']])
    await page.evaluate(`
      const player = document.querySelector('audio')
      Object.defineProperty(player, 'paused', { value: false })
      Object.defineProperty(player, 'currentTime', { value: 12.7 })
      player.dispatchEvent(new Event('play'))
      const draw = (stroke) =>
        document.querySelector('canvas').dispatchEvent(new CustomEvent('al-signature', { detail: { stroke } }))
      draw([10, 20, 30, 40])
      draw(null)
      draw([1, 2, 3.4, 4])
      draw(Array.from({ length: 4100 }, (_, index) => index % 500))
    `)
    await expect.poll(() => ops()).toContainEqual(['P', 'l9', 1, 12])
    const drawn = about('sign')
    expect(drawn.slice(0, 3)).toEqual([
      ['k', 'sign', [10, 20, 30, 40]],
      ['K', 'sign'],
      ['k', 'sign', [1, 2, 3, 4]],
    ])
    const long = drawn.slice(3).map((op) => (op[0] === 'k' ? op[2].length : 0))
    expect(long).toEqual([2000])
    expect(JSON.stringify(line.said)).not.toContain(CANARY)
  })

  test('[OBS6] nobody observes: no agent, no message, no listener; and the same again afterwards', async () => {
    await page.clock.install()
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(request.url()))
    await field('Your name').fill('Tina')
    const listeners = await countListeners(page)
    expect(line.mirrored()).toEqual([])
    expect(loaded.filter((url) => /mirror-agent|watched/.test(url))).toEqual([])
    await observe('one')
    expect(await countListeners(page)).toBeGreaterThan(listeners)
    expect(loaded.filter((url) => url.includes('mirror-agent'))).toHaveLength(1)
    line.send({ type: 'observe', observers: 0, epoch: 'one' })
    await expect.poll(() => countListeners(page)).toBe(listeners)
    const sent = line.mirrored().length
    await field('Your name').fill('Tilda')
    await page.mouse.wheel(0, 200)
    await page.clock.runFor(3000)
    expect(line.mirrored()).toHaveLength(sent)
  })
})

/** Of scripts, in this page. */
async function countListeners(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  return metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? -1
}
