import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import { findParticipant } from '../live/room.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { operatorAtWork, until, userAtWork } from './testing/scene.ts'
import { aboutFirst } from './testing/screens.ts'
import { startTestServer } from './testing/test-server.ts'

describe('observing, while the store’s answer is lost', async () => {
  const real = await openSqliteStore({ file: ':memory:' })
  let isLost = false
  const store: Store = {
    ...real,
    async transact(command) {
      const done = await real.transact(command)
      if (!isLost || command.command.type !== 'observe') return done
      isLost = false
      throw new Error('simulated: perhaps done')
    },
  }
  const server = await startTestServer({ store })
  after(async () => {
    await server.close()
    await real.close()
  })

  it('[OBS4] [CON2] nobody counts as watching who is shown nothing', async () => {
    const { monitor } = await operatorAtWork(server)
    const { session } = await userAtWork(server)
    const about = await aboutFirst(server, session)
    const watchers = async (): Promise<number> => {
      const room = must(await real.readRoom(session as never), 'the room')
      const person = must(findParticipant(room, about.participant as never), 'the participant')
      return Object.keys(person.watchers).length
    }
    isLost = true
    monitor.send({ type: 'observe', ...about })
    await monitor.closed
    assert.equal(isLost, false)
    await until(async () => (await watchers()) === 0)
  })
})
