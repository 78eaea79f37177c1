import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { MailId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { createMemoryMailer, type MemoryMailer } from '../mail/testing/memory-mailer.ts'
import { createNoMailer } from '../mail/no-mailer.ts'
import type { Mailer, SendOutcome } from '../mail/mailer.ts'
import type { MailStore } from '../store/mail-store.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { StoreFailure, type Store } from '../store/store.ts'
import { newId, testClock, toRoom, type TestClock } from '../store/testing/scene.ts'
import { TRIED_FOR_MS } from './mail-fate.ts'
import {
  createPost,
  MAX_BODY,
  MAX_RECIPIENTS,
  mailIdFor,
  openLabel,
  openMail,
  type Letter,
  type Post,
} from './post.ts'
import { createPostman, SETTLED_KEPT_MS, type Postman } from './postman.ts'
import { createKeyring } from './seal.ts'
import { createSessionKeys } from './session-keys.ts'
import { manualTiming } from './testing/manual-timing.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const SECRET = 'the secret of the letter'

function letter(changes: Partial<Letter> = {}): Letter {
  return {
    key: 'letter 1',
    kind: 'invitation',
    to: 'Ana Ruiz <ana@example.org>',
    subject: `About ${SECRET}`,
    text: `Read ${SECRET}.`,
    ...changes,
  }
}

describe('the post', () => {
  let store: Store
  let clock: TestClock
  let logged: string[]
  const keyring = createKeyring({
    keys: [{ id: 'k', bytes: random(32) }],
    currentId: 'k',
    random,
  })

  beforeEach(async () => {
    clock = testClock()
    store = await openSqliteStore({ file: ':memory:', clock })
    logged = []
  })
  afterEach(() => store.close())

  function office(
    mailer: Mailer,
    at: Store = store,
  ): { post: Post; postman: Postman; woken: () => number } {
    const keys = createSessionKeys(at, keyring)
    const log = (event: string, fields?: object) =>
      void logged.push(JSON.stringify([event, fields]))
    let woken = 0
    const postman = createPostman({
      store: at,
      mailer,
      keyring,
      keys,
      timing: manualTiming(),
      log,
      readAttachments: async (_, files) =>
        files.includes(9)
          ? null
          : files.map((n) => ({
              filename: `${n}.txt`,
              mimetype: 'text/plain',
              content: Buffer.from(String(n)),
            })),
    })
    const post = createPost({
      store: at,
      keyring,
      keys,
      isSetUp: mailer.isSetUp,
      wake: () => woken++,
    })
    return { post, postman, woken: () => woken }
  }

  const find = async (id: MailId) => must(await store.findMail(id), 'it was queued')
  const first = (key = 'letter 1') => find(mailIdFor(keyring, key))

  it('[ROL2] a letter is queued once for its key, and sent once', async () => {
    const mailer = createMemoryMailer()
    const { post, postman, woken } = office(mailer)
    assert.deepEqual(await post.queue(letter()), { type: 'queued' })
    assert.deepEqual(await post.queue(letter({ subject: 'other' })), { type: 'known' })
    assert.equal(woken(), 1)
    await postman.deliver()
    await postman.deliver()
    assert.equal(mailer.sent.length, 1)
    const [sent] = mailer.sent
    assert.deepEqual(sent?.to, [{ name: 'Ana Ruiz', address: 'ana@example.org' }])
    assert.deepEqual(sent.recipients, ['ana@example.org'])
    assert.equal(sent.subject, `About ${SECRET}`)
    assert.equal(sent.date, clock())
    const { state, content } = await first()
    assert.deepEqual([state, content], ['sent', null])
    assert.deepEqual(await post.queue(letter()), { type: 'known' })
  })

  it('[SES1] what it says and to whom stands nowhere in the clear', async () => {
    const mailer = createMemoryMailer()
    mailer.plan({ type: 'later', code: '451' })
    const { post, postman } = office(mailer)
    await post.queue(letter({ html: `<p>${SECRET}</p>` }))
    await postman.deliver()
    const row = JSON.stringify(await first())
    for (const hidden of [SECRET, 'example.org', 'Ana']) {
      assert.equal(row.includes(hidden), false, hidden)
      assert.equal(row.includes(Buffer.from(hidden).toString('base64').slice(0, 6)), false)
      assert.equal(logged.join().includes(hidden), false)
    }
    const keys = createSessionKeys(store, keyring)
    const label = await openLabel({ keyring, keys }, await first())
    assert.deepEqual(label, { to: ['a***@example.org'] })
  })

  it('[SES1] a mail of a session is sealed under its key, and goes with it', async () => {
    const room = newId<'session'>()
    const made = keyring.create(room)
    await store.transact(
      toRoom(room, {
        type: 'create',
        interview: 'i.yml',
        participant: newId(),
        account: null,
        wrappedKey: made.wrapped,
      }),
    )
    const mailer = createMemoryMailer()
    mailer.plan({ type: 'later', code: '451' })
    const { post, postman } = office(mailer)
    assert.deepEqual(await post.queue(letter({ session: room })), { type: 'queued' })
    const mail = await first()
    assert.equal(mail.room, room)
    const opened = made.key.open('mail', `${mail.id} content`, must(mail.content, 'it waits'))
    assert.match(Buffer.from(opened).toString(), /the secret/)
    await postman.deliver()
    assert.equal(mailer.sent.length, 1)
    const lost = await post.queue(letter({ key: 'other', session: newId() }))
    assert.deepEqual(lost, { type: 'refused', code: 'unknown-session' })
  })

  const refused: readonly (readonly [string, Partial<Letter>, string])[] = [
    ['an address that is none', { to: 'ana' }, 'bad-address'],
    ['a header in an address', { to: 'ana@example.org\r\nBcc: eve@example.org' }, 'bad-address'],
    ['a name of a megabyte', { to: `${'n'.repeat(1 << 20)} <ana@example.org>` }, 'bad-address'],
    ['nobody', { to: [] }, 'nobody'],
    [
      'a crowd',
      { to: Array.from({ length: MAX_RECIPIENTS + 1 }, (_, n) => `a${n}@example.org`) },
      'too-many',
    ],
    ['a subject of a megabyte', { subject: 's'.repeat(1 << 20) }, 'too-long'],
    ['a long subject', { subject: 's'.repeat(501) }, 'too-long'],
    ['a text of more than its limit', { text: 't'.repeat(MAX_BODY + 1) }, 'too-long'],
    ['text and HTML together', { text: 't', html: 'h'.repeat(MAX_BODY) }, 'too-long'],
  ]
  for (const [name, changes, code] of refused) {
    it(`[REL9] refused: ${name}`, async () => {
      const { post } = office(createMemoryMailer())
      assert.deepEqual(await post.queue(letter(changes)), { type: 'refused', code })
      assert.equal((await store.countMails()).waiting, 0)
    })
  }

  it('a subject is one line, and a text holds nothing that a mail cannot', async () => {
    const mailer = createMemoryMailer()
    const { post, postman } = office(mailer)
    await post.queue(letter({ subject: 'One\r\nBcc: eve@example.org', text: 'a\r\nb\rc\0\ud800' }))
    await postman.deliver()
    assert.equal(mailer.sent[0]?.subject, 'One Bcc: eve@example.org')
    assert.equal(mailer.sent[0].text, 'a\nb\nc\ufffd\ufffd')
  })

  it('[ROL2] without a mail server it waits, and fails after two days', async () => {
    const { post, postman } = office(createNoMailer())
    assert.equal(post.isSetUp, false)
    await post.queue(letter())
    await postman.deliver()
    const { state, attempts } = await first()
    assert.deepEqual([state, attempts], ['waiting', 0])
    clock.advance(TRIED_FOR_MS)
    await postman.deliver()
    assert.equal((await first()).code, 'too-old')
  })

  it('[ROL2] a letter whose link is over is not sent', async () => {
    const mailer = createMemoryMailer()
    const { post, postman } = office(mailer)
    await post.queue(letter({ validMs: 1000 }))
    clock.advance(1000)
    await postman.deliver()
    assert.equal(mailer.sent.length, 0)
    assert.equal((await first()).code, 'too-old')
  })

  it('[ROL2] is tried again when it was refused for now, and only for those who have not got it', async () => {
    const mailer = createMemoryMailer()
    const outcomes: readonly SendOutcome[] = [
      { type: 'away', code: 'connection' },
      { type: 'taken', refused: [{ address: 'b@example.org', type: 'later', code: '450' }] },
    ]
    mailer.plan(...outcomes)
    const { post, postman } = office(mailer)
    await post.queue(letter({ to: ['a@example.org', 'b@example.org'] }))
    await postman.deliver()
    await postman.deliver()
    assert.equal(mailer.sent.length, 1)
    clock.advance(60_000)
    await postman.deliver()
    clock.advance(120_000)
    await postman.deliver()
    const recipients = mailer.sent.map((mail) => mail.recipients)
    assert.deepEqual(recipients.slice(1), [['a@example.org', 'b@example.org'], ['b@example.org']])
    const ids = new Set(mailer.sent.map(({ id }) => id))
    assert.equal(ids.size, 1)
    assert.deepEqual(mailer.sent[2]?.to.length, 2)
    assert.equal((await first()).state, 'sent')
  })

  it('[ROL2] with the mail server away, the rest of a heap waits without an attempt', async () => {
    const mailer = createMemoryMailer()
    mailer.plan(...Array.from({ length: 5 }, () => ({ type: 'away', code: 'connection' }) as const))
    const { post, postman } = office(mailer)
    for (let n = 0; n < 12; n++) await post.queue(letter({ key: `letter ${n}` }))
    await postman.deliver()
    assert.equal(mailer.sent.length, 5)
    await postman.deliver()
    assert.equal(mailer.sent.length, 12)
  })

  it('[ROL2] its sender is killed: it is sent once more, then an administrator is asked', async () => {
    const dying: MemoryMailer = {
      ...createMemoryMailer(),
      send: () => new Promise(() => undefined),
    }
    const { post, postman } = office(dying)
    await post.queue(letter())
    postman.wake()
    for (let died = 0; died < 2; died++) {
      while ((await first()).state !== 'sending') await store.now()
      const next = office(dying)
      await next.postman.deliver()
      assert.equal((await first()).state, 'sending')
      clock.advance(300_000)
      await next.postman.deliver()
      if (died === 1) break
      assert.deepEqual([(await first()).state, (await first()).doubts], ['waiting', 1])
      clock.advance(60_000)
      next.postman.wake()
    }
    assert.deepEqual([(await first()).state, (await first()).code], ['doubtful', 'lapsed'])
  })

  it('[ROL2] two processes at the same outbox send each mail once', async () => {
    const mailer = createMemoryMailer()
    const [here, there] = [office(mailer), office(mailer)]
    for (let n = 0; n < 30; n++) await here.post.queue(letter({ key: `letter ${n}` }))
    await Promise.all([here.postman.deliver(), there.postman.deliver()])
    assert.equal(mailer.sent.length, 30)
    assert.equal(new Set(mailer.sent.map(({ id }) => id)).size, 30)
  })

  it('[ROL2] what came of it is told when the store is back', async () => {
    const mailer = createMemoryMailer()
    let isAway = true
    const settleMail: MailStore['settleMail'] = async (settled) => {
      if (isAway) throw new StoreFailure('away')
      return store.settleMail(settled)
    }
    const { post, postman } = office(mailer, { ...store, settleMail })
    await post.queue(letter())
    await assert.rejects(postman.deliver(), StoreFailure)
    assert.equal((await first()).state, 'sending')
    isAway = false
    await postman.deliver()
    assert.equal((await first()).state, 'sent')
    assert.equal(mailer.sent.length, 1)
  })

  it('what cannot be opened fails, and is in nobody’s way', async () => {
    const mailer = createMemoryMailer()
    const { post, postman } = office(mailer)
    const strange = {
      id: newId<'mail'>(),
      room: null,
      kind: 'test',
      label: 's1.k.x',
      content: 's1.k.x',
    }
    await store.queueMail({ ...strange, recipients: 1, expiresAt: null })
    await post.queue(letter())
    await postman.deliver()
    assert.equal((await find(strange.id)).code, 'unreadable')
    assert.equal((await first()).state, 'sent')
    assert.equal(
      await openMail({ keyring, keys: createSessionKeys(store, keyring) }, await find(strange.id)),
      null,
    )
  })

  it('after a month its key is free again', async () => {
    const { post, postman } = office(createMemoryMailer())
    await post.queue(letter())
    await postman.deliver()
    clock.advance(SETTLED_KEPT_MS + 1)
    const forget = must(
      postman.chores.find(({ name }) => name === 'forget-mail'),
      'a chore',
    )
    await forget.run()
    assert.deepEqual(await post.queue(letter()), { type: 'queued' })
  })
})
