/** SES3: what a person has begun, found again and deleted for good: by keyboard alone, on a phone. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { createOperator, newPage, operatorOn, PHONE, visitorOn } from './people.ts'
import { startServer } from './server.ts'

/** Every byte that the server keeps, but for its caches. */
function kept(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name !== 'cache' && name !== 'files')
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path).toString('latin1'))
    .join('\n')
}

test('[SES3] My interviews: go on, take along, delete for good; kill -9 brings nothing back', async ({
  browser,
}) => {
  const server = await startServer()
  try {
    await createOperator(server)
    const person = operatorOn(await newPage(browser, PHONE), server.url)
    await person.signIn()
    const { page } = person
    const visitor = visitorOn(page, server.url)
    await visitor.begin('household.yml')
    await visitor.begin('eviction-help.yml')
    const { pathname } = new URL(page.url())
    const other = await page.context().newPage()
    await other.goto(server.url + pathname)
    await expect(other.getByRole('button', { name: 'Start' })).toBeVisible()

    const menu = page.locator('summary')
    await menu.focus()
    await page.keyboard.press('Enter')
    const link = page.getByRole('link', { name: 'My interviews' })
    await link.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'My interviews' })).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'Last used' })).toHaveCount(2)
    await expectAccessible(page)
    await page.setViewportSize(PHONE)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download all my data' }).press('Enter')
    expect((await download).suggestedFilename()).toMatch(/^my-interviews-.*\.zip$/)

    const database = join(server.dataFolder, 'alongside.sqlite')
    const reader = new DatabaseSync(database, { readOnly: true })
    const session = pathname.split('/').at(-1) ?? ''
    const row = reader.prepare('select wrapped from session_key where room = ?').get(session)
    reader.close()
    const wrapped = String(row?.['wrapped'])
    expect(kept(server.dataFolder)).toContain(wrapped)

    const remove = page.getByRole('link', { name: 'Delete Answer your eviction notice' })
    await remove.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Delete this interview?' })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Delete for good' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status')).toHaveText('The interview was deleted.')
    await expect(other.getByText('This interview was deleted')).toBeVisible()
    await expect(other.getByRole('link', { name: 'To the start page' })).toBeVisible()

    await server.kill()
    expect(kept(server.dataFolder)).not.toContain(wrapped)
    await server.start()
    await page.goto(`${server.url}/interviews`)
    await expect(page.getByRole('listitem').filter({ hasText: 'Last used' })).toHaveCount(1)
    expect((await page.goto(server.url + pathname))?.status()).toBe(404)
    await page.goto(`${server.url}/interviews`)
    await page.getByRole('link', { name: /^Go on/ }).press('Enter')
    await expect(page.locator('#al-screen h1')).toBeVisible()
    await page.context().close()
  } finally {
    await server.close()
  }
})
