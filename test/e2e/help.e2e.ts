/** Help texts and recordings as a person finds them in the help area, next to the question. */
import { expect, test } from '@playwright/test'
import { newPage, PHONE, visitorOn, type Visitor } from './people.ts'
import { startServer, type TestServer } from './server.ts'

/** What is asked of a player in the page: stories are compiled without the browser's types. */
interface Player {
  muted: boolean
  readonly ended: boolean
  readonly duration: number
  readonly textTracks: readonly { readonly cues: Iterable<{ readonly text: string }> }[]
  play(): Promise<void>
}

test.describe('help texts', () => {
  test.describe.configure({ mode: 'serial' })

  let server: TestServer
  let visitor: Visitor

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    visitor = visitorOn(await newPage(browser), server.url)
    await visitor.begin('help-texts.yml')
  })
  test.afterAll(async () => {
    await visitor.page.context().close()
    await server.close()
  })

  test("[HLP1] a question's own help marks the entry in the bar, by its own word", async () => {
    const { page } = visitor
    const entry = page.locator('#al-help-button')
    await expect(entry).toHaveText(/Where is it\?/)
    await expect(entry).toContainText('There is help for this question.')
    await expect(page.locator('#al-help-mark')).toBeVisible()
    await expect(page.locator('#al-help')).toBeHidden()
  })

  test("[HLP3] [CHT2] url_of('help') opens the help area, and what was typed stays", async () => {
    const { page } = visitor
    await page.getByLabel('Date').fill('2026-12-24')
    await page.getByRole('link', { name: 'read how to find the date' }).click()
    const help = page.locator('#al-help')
    await expect(help.getByRole('heading', { name: 'Where the date stands' })).toBeVisible()
    await expect(help.getByRole('heading', { name: 'About these questions' })).toBeVisible()
    await expect(help.locator('strong')).toHaveText('top right')
    await expect(page.getByLabel('Date')).toHaveValue('2026-12-24')
  })

  test('[HLP2] the video plays with captions, and its transcript can be opened', async () => {
    const help = visitor.page.locator('#al-help')
    const video = help.getByLabel('Video')
    await video.evaluate((player: Player) => {
      player.muted = true
      return player.play()
    })
    await expect.poll(() => video.evaluate((player: Player) => player.ended)).toBe(true)
    const cues = await video.evaluate((player: Player) =>
      Array.from(player.textTracks[0]?.cues ?? [], (cue) => cue.text),
    )
    expect(cues).toEqual([
      'The date by which you must answer stands at the top of the notice.',
      'Below it the landlord says why you should leave.',
    ])
    const transcript = help.getByText('The date by which you must answer')
    await expect(transcript).toBeHidden()
    await help.getByText('Transcript').click()
    await expect(transcript).toBeVisible()
  })

  test('[HLP1] [HLP2] the next question: no mark, the general word, a recording above it', async () => {
    const { page } = visitor
    await visitor.goOn()
    await expect(page.locator('#al-screen h1')).toHaveText('What does the landlord say?')
    await expect(page.locator('#al-help-mark')).toBeHidden()
    await expect(page.locator('#al-help-label')).toHaveText('Help')
    await expect(page.locator('#al-help')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Where the date stands' })).toHaveCount(0)
    const sound = page.locator('#al-screen').getByLabel('Recording')
    await expect.poll(() => sound.evaluate((player: Player) => player.duration)).toBeCloseTo(1.5, 1)
  })

  test('[HLP1] [CHT2] on a narrow screen the area opens over the question', async ({ browser }) => {
    const page = await newPage(browser, PHONE)
    const narrow = visitorOn(page, server.url)
    await narrow.begin('help-texts.yml')
    await page.locator('#al-help-button').click()
    const heading = page.getByRole('heading', { name: 'Where the date stands' })
    await expect(heading).toBeInViewport()
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(PHONE.width)
    await page.keyboard.press('Escape')
    await expect(heading).toBeHidden()
    await page.context().close()
  })

  test('[HLP3] without JavaScript the link leads to the help as well', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${server.url}/interview?i=help-texts.yml&new_session=1`)
    await page.getByRole('link', { name: 'read how to find the date' }).click()
    await expect(page.getByRole('heading', { name: 'Where the date stands' })).toBeVisible()
    await context.close()
  })

  test('[HLP2] a player may ask for a part of a recording', async () => {
    const source = await visitor.page.locator('#al-screen source').getAttribute('src')
    const response = await visitor.page.request.get(new URL(source ?? '', server.url).href, {
      headers: { range: 'bytes=0-3' },
    })
    expect(response.status()).toBe(206)
    expect(await response.text()).toBe('RIFF')
    expect(response.headers()['content-range']).toMatch(/^bytes 0-3\/\d+$/)
    expect(response.headers()['content-type']).toBe('audio/wav')
  })
})
