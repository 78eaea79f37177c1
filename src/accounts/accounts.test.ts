import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, it, type TestContext } from 'node:test'
import { parseAccountId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { account } from '../store/testing/scene.ts'
import { createAccounts, type Accounts } from './accounts.ts'
import type { SignedIn } from './sign-ins.ts'
import { createArgon2Hasher } from './argon2.ts'
import type { PasswordHasher } from './passwords.ts'
import { judgePassword } from './password-rules.ts'

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

  async function signIn(email: string, password: string): Promise<SignedIn> {
    const checked = await accounts.checkPassword(email, password)
    assert.ok(checked.type === 'right')
    return accounts.admit(checked.account)
  }

  it('[ACC1] the first administrator gets a link that signs in once', async () => {
    const first = must(await accounts.ensureFirstAdministrator('admin@example.com'), 'a link')
    assert.equal(first.account.email, 'admin@example.com')
    assert.equal(await accounts.takeLink(first.token, ['reset', 'register']), null)
    const taken = await accounts.takeLink(first.token, ['sign-in'])
    assert.deepEqual(taken?.account?.privileges, ['admin'])
    assert.equal(await accounts.takeLink(first.token, ['sign-in']), null)
    const { secret } = await accounts.admit(must(taken.account, 'an account'))
    assert.equal((await accounts.whoIs(secret))?.email, 'admin@example.com')
  })

  it('[ACC1] there is a link until an administrator has a password, and then none works', async () => {
    const other = must(await accounts.ensureFirstAdministrator('other@example.com'), 'a link')
    assert.equal(other.account.email, 'admin@example.com')
    assert.equal((await accounts.findLink(other.token))?.link.purpose, 'sign-in')
    assert.deepEqual(await accounts.setPassword(other.account.id, PASSWORD), { type: 'set' })
    assert.equal(await accounts.ensureFirstAdministrator('admin@example.com'), null)
    assert.equal(await accounts.findLink(other.token), null)
    assert.equal(await accounts.takeLink(other.token, ['sign-in']), null)
  })

  it('[ACC2] a factor that comes into force during a sign-in is asked for', async () => {
    const own = await openSqliteStore({ file: ':memory:' })
    const person = account({ passwordHash: `plain:${PASSWORD}` })
    await own.createAccount(person)
    const factor = { account: person.id, sealed: 'sealed' }
    await own.draftSecondFactor(factor)
    let signIns = 0
    const racing = createAccounts({
      store: {
        ...own,
        async createSignIn(signIn) {
          signIns += 1
          await own.confirmSecondFactor({ ...factor, step: 1, codes: [] })
          await own.createSignIn(signIn)
        },
      },
      passwords: plain,
      random: (bytes) => randomBytes(bytes),
      now: () => own.now(),
    })
    const checked = await racing.checkPassword(person.email, PASSWORD)
    assert.ok(checked.type === 'right')
    assert.equal((await racing.open(checked.account)).type, 'needs-factor')
    assert.equal(signIns, 1)
    assert.deepEqual(await own.readSignIns(person.id), [])
    await own.close()
  })

  it('[ACC1] [ACC2] no link is made where an administrator signs in elsewhere', async () => {
    const other = await openSqliteStore({ file: ':memory:' })
    const own = createAccounts({
      store: other,
      passwords: plain,
      random: (bytes) => randomBytes(bytes),
      now: () => other.now(),
    })
    const first = must(await own.ensureFirstAdministrator('admin@example.com'), 'a link')
    const identity = { issuer: 'https://login.example.org', subject: 's' }
    await other.linkIdentity({ ...identity, account: first.account.id })
    assert.equal(await own.ensureFirstAdministrator('admin@example.com'), null)
    await other.close()
  })

  it('[ACC1] a new password ends the sign-ins made with the old one', async () => {
    const before = await signIn('admin@example.com', PASSWORD)
    await accounts.setPassword(before.account.id, `${PASSWORD} staple`)
    assert.equal(await accounts.whoIs(before.secret), null)
    assert.equal((await accounts.checkPassword('admin@example.com', PASSWORD)).type, 'refused')
  })

  it('[ACC1] an operator is created, sets a password by link, signs in and out', async () => {
    const created = await accounts.createAccount(OLIVIA)
    assert.ok(created.type === 'created')
    assert.equal(created.account.email, 'olivia@example.org')
    const token = await accounts.createLink(created.account.id, 'set-password')
    assert.equal((await accounts.findLink(token))?.link.purpose, 'set-password')
    await accounts.setPassword(created.account.id, PASSWORD)
    const signedIn = await signIn(' OLIVIA@example.org', PASSWORD)
    assert.equal((await accounts.whoIs(signedIn.secret))?.id, created.account.id)
    await accounts.signOut(signedIn.secret)
    assert.equal(await accounts.whoIs(signedIn.secret), null)
  })

  it('[ACC1] a wrong password and an unknown address are refused alike', async () => {
    const wrong = await accounts.checkPassword('olivia@example.org', 'guess guess guess')
    const unknown = await accounts.checkPassword('nobody@example.org', PASSWORD)
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

  it('[ACC1] passwords that are guessed first are refused: common ones, repetitions, the address and a year', async () => {
    const judged = (password: string) => judgePassword(password, 'olivia.ortega@harbour.org')
    for (const common of [
      '1234567890',
      'Qwertyuiop',
      'password123',
      '1q2w3e4r5t',
      'abcabcabcabc',
    ]) {
      assert.equal(await judged(common), 'common', common)
    }
    for (const name of ['olivia1979!', 'OliviaOrtega', 'harbour-2026', 'Alongside#1']) {
      assert.equal(await judged(name), 'is-name', name)
    }
    for (const good of [
      'a calm blue harbour',
      'olivia sings low',
      '79 boats in line',
      'ключи под водой',
    ]) {
      assert.equal(await judged(good), null, good)
    }
  })

  it('[ACC1] switching an account off ends its sign-ins and refuses new ones', async () => {
    const signedIn = await signIn('olivia@example.org', PASSWORD)
    await accounts.setActive(signedIn.account.id, false)
    assert.equal(await accounts.whoIs(signedIn.secret), null)
    assert.equal((await accounts.checkPassword('olivia@example.org', PASSWORD)).type, 'refused')
    await accounts.setActive(signedIn.account.id, true)
    assert.equal(await accounts.whoIs(signedIn.secret), null)
  })
})

describe('sign-ins and links', () => {
  const HOUR = 60 * 60 * 1000

  it('[ACC1] end by themselves: unused, and in the end however much they are used', async (t) => {
    let now = 1_000_000
    const store = await openSqliteStore({ file: ':memory:', clock: () => now })
    t.after(() => store.close())
    const lifetime = { idleMs: 10 * HOUR, mostMs: 25 * HOUR }
    const accounts = createAccounts({
      store,
      passwords: plain,
      random: (bytes) => randomBytes(bytes),
      now: () => now,
      lifetime,
    })
    const { account, token } = must(
      await accounts.ensureFirstAdministrator('admin@example.com'),
      'a link',
    )
    const unused = await accounts.admit(account)
    const used = await accounts.admit(account)
    const digest = createHash('sha256').update(used.secret).digest('base64url')
    for (let hours = 0; hours < 18; hours += 9) {
      now += 9 * HOUR
      await store.touchSignIn(digest, lifetime.idleMs)
    }
    assert.equal(await accounts.whoIs(unused.secret), null)
    assert.notEqual(await accounts.whoIs(used.secret), null)
    now += 7 * HOUR
    await store.touchSignIn(digest, lifetime.idleMs)
    assert.equal(await accounts.whoIs(used.secret), null)
    assert.equal(await accounts.takeLink(token, ['sign-in']), null)
  })

  it('[ACC1] a password that was replaced while it was looked at is a wrong one', async (t) => {
    const store = await openSqliteStore({ file: ':memory:' })
    t.after(() => store.close())
    let meanwhile: () => Promise<unknown> = () => Promise.resolve()
    const accounts = createAccounts({
      store,
      passwords: {
        ...plain,
        async verify(password, hash) {
          const right = await plain.verify(password, hash)
          await meanwhile()
          return right
        },
      },
      random: (bytes) => randomBytes(bytes),
      now: () => store.now(),
    })
    const made = await accounts.createAccount(OLIVIA)
    assert.ok(made.type === 'created')
    const { id, email } = made.account
    await accounts.setPassword(id, PASSWORD)
    meanwhile = () => accounts.setPassword(id, 'another calm harbour')
    assert.equal((await accounts.checkPassword(email, PASSWORD)).type, 'refused')
    meanwhile = () => accounts.setActive(id, false)
    assert.equal((await accounts.checkPassword(email, 'another calm harbour')).type, 'refused')
  })

  it('[ACC1] a reset that was mailed to an earlier address opens nothing', async (t) => {
    const { accounts, account } = await withAccount(t)
    const { email } = account
    const token = await accounts.createLink(account.id, 'reset', { email })
    assert.notEqual(await accounts.findLink(token), null)
    assert.ok(await accounts.setEmail(account.id, 'moved@example.org'))
    assert.equal(await accounts.findLink(token), null)
    assert.equal(await accounts.takeLink(token, ['reset']), null)
  })

  it('[ACC1] their owner sees them, and ends one or all others', async (t) => {
    const { accounts, account } = await withAccount(t)
    const made = []
    for (const agent of ['Firefox', 'Safari', 'Chrome']) {
      const signedIn = await accounts.admit(account)
      await accounts.describeSignIn(signedIn.secret, agent)
      made.push(signedIn)
    }
    const [own, second, third] = made.map(({ secret }) => secret)
    const digest = createHash('sha256')
      .update(own ?? '')
      .digest('base64url')
    const listed = await accounts.listSignIns(account.id, digest)
    assert.deepEqual(
      new Set(listed.map(({ agent }) => agent)),
      new Set(['Firefox', 'Safari', 'Chrome']),
    )
    assert.deepEqual(
      listed.filter((entry) => entry.own).map(({ agent }) => agent),
      ['Firefox'],
    )
    const safari = listed.find(({ agent }) => agent === 'Safari')
    await accounts.endSignIn(must(parseAccountId('x'.repeat(22)), 'an id'), safari?.id ?? '')
    assert.notEqual(await accounts.whoIs(second ?? ''), null)
    await accounts.endSignIn(account.id, safari?.id ?? '')
    assert.equal(await accounts.whoIs(second ?? ''), null)
    await accounts.endOtherSignIns(account.id, digest)
    assert.equal(await accounts.whoIs(third ?? ''), null)
    assert.notEqual(await accounts.whoIs(own ?? ''), null)
  })
})

describe('privileges', () => {
  it('[ACC1] of the organisation’s own are added, given and removed; the known ones stay', async (t) => {
    const { accounts, account, store } = await withAccount(t)
    assert.equal(await accounts.setPrivileges(account.id, ['translator']), 'unknown-privilege')
    assert.equal(await accounts.addPrivilege('<b>'), 'bad-privilege')
    for (const name of ['admin', 'Admin', 'ａｄｍｉｎ', 'ADVOCATE']) {
      assert.equal(await accounts.addPrivilege(name), 'known-privilege', name)
    }
    assert.equal(await accounts.addPrivilege('translator'), null)
    assert.deepEqual((await accounts.listPrivileges()).at(-1), 'translator')
    assert.equal(await accounts.setPrivileges(account.id, ['translator', 'advocate']), null)
    assert.equal(await accounts.removePrivilege('advocate'), 'known-privilege')
    assert.equal(await accounts.removePrivilege('translator'), null)
    assert.deepEqual((await store.findAccount(account.id))?.privileges, ['advocate'])
  })

  it('[ACC1] the last administrator stays one', async (t) => {
    const { accounts } = await withAccount(t)
    const first = must(await accounts.ensureFirstAdministrator('a@example.org'), 'a link').account
    assert.equal(await accounts.setPrivileges(first.id, ['user']), 'last-administrator')
    assert.equal(await accounts.setActive(first.id, false), 'last-administrator')
    assert.equal(await accounts.deleteAccount(first.id, 'a'), 'last-administrator')
    const made = await accounts.createAccount({
      ...OLIVIA,
      email: 'b@b.org',
      privileges: ['admin'],
    })
    assert.ok(made.type === 'created')
    // Each may remove the other, but not both at once.
    const both = await Promise.all([
      accounts.setPrivileges(first.id, []),
      accounts.setActive(made.account.id, false),
    ])
    assert.deepEqual(both.toSorted(), ['last-administrator', null])
  })
})

async function withAccount(t: TestContext) {
  const store = await openSqliteStore({ file: ':memory:' })
  t.after(() => store.close())
  const accounts = createAccounts({
    store,
    passwords: plain,
    random: (bytes) => randomBytes(bytes),
    now: () => store.now(),
  })
  const made = await accounts.createAccount(OLIVIA)
  assert.ok(made.type === 'created')
  return { store, accounts, account: made.account }
}

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
