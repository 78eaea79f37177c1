/**
 * What the provider of telephony asks for while somebody calls (PHN5). It is believed by its signature,
 * which is of the configured public address, never of what a request says of its own host (PHN8).
 * Whoever else asks is told nothing; without telephony the addresses do not exist.
 */
import type { CallNews, CallStep, Fields, Telephony } from '../phone/phone.ts'
import { MAX_TRIES } from '../live/phone.ts'
import { PATHS, url } from './routes.ts'
import type { PhoneSettings } from './settings.ts'
import { createVoiceCalls, type VoiceUrls } from './voice-call.ts'
import { errorPage, route, urlRoot, type Ask, type Site, type World } from './web.ts'

export const MAX_VOICE_BYTES = 16 * 1024
/** The stand-in of development is known by the same header. */
export const SIGNATURE_HEADER = 'x-twilio-signature'
/** Of fields that a call has; many times more than are sent. */
const MAX_FIELDS = 200

export function addVoiceRoutes(world: World, site: Site): void {
  const { telephony, settings } = world.deps
  const { phone } = settings
  const paths = [PATHS.voice, PATHS.voiceDigits, PATHS.voiceOver, PATHS.voiceStatus]
  const answers =
    telephony === null || phone === null ? null : createAnswers(world, telephony, phone)
  for (const path of paths) {
    route(world, site, 'POST', path, (ask) =>
      answers === null ? errorPage(world, ask, 404, 'error.notFound') : answers[path](ask),
    )
  }
}

type VoicePath =
  | typeof PATHS.voice
  | typeof PATHS.voiceDigits
  | typeof PATHS.voiceOver
  | typeof PATHS.voiceStatus

function createAnswers(
  world: World,
  telephony: Telephony,
  { line: { number } }: PhoneSettings,
): Readonly<Record<VoicePath, (ask: Ask) => Response | Promise<Response>>> {
  const { deps, shell, timing } = world
  const { settings, log, store, keyring, random } = deps
  const { line } = telephony
  const calls = createVoiceCalls({
    telephony,
    callerId: number,
    store,
    shell,
    keyring,
    random,
    timing,
    log,
  })

  function absolute(ask: Ask, path: VoicePath): string {
    return `${urlRoot(world, ask)}${url(settings.root, path)}`
  }

  /** The news, or why nothing is answered. */
  function readNews(ask: Ask, path: VoicePath): CallNews | Response {
    if (ask.var.body.length > MAX_VOICE_BYTES) return ask.body(null, 413)
    const fields = readFields(ask)
    if (fields === null) return refuse(ask, path, 'form')
    const { pathname, search } = new URL(ask.req.url)
    const asked = settings.urlRoot === null ? null : `${urlRoot(world, ask)}${pathname}${search}`
    const signature = ask.req.header(SIGNATURE_HEADER) ?? null
    if (!line.verify({ url: asked, signature, fields })) return refuse(ask, path, 'signature')
    return line.read(fields) ?? refuse(ask, path, 'news')
  }

  /** `expected`: what an administrator has to compare with the address that the provider asks. */
  function refuse(ask: Ask, path: VoicePath, reason: string): Response {
    log('voice-refused', { reason, expected: absolute(ask, path) })
    return ask.body(null, 403)
  }

  function urlsOf(ask: Ask): VoiceUrls {
    return {
      digits: (attempt) => `${absolute(ask, PATHS.voiceDigits)}?try=${attempt}`,
      over: absolute(ask, PATHS.voiceOver),
      status: absolute(ask, PATHS.voiceStatus),
    }
  }

  function say(ask: Ask, steps: readonly CallStep[]): Response {
    const { body, type } = line.script(steps)
    return ask.body(body, 200, { 'content-type': type })
  }

  return {
    [PATHS.voice](ask) {
      const news = readNews(ask, PATHS.voice)
      return news instanceof Response ? news : say(ask, calls.begin(urlsOf(ask)))
    },
    async [PATHS.voiceDigits](ask) {
      const news = readNews(ask, PATHS.voiceDigits)
      if (news instanceof Response) return news
      const attempt = readAttempt(ask)
      if (attempt === null) return refuse(ask, PATHS.voiceDigits, 'news')
      return say(ask, await calls.tryCode(news, attempt, urlsOf(ask)))
    },
    [PATHS.voiceOver](ask) {
      const news = readNews(ask, PATHS.voiceOver)
      if (news instanceof Response) return news
      calls.note(news)
      return say(ask, calls.over(news))
    },
    [PATHS.voiceStatus](ask) {
      const news = readNews(ask, PATHS.voiceStatus)
      if (news instanceof Response) return news
      calls.note(news)
      return ask.body(null, 204)
    },
  }
}

/** Each field once; null for what is no form. */
function readFields(ask: Ask): Fields | null {
  const type = ask.req.header('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return null
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(Buffer.from(ask.var.body).toString())) {
    if (fields.has(name) || fields.size === MAX_FIELDS) return null
    fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

function readAttempt(ask: Ask): number | null {
  const attempt = Number(/^[1-9]$/.exec(ask.req.query('try') ?? '')?.[0])
  return attempt <= MAX_TRIES ? attempt : null
}
