/** The second factor as its owner meets it: set up and used by keyboard alone, at desk and phone. */
import { expect, test } from '@playwright/test'
import { codeAt, parseSecret } from '../../src/accounts/totp.ts'
import { createTestProvider } from '../../src/server/testing/openid-provider.ts'
import { expectAccessible } from './accessible.ts'
import { newPage } from './people.ts'
import { startServer } from './server.ts'

const PASSWORD = 'a calm blue harbour 7'
const EMAIL = 'admin@example.com'

test('[ACC2] whoever owes a second factor sets it up, and signs in with it, or elsewhere', async ({
  browser,
}) => {
  const provider = await createTestProvider()
  const settings = { name: 'Legal Aid', issuer: provider.issuer, 'client id': 'alongside' }
  const secret = { 'client secret': provider.settings().clientSecret }
  const server = await startServer({
    env: {
      ALONGSIDE_TWO_FACTOR_AUTHENTICATION_REQUIRED_FOR: 'admin',
      ALONGSIDE_OPENID: JSON.stringify({ example: { ...settings, ...secret } }),
    },
  })
  await provider.start(server.url)
  const page = await newPage(browser)
  await page.goto(server.administratorLink())
  await page.getByRole('button', { name: 'Sign in' }).press('Enter')
  await page.goto(`${server.url}/monitor`)
  await expect(page.getByText('until then, nothing else can be opened')).toBeVisible()
  await page.getByRole('button', { name: 'Set up' }).press('Enter')
  await expect(page.getByRole('img', { name: 'The secret as a picture' })).toBeVisible()
  await expectAccessible(page)
  const phone = parseSecret((await page.locator('.al-secret').textContent()) ?? '')
  await page.getByLabel('Code').fill(codeAt(phone, Date.now()))
  await page.getByLabel('Code').press('Enter')
  await expect(page.getByRole('listitem').filter({ hasText: /^\w{5}-\w{5}$/ })).toHaveCount(10)
  await expectAccessible(page)
  const recovery = (await page.locator('.al-codes code').first().textContent()) ?? ''
  await page.goto(`${server.url}/account/password`)
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('New password, again').fill(PASSWORD)
  await page.getByLabel('New password, again').press('Enter')
  await expect(page.getByRole('status')).toContainText('Your password is saved.')
  await expectAccessible(page)

  const other = await newPage(browser)
  await other.goto(`${server.url}/signin?next=/account`)
  await expectAccessible(other)
  await other.getByLabel('E-mail address').fill(EMAIL)
  await other.getByLabel('Password').fill(PASSWORD)
  await other.getByLabel('Password').press('Enter')
  await expect(other.getByRole('heading', { name: 'Enter your code' })).toBeVisible()
  await other.getByText('I do not have my phone').press('Enter')
  await expectAccessible(other)
  await other.getByLabel('Recovery code').fill(recovery.toUpperCase())
  await other.getByLabel('Recovery code').press('Enter')
  await expect(other.getByRole('heading', { name: 'Your account' })).toBeVisible()

  // Somebody new comes from the provider: the browser follows it there and back.
  provider.seat('ben', { email: 'ben@example.org', email_verified: true, given_name: 'Ben' })
  const ben = await newPage(browser)
  await ben.goto(`${server.url}/signin?next=/account/sign-in-methods`)
  await ben.getByRole('link', { name: 'Sign in with Legal Aid' }).press('Enter')
  await expect(ben.getByText('Connected since')).toBeVisible()
  await expectAccessible(ben)
  for (const one of [page, other, ben]) await one.context().close()
  await server.close()
  await provider.close()
})
