/** Telephone help on both sockets: numbers, offers, and what each side is told (PHN2-PHN4, PHN9, PHN10). */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createMemoryMailer, type MemoryMailer } from '../mail/testing/memory-mailer.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { CANARY, caller, offered, participantOf, startPhoneServer } from './testing/caller.ts'
import {
  ask,
  operatorAtWork,
  peerAtWork,
  say,
  userAtWork,
  viewWhere,
  type Monitor,
} from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

function deskWhere(
  monitor: Monitor,
  fits: (phone: { readonly number: string | null } | null) => boolean,
) {
  return monitor.next((message) => message.type === 'desk' && fits(message.desk.phone))
}

/** The row of the participant, come or to come, that fits. */
function rowWhere(monitor: Monitor, participant: string, fits: (offers: number) => boolean) {
  return monitor.next(
    (message) =>
      message.type === 'rows' &&
      message.upsert.some(
        (row) => row.participant === participant && fits(row.phone?.offers.length ?? 0),
      ),
  )
}

describe('telephone help on the sockets', () => {
  let now = 0
  let store: Store
  let server: TestServer
  let mailer: MemoryMailer
  beforeEach(async () => {
    now = Date.now()
    store = await openSqliteStore({ file: ':memory:', clock: () => now })
    mailer = createMemoryMailer()
    server = await startPhoneServer({ store, mailer, callsPerDay: 2 })
  })
  afterEach(async () => {
    await server.close()
    await store.close()
  })

  it('[PHN2] a number in any notation is stored as E.164, and the same in every tab', async () => {
    const { operator, monitor } = await operatorAtWork(server)
    const other = await operator.openMonitor()
    await other.next(({ type }) => type === 'welcome')
    await say(monitor, { type: 'set-phone', number: ' +49 (1511) 234 56-78 ' })
    for (const tab of [monitor, other]) await deskWhere(tab, (phone) => phone?.number === CANARY)
    const later = await operator.openMonitor()
    const welcome = await later.next(({ type }) => type === 'welcome')
    assert.equal(welcome.type === 'welcome' && welcome.desk.phone?.number, CANARY)
    await say(other, { type: 'set-phone', number: '  ' })
    for (const tab of [monitor, later]) await deskWhere(tab, (phone) => phone?.number === null)
  })

  const UNUSABLE = {
    hello: 'phone-not-a-number',
    '+1 276 241 0114': 'phone-own',
    '+1 900 555 1234': 'phone-premium',
    '+49 1': 'phone-not-a-number',
  } as const
  it('[PHN2] [PHN13] one that cannot be used is refused with the reason, and the one before stays', async () => {
    const { monitor } = await operatorAtWork(server)
    await say(monitor, { type: 'set-phone', number: CANARY })
    for (const [number, code] of Object.entries(UNUSABLE)) {
      assert.equal(await ask(monitor, { type: 'set-phone', number }), code, number)
    }
    const numbers = Object.values((await store.readDesk()).operators).map(
      ({ phone }) => phone?.number,
    )
    assert.deepEqual(numbers, [CANARY])
  })

  it('[PHN1] without telephony there is nothing of it, and nothing is taken', async () => {
    const plain = await startTestServer()
    const { monitor } = await operatorAtWork(plain)
    const { session, page } = await userAtWork(plain)
    const entry = { session, participant: await participantOf(plain, session) }
    for (const order of [
      { type: 'set-phone', number: CANARY },
      { type: 'offer-call', ...entry },
    ]) {
      assert.equal(await ask(monitor, order), 'no-phone')
    }
    const told = JSON.stringify([monitor.heard, page.heard])
    assert.ok(!told.includes(CANARY))
    assert.ok(!told.includes('"code":"0'))
    await plain.close()
  })

  it('[PHN3] [PHN4] an offer reaches the page and every Monitor, its code the page alone; withdrawn, it is gone', async () => {
    const { monitor, page, entry, code, session } = await offered(server, { multiUser: true })
    const colleague = await operatorAtWork(server)
    const peer = await peerAtWork(server, session)
    await say(monitor, { type: 'renew-call', ...entry })
    await rowWhere(colleague.monitor, entry.participant, (offers) => offers === 1)
    const seen = await viewWhere(page, ({ phone }) => phone !== null)
    assert.match(code, /^[0-9]{4}$/)
    assert.equal(seen.phone?.number, '+12762410114')
    await say(monitor, { type: 'withdraw-call', ...entry })
    await viewWhere(page, ({ phone }) => phone === null)
    await rowWhere(colleague.monitor, entry.participant, (offers) => offers === 0)
    const others = JSON.stringify([monitor.heard, colleague.monitor.heard, peer.page.heard])
    assert.ok(!others.includes(`"code":"${code}"`), 'a code is its participant’s alone')
    const strangers = JSON.stringify([
      colleague.monitor.heard,
      peer.page.heard,
      page.heard,
      server.logged,
    ])
    assert.ok(!strangers.includes(CANARY), 'a number is its operator’s alone')
    assert.ok(JSON.stringify(monitor.heard).includes(CANARY), 'who is told of their own')
  })

  it('[PHN10] what became of a call is the participant’s and operators’ to see, not a peer’s, nor in the log of chat', async () => {
    const { monitor, page, code, session, user } = await offered(server, { multiUser: true })
    const peer = await peerAtWork(server, session)
    const phone = caller(server)
    await phone.press(code)
    await phone.status('answered')
    await phone.status('ended')
    const view = await viewWhere(page, ({ calls }) => calls[0]?.fate === 'ended')
    assert.equal(view.calls.length, 1)
    await monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some((row) => row.phone?.calls[0]?.fate === 'ended'),
    )
    await say(peer.page, { type: 'chat-read', upTo: 0 })
    const told = peer.page.heard.flatMap((message) => ('view' in message ? [message.view] : []))
    assert.ok(told.every((one) => one === null || (one.calls.length === 0 && one.phone === null)))
    const log = await (await user.get(`/s/${session}/chat-log`)).text()
    assert.ok(!log.includes('call'))
  })

  it('[PHN13] [PHN1] a start with another number ends what was offered; with the same it goes on', async () => {
    const { code } = await offered(server, { multiUser: true })
    await server.drop()
    const same = await startPhoneServer({ store, callsPerDay: 5 })
    assert.deepEqual(
      (await store.readDesk()).phone.offers.map((offer) => offer.code),
      [code],
    )
    assert.equal((await store.readDesk()).phone.line?.callsPerDay, 5)
    await same.close()
    const without = await startTestServer({ store })
    assert.deepEqual((await store.readDesk()).phone.offers, [])
    await without.close()
  })
})
