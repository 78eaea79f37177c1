import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { parseSessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { participantsOf, type Participant } from '../live/room.ts'
import { manualTiming } from './testing/manual-timing.ts'
import { openPage, say, until, userAtWork } from './testing/scene.ts'
import { startTestServer } from './testing/test-server.ts'

describe('a page that says goodbye', async () => {
  const timing = manualTiming()
  const server = await startTestServer({ timing })
  after(() => server.close())

  async function read(session: string): Promise<Participant> {
    const id = must(parseSessionId(session), 'a session id')
    const room = must(await server.deps.store.readRoom(id), 'a room')
    return must(participantsOf(room)[0], 'its participant')
  }

  async function untilPages(session: string, count: number): Promise<void> {
    await until(async () => {
      timing.pass(100)
      return Object.keys((await read(session)).pages).length === count
    })
  }

  it('[STA1] [STA7] is given the time of a reload, and counts as gone within a second', async () => {
    const { user, session, page } = await userAtWork(server)
    page.close(true)
    await page.closed
    const again = await openPage(user, session)
    await untilPages(session, 1)
    assert.equal((await read(session)).offlineAt, null)

    again.close(true)
    await again.closed
    // Whoever else is in the session still sees them.
    const other = await openPage(user, session)
    await say(other, { type: 'informed' })
    assert.equal(Object.keys((await read(session)).pages).length, 2)
    await untilPages(session, 1)

    other.close(true)
    await other.closed
    await untilPages(session, 0)
    assert.notEqual((await read(session)).offlineAt, null)
  })
})
