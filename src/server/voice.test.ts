import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import { callFields, callSid } from '../phone/testing/twilio-company.ts'
import {
  askVoice,
  caller,
  codeOf,
  offered,
  PUBLIC,
  someone,
  SPOKEN,
  startPhoneServer,
  wrongCode,
} from './testing/caller.ts'
import { asked, expectDial, expectWrong } from './testing/heard.ts'
import { say, until, viewWhere } from './testing/scene.ts'
import type { TestServer } from './testing/test-server.ts'

describe('calls to the server’s number', () => {
  let server: TestServer
  before(async () => {
    server = await startPhoneServer()
  })
  after(() => server.close())

  const call = (from = someone(), id?: string) => caller(server, from, id)

  it('[PHN5] whoever calls is asked for the code; keys go to the first try', async () => {
    const heard = await call().begin()
    assert.deepEqual([heard.status, heard.said], [200, asked(SPOKEN.enter)])
    const gathers = heard.verbs.filter(({ name }) => name === 'Gather')
    const actions = gathers.map(({ attributes }) => attributes['action'])
    assert.deepEqual(actions, Array(2).fill(`${PUBLIC}/voice/digits?try=1`))
    assert.equal(heard.verbs.at(-1)?.name, 'Hangup')
  })

  it('[PHN5] [PHN10] the right code: connected, rung, answered, ended; the offer is gone on both sides', async () => {
    const { page, monitor, session, code } = await offered(server)
    const phone = call()
    await phone.begin()
    expectDial(await phone.press(code))
    await viewWhere(page, ({ phone: shown, calls }) => {
      return shown === null && calls.length === 1 && calls[0]?.fate === 'ringing'
    })
    assert.equal((await phone.status('ringing')).status, 204)
    await phone.status('answered')
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'answered')
    await phone.status('ended')
    const over = await phone.over('ended')
    assert.deepEqual([over.said, over.verbs.map(({ name }) => name)], [[], ['Hangup']])
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'ended' && calls[0].endedAt !== null)
    await monitor.next(
      (message) =>
        message.type === 'rows' &&
        message.upsert.some(
          (row) =>
            row.session === session &&
            row.phone?.offers.length === 0 &&
            row.phone.calls[0]?.fate === 'ended',
        ),
    )
  })

  it('[PHN6] wrong, used, withdrawn and never given codes: the same sentence, word for word', async () => {
    const used = await offered(server)
    expectDial(await call().press(used.code))
    const withdrawn = await offered(server)
    await say(withdrawn.monitor, { type: 'withdraw-call', ...withdrawn.entry })
    const live = await offered(server)
    const bodies = await Promise.all(
      [used.code, withdrawn.code, wrongCode(live.code), '', '#', '12', '123456', '**'].map(
        async (digits) => (await call().press(digits)).body,
      ),
    )
    expectWrong(await call().press(withdrawn.code))
    assert.equal(new Set(bodies).size, 1)
  })

  it('[PHN6] three tries in a call; what is keyed after them is not compared', async () => {
    const { code } = await offered(server)
    const phone = call()
    expectWrong(await phone.press(wrongCode(code), 1))
    expectWrong(await phone.press(wrongCode(code, 2), 2))
    const third = await phone.press(wrongCode(code, 3), 3)
    assert.deepEqual(third.said, [SPOKEN.wrong, SPOKEN.goodbye])
    assert.equal(third.verbs.at(-1)?.name, 'Hangup')
    assert.equal((await phone.press(code, 4)).status, 403)
    const again = call()
    expectWrong(await again.press(wrongCode(code)))
    expectDial(await again.press(code, 2))
  })

  it('[PHN5] [PHN7] two callers key one code at once: one of them is connected', async () => {
    for (let round = 0; round < 5; round++) {
      const { code } = await offered(server)
      const heard = await Promise.all([call().press(code), call().press(code)])
      const [first, second] = heard.toSorted(
        (a, b) => Number(b.dialled !== null) - Number(a.dialled !== null),
      )
      assert.ok(first !== undefined && second !== undefined)
      expectDial(first)
      expectWrong(second)
    }
  })

  it('[PHN8] the same request again never dials again, at once or later', async () => {
    const { code } = await offered(server)
    const phone = call()
    const twice = await Promise.all([phone.press(code), phone.press(code)])
    assert.equal(twice.filter(({ dialled }) => dialled !== null).length, 1)
    const already = [SPOKEN['connected-already'], SPOKEN.goodbye]
    assert.deepEqual(twice.find(({ dialled }) => dialled === null)?.said, already)
    assert.deepEqual((await phone.press(code)).said, already)
    assert.deepEqual((await phone.press(code, 2)).said, already)
    await phone.status('ended')
    await until(async () =>
      (await server.deps.store.readDesk()).phone.calls.every(({ id }) => id !== phone.call),
    )
    assert.equal((await phone.press(code)).dialled, null)
  })

  it('[PHN8] a wrong try delivered twice is one failure, and answered alike', async () => {
    const { code } = await offered(server)
    const phone = call()
    const before = (await server.deps.store.readDesk()).phone.guessing.failures.length
    const [first, again] = [await phone.press(wrongCode(code)), await phone.press(wrongCode(code))]
    expectWrong(first)
    assert.equal(again.body, first.body)
    const { failures } = (await server.deps.store.readDesk()).phone.guessing
    assert.equal(failures.length, before + 1)
  })

  it('[PHN8] the same try with other keys, signed well: answered as a wrong one', async () => {
    const { code } = await offered(server)
    const phone = call()
    expectWrong(await phone.press(wrongCode(code), 1))
    expectWrong(await phone.press(code, 1))
    expectDial(await phone.press(code, 2))
  })

  for (const [fate, phrase] of [
    ['busy', SPOKEN.busy],
    ['no-answer', SPOKEN['no-answer']],
    ['failed', SPOKEN.failed],
  ] as const) {
    it(`[PHN10] the operator’s telephone: ${fate}. The caller hears so, both see it, and it can be offered again`, async () => {
      const { page, monitor, entry, code } = await offered(server)
      const phone = call()
      await phone.press(code)
      await phone.status('ringing')
      await phone.status(fate)
      const over = await phone.over(fate)
      assert.deepEqual(over.said, [phrase, SPOKEN.goodbye])
      await viewWhere(page, ({ calls }) => calls[0]?.fate === fate)
      await say(monitor, { type: 'offer-call', ...entry })
      const next = await codeOf(page)
      assert.notEqual(next, code)
      expectDial(await call().press(next))
    })
  }

  const orders: readonly (readonly [
    string,
    readonly Parameters<ReturnType<typeof call>['status']>[0][],
    string,
  ])[] = [
    ['answered before ringing', ['answered', 'ringing', 'ended'], 'ended'],
    ['ended before answered', ['ended', 'answered', 'ringing'], 'ended'],
    ['busy before ringing', ['busy', 'ringing'], 'busy'],
    [
      'each of them twice',
      ['ringing', 'ringing', 'answered', 'answered', 'ended', 'ended'],
      'ended',
    ],
    ['busy after answered', ['answered', 'busy'], 'ended'],
  ]
  for (const [name, fates, expected] of orders) {
    it(`[PHN10] news of a call out of their order, ${name}: ${expected}`, async () => {
      const { page, code } = await offered(server)
      const phone = call()
      await phone.press(code)
      for (const fate of fates) assert.equal((await phone.status(fate)).status, 204)
      const view = await viewWhere(page, ({ calls }) => (calls[0]?.endedAt ?? null) !== null)
      assert.equal(view.calls[0]?.fate, expected)
    })
  }

  it('[PHN10] news of a call that nobody was put through in change nothing', async () => {
    const desk = await server.deps.store.readDesk()
    for (const fate of ['ringing', 'answered', 'ended'] as const) {
      assert.equal((await call().status(fate)).status, 204)
    }
    assert.deepEqual((await server.deps.store.readDesk()).phone.calls, desk.phone.calls)
  })

  it('[PHN11] a blocked participant, and one whom operators only observe, can call all the same', async () => {
    const observed = await offered(server, { availability: 'observeonly' })
    expectDial(await call().press(observed.code))
    const blocked = await offered(server)
    await say(blocked.monitor, { type: 'block', ...blocked.entry })
    expectDial(await call().press(blocked.code))
  })

  it('[PHN12] the operator erases their number: the code is dead', async () => {
    const { monitor, page, code } = await offered(server)
    await say(monitor, { type: 'set-phone', number: '' })
    await viewWhere(page, ({ phone }) => phone === null)
    expectWrong(await call().press(code))
  })

  it('[PHN5] a call that goes on while the store is away: the caller is told to call again', async (t) => {
    const { code } = await offered(server)
    const away = t.mock.method(server.deps.store, 'transact', () => {
      throw new Error('away')
    })
    const heard = await call().press(code)
    away.mock.restore()
    assert.deepEqual([heard.status, heard.said], [200, [SPOKEN.unavailable, SPOKEN.goodbye]])
    expectDial(await call().press(code))
  })

  it('[PHN5] [PHN10] the store goes away between the code and the answer: both sides are told that it failed', async (t) => {
    const { code, page, monitor, entry } = await offered(server)
    const phone = call()
    const away = t.mock.method(server.deps.store, 'readDesk', () =>
      Promise.reject(new Error('away')),
    )
    const heard = await phone.press(code)
    away.mock.restore()
    assert.deepEqual([heard.said, heard.dialled], [[SPOKEN.unavailable, SPOKEN.goodbye], null])
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'failed')
    await say(monitor, { type: 'offer-call', ...entry })
    const { phone: shown } = await viewWhere(page, (view) => {
      return (view.phone?.offers[0]?.code ?? code) !== code
    })
    const next = shown?.offers[0]?.code ?? ''
    const connected = call()
    expectDial(await connected.press(next))
    // A late repetition that cannot be answered ends nothing.
    const again = t.mock.method(server.deps.store, 'readDesk', () =>
      Promise.reject(new Error('away')),
    )
    await connected.press(next)
    again.mock.restore()
    await connected.status('answered')
    await viewWhere(page, ({ calls }) => calls[1]?.fate === 'answered')
  })

  it('[ACC3] [PHN12] who is no operator any more is not put through to, though they have left the Monitor', async () => {
    const { store } = server.deps
    const { monitor, email, page, code } = await offered(server)
    const account = must(await store.findAccountByEmail(email), 'signed in')
    monitor.close()
    await until(async () => {
      const desk = await store.readDesk()
      return Object.keys(desk.operators[account.id]?.pages ?? {}).length === 0
    })
    assert.equal(await store.changeAccount(account.id, { privileges: ['user'] }), 'changed')
    await viewWhere(page, ({ phone }) => phone === null)
    expectWrong(await call().press(code))
    assert.equal((await store.readDesk()).operators[account.id], undefined)
  })

  it('[REL7] whatever is keyed is an answer of the server', async () => {
    const odd = ['99999999999', '①②③④', '1234;', ' 1234', '%00', '1'.repeat(500)]
    for (const digits of odd) {
      const fields = callFields(callSid(), { digits })
      const heard = await askVoice(server, '/voice/digits?try=1', fields)
      assert.equal(heard.status, 403)
      assert.equal(heard.body, '')
    }
  })
})
