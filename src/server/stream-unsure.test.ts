import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { manualTiming, type ManualTiming } from './testing/manual-timing.ts'
import { operatorAtWork, until, userAtWork, type AtWork, type UserAtWork } from './testing/scene.ts'
import { aboutFirst, startObserving, type About } from './testing/screens.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

describe('a picture while the store cannot be asked', () => {
  let timing: ManualTiming
  let real: Store
  let server: TestServer
  let olivia: AtWork
  let who: UserAtWork
  let about: About
  /** Methods that fail now. */
  const away = new Set<'readRoom' | 'findSignIns'>()
  /** Rooms are asked for and nothing comes. */
  let silent: Promise<void> | null = null
  beforeEach(async () => {
    timing = manualTiming()
    real = await openSqliteStore({ file: ':memory:' })
    const fail = (name: 'readRoom' | 'findSignIns'): void => {
      if (away.has(name)) throw new RangeError('away')
    }
    const store: Store = {
      ...real,
      async readRoom(id) {
        fail('readRoom')
        await silent
        return real.readRoom(id)
      },
      async findSignIns(digests) {
        fail('findSignIns')
        return real.findSignIns(digests)
      },
    }
    server = await startTestServer({ timing, store })
    olivia = await operatorAtWork(server)
    who = await userAtWork(server)
    about = await aboutFirst(server, who.session)
    await startObserving(olivia.monitor, about, who.page)
  })
  afterEach(async () => {
    away.clear()
    await server.close()
    await real.close()
  })

  const gone = () =>
    olivia.monitor.heard.flatMap((heard) =>
      heard.type === 'mirror' && heard.message.kind === 'gone' ? [heard.message.why] : [],
    )
  const failures = (event: string) => server.logged.filter(([name]) => name === event).length

  /** So many looks of the store that fail, a second apart. */
  async function looks(count: number, event: string): Promise<void> {
    for (let look = 0; look < count; look++) {
      const before = failures(event)
      timing.pass(1_000)
      await until(async () => failures(event) > before)
    }
  }

  it('[ACC3] [OBS4] goes on for two seconds without a word of the room, and no longer', async () => {
    away.add('readRoom')
    await looks(2, 'observation-unsure')
    assert.deepEqual(gone(), [])
    await looks(1, 'observation-unsure')
    await until(async () => gone().length > 0)
    assert.deepEqual(gone(), ['unavailable'])
  })

  it('[ACC3] goes on no longer without a word of who is signed in either', async () => {
    away.add('findSignIns')
    await looks(2, 'sign-ins-not-read')
    assert.deepEqual(gone(), [])
    await looks(1, 'sign-ins-not-read')
    await until(async () => {
      timing.pass(1_000)
      return gone().length > 0
    })
    assert.deepEqual(gone(), ['unavailable'])
  })

  it('[ACC3] [OBS4] goes on no longer where the store neither answers nor fails', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    silent = promise
    timing.pass(3_000)
    assert.deepEqual(gone(), [])
    timing.pass(1_000)
    await until(async () => gone().length > 0)
    assert.deepEqual(gone(), ['unavailable'])
    silent = null
    resolve()
  })
})
