/**
 * What an account may take along of its own (SES3): a ZIP that is made while it is read, so that its
 * size is nobody's burden. Each session is entered through its door once more, and holds what its
 * person may read: their chat (CHT10) and what became of their calls; answers and files where nobody else takes part, because
 * interview code may keep one person's answers from another. A ZIP is read for long: it breaks off
 * when the sign-in that asked for it has ended (ACC3).
 */
import { makeZip } from 'client-zip'
import { ownerOf, ownPeople } from '../live/delete.ts'
import { callsOf } from '../live/phone-view.ts'
import type { CallView } from '../live/views.ts'
import type { Account } from '../store/account-store.ts'
import type { SessionMark } from '../store/session-store.ts'
import { text } from '../texts/text.ts'
import { chatLogFile } from './chat-log.ts'
import type { Visit } from './door.ts'
import type { Place } from './interview-flow.ts'
import { plainText } from './pages/markdown.ts'
import { SessionGone } from './session-gone.ts'
import type { Visitor } from './visitor.ts'
import type { World } from './web.ts'

const BATCH = 50
const LONGEST_NAME = 60
/** The sign-in is looked at again when something is read this long after the last look. */
const LOOK_EVERY_MS = 1_000

interface Part {
  readonly name: string
  readonly lastModified: Date
  readonly input: string | AsyncIterable<Uint8Array>
}

/** Of whoever is signed in as `account`. */
export function exportOwn(
  world: World,
  visitor: Visitor,
  given: { readonly account: Account; readonly place: Place },
): ReadableStream<Uint8Array> {
  return makeZip(whileSignedIn(partsOf(world, visitor, given), createLook(world, visitor)))
}

/** Throws when the sign-in has ended. */
type Look = () => Promise<void>

function createLook({ deps, timing }: World, { signIn }: Visitor): Look {
  let lookedAt = timing.now()
  return async () => {
    if (timing.now() - lookedAt < LOOK_EVERY_MS) return
    const found = signIn === null ? null : await deps.store.findSignIn(signIn)
    if (found === null) throw new SignedOut('an export breaks off')
    lookedAt = timing.now()
  }
}

/** Whoever asked for it is not signed in any more. */
class SignedOut extends Error {
  override name = 'SignedOut'
}

async function* whileSignedIn(parts: AsyncIterable<Part>, look: Look): AsyncGenerator<Part> {
  for await (const part of parts) {
    await look()
    const { input } = part
    yield typeof input === 'string' ? part : { ...part, input: bytesWhileSignedIn(input, look) }
  }
}

async function* bytesWhileSignedIn(
  bytes: AsyncIterable<Uint8Array>,
  look: Look,
): AsyncGenerator<Uint8Array> {
  for await (const some of bytes) {
    await look()
    yield some
  }
}

async function* partsOf(
  world: World,
  visitor: Visitor,
  { account, place }: { readonly account: Account; readonly place: Place },
): AsyncGenerator<Part> {
  const { store } = world.deps
  const now = new Date(await store.now())
  yield { name: 'README.txt', lastModified: now, input: text('export.readme') }
  yield { name: 'account.json', lastModified: now, input: json(tellAccount(account)) }
  let after: SessionMark | null = null
  let number = 0
  for (;;) {
    const part = await store.readSessionsOf({ account: account.id, after, limit: BATCH })
    for (const { id, usedAt } of part) {
      after = { usedAt, id }
      const opened = await world.door.open(id, visitor, 'view-session')
      if (opened.type !== 'open') continue
      number += 1
      try {
        yield* sessionParts(world, opened.visit, { number, place })
      } catch (error) {
        // Deleted while it was being told.
        if (!(error instanceof SessionGone)) throw error
      }
    }
    if (part.length < BATCH) return
  }
}

async function* sessionParts(
  world: World,
  visit: Visit,
  { number, place }: { readonly number: number; readonly place: Place },
): AsyncGenerator<Part> {
  const { room, visitor } = visit
  const title = plainText(room.title) || room.interview
  const folder = `interviews/${String(number).padStart(3, '0')} ${fileName(title)}/`
  const lastModified = new Date(room.usedAt)
  const isAlone = ownPeople(room).length === 1 && ownerOf(room)?.id === visit.participant.id
  const about = {
    title,
    interview: room.interview,
    begun: new Date(room.createdAt).toISOString(),
    lastUsed: lastModified.toISOString(),
    answers: isAlone ? 'answers.json' : text('export.notAlone'),
    calls: callsOf(visit.participant).map(tellCall),
  }
  yield { name: `${folder}about.json`, lastModified, input: json(about) }
  const zones = [visitor.account?.timezone, world.deps.settings.timezone]
  const chat = await chatLogFile(world.deps, visit, zones)
  if (!chat.isEmpty) yield { name: `${folder}chat.txt`, lastModified, input: chat.text }
  if (!isAlone) return
  const answers = await world.flow.answers(visit, place)
  const told = answers ?? json({ note: text('export.noAnswers') })
  yield { name: `${folder}answers.json`, lastModified, input: told }
  for (const { file } of await world.keeper.list(visit)) {
    const name = `${folder}files/${file.number} ${fileName(file.filename)}`
    yield { name, lastModified, input: world.keeper.read(room.id, file, 0, file.size) }
  }
}

/** PHN10: never the number. */
function tellCall({ operator, at, fate, answeredAt, endedAt }: CallView) {
  return {
    with: operator.name,
    began: isoTime(at),
    answered: isoTime(answeredAt),
    ended: isoTime(endedAt),
    outcome: fate,
  }
}

function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function tellAccount(account: Account) {
  return {
    email: account.email,
    firstName: account.firstName,
    lastName: account.lastName,
    language: account.language,
    timezone: account.timezone,
    privileges: account.privileges,
    createdAt: new Date(account.createdAt).toISOString(),
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Wherever it is unpacked: no folder, nothing hidden, nothing that a system forbids. */
function fileName(name: string): string {
  const safe = name
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '')
  const at = safe.lastIndexOf('.')
  const ending = at > 0 && safe.length - at <= 10 ? safe.slice(at) : ''
  const whole = safe.length <= LONGEST_NAME ? safe : safe.slice(0, LONGEST_NAME - 10) + ending
  return whole.replace(/[. ]+$/, '') || '-'
}
