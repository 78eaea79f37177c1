import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { parseSessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { change, operatorAtWork, peerAtWork, userAtWork, type Page } from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('live help settings and the Back button', () => {
  let server: TestServer
  beforeEach(async () => {
    server = await startTestServer()
  })
  afterEach(() => server.close())

  const enabled = (page: Page, is: boolean) =>
    page.next((message) => message.type === 'push' && message.view?.enabled === is)

  it('[AUT7] [AUT8] are of the session, for each of its users, and go back with Back', async () => {
    const { monitor } = await operatorAtWork(server)
    const { user, session, page } = await userAtWork(server, { multiUser: true })
    const peer = await peerAtWork(server, session)
    // An entry that comes and goes within the moment of gathering is never told.
    await monitor.next(
      (message) => message.type === 'rows' && message.upsert.some((row) => row.session === session),
    )
    await change(user, session, { availability: 'unavailable' })
    await Promise.all([enabled(page, false), enabled(peer.page, false)])
    await monitor.next(
      (message) => message.type === 'rows' && message.remove.some((row) => row.session === session),
    )

    const id = must(parseSessionId(session), 'an id')
    const { version } = must(await server.deps.store.readRoom(id), 'the room')
    const back = await peer.user.post(`/s/${session}/back`, { version: String(version) })
    assert.equal(back.status, 303)
    await Promise.all([enabled(page, true), enabled(peer.page, true)])
    await monitor.next(
      (message) => message.type === 'rows' && message.upsert.some((row) => row.session === session),
    )
  })
})
