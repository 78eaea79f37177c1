/** JOI: the reference's `join` example, in two browsers. */
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { createOperator, EXAMPLES, newPage, operatorOn, PHONE, visitorOn } from './people.ts'
import { startServer } from './server.ts'

const ENTRY = 'Join from monitor'

test('[JOI1] [JOI2] [JOI3] the `join` example: an advocate joins, changes an answer, and nobody loses a word', async ({
  browser,
}) => {
  const server = await startServer()
  try {
    await createOperator(server)
    const olivia = operatorOn(await newPage(browser), server.url)
    const tina = visitorOn(await newPage(browser, PHONE), server.url)
    await tina.begin(`${EXAMPLES}/join.yml`)
    await tina.page.getByLabel('Fruit').fill('apple')
    await tina.goOn()
    await olivia.signIn()
    const join = olivia.entry(ENTRY).getByRole('button', { name: /^Join / })
    await join.focus()
    const opened = olivia.page.context().waitForEvent('page')
    await olivia.page.keyboard.press('Enter')
    const tab = await opened
    await expect(tab.getByText('You have joined anonymous visitor 1.')).toBeVisible()
    await expect(olivia.entry(ENTRY)).toContainText('Joined by you.')
    await expectAccessible(tab)
    // The back door is for administrators and developers: an advocate sees what the user sees.
    await expect(tab.getByLabel('Vegetable')).toBeVisible()
    await tina.page.getByLabel('Vegetable').fill('kale')
    await tab.getByLabel('Vegetable').fill('leek')
    await tab.getByRole('button', { name: 'Continue' }).click()
    await expect(tab.getByLabel('Fungi')).toBeVisible()
    await expect(tina.page.getByText('Olivia Ortega changed answers.')).toBeVisible()
    await tina.page.getByRole('button', { name: 'Refresh' }).click()
    await expect(tina.page.getByLabel('Fungi')).toBeVisible()
    await expect(tina.page.getByRole('heading', { name: 'What you had typed' })).toBeVisible()
    await expect(tina.page.locator('#al-typed-before')).toContainText('kale')
    await tina.page.getByLabel('Fungi').fill('morel')
    await tina.goOn()
    await expect(tina.page.getByText('You like apple, leek, and')).toBeVisible()
    await tab.getByRole('button', { name: 'Leave' }).click()
    await expect(tab.getByText('You are no longer in the session').first()).toBeVisible()
    await expect(olivia.entry(ENTRY)).not.toContainText('Joined by you.')
  } finally {
    await server.close()
  }
})
