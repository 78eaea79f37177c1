import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { openBrowser } from './testing/test-browser.ts'
import { startTestServer } from './testing/test-server.ts'

describe('live help over sockets', async () => {
  const server = await startTestServer()
  await server.createOperator('olivia@example.org')
  after(() => server.close())

  it('[CHT1] [CHT4] [CHT5] [CHT6] [CHT7] [MON2] [MON3] [MON4] two browsers chat both ways', async () => {
    const operator = openBrowser(server.origin)
    await operator.signIn('olivia@example.org')
    const monitor = await operator.openMonitor()
    const welcome = await monitor.next((message) => message.type === 'welcome')
    assert.equal(welcome.desk.available, false)

    const user = openBrowser(server.origin)
    const session = await user.begin()
    const page = await user.openPage(session)
    const first = await page.next((message) => message.type === 'welcome')
    assert.equal(first.view.icon, 'none')
    assert.equal(first.view.canActivate, false)

    const shown = await monitor.next(
      (message) => message.type === 'rows' && message.upsert.length > 0,
    )
    assert.equal(shown.type === 'rows' && shown.upsert[0]?.visitorNumber, 1)
    assert.equal(shown.type === 'rows' && shown.upsert[0]?.title, 'Test interview')

    monitor.order({ type: 'set-roles', roles: ['family law'] })
    monitor.order({ type: 'set-available', available: true })
    await page.next((message) => message.type === 'push' && message.view?.icon === 'green')
    page.order({ type: 'chat-activate' })
    const begun = await monitor.next((message) => message.type === 'conversation')
    const { participant } = begun.conversation
    const sent = page.order({ type: 'chat-send', text: '<b>help</b> & me' })
    const ack = await page.next((message) => message.type === 'ack' && message.id === sent)
    assert.ok(ack.type === 'ack' && ack.seq > 0)
    const news = await monitor.next(
      (message) => message.type === 'lines' && message.lines.length > 0,
    )
    assert.ok(news.type === 'lines')
    assert.equal(news.lines[0]?.text, '<b>help</b> & me')
    assert.equal(news.lines[0]?.own, false)

    monitor.order({ type: 'chat-send', session, participant, text: 'How can I help?' })
    const answer = await page.next(
      (message) => message.type === 'push' && message.lines.some((line) => !line.own),
    )
    assert.ok(answer.type === 'push')
    assert.equal(answer.lines.find((line) => !line.own)?.name, 'Olivia Operator')
  })
})
