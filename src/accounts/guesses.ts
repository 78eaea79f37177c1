/**
 * How often passwords may be guessed and mails be asked for (ACC1). A stranger who guesses slows
 * strangers down, not the owner: a browser in which the owner signed in before has a count of its own.
 */
import type { Attempt, AttemptPolicy } from '../store/attempts.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * For one account from all browsers that it does not know: after 5 tries at most 288 a day, however
 * many addresses they come from. The owner on a new device waits 5 minutes at the longest.
 */
const STRANGERS: AttemptPolicy = { free: 5, firstMs: 2 * SECOND, mostMs: 5 * MINUTE, forgetMs: DAY }
/** In a browser that the account was signed in on. */
const KNOWN_BROWSER: AttemptPolicy = { free: 10, firstMs: 10 * SECOND, mostMs: HOUR, forgetMs: DAY }
/** From one network, for all accounts: an office may share an address. */
const NETWORK: AttemptPolicy = {
  free: 50,
  firstMs: 5 * SECOND,
  mostMs: 15 * MINUTE,
  forgetMs: HOUR,
}
/** Mails to one address that a stranger may cause. */
const MAILS: AttemptPolicy = { free: 3, firstMs: 5 * MINUTE, mostMs: 6 * HOUR, forgetMs: DAY }
const MAILS_OF_NETWORK: AttemptPolicy = { free: 20, firstMs: MINUTE, mostMs: HOUR, forgetMs: DAY }

/** Makes a key of what must not stand in the store as it is. */
export type Digest = (purpose: string, text: string) => string

export interface Guess {
  /** As it was typed. */
  readonly email: string
  /** Network address; '' where it is not known. */
  readonly address: string
  /** Of a browser that the account with this e-mail address was signed in on; null for others. */
  readonly knownBrowser: string | null
}

/** What a try at a password counts under. The first is forgotten when the password was right. */
export function passwordAttempts(digest: Digest, guess: Guess): readonly [Attempt, Attempt] {
  const own =
    guess.knownBrowser === null
      ? { key: digest('guess of account', normalized(guess.email)), policy: STRANGERS }
      : { key: digest('guess in browser', guess.knownBrowser), policy: KNOWN_BROWSER }
  return [own, { key: digest('guess of network', networkOf(guess.address)), policy: NETWORK }]
}

/** What a mail that somebody asks for without being signed in counts under. */
export function mailAttempts(
  digest: Digest,
  guess: Omit<Guess, 'knownBrowser'>,
): readonly Attempt[] {
  return [
    { key: digest('mail to', normalized(guess.email)), policy: MAILS },
    { key: digest('mail of network', networkOf(guess.address)), policy: MAILS_OF_NETWORK },
  ]
}

/** As some load balancers write it: each connection has another port. */
const WITH_PORT = /^\[?((?:\d+\.){3}\d+|(?<=\[)[^\]]+)\]?(?::\d+)?$/

/** Of IPv6 the first 64 bits: whoever has one of those addresses has them all. */
export function networkOf(address: string): string {
  const [, bare = address] = WITH_PORT.exec(address) ?? []
  const plain = bare.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}

function normalized(email: string): string {
  return email.trim().toLowerCase().slice(0, 300)
}
