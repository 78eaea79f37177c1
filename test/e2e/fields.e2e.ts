/** Every kind of field, by keyboard alone, at desk and phone; and without JavaScript. */
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { DESK, newPage, PHONE, visitorOn } from './people.ts'
import { startServer, type TestServer } from './server.ts'

const INTERVIEW = 'all-fields.yml'

test.describe('fields', () => {
  test.describe.configure({ mode: 'serial' })
  let server: TestServer

  test.beforeAll(async () => {
    server = await startServer()
  })
  test.afterAll(async () => {
    await server.close()
  })

  for (const [device, size] of [
    ['desk', DESK],
    ['phone', PHONE],
  ] as const) {
    test(`[QUE3] [QUE4] [QUE5] [A11Y1] everything by keyboard, at the ${device}`, async ({
      browser,
    }) => {
      const page = await newPage(browser, size)
      await visitorOn(page, server.url).begin(INTERVIEW)
      await aboutYou(page)
      await yourHome(page)
      await yourWishes(page)
      await whoLivesThere(page)
      await papersAndSignature(page)
      await expect(page.getByText('In it: Ann and Bob.')).toBeVisible()
      await expect(
        page.getByText('Your home has three rooms and costs $450.50 a month.'),
      ).toBeVisible()
      await page.context().close()
    })
  }

  test('[QUE4] [A11Y1] no screen has a violation, refused or not', async ({ browser }) => {
    const page = await newPage(browser)
    await visitorOn(page, server.url).begin(INTERVIEW)
    await page.getByLabel('Yes', { exact: true }).check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expectAccessible(page)
    await fillAboutYou(page)
    await expect(page.getByLabel('How many rooms')).toBeVisible()
    await expectAccessible(page)
    await page.context().close()
  })

  test('[QUE4] what was typed survives hiding, showing and a reload; it is not sent while hidden', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    await visitorOn(page, server.url).begin(INTERVIEW)
    const theirName = page.getByLabel('Their name')
    await page.getByLabel('Yes', { exact: true }).check()
    await theirName.fill('Bob')
    await page.getByLabel('No', { exact: true }).check()
    await expect(theirName).toBeHidden()
    await page.reload()
    await expect(theirName).toBeHidden()
    await page.getByLabel('Yes', { exact: true }).check()
    await expect(theirName).toHaveValue('Bob')
    await page.getByLabel('No', { exact: true }).check()
    const sent = page.waitForRequest((request) => request.method() === 'POST')
    await fillAboutYou(page)
    expect((await sent).postData()).not.toContain('Bob')
    await expect(page.getByLabel('How many rooms')).toBeVisible()
    await page.context().close()
  })

  test('[QUE4] [QUE5] without JavaScript all fields are there, and the server minds the conditions', async ({
    browser,
  }) => {
    const page = await withoutScripts(browser)
    await page.goto(`${server.url}/interview?i=${INTERVIEW}&new_session=1`)
    const theirName = page.getByLabel('Their name')
    await expect(theirName).toBeVisible()
    await page.getByLabel('Your name').fill('Ann')
    await page.getByLabel('A password').fill('longenough')
    await page.getByLabel('Date of birth').fill('2000-01-01')
    await page.getByLabel('Yes', { exact: true }).check()
    // Nothing is required of a browser that cannot know what is hidden.
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(refusalOf(theirName)).toHaveText('Please do not leave this out.')
    await expect(page.getByLabel('Your name')).toHaveValue('Ann')
    await page.getByLabel('A password').fill('longenough')
    await page.getByLabel('No', { exact: true }).check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByLabel('How many rooms')).toBeVisible()
    await page.context().close()
  })
})

async function withoutScripts(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
  return context.newPage()
}

function refusalOf(control: Locator): Locator {
  return control.locator('xpath=ancestor::*[@data-al-key][1]').locator('.al-refusal')
}

async function fillAboutYou(page: Page): Promise<void> {
  await page.getByLabel('No', { exact: true }).check()
  await page.getByLabel('Your name').fill('Ann')
  await page.getByLabel('A password').fill('longenough')
  await page.getByLabel('Date of birth').fill('2000-01-01')
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** By Tab alone; a radio group is one stop. */
async function tabTo(target: Locator): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await target.page().keyboard.press('Tab')
  }
  throw new Error(`no Tab leads to ${String(target)}`)
}

/** What stood there is replaced: Tab selects it. */
async function typeInto(target: Locator, text: string): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.type(text)
}

async function goOn(page: Page): Promise<void> {
  await tabTo(page.locator('#al-form').getByRole('button', { name: 'Continue' }))
  await page.keyboard.press('Enter')
}

