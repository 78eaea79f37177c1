import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { caller, offered, someone, SPOKEN, startPhoneServer, wrongCode } from './testing/caller.ts'
import { expectDial, expectWrong } from './testing/heard.ts'
import { viewWhere } from './testing/scene.ts'
import type { TestServer } from './testing/test-server.ts'

const MINUTE = 60_000

describe('guessing codes by telephone', () => {
  let store: Store
  let server: TestServer
  let now: number
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 21)
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    server = await startPhoneServer({ store })
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  const press = (digits: string, from = someone()) => caller(server, from).press(digits)

  it('[PHN9] three failures of one number in a quarter of an hour, whatever the call: the right code leads nowhere', async () => {
    const { code } = await offered(server)
    const from = someone()
    for (let by = 1; by <= 3; by++) expectWrong(await press(wrongCode(code, by), from))
    expectWrong(await press(code, from))
    expectDial(await press(code))
  })

  it('[PHN9] withheld numbers are not one caller', async () => {
    const { code } = await offered(server)
    for (const [by, from] of ['anonymous', '+266696687', '', 'anonymous'].entries()) {
      expectWrong(await press(wrongCode(code, by + 1), from))
    }
    expectDial(await press(code, 'anonymous'))
  })

  it('[PHN9] [PHN6] 30 failures in 5 minutes: nothing is compared for 5 minutes, and no caller can tell', async () => {
    const { code, page } = await offered(server)
    const bodies = new Set<string>()
    for (let by = 1; by <= 30; by++) bodies.add((await press(wrongCode(code, by))).body)
    bodies.add((await press(code)).body)
    bodies.add((await press(wrongCode(code))).body)
    assert.equal(bodies.size, 1)
    assert.equal((await store.readDesk()).phone.guessing.failures.length, 30)
    const { phone } = await viewWhere(
      page,
      (view) => view.phone?.pausedUntil !== null && view.phone !== null,
    )
    assert.equal(phone?.pausedUntil, now + 5 * MINUTE)
    now += 4 * MINUTE
    expectWrong(await press(code))
    now += MINUTE - 1
    expectWrong(await press(code))
  })

  it('[PHN9] after the pause a code leads to the operator again', async () => {
    const { code } = await offered(server)
    for (let by = 1; by <= 30; by++) expectWrong(await press(wrongCode(code, by)))
    now += 4 * MINUTE
    const later = await offered(server)
    expectWrong(await press(later.code))
    now += MINUTE
    expectDial(await press(later.code))
  })

  it('[PHN9] 50 failures in a day: the live code has six digits, and the old one leads nowhere', async () => {
    for (let round = 0; round < 2; round++) {
      for (let by = 0; by < 24; by++) expectWrong(await press(String(1000 + by)))
      now += 6 * MINUTE
    }
    const { code, page } = await offered(server)
    assert.equal(code.length, 4)
    expectWrong(await press(wrongCode(code, 1)))
    expectWrong(await press(wrongCode(code, 2)))
    const view = await viewWhere(page, ({ phone }) => phone?.offers[0]?.code.length === 6)
    expectWrong(await press(code))
    expectDial(await press(view.phone?.offers[0]?.code ?? ''))
  })

  it('[PHN7] a code is dead after five minutes, to the millisecond', async () => {
    const { code } = await offered(server)
    now += 5 * MINUTE
    const heard = await press(code)
    expectWrong(heard)
    assert.equal(heard.said[0]?.startsWith(SPOKEN.wrong), true)
  })

  it('[PHN7] and good one millisecond before', async () => {
    const { code } = await offered(server)
    now += 5 * MINUTE - 1
    expectDial(await press(code))
  })
})
