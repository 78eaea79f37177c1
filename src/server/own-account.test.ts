import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createMemoryMailer } from '../mail/testing/memory-mailer.ts'
import { mailTo } from './testing/mailed.ts'
import {
  conversationOf,
  hears,
  operatorAtWork,
  say,
  talk,
  until,
  userAtWork,
} from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { PASSWORD, startTestServer } from './testing/test-server.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

describe('one’s own account', async () => {
  const mailer = createMemoryMailer()
  const server = await startTestServer({ mailer })
  const { store } = server.deps
  after(() => server.close())

  let people = 0
  async function signedIn(email = `ada${++people}@example.org`): Promise<TestBrowser> {
    await server.createOperator(email, 'Ada', ['user'])
    const browser = openBrowser(server.origin)
    await browser.signIn(email)
    return browser
  }

  it('[ACC1] is nobody’s who is not signed in', async () => {
    const stranger = openBrowser(server.origin)
    for (const path of ['/account', '/account/delete', '/account/password']) {
      const asked = await stranger.get(path)
      assert.equal(asked.status, 403)
      const to = `/signin?next=${encodeURIComponent(path)}`
      assert.ok((await asked.text()).includes(`href="${to}"`), `${path} leads on to ${to}`)
    }
    for (const path of ['/account', '/account/email', '/account/sign-ins', '/account/delete']) {
      assert.equal((await stranger.post(path, { do: 'end-others' })).status, 403)
    }
  })

  it('[ACC1] names, language and time zone are kept, or refused with what was typed', async () => {
    const browser = await signedIn('profile@example.org')
    const said = { firstName: 'Zoë', lastName: 'L', language: 'es', timezone: 'Europe/Berlin' }
    const saved = await browser.post('/account', said)
    assert.equal(saved.headers.get('location'), '/account?done=saved')
    const account = await store.findAccountByEmail('profile@example.org')
    assert.partialDeepStrictEqual(account, said)
    assert.match(await (await browser.get('/account?done=saved')).text(), /Saved\./)
    const refused = await browser.post('/account', { ...said, timezone: 'Mars/Olympus' })
    assert.equal(refused.status, 422)
    assert.match(await refused.text(), /not in the list[\s\S]*value="Zoë"/)
    assert.deepEqual(await store.findAccountByEmail('profile@example.org'), account)
  })

  it('[ACC1] shows where it is signed in; one sign-in or all others are ended', async () => {
    const email = 'places@example.org'
    const here = await signedIn(email)
    const [phone, tablet] = [openBrowser(server.origin), openBrowser(server.origin)]
    await phone.post('/signin', { email, password: PASSWORD }, { 'user-agent': IPHONE })
    await tablet.post('/signin', { email, password: PASSWORD }, { 'user-agent': FIREFOX })
    const page = await (await here.get('/account')).text()
    assert.match(page, /Safari, iPhone/)
    assert.match(page, /Firefox, Linux/)
    assert.match(page, /this browser/)
    const [, id = ''] = /name="id"\s+value="([\w-]{22})"[^]*?Safari, iPhone/.exec(page) ?? []
    const [, other] = /Safari, iPhone[^]*?name="id"\s+value="([\w-]{22})"/.exec(page) ?? []
    await here.post('/account/sign-ins', { do: 'end', id: other ?? id })
    assert.equal((await phone.get('/account')).status, 403)
    assert.equal((await tablet.get('/account')).status, 200)
    await here.post('/account/sign-ins', { do: 'end-others' })
    assert.equal((await tablet.get('/account')).status, 403)
    assert.equal((await here.get('/account')).status, 200)
    // Of somebody else's, none is ended.
    const stranger = await signedIn()
    const own = await (await stranger.get('/account')).text()
    assert.doesNotMatch(own, /name="id"/)
  })

  it('[ACC1] a new address is confirmed at the new one, and told to the old one', async () => {
    const [before, after] = ['old@example.org', 'new@example.org']
    const browser = await signedIn(before)
    const wanted = { email: after, present: PASSWORD }
    const wrong = await browser.post('/account/email', { ...wanted, present: 'wrong' })
    assert.equal(wrong.status, 422)
    assert.equal((await browser.post('/account/email', wanted)).status, 303)
    assert.equal((await store.findAccountByEmail(after)) ?? null, null)
    const { token } = await mailTo(mailer, after)
    // Whoever reads the new address confirms nothing that somebody else wants, signed in or not.
    const lead = `/signin?next=${encodeURIComponent(`/signin/link?token=${token}`)}`
    for (const stranger of [openBrowser(server.origin), await signedIn()]) {
      const seen = await stranger.get(`/signin/link?token=${token}`)
      assert.equal(seen.headers.get('location'), lead)
      const refused = await stranger.post('/signin/link', { token })
      assert.equal(refused.headers.get('location'), lead)
    }
    assert.notEqual(await store.findAccountByEmail(before), null)
    assert.equal((await browser.get(`/signin/link?token=${token}`)).status, 200)
    const done = await browser.post('/signin/link', { token })
    assert.equal(done.headers.get('location'), '/account?done=moved')
    assert.match(
      await (await browser.get('/account?done=moved')).text(),
      /new address is confirmed/,
    )
    assert.equal(await store.findAccountByEmail(before), null)
    const told = await mailTo(mailer, before)
    assert.match(told.text, /new@example\.org/)
    assert.equal((await browser.post('/signin/link', { token })).status, 410)
    await openBrowser(server.origin).signIn(after)
  })

  it('[ACC1] an address that somebody has is not taken, nor told of on the page', async () => {
    await signedIn('taken@example.org')
    const browser = await signedIn('wants@example.org')
    const said = async (email: string) => {
      const response = await browser.post('/account/email', { email, present: PASSWORD })
      return [response.status, response.headers.get('location')]
    }
    assert.deepEqual(await said('taken@example.org'), await said('free@example.org'))
    const mail = await mailTo(mailer, 'taken@example.org')
    assert.equal(mail.link, '')
    assert.notEqual(await store.findAccountByEmail('wants@example.org'), null)
  })

  it('[SES3] [ACC1] a deleted operator’s lines stay under “former operator”; the name is in no view', async () => {
    const { operator, monitor, email } = await operatorAtWork(server, { firstName: 'Zdenka' })
    const { user, session, page } = await userAtWork(server)
    const { participant } = await talk(monitor, page, session)
    const send = { type: 'chat-send', session, participant, text: 'here I am' }
    await say(monitor, send)
    await hears(page, 'here I am')
    assert.match(JSON.stringify(page.heard), /Zdenka/)

    assert.equal((await operator.post('/account/delete', { present: 'wrong' })).status, 422)
    const deleted = await operator.post('/account/delete', { present: PASSWORD })
    assert.equal(deleted.headers.get('location'), '/?done=account-deleted')
    const gone = await (await operator.get('/?done=account-deleted')).text()
    assert.match(gone, /role="status">\s*Your account is deleted\.</)
    assert.equal(await store.findAccountByEmail(email), null)
    await monitor.closed
    assert.equal((await operator.get('/monitor')).status, 404)
    const desk = async () =>
      JSON.stringify([await store.readDesk(), await store.readRoom(session as never)])
    await until(async () => !(await desk()).includes('Zdenka'))
    // Whoever has the page open is shown the line anew.
    const shown = await page.next((message) => JSON.stringify(message).includes('former operator'))
    assert.match(JSON.stringify(shown), /here I am/)

    const again = await user.openPage(session)
    const welcome = await again.next((message) => message.type === 'welcome')
    assert.match(JSON.stringify(welcome), /here I am/)
    assert.match(JSON.stringify(welcome), /former operator/)
    const log = await (await user.get(`/s/${session}/chat-log`)).text()
    assert.match(log, /former operator/)
    const { monitor: other } = await operatorAtWork(server)
    const { lines } = await conversationOf(other, session)
    assert.match(JSON.stringify(lines), /here I am/)
    for (const shown of [JSON.stringify(welcome), log, JSON.stringify(other.heard)]) {
      assert.doesNotMatch(shown, /Zdenka/)
    }
    assert.doesNotMatch(JSON.stringify(server.logged), /Zdenka/)
    again.close(true)
    other.close(true)
    page.close(true)
  })

  it('[ACC1] the only administrator cannot delete the account', async () => {
    await server.createOperator('only@example.org', 'Only', ['admin'])
    const admin = openBrowser(server.origin)
    await admin.signIn('only@example.org')
    const refused = await admin.post('/account/delete', { present: PASSWORD })
    assert.equal(refused.status, 422)
    assert.match(await refused.text(), /only administrator/)
    assert.notEqual(await store.findAccountByEmail('only@example.org'), null)
  })
})
