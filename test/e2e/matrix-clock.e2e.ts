/** The behaviour matrix: a user's machine whose clock is wrong. Nothing between pages and server is told by it. */
import { expect, test, type Locator } from '@playwright/test'
import { openMatrix, toldOf, VISITOR, type MatrixStage } from './matrix-stage.ts'
import { expectSame } from './same-picture.ts'

const WORKING = 'Olivia Ortega is working on this screen.'
/** Of the operator's page; together more than a lease lives, and than a page waits for word of the operator. */
const RENEWALS = 5
/** Far less than the smaller error. */
const SOON = { timeout: 2_000 }

const SHIFT = (ms: number): string => `
  globalThis.Date = class extends Date {
    constructor(...parts) {
      if (parts.length === 0) super(Date.now())
      else super(...parts)
    }
    static now() {
      return super.now() + ${ms}
    }
  }
`

for (const [clock, ms] of [
  ['5 seconds ahead', 5_000],
  ['an hour behind', -3_600_000],
] as const) {
  test.describe(`a clock that is ${clock}`, () => {
    test.describe.configure({ mode: 'serial' })

    let stage: MatrixStage
    let renewals = 0
    const picture = () => stage.olivia.picture(VISITOR)
    const entry = () => stage.olivia.entry(VISITOR)
    const users = (label: string): Locator => stage.user.page.getByLabel(label, { exact: true })
    const theirs = (label: string): Locator => picture().getByLabel(label, { exact: true })

    test.beforeAll(async ({ browser }) => {
      stage = await openMatrix(browser, {
        async prepare(page) {
          await page.addInitScript(SHIFT(ms))
          page.on('websocket', (socket) => {
            socket.on('framereceived', ({ payload }) => {
              if (String(payload).includes('"control-alive"')) renewals++
            })
          })
        },
      })
    })
    test.afterAll(async () => stage?.close())

    test('[OBS1] the first picture and each key come at once', async () => {
      const wrong = (await stage.user.page.evaluate('Date.now()')) as number
      expect(Math.abs(wrong - Date.now() - ms)).toBeLessThan(2_000)
      await stage.olivia.observe(VISITOR)
      await expect(theirs('Your name')).toBeVisible(SOON)
      let typed = ''
      await users('Your name').focus()
      for (const letter of 'Tilda') {
        await stage.user.page.keyboard.type(letter)
        typed += letter
        await expect(theirs('Your name')).toHaveValue(typed, SOON)
      }
      await expectSame(stage.user.page, picture())
    })

    test('[CTL1] [CTL6] control works, and lasts for as long as the operator is there', async () => {
      await entry().getByRole('button', { name: 'Control' }).click()
      await expect(toldOf(stage.user.page, WORKING)).toBeVisible()
      await theirs('Your name').press('End')
      await stage.olivia.page.keyboard.type('!')
      await expect(users('Your name')).toHaveValue('Tilda!', SOON)
      const before = renewals
      // The operator does nothing meanwhile.
      await expect.poll(() => renewals, { timeout: 40_000 }).toBeGreaterThan(before + RENEWALS)
      await expect(toldOf(stage.user.page, WORKING)).toBeVisible()
      await stage.olivia.page.keyboard.type('?')
      await expect(users('Your name')).toHaveValue('Tilda!?', SOON)
      await expect(entry().getByRole('button', { name: 'Stop controlling' })).toBeVisible()
      await expectSame(stage.user.page, picture())
    })

    test('[CHT7] messages bear the same, right times on both sides, at once and after a reload', async () => {
      const { olivia, user } = stage
      await olivia.tickRole('housing')
      await olivia.becomeAvailable()
      await user.openChat()
      await user.activateChat()
      await user.say('Which form is it?')
      const log = entry().getByRole('log')
      await expect(log).toContainText('Which form is it?')
      await olivia.say(VISITOR, 'The blue one.')
      await expect(user.chatLog).toContainText('The blue one.')
      await expect(user.chatLog.locator('.al-line-state').first()).toHaveText(/^(Sent|Read)$/)
      const theirTimes = await timesIn(log)
      expect(theirTimes).toHaveLength(2)
      for (const at of theirTimes) expect(Math.abs(at - Date.now())).toBeLessThan(60_000)
      expect(await timesIn(user.chatLog)).toEqual(theirTimes)
      await user.page.reload()
      await user.openChat()
      await expect(user.chatLog).toContainText('The blue one.')
      expect(await timesIn(user.chatLog)).toEqual(theirTimes)
    })
  })
}

interface Timed {
  readonly dateTime: string
}

async function timesIn(log: Locator): Promise<readonly number[]> {
  const times = await log
    .locator('time')
    .evaluateAll((all: readonly unknown[]) => all.map((one) => (one as Timed).dateTime))
  return times.map((time) => Date.parse(time))
}
