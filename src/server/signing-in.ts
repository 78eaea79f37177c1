/**
 * What comes after "that is who they say they are" (a password, a link, another site's word): the
 * sign-in with its cookies, or the page that asks for the second factor first (ACC2).
 * All cookies of the browser are new from then on: one that somebody knew or planted before opens
 * nothing (session fixation).
 */
import { normalizeEmail } from '../accounts/email.ts'
import { PENDING_MS, type NeedsFactor, type SignedIn } from '../accounts/sign-ins.ts'
import type { Account } from '../store/account-store.ts'
import { isOperator } from './access.ts'
import { createSecret, digestSecret, readCookie, setCookie } from './browser.ts'
import { familyOf } from './browser-family.ts'
import { withNext } from './pages/shell.ts'
import { PATHS, url } from './routes.ts'
import { actorOf } from './visitor.ts'
import { redirect, VISITOR_COOKIE_SECONDS, type Ask, type World } from './web.ts'

/** Sessions of one browser that are taken over at once; others are when they are opened. */
const MOST_TAKEN_OVER = 500
const KNOWN_BROWSER_SECONDS = 400 * 24 * 60 * 60
/** What a cookie of ours is made of; nothing else is looked up. */
const KNOWN_BROWSER = /^([\w-]{43})([\w-]{43})$/

/** Sends the browser on to `to`, a path of ours; by way of the second factor, where there is one. */
export async function letIn(
  world: World,
  ask: Ask,
  done: SignedIn | NeedsFactor,
  to: string,
): Promise<Response> {
  const { settings } = world.deps
  if (done.type === 'signed-in') {
    await keepSignIn(world, ask, done)
    return redirect(ask, to)
  }
  const cookie = setCookie(settings, 'pending', done.pending, PENDING_MS / 1000)
  ask.header('set-cookie', cookie, { append: true })
  return redirect(ask, withNext(url(settings.root, PATHS.signInCode), to))
}

/** The cookies of a browser that is signed in from now on. */
export async function keepSignIn(world: World, ask: Ask, done: SignedIn): Promise<void> {
  const { settings, random, keyring } = world.deps
  const before = readCookie(settings, ask.req.header('cookie') ?? null, 'signIn')
  if (before !== null) await world.accounts.signOut(before)
  await world.accounts.describeSignIn(done.secret, familyOf(ask.req.header('user-agent')))
  await takeOver(world, ask, done.account)
  const { mostMs } = settings.signIns
  const cookies = [
    setCookie(settings, 'signIn', done.secret, mostMs / 1000),
    setCookie(settings, 'pending', null),
  ]
  const nonce = createSecret(random)
  const known = `${nonce}${keyring.digest('known browser', `${done.account.email} ${nonce}`)}`
  cookies.push(setCookie(settings, 'known', known, KNOWN_BROWSER_SECONDS))
  for (const cookie of cookies) ask.header('set-cookie', cookie, { append: true })
}

/** Names this browser where the account with the address was signed in on it; null for others. */
export function knownBrowser(world: World, ask: Ask, email: string): string | null {
  const { settings, keyring } = world.deps
  const cookie = readCookie(settings, ask.req.header('cookie') ?? null, 'known') ?? ''
  const [, nonce, proof] = KNOWN_BROWSER.exec(cookie) ?? []
  if (nonce === undefined) return null
  const expected = keyring.digest('known browser', `${normalizeEmail(email)} ${nonce}`)
  // Whoever could measure the comparison would still have to guess 256 bits.
  return proof === expected ? nonce : null
}

/**
 * CHT18: what was begun in this browser without signing in is the account's from now on, with its
 * answers; what somebody else's account has is left alone. The browser gets a new cookie, the old
 * one opens nothing.
 */
async function takeOver(world: World, ask: Ask, account: Account): Promise<void> {
  const { store, settings, random } = world.deps
  const { browser } = ask.var.visitor
  if (browser === null) return
  for (const visit of await store.readVisits(browser, MOST_TAKEN_OVER)) {
    await world.door.claim(visit.room, visit.participant, account)
  }
  const secret = createSecret(random)
  const digest = digestSecret(secret)
  // Last of all: were the answer lost on the way, the sessions are found by signing in again.
  await store.rebindVisitor(browser, digest)
  ask.set('visitor', { ...ask.var.visitor, browser: digest })
  ask.header('set-cookie', setCookie(settings, 'visitor', secret, VISITOR_COOKIE_SECONDS), {
    append: true,
  })
}

export async function signOutBrowser(world: World, ask: Ask): Promise<void> {
  const { settings, store } = world.deps
  const secret = readCookie(settings, ask.req.header('cookie') ?? null, 'signIn')
  if (secret !== null) await world.accounts.signOut(secret)
  ask.header('set-cookie', setCookie(settings, 'signIn', null), { append: true })
  // What was begun in this browser before is no longer opened by it: somebody else may use it now.
  const { browser } = ask.var.visitor
  if (browser !== null) await store.rebindVisitor(browser, null)
  ask.header('set-cookie', setCookie(settings, 'visitor', null), { append: true })
}

/** The buttons of the sign-in page. */
export function providersFor(
  world: World,
  next: string | null,
): readonly { readonly name: string; readonly to: string }[] {
  const { root, openid } = world.deps.settings
  const more = next === null ? '' : `?next=${encodeURIComponent(next)}`
  return openid.map(({ id, name }) => ({
    name,
    to: url(root, PATHS.openid.replace(':provider', id)) + more,
  }))
}

export function homeOf(world: World, account: Account): string {
  const { root } = world.deps.settings
  return isOperator(actorOf(account)) ? url(root, PATHS.monitor) : root
}

/** Only a path of ours: an address that leads elsewhere is forgotten. */
export function nextPath(world: World, next: string | null): string | null {
  const { root } = world.deps.settings
  if (next === null || next.length > 2000 || !/^[\u0021-\u007e]+$/.test(next)) return null
  if (!next.startsWith(root) || next.includes('\\') || next.startsWith('//')) return null
  const parsed = URL.parse(next, 'http://here.invalid')
  if (parsed === null || parsed.origin !== 'http://here.invalid') return null
  const path = parsed.pathname + parsed.search
  return path.startsWith(root) && !path.startsWith('//') ? path : null
}
