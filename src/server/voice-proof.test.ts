import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  ACCOUNT_SID,
  callFields,
  callSid,
  sign,
  statusFields,
} from '../phone/testing/twilio-company.ts'
import type { Fields } from '../phone/phone.ts'
import {
  askVoice,
  CANARY,
  caller,
  offered,
  PUBLIC,
  someone,
  SPOKEN,
  startPhoneServer,
  wrongCode,
  type Asking,
} from './testing/caller.ts'
import { asked, expectDial, expectWrong } from './testing/heard.ts'
import { viewWhere } from './testing/scene.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const DIGITS = '/voice/digits?try=1'

/** What is asked in place of a right code's request, and the status of the answer. */
type Case = readonly [
  name: string,
  change: (right: { readonly fields: Fields; readonly code: string }) => Asking & {
    readonly path?: string
    /** What is signed, too. */
    readonly sends?: Fields
  },
  status: number,
]

const FORGED: readonly Case[] = [
  ['without a signature', () => ({ signedFor: null }), 403],
  ['an empty signature', () => ({ signedFor: null, headers: { 'x-twilio-signature': '' } }), 403],
  ['a signature by another token', () => ({ token: 'f'.repeat(32) }), 403],
  ['a signature for http', () => ({ signedFor: `http://help.example.org${DIGITS}` }), 403],
  ['a signature for another host', () => ({ signedFor: `https://evil.example${DIGITS}` }), 403],
  ['a signature for another try', () => ({ signedFor: `${PUBLIC}/voice/digits?try=2` }), 403],
  ['a signature for `/voice`', () => ({ signedFor: `${PUBLIC}/voice` }), 403],
  [
    'keys that were changed on the way',
    ({ fields, code }) => ({ fields: { ...fields, Digits: wrongCode(code) } }),
    403,
  ],
  [
    'a caller that was changed on the way',
    ({ fields }) => ({ fields: { ...fields, From: someone() } }),
    403,
  ],
  [
    'a call that was changed on the way',
    ({ fields }) => ({ fields: { ...fields, CallSid: callSid() } }),
    403,
  ],
  ['a field more', ({ fields }) => ({ fields: { ...fields, Extra: '1' } }), 403],
  [
    'another account, signed well',
    ({ fields }) => ({ sends: { ...fields, AccountSid: `AC${'1'.repeat(32)}` } }),
    403,
  ],
  ['no call’s id, signed well', ({ fields }) => ({ sends: { ...fields, CallSid: 'CA1' } }), 403],
  ['a fourth try, signed well', () => ({ path: '/voice/digits?try=4' }), 403],
  ['no try, signed well', () => ({ path: '/voice/digits' }), 403],
  ['a try that is no number, signed well', () => ({ path: '/voice/digits?try=1e0' }), 403],
  ['JSON', () => ({ headers: { 'content-type': 'application/json' } }), 403],
  ['a form of several parts', () => ({ headers: { 'content-type': 'multipart/form-data' } }), 403],
  ['17 KB, signed well', ({ fields }) => ({ sends: { ...fields, Pad: 'x'.repeat(17_000) } }), 413],
  ['2 MB, signed well', ({ fields }) => ({ sends: { ...fields, Pad: 'x'.repeat(2e6) } }), 413],
  ['GET', () => ({ method: 'GET' }), 404],
  ['HEAD', () => ({ method: 'HEAD' }), 404],
  ['PUT', () => ({ method: 'PUT' }), 404],
  ['DELETE', () => ({ method: 'DELETE' }), 404],
  ['a path beside it', () => ({ path: '/voice/digit?try=1' }), 404],
]

describe('who is believed to be the provider', () => {
  let server: TestServer
  let right: { readonly fields: Fields; readonly code: string }
  before(async () => {
    server = await startPhoneServer()
    const { code } = await offered(server)
    right = { code, fields: callFields(callSid(), { digits: code }) }
  })
  after(() => server.close())

  for (const [name, change, status] of FORGED) {
    it(`[PHN8] the right code, but ${name}: ${status}`, async () => {
      const { path = DIGITS, sends = right.fields, ...asking } = change(right)
      const heard = await askVoice(server, path, sends, asking)
      assert.equal(heard.status, status)
      assert.equal(heard.dialled, null)
      assert.equal(heard.body.includes(CANARY.slice(1)), false)
      // What is told to whoever forges is nothing at all.
      if (status === 403) assert.equal(heard.body, '')
    })
  }

  it('[PHN8] after all of these the code is still good, and nobody’s failure was counted', async () => {
    const { guessing, offers } = (await server.deps.store.readDesk()).phone
    assert.deepEqual([guessing.failures, offers.length], [[], 1])
    expectDial(await askVoice(server, DIGITS, right.fields))
  })

  it('[PHN8] repeated fields are no form of the provider’s', async () => {
    const fields = callFields(callSid(), { digits: '1234' })
    const body = `${new URLSearchParams(fields).toString()}&Digits=1234`
    const response = await fetch(server.origin + DIGITS, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        // As if each field stood there once.
        'x-twilio-signature': sign(PUBLIC + DIGITS, fields),
      },
    })
    assert.equal(response.status, 403)
  })

  it('[PHN8] what a request says of its own host and way proves nothing', async () => {
    const evil = 'http://evil.example'
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
    const fields = callFields(callSid())
    const forged = await askVoice(server, '/voice', fields, { signedFor: `${evil}/voice`, headers })
    assert.equal(forged.status, 403)
    const real = await askVoice(server, '/voice', fields, { headers })
    assert.deepEqual(real.said, asked(SPOKEN.enter))
    assert.equal(real.body.includes('evil'), false)
  })

  it('[PHN8] neither cookies nor origins play a part', async () => {
    const fields = callFields(callSid())
    const headers = {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      cookie: 'alongside=x; __Host-alongside=y',
    }
    const heard = await askVoice(server, '/voice', fields, { headers })
    assert.equal(heard.status, 200)
    const response = await fetch(`${server.origin}/voice`, { method: 'POST', body: '', headers })
    assert.equal(response.headers.get('set-cookie'), null)
  })

  it('[PHN8] the log tells an administrator which address was expected, and nothing of the call', async () => {
    const { logged } = server
    logged.length = 0
    const fields = callFields(callSid(), { digits: '7319' })
    await askVoice(server, DIGITS, fields, { signedFor: null })
    const refused = { reason: 'signature', expected: `${PUBLIC}/voice/digits` }
    assert.deepEqual(logged, [['voice-refused', refused]])
  })
})

