/** What is told at the edge of the user's page lies over nothing that is filled in, on any screen. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { newPage, PHONE, visitorOn, type Screen } from './people.ts'
import { openStage, type Stage } from './users-side-stage.ts'

/** A phone on its side, or one whose keyboard is open. */
const LOW: Screen = { width: 640, height: 360 }
/** With the keyboard open. */
const SHORT: Screen = { width: 360, height: 360 }

test.describe('notices on the user’s page', () => {
  let stage: Stage
  test.beforeEach(async ({ browser }) => {
    stage = await openStage(browser)
  })
  test.afterEach(() => stage.close())

  for (const screen of [PHONE, SHORT, LOW]) {
    const size = `${screen.width} x ${screen.height}`
    test(`[CHT16] [A11Y1] a notice covers no field at ${size}`, async ({ browser }) => {
      const { olivia } = stage
      const page = await newPage(browser, screen)
      const visitor = visitorOn(page, stage.server.url)
      await visitor.begin('live.yml')
      await olivia.meet(page)
      await olivia.do({ type: 'set-roles', roles: ['housing'] })
      const notice = page.locator('.al-notice')
      const first = page.getByLabel('Your name')
      await first.focus()
      await olivia.do({ type: 'set-available', available: true })
      await expect(notice).toContainText('Live chat is available.')
      await expectFree(page, first)
      await first.fill('Nora')
      // Wherever one goes from there by key, and back.
      for (const label of ['Your story', 'Your secret', 'Your number']) {
        await page.keyboard.press('Tab')
        await expect(page.getByLabel(label)).toBeFocused()
        await expectFree(page, page.getByLabel(label))
      }
      for (const label of ['Your secret', 'Your story', 'Your name']) {
        await page.keyboard.press('Shift+Tab')
        await expectFree(page, page.getByLabel(label))
      }
      await notice.getByRole('button', { name: 'Close' }).click()
      await expect(notice).toHaveCount(0)
      // One that comes while somebody writes where it will stand.
      await olivia.do({ type: 'set-available', available: false })
      const story = page.getByLabel('Your story')
      await story.focus()
      await story.evaluate((field) => field.scrollIntoView({ block: 'start' }))
      await story.pressSequentially('It was')
      await stage.server.kill()
      await expect(notice).toBeVisible({ timeout: 20_000 })
      await expectFree(page, story)
      await stage.server.start()
      await expect(notice).toHaveCount(0, { timeout: 30_000 })
      await page.context().close()
    })
  }
})

/** Of the element with the focus, in the browser: at its top or in the middle of what is to be seen of it. */
const COVERED = `(() => {
  const node = document.activeElement
  const { left, right, top, bottom } = node.getBoundingClientRect()
  const low = Math.min(bottom, document.documentElement.clientHeight)
  return [top + 2, (top + low) / 2].some((y) => {
    const found = document.elementFromPoint((left + right) / 2, y)
    return found !== node && !node.contains(found)
  })
})()`

/** The field has the focus, is in sight, and nothing lies over it. */
async function expectFree(page: Page, field: Locator): Promise<void> {
  await expect(field).toBeFocused()
  await expect(field).toBeInViewport()
  await expect(async () => {
    const covered = await page.evaluate<boolean>(COVERED)
    expect(covered).toBe(false)
  }).toPass({ timeout: 5_000 })
}
