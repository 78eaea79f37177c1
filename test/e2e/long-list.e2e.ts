/** A list that comes in parts: on the way nothing is shown that is not so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { MonitorDown } from '../../src/protocol/monitor.ts'
import { wireVisitor, type WireVisitor } from './monitor-people.ts'
import { createOperator, newPage, operatorOn } from './people.ts'
import { startServer, type TestServer } from './server.ts'

const interview = (title: string): string => `
metadata:
  title: ${title}
---
mandatory: True
code: |
  set_live_help_status(availability='available', mode='help', partner_roles=['housing'])
---
mandatory: True
question: How much is your rent?
fields:
  - Rent: rent
`

test.describe('a long list', () => {
  let folder: string
  let server: TestServer
  const visitors: WireVisitor[] = []
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-long-list-'))
    server = await startServer({ env: { ALONGSIDE_INTERVIEWS_FOLDER: folder } })
    await createOperator(server)
  })
  test.afterAll(async () => {
    for (const visitor of visitors) visitor.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function come(title: string): Promise<void> {
    writeFileSync(join(folder, `${title}.yml`), interview(title))
    visitors.push(await wireVisitor(server.url, `${title}.yml`))
  }

  test('[MON8] [MON9] shows what was there before until the new one is whole', async ({
    browser,
  }) => {
    const page = await newPage(browser)
    const held: (() => void)[] = []
    let isDown = false
    let cut = (): void => {}
    await page.routeWebSocket('**/live/monitor', (line) => {
      cut = () => void line.close({ code: 1012 })
      if (isDown) return cut()
      const far = line.connectToServer()
      far.onMessage((data) => {
        const message = JSON.parse(String(data)) as MonitorDown
        const tell = (told: MonitorDown): void => line.send(JSON.stringify(told))
        if (message.type !== 'welcome') return tell(message)
        // One entry at a time, the last one when the story says so.
        const { rows } = message
        tell({ ...message, rows: rows.slice(0, 1), more: true })
        held.push(() => tell({ type: 'more-rows', rows: rows.slice(1), more: false }))
      })
    })
    await come('Elm')
    await come('Oak')
    const operator = operatorOn(page, server.url)
    const sign = page.getByText('The connection to the server is down.')
    await operator.signIn()
    await expect(page.getByRole('button', { name: 'Not available for chat' })).toBeVisible()
    await expect(page.getByText('Connecting…')).toBeVisible()
    await expect(page.locator('.mo-entry')).toHaveCount(0)
    held.shift()?.()
    await expect(page.locator('.mo-entry')).toHaveCount(2)

    isDown = true
    cut()
    await expect(sign).toBeVisible()
    await come('Pine')
    isDown = false
    await expect.poll(() => held.length).toBe(1)
    await operator.becomeAvailable()
    await expect(sign).toBeVisible()
    await expect(page.locator('.mo-entry')).toHaveCount(2)
    held.shift()?.()
    await expect(sign).toBeHidden()
    await expect(page.locator('.mo-entry')).toHaveCount(3)
    await page.context().close()
  })
})
