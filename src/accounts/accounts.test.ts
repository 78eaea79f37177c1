import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { must } from '../base/must.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { createAccounts, SIGN_IN_MS, type Accounts } from './accounts.ts'
import { createArgon2Hasher } from './argon2.ts'
import type { PasswordHasher } from './passwords.ts'

const PASSWORD = 'correct horse battery'
const OLIVIA = {
  email: 'Olivia@Example.org',
  firstName: 'Olivia',
  lastName: 'Ortega',
  privileges: ['advocate'],
}

/** Says what it was asked, quickly. */
const plain: PasswordHasher = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  verify: (password, hash) => Promise.resolve(hash === `plain:${password}`),
}

describe('accounts', () => {
  let store: Store
  let accounts: Accounts

  before(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    accounts = createAccounts({
      store,
      passwords: plain,
      random: (bytes) => randomBytes(bytes),
      now: () => store.now(),
    })
  })
  after(() => store.close())

  it('[ACC1] the first administrator gets a link that signs in once', async () => {
    const first = must(await accounts.ensureFirstAdministrator('admin@example.com'), 'a link')
    assert.equal(first.account.email, 'admin@example.com')
    const signedIn = await accounts.takeLink(first.token)
    assert.ok(signedIn?.type === 'signed-in')
    assert.deepEqual(signedIn.account.privileges, ['admin'])
    assert.equal(await accounts.takeLink(first.token), null)
    assert.equal((await accounts.whoIs(signedIn.secret))?.email, 'admin@example.com')
  })

  it('[ACC1] there is a link until an administrator has a password, and then none works', async () => {
    const other = must(await accounts.ensureFirstAdministrator('other@example.com'), 'a link')
    assert.equal(other.account.email, 'admin@example.com')
    assert.equal((await accounts.findLink(other.token))?.purpose, 'sign-in')
    assert.deepEqual(await accounts.setPassword(other.account.id, PASSWORD), { type: 'set' })
    assert.equal(await accounts.ensureFirstAdministrator('admin@example.com'), null)
    assert.equal(await accounts.findLink(other.token), null)
    assert.equal(await accounts.takeLink(other.token), null)
  })

  it('[ACC1] a new password ends the sign-ins made with the old one', async () => {
    const before = await accounts.signIn('admin@example.com', PASSWORD)
    assert.ok(before.type === 'signed-in')
    await accounts.setPassword(before.account.id, `${PASSWORD} staple`)
    assert.equal(await accounts.whoIs(before.secret), null)
    assert.equal((await accounts.signIn('admin@example.com', PASSWORD)).type, 'refused')
  })

  it('[ACC1] an operator is created, sets a password by link, signs in and out', async () => {
    const created = await accounts.createAccount(OLIVIA)
    assert.ok(created.type === 'created')
    assert.equal(created.account.email, 'olivia@example.org')
    const token = await accounts.createLink(created.account.id, 'set-password')
    assert.equal((await accounts.findLink(token))?.purpose, 'set-password')
    await accounts.setPassword(created.account.id, PASSWORD)
    const signedIn = await accounts.signIn(' OLIVIA@example.org', PASSWORD)
    assert.ok(signedIn.type === 'signed-in')
    assert.equal((await accounts.whoIs(signedIn.secret))?.id, created.account.id)
    await accounts.signOut(signedIn.secret)
    assert.equal(await accounts.whoIs(signedIn.secret), null)
  })

  it('[ACC1] a wrong password and an unknown address are refused alike', async () => {
    const wrong = await accounts.signIn('olivia@example.org', 'guess guess guess')
    const unknown = await accounts.signIn('nobody@example.org', PASSWORD)
    assert.deepEqual(wrong, { type: 'refused', code: 'wrong' })
    assert.deepEqual(unknown, wrong)
  })

  it('[ACC1] bad addresses, names of privileges and second accounts are refused', async () => {
    const refused = async (change: Partial<typeof OLIVIA>): Promise<string> => {
      const result = await accounts.createAccount({ ...OLIVIA, ...change })
      return result.type === 'refused' ? result.code : 'created'
    }
    assert.equal(await refused({}), 'exists')
    for (const email of ['', 'x', 'a@b', 'a b@c.org', '<a@b.org>', 'a@b.org\nbcc:c@d.org']) {
      assert.equal(await refused({ email }), 'bad-email', email)
    }
    assert.equal(await refused({ email: 'x@y.org', privileges: ['<b>'] }), 'unknown-privilege')
  })

  it('[ACC1] passwords that are short, endless or the address are refused', async () => {
    const account = await store.findAccountByEmail('olivia@example.org')
    assert.ok(account)
    const judged = async (password: string): Promise<string> => {
      const result = await accounts.setPassword(account.id, password)
      return result.type === 'refused' ? result.code : 'set'
    }
    assert.equal(await judged('123456789'), 'too-short')
    assert.equal(await judged('x'.repeat(201)), 'too-long')
    assert.equal(await judged('olivia@example.org'), 'is-email')
  })

  it('[ACC1] switching an account off ends its sign-ins and refuses new ones', async () => {
    const signedIn = await accounts.signIn('olivia@example.org', PASSWORD)
    assert.ok(signedIn.type === 'signed-in')
    await accounts.setActive(signedIn.account.id, false)
    assert.equal(await accounts.whoIs(signedIn.secret), null)
    assert.equal((await accounts.signIn('olivia@example.org', PASSWORD)).type, 'refused')
    await accounts.setActive(signedIn.account.id, true)
    assert.equal(await accounts.whoIs(signedIn.secret), null)
  })
})

describe('sign-ins and links', () => {
  it('[ACC1] end by themselves', async () => {
    let now = 1_000_000
    const store = await openSqliteStore({ file: ':memory:', clock: () => now })
    const accounts = createAccounts({
      store,
      passwords: plain,
      random: (bytes) => randomBytes(bytes),
      now: () => now,
    })
    const token = await accounts.ensureFirstAdministrator('admin@example.com')
    const late = await accounts.ensureFirstAdministrator('admin@example.com')
    const signedIn = await accounts.takeLink(token?.token ?? '')
    assert.ok(signedIn?.type === 'signed-in')
    now += SIGN_IN_MS + 1
    assert.equal(await accounts.whoIs(signedIn.secret), null)
    assert.equal(await accounts.takeLink(late?.token ?? ''), null)
    await store.close()
  })
})

describe('argon2id', () => {
  it('[ACC1] verifies what it hashed and nothing else', async () => {
    const hasher = createArgon2Hasher()
    const hash = await hasher.hash(PASSWORD)
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal(await hasher.verify(PASSWORD, hash), true)
    assert.equal(await hasher.verify('another', hash), false)
    assert.equal(await hasher.verify('no account has this password', null), false)
    assert.equal(await hasher.verify(PASSWORD, 'pbkdf2:1'), false)
    assert.notEqual(await hasher.hash(PASSWORD), hash)
  })
})