async function aboutYou(page: Page): Promise<void> {
  const name = page.getByLabel('Your name')
  const theirName = page.getByLabel('Their name')
  await goOn(page)
  await expect(name).toBeFocused()
  await expect(refusalOf(name)).toHaveText('Please do not leave this out.')
  await expect(theirName).toBeHidden()

  await page.keyboard.type('Ann')
  await expect(refusalOf(name)).toHaveText('')
  const email = page.getByLabel('E-mail')
  await typeInto(email, 'ann')
  await typeInto(page.getByLabel('A password'), 'short')
  await typeInto(page.getByLabel('Date of birth'), '01012000')
  await tabTo(page.getByLabel('Yes', { exact: true }))
  await page.keyboard.press('Space')
  await expect(page.getByText('Please ask them whether they agree')).toBeVisible()
  await typeInto(theirName, 'Bob')
  await tabTo(page.getByLabel('A relative'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const how = page.getByLabel('How, then?')
  await expect(how).toBeVisible()
  await goOn(page)

  await expect(email).toBeFocused()
  await expect(refusalOf(email)).toHaveText('Please enter an e-mail address.')
  await expect(refusalOf(page.getByLabel('A password'))).toHaveText(
    'A password has 8 characters or more.',
  )
  await expect(refusalOf(how)).toHaveText('Please do not leave this out.')
  await page.keyboard.type('@example.org')
  await typeInto(page.getByLabel('A password'), 'longenough')
  await typeInto(how, 'From work')
  await goOn(page)
}

async function yourHome(page: Page): Promise<void> {
  const rooms = page.getByLabel('How many rooms')
  await expect(rooms).toHaveValue('2')
  await tabTo(rooms)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('31')
  const size = page.getByLabel('How large is it')
  await typeInto(size, '50.25')
  const rent = page.getByLabel('What is the rent')
  await typeInto(rent, '450.505')
  await expect(page.getByLabel('When can you be called?')).toHaveValue('09:30')
  await goOn(page)

  await expect(refusalOf(rooms)).toHaveText('A home of more than 30 rooms is not for this letter.')
  await expect(refusalOf(size)).toHaveText('This has to be a multiple of 0.5.')
  await expect(refusalOf(rent)).toHaveText('Please enter an amount with at most two decimals.')
  await expect(rooms).toBeFocused()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('3')
  await tabTo(size)
  await page.keyboard.press('Backspace')
  await typeInto(rent, '450.5')

  const ownerName = page.getByLabel('What is the owner called?')
  await expect(ownerName).toBeVisible()
  await tabTo(page.getByLabel('Who owns it?'))
  await page.keyboard.type('I do')
  await expect(ownerName).toBeHidden()
  await typeInto(page.getByLabel('Which town'), 'Cardiff')
  await slide(page)
  await expect(page.getByLabel('This number comes')).toBeDisabled()
  await goOn(page)
}

async function slide(page: Page): Promise<void> {
  await tabTo(page.getByLabel('How warm'))
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('output')).toHaveText('19')
  const slider = page.getByLabel('as a slider')
  const metres = page.getByRole('spinbutton', { name: 'How far is the next shop' })
  await tabTo(slider)
  await page.keyboard.press('ArrowRight')
  await expect(metres).toHaveValue('2')
  await page.keyboard.press('End')
  await expect(metres).toHaveValue('10000')
  await tabTo(metres)
  await page.keyboard.press('Control+A')
  await page.keyboard.type('100')
  await expect(slider).toHaveValue('500')
}

async function papersAndSignature(page: Page): Promise<void> {
  await tabTo(page.getByLabel('The contract, as a file'))
  await tabTo(page.getByLabel('Letters that you have'))
  await goOn(page)
  await typeInto(page.getByRole('textbox', { name: 'type your name' }), 'Ann')
  await goOn(page)
}

async function yourWishes(page: Page): Promise<void> {
  const box = (name: string): Locator => page.getByRole('checkbox', { name, exact: true })
  await expect(box('The heating')).toBeVisible()
  await goOn(page)
  await expect(box('The heating')).toBeFocused()
  await expect(refusalOf(box('The heating'))).toHaveText(
    'Check at least one box, or “Nothing is broken”.',
  )
  await expect(refusalOf(box('Nobody'))).toHaveText('Check at least one box, or “Nobody”.')

  await tabTo(box('Everything'))
  await page.keyboard.press('Space')
  await expect(box('The roof')).toBeChecked()
  await expect(page.getByLabel('Since when')).toBeVisible()
  await tabTo(box('Nothing is broken'))
  await page.keyboard.press('Space')
  await expect(box('Everything')).not.toBeChecked()
  await expect(box('The roof')).not.toBeChecked()
  await expect(page.getByLabel('Since when')).toBeHidden()

  await tabTo(box('My family'))
  await page.keyboard.press('Space')
  await tabTo(box('Nobody'))
  await page.keyboard.press('Space')
  await expect(box('My family')).not.toBeChecked()
  await tabTo(page.getByRole('radio', { name: 'Yes' }))
  await page.keyboard.press('Space')

  const letter = page.getByLabel('What should be in the letter?')
  await tabTo(box('I will write the letter myself'))
  await page.keyboard.press('Space')
  await expect(letter).toBeDisabled()
  await page.keyboard.press('Space')
  await typeInto(letter, 'Repair it.')
  await tabTo(page.getByRole('radio', { name: /Friendly|Firm|Formal/ }).first())
  await page.keyboard.press('Space')
  await goOn(page)

  // Only the server can say this; all else stays as it was.
  await expect(refusalOf(letter)).toHaveText('Say please.')
  await expect(letter).toBeFocused()
  await expect(letter).toHaveValue('Repair it.')
  await expect(box('Nothing is broken')).toBeChecked()
  await expect(box('Nobody')).toBeChecked()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Please.')
  await goOn(page)
}

async function whoLivesThere(page: Page): Promise<void> {
  await typeInto(page.getByRole('textbox', { name: 'Name' }), 'Ann')
  await tabTo(page.getByRole('button', { name: 'Add another' }))
  await page.keyboard.press('Enter')
  await page.keyboard.type('Bob')
  await goOn(page)
}
