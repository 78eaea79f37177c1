import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import { createMemoryMailer } from '../mail/testing/memory-mailer.ts'
import { account as newAccount } from '../store/testing/scene.ts'
import { mailTo } from './testing/mailed.ts'
import { operatorAtWork, until } from './testing/scene.ts'
import { openBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer } from './testing/test-server.ts'

const ADMIN = 'admin@example.org'
const MANY = 10_000

describe('the administrators’ pages of users and privileges', async () => {
  const mailer = createMemoryMailer()
  const server = await startTestServer({ mailer })
  const { store } = server.deps
  after(() => server.close())
  await server.createOperator(ADMIN, 'Adam', ['admin'])
  const admin = openBrowser(server.origin)
  await admin.signIn(ADMIN)

  const idOf = async (email: string): Promise<string> =>
    must(await store.findAccountByEmail(email), email).id
  const order = async (email: string, form: Record<string, string>) =>
    admin.post(`/admin/users/${await idOf(email)}`, form)
  const pageOf = async (path: string) => (await admin.get(path)).text()

  it('[ACC1] are hidden from everybody else', async () => {
    await server.createOperator('omar@example.org')
    const operator = openBrowser(server.origin)
    await operator.signIn('omar@example.org')
    const id = await idOf(ADMIN)
    for (const browser of [operator, openBrowser(server.origin)]) {
      for (const path of ['/admin/users', `/admin/users/${id}`, '/admin/privileges']) {
        assert.equal((await browser.get(path)).status, 404)
        const sent = { do: 'privileges', privilege: 'admin', email: 'x@y.org', name: 'x' }
        assert.equal((await browser.post(path, sent)).status, 404)
      }
    }
    assert.equal(await store.findAccountByEmail('x@y.org'), null)
    assert.deepEqual(await store.listPrivileges(), [])
  })

  it('[ACC1] invite by mail, once more if need be; the link sets the password', async () => {
    const email = 'ines@example.org'
    const made = await admin.post('/admin/users', {
      email,
      firstName: 'Ines',
      privilege: 'advocate',
    })
    const page = await made.text()
    assert.match(page, /We sent a mail/)
    assert.doesNotMatch(page, /signin\/link/)
    const first = await mailTo(mailer, email)
    assert.match(await pageOf(`/admin/users?q=ines`), /has no password yet/)
    assert.equal((await order(email, { do: 'invite' })).status, 303)
    const { token } = await mailTo(mailer, email, 2)
    const ines = openBrowser(server.origin)
    const form = { token, password: PASSWORD, again: PASSWORD }
    assert.equal((await ines.post('/signin/link', form)).headers.get('location'), '/monitor')
    // With the password, the earlier invitation has ended.
    const late = await ines.post('/signin/link', { ...form, token: first.token })
    assert.equal(late.status, 410)
    assert.equal((await order(email, { do: 'invite' })).status, 400)
    assert.equal((await order(email, { do: 'reset' })).status, 303)
    assert.match((await mailTo(mailer, email, 3)).text, /new one/)
  })

  it('[ACC1] show the link where no mail can be sent', async (t) => {
    const silent = await startTestServer()
    t.after(() => silent.close())
    await silent.createOperator(ADMIN, 'Adam', ['admin'])
    const browser = openBrowser(silent.origin)
    await browser.signIn(ADMIN)
    const made = await browser.post('/admin/users', { email: 'x@example.org' })
    const [, token] = /signin\/link\?token=([\w-]{43})/.exec(await made.text()) ?? []
    const form = { token: token ?? '', password: PASSWORD, again: PASSWORD }
    assert.equal((await openBrowser(silent.origin).post('/signin/link', form)).status, 303)
  })

  it('[ACC1] [ACC3] a privilege taken away, switching off and deleting act on open lines within a second', async () => {
    for (const [form, status] of [
      [{ do: 'privileges', privilege: 'user' }, 404],
      [{ do: 'switch-off' }, 404],
      [{ do: 'end-sign-ins' }, 404],
      [{ do: 'delete', sure: 'yes' }, 404],
    ] as const) {
      const { operator, monitor, email } = await operatorAtWork(server)
      const id = await idOf(email)
      const changed = await order(email, form)
      assert.equal(changed.status, 303)
      await monitor.closed
      assert.equal((await operator.get('/monitor')).status, status)
      if (form.do === 'end-sign-ins') continue
      await until(async () => !(id in (await store.readDesk()).operators))
    }
  })

  it('[ACC1] a new privilege is there at the next request, without signing in again', async () => {
    await server.createOperator('dora@example.org', 'Dora', ['user'])
    const dora = openBrowser(server.origin)
    await dora.signIn('dora@example.org')
    assert.equal((await dora.get('/monitor')).status, 404)
    await order('dora@example.org', { do: 'privileges', privilege: 'advocate' })
    assert.equal((await dora.get('/monitor')).status, 200)
  })

  it('[ACC1] privileges of the organisation’s own are added, given, and taken from everybody', async () => {
    assert.equal((await admin.post('/admin/privileges', { do: 'add', name: '<b>' })).status, 422)
    assert.equal((await admin.post('/admin/privileges', { do: 'add', name: 'admin' })).status, 422)
    assert.equal(
      (await admin.post('/admin/privileges', { do: 'add', name: 'translator' })).status,
      303,
    )
    await server.createOperator('tim@example.org', 'Tim', ['user'])
    await order('tim@example.org', { do: 'privileges', privilege: 'translator' })
    await order('tim@example.org', { do: 'privileges', privilege: 'translator' })
    const rights = async () => (await store.findAccountByEmail('tim@example.org'))?.privileges
    assert.deepEqual(await rights(), ['translator'])
    // What is in no list is given to nobody.
    await order('tim@example.org', { do: 'privileges', privilege: 'wizard' })
    assert.deepEqual(await rights(), [])
    await order('tim@example.org', { do: 'privileges', privilege: 'translator' })
    await admin.post('/admin/privileges', { do: 'remove', name: 'translator' })
    assert.deepEqual(await rights(), [])
    assert.doesNotMatch(await pageOf('/admin/privileges'), /translator/)
    const deeds = (await store.searchAudit({ filter: {}, before: null, limit: 100 })).map(
      ({ entry }) => `${entry.operator?.name ?? ''} ${entry.deed.type}`,
    )
    assert.ok(deeds.includes('Adam Operator privilege-added'))
    assert.ok(deeds.includes('Adam Operator privilege-deleted'))
    assert.ok(deeds.includes('Adam Operator account-invited'))
  })

  it('[ACC1] the own account, and the last administrator, cannot be lost', async () => {
    for (const form of [
      { do: 'privileges', privilege: 'user' },
      { do: 'switch-off' },
      { do: 'delete', sure: 'yes' },
    ]) {
      assert.equal((await order(ADMIN, form)).status, 400)
    }
    await server.createOperator('second@example.org', 'Second', ['admin'])
    const second = openBrowser(server.origin)
    await second.signIn('second@example.org')
    const [first, other] = [await idOf(ADMIN), await idOf('second@example.org')]
    const off = { do: 'switch-off' }
    const both = await Promise.all([
      second.post(`/admin/users/${first}`, off),
      admin.post(`/admin/users/${other}`, off),
    ])
    const left = (await store.listAccounts()).filter(
      ({ active, privileges }) => active && privileges.includes('admin'),
    )
    assert.equal(left.length, 1, both.map(({ status }) => status).join())
    await store.changeAccount(other as never, { active: true })
    await store.changeAccount(first as never, { active: true })
    await admin.signIn(ADMIN)
  })

  it('[ACC1] an account is deleted only by somebody who says that they mean it', async () => {
    await server.createOperator('gone@example.org', 'Gone', ['user'])
    const unsure = await order('gone@example.org', { do: 'delete' })
    assert.equal(unsure.status, 422)
    assert.match(await unsure.text(), /Tick the box/)
    const id = await idOf('gone@example.org')
    const gone = await order('gone@example.org', { do: 'delete', sure: 'yes' })
    assert.equal(gone.headers.get('location'), '/admin/users?done=deleted')
    assert.equal(await store.findAccountByEmail('gone@example.org'), null)
    assert.equal((await admin.get(`/admin/users/${id}`)).status, 404)
    assert.equal((await admin.get('/admin/users/nobody')).status, 404)
  })

  it(`[ACC1] ${MANY} accounts are searched and shown a page at a time`, async () => {
    const made = Array.from({ length: MANY }, (_, at) =>
      newAccount({
        email: `user${String(at).padStart(5, '0')}@many.org`,
        firstName: at === 7_777 ? 'Żółw' : 'Anna',
      }),
    )
    for (let at = 0; at < MANY; at += 500) {
      await Promise.all(made.slice(at, at + 500).map((one) => store.createAccount(one)))
    }
    const entries = (page: string) => page.match(/class="al-users-entry"/g)?.length ?? 0
    const last = await pageOf('/admin/users?q=many.org&page=199')
    assert.equal(entries(last), 50)
    assert.match(last, /9951 to 10000 of 10000/)
    assert.match(last, /user09999@many\.org/)
    assert.doesNotMatch(last, /rel="next"/)
    assert.match(await pageOf('/admin/users?q=many.org'), /rel="next"/)
    const found = await pageOf(`/admin/users?q=${encodeURIComponent('ŻÓŁW many')}`)
    assert.equal(entries(found), 1)
    assert.match(found, /user07777@many\.org/)
    for (const page of ['-1', '1e99', 'x', '', '9'.repeat(50)]) {
      assert.equal((await admin.get(`/admin/users?q=many&page=${page}`)).status, 200)
    }
    const nobody = await pageOf(`/admin/users?q=${encodeURIComponent('%_\\ \u0000')}`)
    assert.equal(entries(nobody), 0)
  })
})
