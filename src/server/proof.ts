/**
 * That whoever is signed in is the account's owner, asked before what only owners may do (ACC1): by
 * the password, or, where there is none, by a sign-in at the provider just now (ACC2). A browser
 * that was left open is neither.
 */
import { passwordAttempts } from '../accounts/guesses.ts'
import { must } from '../base/must.ts'
import type { Account } from '../store/account-store.ts'
import { text } from '../texts/text.ts'
import { readCookie, setCookie } from './browser.ts'
import type { Proof } from './pages/proof.ts'
import { isSameText } from './same-text.ts'
import { knownBrowser } from './signing-in.ts'
import type { Ask, World } from './web.ts'

const HOLDS_MS = 10 * 60_000
const COOKIE = /^(\d{13})-([\w-]{43})$/

/** What the pages ask for. */
export async function proofOf(world: World, ask: Ask): Promise<Proof> {
  const { account: own, halfway } = ask.var.visitor
  const account = must(own ?? halfway, 'the access rule asks for an account')
  if (account.passwordHash !== null) return 'password'
  // Who has only just come in, and owes a second factor, is on the way from there.
  if (own === null) return 'none'
  if (!(await isConnected(world, account))) return 'none'
  return (await isFresh(world, ask, account)) ? 'none' : 'provider'
}

/** Why somebody may not do what only the owner may; null where they have proven to be that. */
export async function provesOwner(
  world: World,
  ask: Ask,
  password: string,
): Promise<string | null> {
  const { account: own, halfway } = ask.var.visitor
  const account = must(own ?? halfway, 'the access rule asks for an account')
  if (account.passwordHash === null) {
    return (await proofOf(world, ask)) === 'none' ? null : text('proof.first')
  }
  const guess = await guessed(world, ask, account.email)
  if (guess.wait > 0) return waitText(guess.wait)
  const checked = await world.accounts.checkPassword(account.email, password)
  if (checked.type === 'refused') return text('password.wrong')
  await guess.right()
  return null
}

/** The provider has just asked who they are: for some minutes, and for this sign-in alone. */
export async function giveProof(world: World, ask: Ask, account: Account): Promise<void> {
  const until = (await world.deps.store.now()) + HOLDS_MS
  const value = `${until}-${signatureOf(world, ask, account, until)}`
  const cookie = setCookie(world.deps.settings, 'proof', value, HOLDS_MS / 1000)
  ask.header('set-cookie', cookie, { append: true })
}

async function isFresh(world: World, ask: Ask, account: Account): Promise<boolean> {
  const { settings, store } = world.deps
  const cookie = readCookie(settings, ask.req.header('cookie') ?? null, 'proof') ?? ''
  const [, until = '', signature = ''] = COOKIE.exec(cookie) ?? []
  if (!isSameText(signature, signatureOf(world, ask, account, Number(until)))) return false
  return Number(until) > (await store.now())
}

function signatureOf({ deps }: World, ask: Ask, { id }: Account, until: number): string {
  return deps.keyring.digest('proof', `${id} ${ask.var.visitor.signIn} ${until}`).slice(0, 43)
}

/** With a provider that can still be asked. */
async function isConnected({ deps }: World, { id }: Account): Promise<boolean> {
  const issuers = deps.settings.openid.map(({ issuer }) => issuer)
  const held = await deps.store.listIdentities(id)
  return held.some(({ issuer }) => issuers.includes(issuer))
}

/**
 * Counts a guess at the account's password, before it is looked at: guesses at the same moment are
 * as many. `wait`: ms until the next one may be made, 0 for now.
 */
export async function guessed(world: World, ask: Ask, email: string) {
  const { store, keyring } = world.deps
  const attempts = passwordAttempts((purpose, said) => keyring.digest(purpose, said), {
    email,
    address: ask.env.address ?? '',
    knownBrowser: knownBrowser(world, ask, email),
  })
  const [own] = attempts
  return {
    wait: await store.takeAttempt(attempts),
    right: () => store.forgetAttempts([own.key]),
  }
}

export function waitText(ms: number): string {
  return text('signIn.tooMany', { count: Math.ceil(ms / 60_000) })
}
