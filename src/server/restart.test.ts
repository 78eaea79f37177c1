import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { AccountCard } from '../live/command.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { StoreFailure, type Store } from '../store/store.ts'
import { newId, toDesk } from '../store/testing/scene.ts'
import { manualTiming } from './testing/manual-timing.ts'
import { openBrowser } from './testing/test-browser.ts'
import { conversationOf, operatorAtWork, say, talk, userAtWork } from './testing/scene.ts'
import { startTestServer } from './testing/test-server.ts'

describe('a server that starts again on the same data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-restart-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const openStore = () => openSqliteStore({ file: join(folder, 'alongside.db') })

  it('[REL1] [REL6] [CHT11] [SES1] pages resume: answers, conversation and cursor are right', async () => {
    const before = await startTestServer({ store: await openStore() })
    await before.createOperator('olivia@example.org')
    const operator = openBrowser(before.origin)
    await operator.signIn('olivia@example.org')
    const monitor = await operator.openMonitor()
    await monitor.next((message) => message.type === 'welcome')
    monitor.order({ type: 'set-roles', roles: ['family law'] })
    const available = monitor.order({ type: 'set-available', available: true })
    await monitor.next((message) => message.type === 'ack' && message.id === available)
    const user = openBrowser(before.origin)
    const session = await user.begin()
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    page.order({ type: 'chat-activate' })
    await monitor.next((message) => message.type === 'conversation')
    await user.post(`/s/${session}`, { version: '1', screen: 'ask name', f0: 'Ada' })
    const sent = page.order({ type: 'chat-send', text: 'before the fall' })
    const shown = await page.next((message) => message.type === 'push' && message.lines.length > 0)
    await page.next((message) => message.type === 'ack' && message.id === sent)
    const cursor = shown.type === 'push' ? shown.to : 0
    // Its sockets fall; nothing is written about it, as with kill -9.
    await before.drop()
    assert.equal(await page.closed, 4503)
    await before.deps.store.close()

    const server = await startTestServer({ store: await openStore() })
    operator.moveTo(server.origin)
    user.moveTo(server.origin)
    assert.match(await (await user.get(`/s/${session}`)).text(), /Hello, Ada/)
    const again = await user.openPage(session, cursor)
    const welcome = await again.next((message) => message.type === 'welcome')
    assert.ok(welcome.type === 'welcome')
    assert.deepEqual(welcome.lines, [])
    assert.equal(welcome.view.chat, 'on')
    // The same message once more, because its sender could not know: it is there once.
    again.send({ type: 'chat-send', id: sent, text: 'before the fall' })
    await again.next((message) => message.type === 'ack' && message.id === sent)
    const back = await operator.openMonitor()
    const state = await back.next((message) => message.type === 'welcome')
    assert.ok(state.type === 'welcome')
    assert.equal(state.desk.available, true)
    assert.deepEqual(
      state.conversations[0]?.lines.map((line) => line.text),
      ['before the fall'],
    )
    again.order({ type: 'chat-send', text: 'and after' })
    await back.next(
      (message) =>
        message.type === 'lines' && message.lines.some((line) => line.text === 'and after'),
    )
    await server.close()
    await server.deps.store.close()
  })

  it('[REL6] [CHT20] [CHT21] [CHT5] offers, invitations, limits and the queue outlive it, too', async () => {
    const file = join(folder, 'offers.db')
    const before = await startTestServer({ store: await openSqliteStore({ file }) })
    const olga = await operatorAtWork(before, { firstName: 'Olga' })
    const talks = await userAtWork(before)
    const { participant } = await talk(olga.monitor, talks.page, talks.session)
    const pete = await operatorAtWork(before, { firstName: 'Pete' })
    const to = { kind: 'role', role: 'family law' }
    await say(olga.monitor, { type: 'transfer', session: talks.session, participant, to })
    await say(pete.monitor, { type: 'set-limit', limit: 1 })
    const invited = await userAtWork(before)
    const row = await pete.monitor.next(
      (message) =>
        message.type === 'rows' && message.upsert.some((one) => one.session === invited.session),
    )
    const person =
      row.type === 'rows' ? row.upsert.find((one) => one.session === invited.session) : null
    const offer = { session: invited.session, participant: person?.participant }
    await say(pete.monitor, { type: 'offer-help', ...offer })
    await before.drop()
    await before.deps.store.close()

    const server = await startTestServer({ store: await openSqliteStore({ file }) })
    for (const one of [olga.operator, pete.operator, talks.user, invited.user]) {
      one.moveTo(server.origin)
    }
    const back = await pete.operator.openMonitor()
    const welcome = await back.next((message) => message.type === 'welcome')
    assert.ok(welcome.type === 'welcome')
    assert.equal(welcome.desk.limit, 1)
    assert.deepEqual(
      welcome.desk.offers.map((one) => [one.session, one.from]),
      [[talks.session, 'Olga Operator']],
    )
    const page = await invited.user.openPage(invited.session)
    const shown = await page.next((message) => message.type === 'welcome')
    assert.equal(shown.type === 'welcome' && shown.view.invitedBy, 'Pete Operator')
    const accepts = { type: 'answer-transfer', session: talks.session, participant, accepts: true }
    await say(back, accepts)
    await conversationOf(back, talks.session)
    await say(page, { type: 'chat-activate', invited: true })
    await conversationOf(back, invited.session)
    await server.close()
    await server.deps.store.close()
  })

  it('[STA1] the pages of a process that died are lost when its lease lapses', async () => {
    let now = Date.now()
    const store = await openSqliteStore({ file: ':memory:', clock: () => now })
    const first = await startTestServer({ store })
    const user = openBrowser(first.origin)
    const session = await user.begin()
    const page = await user.openPage(session)
    await page.next((message) => message.type === 'welcome')
    await first.drop()
    const presence = async () => {
      const room = await store.readRoom(session as never)
      const [person] = Object.values(room?.participants ?? {})
      return [Object.keys(person?.pages ?? {}).length, person?.offlineAt !== null]
    }
    assert.deepEqual(await presence(), [1, false])
    now += 11_000
    const second = await startTestServer({ store })
    assert.deepEqual(await presence(), [0, false])
    await second.close()
    await store.close()
  })

  it('[STA7] [REL6] what changes while a server starts is not missed by it', async () => {
    const real = await openSqliteStore({ file: ':memory:' })
    const first = await startTestServer({ store: real })
    const { user, session } = await userAtWork(first)
    const operator: AccountCard = { id: newId(), name: 'Olga' }
    /** Another process does it, and word of it is lost. */
    async function operatorComes(): Promise<void> {
      const [page, process] = [newId<'page'>(), newId<'process'>()]
      const { id } = operator
      await real.transact(
        toDesk({ type: 'monitor-opened', operator, privileges: [], page, process }),
      )
      await real.transact(toDesk({ type: 'set-roles', operator: id, roles: ['family law'] }))
      await real.transact(toDesk({ type: 'set-available', operator: id, available: true }))
    }
    let reads = 0
    /** Between the two things that a process begins with. */
    async function count(): Promise<void> {
      reads++
      if (reads === 2) await operatorComes()
    }
    const store: Store = {
      ...real,
      async readDesk() {
        await count()
        return real.readDesk()
      },
      async changedSince(mark) {
        await count()
        return real.changedSince(mark)
      },
    }
    const second = await startTestServer({ store, timing: manualTiming() })
    user.moveTo(second.origin)
    const page = await user.openPage(session)
    const shown = await page.next((message) => message.type === 'welcome')
    assert.equal(shown.type === 'welcome' && shown.view.operators, 1)
    await second.close()
    await first.close()
    await real.close()
  })

  it('[REL7] a server that cannot read who helps does not start', async () => {
    const real = await openSqliteStore({ file: ':memory:' })
    const readDesk = async () => {
      throw new StoreFailure('away')
    }
    await assert.rejects(startTestServer({ store: { ...real, readDesk } }), StoreFailure)
    await real.close()
  })

  it('[REL6] a start that fails leaves no process behind, though forgetting it fails too at first', async () => {
    const real = await openSqliteStore({ file: ':memory:' })
    let tries = 0
    const store: Store = {
      ...real,
      async readDesk() {
        throw new StoreFailure('away')
      },
      async forgetProcess(process) {
        tries++
        if (tries < 3) throw new StoreFailure('away')
        await real.forgetProcess(process)
      },
    }
    await assert.rejects(startTestServer({ store }), { name: 'StoreFailure', message: 'away' })
    assert.equal(tries, 3)
    assert.deepEqual(await real.readLapsedProcesses(-60_000), [])
    await real.close()
  })
})
