/** Several items of a list on one screen: added, removed and brought back, with and without a script. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import {
  createOperator,
  newPage,
  operatorOn,
  PHONE,
  visitorOn,
  type Operator,
  type Visitor,
} from './people.ts'
import { startServer, type TestServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'

function person(page: Page | Locator, number: number): Locator {
  return page.getByRole('group', { name: `Person ${number}`, exact: true })
}

async function fill(page: Page, number: number, name: string): Promise<void> {
  await person(page, number).getByLabel('First name').fill(name)
  await person(page, number).getByLabel('Born on').fill('1980-02-03')
}

test.describe('editing a list', () => {
  test.describe.configure({ mode: 'serial' })

  let server: TestServer
  let visitor: Visitor
  let operator: Operator
  let page: Page

  test.beforeAll(async ({ browser }) => {
    server = await startServer()
    await createOperator(server)
    visitor = visitorOn(await newPage(browser), server.url)
    page = visitor.page
    // Colours that are just changing have no contrast that means anything.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    operator = operatorOn(await newPage(browser), server.url)
    await operator.signIn()
  })
  test.afterAll(async () => {
    await page.context().close()
    await operator.page.context().close()
    await server.close()
  })

  const add = (): Locator => page.getByRole('button', { name: 'Add another' })
  const heading = (): Locator => page.locator('#al-screen h1')

  test('[QUE1] another entry comes at once, without the server, and has the focus', async () => {
    await visitor.begin('household.yml')
    await expect(heading()).toHaveText('Who lives with you?')
    await expect(page.getByRole('group', { name: /^Person/ })).toHaveCount(1)
    await fill(page, 1, 'Tina')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.method()))
    await add().click()
    await expect(person(page, 2).getByLabel('First name')).toBeFocused()
    await fill(page, 2, 'Ben')
    await add().click()
    await add().click()
    await fill(page, 4, 'Carl')
    expect(asked).toEqual([])
    await expect(person(page, 1).getByRole('button')).toHaveCount(0)
  })

  test('[A11Y1] no violation, and nothing is cut off, on a desk and on a phone', async () => {
    await expectAccessible(page)
    await page.setViewportSize(PHONE)
    const right = await add().evaluate((button) => button.getBoundingClientRect().right)
    expect(right).toBeLessThanOrEqual(PHONE.width)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test('[OBS1] an observer sees entries come, go and come back', async () => {
    const picture = await operator.observe(VISITOR)
    const group = (number: number): Locator =>
      picture.getByRole('group', { name: `Person ${number}`, exact: true })
    await expect(group(2).getByLabel('First name')).toHaveValue('Ben')
    await expect(group(5)).toBeHidden()
    await add().click()
    await expect(group(5)).toBeVisible()
    await person(page, 5).getByLabel('First name').fill('Dora')
    await expect(group(5).getByLabel('First name')).toHaveValue('Dora')
    await person(page, 5).getByRole('button', { name: 'Remove' }).click()
    await expect(group(5).getByLabel('First name')).toBeHidden()
    await expect(group(5)).toContainText('Removed')
    await person(page, 5).getByRole('button', { name: 'Undo' }).click()
    await expect(group(5).getByLabel('First name')).toHaveValue('Dora')
    await expect(group(5).getByLabel('Remove this')).toBeHidden()
    await person(page, 5).getByRole('button', { name: 'Remove' }).click()
    await expect(person(page, 5).getByRole('button', { name: 'Undo' })).toBeFocused()
  })

  test('[QUE7] what was added, typed and removed is still so after a reload', async () => {
    await page.reload()
    await expect(person(page, 2).getByLabel('First name')).toHaveValue('Ben')
    await expect(person(page, 3).getByLabel('First name')).toBeVisible()
    await expect(person(page, 4).getByLabel('First name')).toHaveValue('Carl')
    await expect(person(page, 5)).toBeHidden()
  })

  test('[QUE5] what is missing is told in its entry; an empty added one is passed over', async () => {
    await person(page, 2).getByLabel('First name').fill('')
    await visitor.goOn()
    await expect(person(page, 2).getByLabel('First name')).toBeFocused()
    await expect(person(page, 2).locator('.al-refusal:not(:empty)')).toBeVisible()
    await expect(page.locator('.al-refusal:not(:empty)')).toHaveCount(1)
    await person(page, 2).getByLabel('First name').fill('Ben')
  })

  test('[QUE7] removed entries are gone; Enter goes on', async () => {
    await person(page, 2).getByRole('button', { name: 'Remove' }).click()
    await expect(person(page, 2).getByLabel('First name')).toBeHidden()
    await person(page, 4).getByLabel('First name').press('Enter')
    await expect(heading()).toHaveText('Two people in your household')
    await expect(page.locator('#al-screen tbody tr')).toHaveText([/Tina/, /Carl/])
  })

  test('[LOG5] a table changes, deletes and adds', async () => {
    await expectAccessible(page)
    const rows = page.locator('#al-screen tbody tr')
    await page.getByRole('link', { name: 'Edit Carl' }).click()
    await expect(heading()).toHaveText('Who lives with you?')
    await person(page, 2).getByLabel('First name').fill('Carla')
    await visitor.goOn()
    await expect(rows).toHaveText([/Tina/, /Carla/])
    await page.getByRole('link', { name: 'Delete Tina' }).click()
    await expect(rows).toHaveText([/Carla/])
    await page.getByRole('link', { name: 'Add another' }).click()
    await fill(page, 2, 'Dan')
    await visitor.goOn()
    await expect(rows).toHaveText([/Carla/, /Dan/])
    await page.getByRole('button', { name: 'Back' }).click()
    await expect(heading()).toHaveText('Who lives with you?')
    await visitor.begin('household.yml')
  })

  test('[A11Y1] all of it goes by keyboard alone', async () => {
    const { keyboard } = page
    await person(page, 1).getByLabel('First name').focus()
    await keyboard.type('Ann')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await keyboard.type('01021970')
    await add().focus()
    await keyboard.press('Enter')
    await keyboard.type('Bea')
    await keyboard.press('Shift+Tab')
    await expect(person(page, 2).getByRole('button', { name: 'Remove' })).toBeFocused()
    await keyboard.press('Space')
    await expect(person(page, 2).getByRole('button', { name: 'Undo' })).toBeFocused()
    await keyboard.press('Space')
    await expect(person(page, 2).getByRole('button', { name: 'Remove' })).toBeFocused()
    await expect(person(page, 2).getByLabel('First name')).toHaveValue('Bea')
    await person(page, 2).getByLabel('First name').fill('')
    await person(page, 2).getByRole('button', { name: 'Remove' }).press('Enter')
    await expect(person(page, 2)).toBeHidden()
    await expect(add()).toBeFocused()
  })

  test('[QUE7] when no entry waits any more the server makes some, and nothing typed is lost', async () => {
    for (let number = 2; number <= 12; number++) {
      await add().click()
      await expect(person(page, number).getByLabel('First name')).toBeFocused()
      await person(page, number).getByLabel('First name').fill(`Number ${number}`)
    }
    await expect(person(page, 1).getByLabel('First name')).toHaveValue('Ann')
    await expect(person(page, 11).getByLabel('First name')).toHaveValue('Number 11')
    await expect(page.locator('#al-refused')).toHaveCount(0)
    for (let number = 2; number <= 12; number++) {
      await person(page, number).getByLabel('Born on').fill('2001-01-01')
    }
    await visitor.goOn()
    await expect(heading()).toHaveText('12 people in your household')
  })

  test('[QUE7] without a script entries are added and removed too', async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const bare = await context.newPage()
    await bare.goto(`${server.url}/interview?i=household.yml&new_session=1`)
    const go = bare.getByRole('button', { name: 'Go on' })
    if (await go.isVisible()) await go.click()
    await expect(bare.getByRole('button', { name: 'Remove' })).toHaveCount(0)
    await fill(bare, 1, 'Ann')
    for (const [number, name] of [
      [2, 'Ben'],
      [3, 'Cleo'],
    ] as const) {
      await bare.getByRole('button', { name: 'Add another' }).click()
      await fill(bare, number, name)
    }
    await bare.getByRole('button', { name: 'Add another' }).click()
    await expect(person(bare, 4)).toBeVisible()
    await person(bare, 2).getByLabel('Remove this').check()
    await person(bare, 3).getByLabel('First name').fill('')
    await bare.getByRole('button', { name: 'Continue' }).click()
    await expect(bare.locator('#al-refused')).toBeVisible()
    await expect(person(bare, 2).getByLabel('Remove this')).toBeChecked()
    await person(bare, 3).getByLabel('First name').fill('Cleo')
    await bare.getByRole('button', { name: 'Continue' }).click()
    await expect(bare.locator('#al-screen tbody tr')).toHaveText([/Ann/, /Cleo/])
    await context.close()
  })
})
