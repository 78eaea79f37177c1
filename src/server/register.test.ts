import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createMemoryMailer } from '../mail/testing/memory-mailer.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { mailsTo, mailTo } from './testing/mailed.ts'
import { openBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer } from './testing/test-server.ts'

const HOUR = 60 * 60 * 1000
const CHOSEN = { password: PASSWORD, again: PASSWORD }

describe('registering and forgotten passwords', async () => {
  let now = Date.now()
  const store = await openSqliteStore({ file: ':memory:', clock: () => now })
  const mailer = createMemoryMailer()
  const server = await startTestServer({ store, mailer })
  after(async () => {
    await server.close()
    await store.close()
  })
  await server.createOperator('olivia@example.org')

  it('[ACC1] [CHT18] from within an interview: by a mailed link, back to its screen with the answers', async () => {
    const user = openBrowser(server.origin)
    const session = await user.begin()
    const path = `/s/${session}`
    await user.post(path, { version: '1', screen: 'ask name', f0: 'Ada' })
    const other = await user.begin()
    const leave = JSON.stringify({
      action: 'reply',
      arguments: { departure: { kind: 'register', url: null } },
    })
    const action = Buffer.from(leave).toString('base64url')
    const away = await user.get(`${path}/action?action=${action}`)
    assert.equal(away.headers.get('location'), `/register?next=${encodeURIComponent(path)}`)

    const wanted = { email: ' Ada@Example.org', firstName: 'Ada', lastName: 'L', next: path }
    const sent = await user.post('/register', wanted)
    assert.match(await sent.text(), /Look into your mail/)
    assert.equal(await store.findAccountByEmail('ada@example.org'), null)
    const mail = await mailTo(mailer, 'ada@example.org')
    assert.match(mail.subject, /Test/)
    // Whoever only fetches the address uses nothing up.
    assert.match(await (await user.get(mail.link)).text(), /Choose a password/)
    const weak = { token: mail.token, password: 'short', again: 'short' }
    assert.equal((await user.post('/signin/link', weak)).status, 422)
    const done = await user.post('/signin/link', { token: mail.token, ...CHOSEN })
    assert.equal(done.headers.get('location'), path)
    assert.match(await (await user.get(path)).text(), /Hello, Ada/)

    const account = await store.findAccountByEmail('ada@example.org')
    assert.deepEqual([account?.privileges, account?.firstName], [['user'], 'Ada'])
    for (const id of [session, other]) {
      const room = await store.readRoom(id as never)
      const people = Object.values(room?.participants ?? {})
      assert.deepEqual(
        people.map((person) => person.account?.id),
        [account?.id],
      )
    }
    assert.equal((await user.post('/signin/link', { token: mail.token, ...CHOSEN })).status, 410)
  })

  it('[ACC1] gives the same answer whether the address is known or not; the mail says which', async () => {
    const said = async (path: string, email: string) => {
      const response = await openBrowser(server.origin).post(path, { email })
      return [response.status, (await response.text()).replaceAll(email, '')]
    }
    assert.deepEqual(
      await said('/register', 'olivia@example.org'),
      await said('/register', 'nobody1@example.org'),
    )
    assert.deepEqual(
      await said('/forgot', 'olivia@example.org'),
      await said('/forgot', 'nobody2@example.org'),
    )
    const olivias = await mailsTo(mailer, 'olivia@example.org', 2)
    assert.match(olivias.map(({ subject }) => subject).join(), /already.*new password/)
    assert.match((await mailTo(mailer, 'nobody1@example.org')).text, /Choose|choose a password/)
    const none = await mailTo(mailer, 'nobody2@example.org')
    assert.match(none.text, /There is none/)
    assert.equal(none.link, '')
  })

  it('[ACC1] nobody prepares an account for somebody else’s address', async () => {
    const stranger = openBrowser(server.origin)
    await stranger.post('/register', { email: 'victim@example.org', password: 'stranger knows it' })
    await stranger.post('/signin', { email: 'victim@example.org', password: 'stranger knows it' })
    const mail = await mailTo(mailer, 'victim@example.org')
    const victim = openBrowser(server.origin)
    await victim.post('/signin/link', { token: mail.token, ...CHOSEN })
    const tried = { email: 'victim@example.org', password: 'stranger knows it' }
    assert.equal((await stranger.post('/signin', tried)).status, 403)
    const right = { email: 'victim@example.org', password: PASSWORD }
    assert.equal((await openBrowser(server.origin).post('/signin', right)).status, 303)
  })

  it('[ACC1] further fields give no privileges', async () => {
    const user = openBrowser(server.origin)
    const greedy = { privilege: 'admin', privileges: 'admin', active: '1', id: 'x', admin: 'true' }
    await user.post('/register', { email: 'greedy@example.org', ...greedy })
    const { token } = await mailTo(mailer, 'greedy@example.org')
    await user.post('/signin/link', { token, ...CHOSEN, ...greedy })
    const profile = { firstName: 'G', lastName: '', language: '', timezone: '', ...greedy }
    assert.equal((await user.post('/account', profile)).status, 303)
    const account = await store.findAccountByEmail('greedy@example.org')
    assert.deepEqual([account?.privileges, account?.firstName], [['user'], 'G'])
    assert.equal((await user.get('/admin/users')).status, 404)
  })

  it('[ACC1] a reset works once, for an hour, ends all sign-ins, and is told of', async () => {
    const email = 'olivia@example.org'
    const [before, browser] = [openBrowser(server.origin), openBrowser(server.origin)]
    await before.signIn(email)
    const ask = () => browser.post('/forgot', { email })
    assert.equal((await ask()).status, 200)
    const [, , late] = await mailsTo(mailer, email, 3)
    now += HOUR + 1
    const password = 'another calm harbour'
    const changed = { password, again: password }
    const expired = await browser.post('/signin/link', { token: late?.token ?? '', ...changed })
    assert.equal(expired.status, 410)
    assert.equal((await ask()).status, 200)
    const { token } = await mailTo(mailer, email, 4)
    const done = await browser.post('/signin/link', { token, ...changed })
    assert.equal(done.headers.get('location'), '/account?done=password')
    const said = await (await browser.get('/account?done=password')).text()
    assert.match(said, /role="status">Your password is saved\./)
    assert.equal((await before.get('/monitor')).status, 404)
    assert.equal((await browser.get('/monitor')).status, 200)
    const again = await openBrowser(server.origin).post('/signin/link', { token, ...CHOSEN })
    assert.equal(again.status, 410)
    assert.match((await mailTo(mailer, email, 5)).subject, /was changed/)
    const third = await browser.post('/account/password', { present: password, ...CHOSEN })
    assert.equal(third.headers.get('location'), '/account?done=password')
    assert.match((await mailTo(mailer, email, 6)).subject, /was changed/)
  })

  it('[ACC1] nobody is flooded with mails, also by several', async () => {
    const statuses: number[] = []
    for (let at = 0; at < 5; at++) {
      const path = at % 2 === 0 ? '/register' : '/forgot'
      const stranger = openBrowser(server.origin)
      statuses.push((await stranger.post(path, { email: 'flooded@example.org' })).status)
    }
    assert.deepEqual(statuses, [200, 200, 200, 429, 429])
    now += 5 * 60_000
    const later = await openBrowser(server.origin).post('/forgot', { email: 'flooded@example.org' })
    assert.equal(later.status, 200)
    assert.equal((await mailsTo(mailer, 'flooded@example.org', 4)).length, 4)
  })

  it('[ACC1] what is no address, too long or hostile is refused', async () => {
    const user = openBrowser(server.origin)
    for (const email of ['', 'x', 'a@b', 'a@b.org\r\nbcc: c@d.org', `${'a'.repeat(300)}@b.org`]) {
      assert.equal((await user.post('/register', { email })).status, 422, email)
      assert.equal((await user.post('/forgot', { email })).status, 422, email)
    }
    const wanted = { email: 'ok@example.org', lastName: '' }
    for (const firstName of ['x'.repeat(101), 'a\nb', 'a\u0000b', 'x'.repeat(900_000)]) {
      const refused = await user.post('/register', { ...wanted, firstName })
      assert.equal(refused.status, 422)
      assert.ok((await refused.text()).length < 20_000)
    }
    const endless = await user.post('/register', { ...wanted, firstName: 'x'.repeat(1_100_000) })
    assert.equal(endless.status, 413)
  })
})

describe('without a mail server, or where the administrators do not want it', () => {
  it('[ACC1] the pages say so, and nothing is made', async (t) => {
    for (const settings of [{}, { allowRegistration: false }]) {
      const mailer = 'allowRegistration' in settings ? { mailer: createMemoryMailer() } : {}
      const server = await startTestServer({ settings, ...mailer })
      t.after(() => server.close())
      const user = openBrowser(server.origin)
      const page = await (await user.get('/register')).text()
      assert.match(page, /sends no mail yet|created by its administrators/)
      assert.doesNotMatch(page, /<form method="post" action="\/register"/)
      assert.equal((await user.post('/register', { email: 'a@b.org' })).status, 403)
      assert.deepEqual(await server.deps.store.listAccounts(), [])
    }
  })
})
