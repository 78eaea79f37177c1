import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AUTH_TOKEN, callFields, callSid } from '../phone/testing/twilio-company.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import {
  askVoice,
  CANARY,
  caller,
  codeOf,
  offered,
  startPhoneServer,
  wrongCode,
  type Heard,
} from './testing/caller.ts'
import { expectDial, expectWrong } from './testing/heard.ts'
import { operatorAtWork, peerAtWork, say, viewWhere } from './testing/scene.ts'
import { openBrowser } from './testing/test-browser.ts'
import type { TestServer } from './testing/test-server.ts'

const CALLER = '+442079461234'

/** However it is written. */
function digitsIn(text: string, number: string): boolean {
  return text.replaceAll(/[\s().-]|%20|%2B/gi, '').includes(number.slice(1))
}

describe('what nobody learns of a call', () => {
  let folder: string
  let server: TestServer
  /** All that was told, by whom it was told to. */
  const told: Record<string, string> = {}
  let code: string
  let again: string
  const call = callSid()
  const answers: Heard[] = []

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alongside-calls-'))
    const store = await openSqliteStore({ file: join(folder, 'store.db') })
    server = await startPhoneServer({ store })
    const colleague = await operatorAtWork(server, { firstName: 'Pete' })
    const admin = await operatorAtWork(server, { firstName: 'Ada', privileges: ['admin'] })
    const one = await offered(server, { multiUser: true })
    code = one.code
    const peer = await peerAtWork(server, one.session)
    const phone = caller(server, CALLER, call)
    expectWrong(await phone.press(wrongCode(code)))
    await askVoice(server, '/voice/digits?try=2', callFields(call, { digits: code }), {
      signedFor: null,
    })
    expectDial(await phone.press(code, 2))
    answers.push(await phone.press(code, 2), await phone.press(code, 3))
    for (const fate of ['ringing', 'answered', 'ended'] as const) {
      answers.push(await phone.status(fate))
    }
    answers.push(await phone.begin(), await phone.over('ended'), await phone.over('busy'))
    await viewWhere(one.page, ({ calls }) => calls[0]?.fate === 'ended')
    // Once more, with a failure of the server at the worst moment.
    await say(one.monitor, { type: 'offer-call', ...one.entry })
    again = await codeOf(one.page)
    const whole = { ...server.deps.store }
    Object.assign(server.deps.store, {
      readDesk: () => Promise.reject(new Error(`${CANARY} ${CALLER} ${again}`)),
    })
    answers.push(await caller(server, CALLER).press(again))
    Object.assign(server.deps.store, whole)
    await say(one.monitor, { type: 'set-phone', number: '' })

    const frames = (line: { readonly heard: readonly unknown[] }) => JSON.stringify(line.heard)
    told['the user’s page'] = frames(one.page)
    told['another user’s page'] = frames(peer.page)
    told['another operator’s Monitor'] = frames(colleague.monitor)
    told['an administrator’s Monitor'] = frames(admin.monitor)
    told['their own Monitor'] = frames(one.monitor)
    const pages: readonly (readonly [string, ReturnType<typeof openBrowser>, readonly string[]])[] =
      [
        ['the user', one.user, [`/s/${one.session}`, `/s/${one.session}/chat-log`, '/interviews']],
        ['a colleague', colleague.operator, ['/monitor']],
        [
          'an administrator',
          admin.operator,
          ['/admin/audit', '/admin/system', '/admin/sessions', '/admin/users', '/health'],
        ],
        ['nobody', openBrowser(server.origin), ['/', '/voice', '/phone', '/health']],
      ]
    for (const [who, browser, paths] of pages) {
      for (const path of paths) told[`${path} of ${who}`] = await (await browser.get(path)).text()
    }
    const exported = await admin.operator.post('/admin/audit/export', {})
    assert.equal(exported.status, 200)
    told['the audit log as CSV'] = await exported.text()
    told['the audit log'] = JSON.stringify(await store.readAudit({ after: 0, limit: 1000 }))
    told['the log'] = JSON.stringify(server.logged)
    told['voice answers but the one'] = answers.map(({ body }) => body).join('\n')
  })
  after(async () => {
    await server.close()
    await server.deps.store.close()
    await rm(folder, { recursive: true })
  })

  it('[PHN4] the operator’s number: nobody but their own Monitors', () => {
    const knowing = Object.entries(told).filter(([, text]) => digitsIn(text, CANARY))
    assert.deepEqual(
      knowing.map(([who]) => who),
      ['their own Monitor'],
    )
    assert.ok(Object.keys(told).length >= 17)
    for (const text of Object.values(told)) assert.notEqual(text, '')
  })

  it('[PHN4] [PHN7] the code: nobody but the page of whoever it is for', () => {
    const knowing = (wanted: string) =>
      Object.entries(told)
        .filter(([, text]) => text.includes(`"${wanted}"`) || text.includes(`>${wanted}<`))
        .map(([who]) => who)
    assert.deepEqual([knowing(code), knowing(again)], [['the user’s page'], ['the user’s page']])
  })

  it('[PHN9] the caller’s number, the call’s own id and the token: nobody at all', () => {
    for (const secret of [CALLER.slice(1), call, AUTH_TOKEN]) {
      const knowing = Object.entries(told).filter(([, text]) => text.includes(secret))
      assert.deepEqual(
        knowing.map(([who]) => who),
        [],
      )
    }
  })

  it('[PHN9] nor does the store’s file hold them', async () => {
    const files = await readdir(folder)
    const bytes = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))
    const all = bytes.join('')
    assert.ok(all.includes('phone-number-set'))
    for (const secret of [CALLER.slice(1), call, AUTH_TOKEN])
      assert.equal(all.includes(secret), false)
  })

  it('[PHN10] that the caller could not be helped is logged by the kind of error alone', () => {
    const failed = server.logged.filter(([event]) => event === 'voice-failed')
    assert.deepEqual(failed, [['voice-failed', { error: 'Error' }]])
  })
})
