/** Two server processes on PostgreSQL and Redis behave as one (SCA2): visitor on one, operator on the other. */
import { randomBytes } from 'node:crypto'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { missingPostgres, TEST_POSTGRES } from '../../src/store/testing/postgres-place.ts'
import { createOperator, EXAMPLES, newPage, operatorOn, visitorOn } from './people.ts'
import { startServer } from './server.ts'

const VISITOR = 'anonymous visitor 1'
const REDIS = process.env['ALONGSIDE_TEST_REDIS'] ?? 'redis://127.0.0.1:6379'

test('[SCA2] chat, observing and availability cross from one process to another, and survive one', async ({
  browser,
}) => {
  const missing = await missingPostgres()
  test.skip(missing !== false, String(missing))
  const schema = `alongside_story_${randomBytes(6).toString('hex')}`
  const env = {
    ALONGSIDE_DATABASE: TEST_POSTGRES,
    ALONGSIDE_DATABASE_SCHEMA: schema,
    ALONGSIDE_REDIS: REDIS,
    ALONGSIDE_SECRETKEY: randomBytes(24).toString('hex'),
  }
  const servers = [await startServer({ env }), await startServer({ env })] as const
  const [first, second] = servers
  const visitor = visitorOn(await newPage(browser), first.url)
  const operator = operatorOn(await newPage(browser), second.url)
  try {
    await createOperator(second, env)
    await operator.signIn()
    await visitor.begin(`${EXAMPLES}/chat.yml`)
    const entry = operator.entry(VISITOR)
    await expect(entry).toContainText('Live chat')
    await operator.tickRole('advocate')
    await operator.becomeAvailable()
    await expect(visitor.chatIcon).toHaveAttribute('data-state', 'green')
    await visitor.openChat()
    await visitor.activateChat()
    await visitor.say('From the first process.')
    await expect(entry.getByRole('log')).toContainText('From the first process.')
    await operator.say(VISITOR, 'From the second.')
    await expect(visitor.chatLog).toContainText('From the second.')

    const picture = await operator.observe(VISITOR)
    await visitor.page.getByLabel('Some field').fill('typed far away')
    await expect(picture.getByLabel('Some field')).toHaveValue('typed far away')

    await first.kill()
    await visitor.say('Written in between.')
    await first.start()
    await expect(entry.getByRole('log')).toContainText('Written in between.', { timeout: 30_000 })
    await expect(entry.getByRole('log').getByText('Written in between.')).toHaveCount(1)
    await expect(visitor.page.getByLabel('Some field')).toHaveValue('typed far away')
    await visitor.page.getByLabel('Some field').fill('typed after the kill')
    await expect(picture.getByLabel('Some field')).toHaveValue('typed after the kill')
  } finally {
    await visitor.page.context().close()
    await operator.page.context().close()
    for (const server of servers) await server.close()
    const client = new pg.Client({ connectionString: TEST_POSTGRES })
    await client.connect()
    await client.query(`drop schema if exists ${schema} cascade`)
    await client.end()
  }
})