describe('where it is set up otherwise', () => {
  const servers: TestServer[] = []
  after(() => Promise.all(servers.map((server) => server.close())))

  async function start(options: Parameters<typeof startPhoneServer>[0]): Promise<TestServer> {
    const server = await startPhoneServer(options)
    servers.push(server)
    return server
  }

  it('[PHN1] without telephony the addresses do not exist, as others that do not', async () => {
    const server = await startTestServer()
    servers.push(server)
    const answerOf = async (path: string, headers: Record<string, string>) => {
      const response = await fetch(server.origin + path, { method: 'POST', body: '', headers })
      const text = (await response.text()).replaceAll(/nonce="[^"]*"/g, '')
      return [response.status, text]
    }
    const own = { 'sec-fetch-site': 'same-origin' }
    for (const path of ['/voice', DIGITS, '/voice/over', '/voice/status', '/phone']) {
      const fields = callFields(callSid(), { digits: '1234' })
      const signedFor = server.origin + path
      assert.equal((await askVoice(server, path, fields, { signedFor, headers: own })).status, 404)
      for (const headers of [own, {}]) {
        assert.deepEqual(await answerOf(path, headers), await answerOf('/no-such-page', headers))
      }
    }
  })

  it('[PHN8] without `auth token` the account alone is asked', async () => {
    const server = await start({ signed: false })
    const { code } = await offered(server)
    const fields = callFields(callSid(), { digits: code })
    const other = { ...fields, AccountSid: `AC${'1'.repeat(32)}` }
    const { AccountSid: _, ...none } = fields
    for (const forged of [other, none, { ...fields, AccountSid: '' }]) {
      assert.equal((await askVoice(server, DIGITS, forged, { signedFor: null })).status, 403)
    }
    assert.equal(fields['AccountSid'], ACCOUNT_SID)
    expectDial(await askVoice(server, DIGITS, fields, { signedFor: null }))
    // A replay with other keys.
    const again = { ...fields, Digits: wrongCode(code) }
    const heard = await askVoice(server, DIGITS, again, { signedFor: null })
    assert.deepEqual(heard.said, [SPOKEN['connected-already'], SPOKEN.goodbye])
  })

  it('[PHN8] [SCA3] below a root, on a port, behind a load balancer that speaks http', async () => {
    const urlRoot = 'https://help.example.org:8443'
    const server = await start({
      settings: { urlRoot, root: '/help/', behindHttpsLoadBalancer: true },
    })
    const path = '/help/voice'
    const fields = callFields(callSid())
    const heard = await askVoice(server, path, fields, { signedFor: urlRoot + path })
    assert.deepEqual(heard.said, asked(SPOKEN.enter))
    const action = heard.verbs[0]?.attributes['action']
    assert.equal(action, `${urlRoot}/help/voice/digits?try=1`)
    const next = '/help/voice/digits?try=1'
    const keyed = callFields(callSid(), { digits: '1234' })
    expectWrongAt(await askVoice(server, next, keyed, { signedFor: urlRoot + next }))
    // Twilio may leave the port out of what it signs.
    const bare = await askVoice(server, path, fields, { signedFor: PUBLIC + path })
    assert.equal(bare.status, 200)
    const outside = await askVoice(server, '/voice', fields, { signedFor: `${urlRoot}/voice` })
    assert.notEqual(outside.status, 200)
    const http = await askVoice(server, path, fields, {
      signedFor: `http://help.example.org:8443${path}`,
    })
    assert.equal(http.status, 403)
  })

  function expectWrongAt(heard: Awaited<ReturnType<typeof askVoice>>): void {
    assert.deepEqual([heard.status, heard.dialled], [200, null])
    assert.equal(heard.said[0], `${SPOKEN.wrong} ${SPOKEN['enter-again']}`)
  }

  it('[PHN13] a server that is started with fewer countries calls no number that was entered before', async () => {
    const first = await start({})
    const { code, page } = await offered(first)
    const second = await start({ store: first.deps.store, countries: ['US'] })
    await viewWhere(page, ({ phone }) => phone === null)
    expectWrong(await caller(second).press(code))
    expectWrong(await caller(first).press(code))
    const kept = Object.values((await second.deps.store.readDesk()).operators)
    assert.deepEqual(
      kept.map(({ phone }) => phone),
      [null],
    )
  })

  it('[PHN5] [REL6] a server that is started anew knows the calls of the one before', async () => {
    const first = await start({})
    const { code } = await offered(first)
    const from = someone()
    const call = callSid()
    expectDial(await caller(first, from, call).press(code))
    const second = await start({ store: first.deps.store })
    const again = await caller(second, from, call).press(code)
    assert.equal(again.dialled, null)
    assert.equal((await askVoice(second, '/voice/status', statusFields(call, 'ended'))).status, 204)
    expectWrong(await caller(second).press(code))
  })
})
