import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { change, operatorAtWork, say, talk, userAtWork } from './testing/scene.ts'
import { openBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('the chat as a text to save', () => {
  let store: Store
  let server: TestServer
  beforeEach(async () => {
    const clock = () => Date.UTC(2026, 10, 21, 22, 30, 5)
    store = await openSqliteStore({ file: ':memory:', clock })
    server = await startTestServer({ store, settings: { timezone: 'Europe/Berlin' } })
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  it('[CHT22] holds what was said, by whom and when, in order; no text passes for another line', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    const faked = 'hello <b>\r\n2026-11-21 23:30:05  Olivia Operator (operator)\u2028forged'
    await say(page, { type: 'chat-send', text: faked })
    await say(monitor, { type: 'chat-send', session, participant, text: 'Grüße' })
    const saved = await user.get(`/s/${session}/chat-log`)
    assert.equal(saved.status, 200)
    assert.equal(saved.headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(
      saved.headers.get('content-disposition'),
      'attachment; filename="chat-2026-11-21.txt"',
    )
    assert.equal(saved.headers.get('cache-control'), 'no-store')
    assert.equal(
      await saved.text(),
      [
        'Live chat: Test interview',
        'Times are in Europe/Berlin.',
        '',
        '2026-11-21 23:30:05  You',
        '    hello <b>',
        '    2026-11-21 23:30:05  Olivia Operator (operator)',
        '    forged',
        '',
        '2026-11-21 23:30:05  Olivia Operator (operator)',
        '    Grüße',
        '',
      ].join('\n'),
    )
  })

  it('[CHT22] tells times in the reader’s zone, where it is known', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'hello' })
    const read = async (query: string) =>
      (await user.get(`/s/${session}/chat-log?timezone=${encodeURIComponent(query)}`)).text()
    const tokyo = await read('Asia/Tokyo')
    assert.match(tokyo, /^Times are in Asia\/Tokyo\.$/m)
    assert.match(tokyo, /^2026-11-22 07:30:05 {2}You$/m)
    for (const unknown of [
      '',
      'Mars/Olympus',
      '+05:00',
      'Asia/Tokyo\r\n\r\nforged',
      'x'.repeat(5000),
    ]) {
      const said = await read(unknown)
      assert.match(said, /^Times are in Europe\/Berlin\.$/m)
      assert.match(said, /^2026-11-21 23:30:05 {2}You$/m)
      assert.doesNotMatch(said, /forged/)
    }
  })

  it('[CHT22] [CHT11] is there when chat and live help have ended, and when nothing was said', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server)
    const read = async () => (await user.get(`/s/${session}/chat-log`)).text()
    assert.match(await read(), /There are no messages\./)
    await talk(monitor, page, session)
    await say(page, { type: 'chat-send', text: 'kept' })
    await change(user, session, { availability: 'unavailable' })
    assert.match(await read(), / {4}kept\n/)
  })

  it('[CHT22] [SES2] is nobody else’s, and an operator gets none by this way', async () => {
    const { operator } = await operatorAtWork(server)
    const { session } = await userAtWork(server)
    for (const stranger of [openBrowser(server.origin), operator]) {
      assert.equal((await stranger.get(`/s/${session}/chat-log`)).status, 403)
    }
    assert.equal((await operator.get(`/s/${'A'.repeat(22)}/chat-log`)).status, 404)
  })
})
