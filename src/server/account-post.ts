/** Mails about accounts (ACC1): what they say, and how many of them a stranger may cause. */
import { mailAttempts } from '../accounts/guesses.ts'
import type { AccountMail } from '../accounts/mailed-links.ts'
import { text } from '../texts/text.ts'
import type { TextKey } from '../texts/text.ts'
import { digestSecret } from './browser.ts'
import type { Deps } from './deps.ts'
import { letterBody } from './letter-body.ts'
import type { Post } from './post.ts'
import { PATHS, url } from './routes.ts'
import type { Ask } from './web.ts'
import { isEmail, normalizeEmail } from '../accounts/email.ts'

/** Also those that tell an owner what was done. */
export type AnyAccountMail =
  | AccountMail
  | { readonly kind: 'password-changed'; readonly to: string }
  | { readonly kind: 'email-changed'; readonly to: string; readonly email: string }
  | { readonly kind: 'invited'; readonly to: string; readonly token: string }
  | { readonly kind: FactorNews; readonly to: string }
  /** `name`: of the provider. */
  | { readonly kind: 'connected'; readonly to: string; readonly name: string }

/** ACC2: what happened to a second factor. */
export type FactorNews =
  | 'factor-on'
  | 'factor-off'
  | 'factor-removed'
  | 'codes-renewed'
  | 'recovery-used'
  | 'codes-guessed'

export interface AccountPost {
  /** Whether mails can be sent; in development they can be read by administrators instead. */
  readonly isSetUp: boolean
  /** Counts one mail to the address; null when it may be sent, or the sentence that says when. */
  mayMail(ask: Ask, email: string): Promise<string | null>
  /** Queues it; nothing where no mail server is set up. `root`: as `urlRoot` gives it. */
  tell(ask: Ask, mail: AnyAccountMail): Promise<void>
}

const HOUR = 60 * 60 * 1000
/** A link's mail is of no use when the link is over. */
const VALID_MS: Partial<Record<AnyAccountMail['kind'], number>> = {
  confirm: 24 * HOUR,
  reset: HOUR,
  'has-account': HOUR,
  'new-email': 24 * HOUR,
}

export function createAccountPost(world: {
  readonly deps: Deps
  readonly post: Post
  /** Absolute address of the server, as the browser that asks knows it. */
  readonly rootOf: (ask: Ask) => string
}): AccountPost {
  const { deps, post, rootOf } = world
  const { settings, store, keyring, random } = deps
  const isSetUp = post.isSetUp || settings.development

  return {
    isSetUp,
    async mayMail(ask, email) {
      // What is no address is refused anyway, and costs nobody a mail.
      if (!isEmail(normalizeEmail(email))) return null
      const digest = (purpose: string, said: string) => keyring.digest(purpose, said)
      const attempts = mailAttempts(digest, { email, address: ask.env.address ?? '' })
      const wait = await store.takeAttempt(attempts)
      return wait === 0 ? null : text('mail.wait', { count: Math.ceil(wait / 60_000) })
    },
    async tell(ask, mail) {
      if (!isSetUp) return
      const root = `${rootOf(ask)}${settings.root}`
      const link =
        'token' in mail ? `${root}${PATHS.signInLink.slice(1)}?token=${mail.token}` : null
      const values = {
        brand: settings.brand,
        server: root,
        to: mail.to,
        email: 'email' in mail ? mail.email : '',
        name: 'name' in mail ? mail.name : '',
        register: `${rootOf(ask)}${url(settings.root, PATHS.register)}`,
        forgot: `${rootOf(ask)}${url(settings.root, PATHS.forgot)}`,
      }
      const said = (part: 'subject' | 'text'): string => {
        const key: TextKey = `accountMail.${mail.kind}.${part}`
        return text(key, values)
      }
      const validMs = VALID_MS[mail.kind]
      await post.queue({
        key: `account ${mail.kind} ${'token' in mail ? digestSecret(mail.token) : digestSecret(String(random(16)))}`,
        kind: mail.kind === 'invited' ? 'invitation' : 'account',
        to: mail.to,
        subject: said('subject'),
        ...letterBody({ said: said('text'), link, brand: settings.brand, server: root }),
        ...(validMs === undefined ? {} : { validMs }),
      })
    },
  }
}
