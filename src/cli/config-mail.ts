/** The mapping `mail` of the configuration, as a whole: keys that need each other. */
import type { Address } from '../mail/mailer.ts'
import { parseAddress } from '../server/mail-address.ts'
import type { ConfigKeyName } from './config-keys.ts'

export interface MailConfig {
  readonly server: string
  readonly port: number
  readonly username: string | null
  readonly password: string | null
  readonly encryption: 'ssl' | 'starttls' | 'plain'
  readonly defaultSender: Address
}

type MailKey = Extract<ConfigKeyName, `mail: ${string}` | 'url root' | 'development'>
type Found = string | number | boolean | readonly string[] | undefined

const CONNECTION = [
  'mail: port',
  'mail: username',
  'mail: password',
  'mail: use ssl',
  'mail: use tls',
  'mail: default sender',
] as const satisfies readonly MailKey[]

/** Null: mails stay in the outbox. Each value has been checked; what is wrong together is added. */
export function readMailConfig(
  value: (key: MailKey) => Found,
  problems: string[],
): MailConfig | null {
  const text = (key: MailKey): string | null => {
    const found = value(key)
    return typeof found === 'string' ? found : null
  }
  const server = text('mail: server')
  if (server === null) {
    const lonely = CONNECTION.filter((key) => value(key) !== undefined)
    const [first] = lonely
    if (first !== undefined) problems.push(`\`${first}\` is there without \`mail: server\``)
    return null
  }
  const isHere = isLoopback(server)
  const useSsl = value('mail: use ssl') === true
  const useTls = value('mail: use tls')
  const encryption = useSsl ? 'ssl' : (useTls ?? !isHere) === true ? 'starttls' : 'plain'
  const [username, password] = [text('mail: username'), text('mail: password')]
  const defaultSender = parseAddress(text('mail: default sender') ?? '')
  if (defaultSender === null) {
    problems.push(
      '`mail: default sender` is missing beside `mail: server`: expected an address, as in `Legal Aid <no-reply@example.org>`',
    )
  }
  if (useSsl && useTls === true) {
    problems.push(
      '`mail: use ssl` and `mail: use tls` exclude each other: port 465 wants the former',
    )
  }
  // The secrets in mailed links lead wherever their address does: no stranger's `Host` may choose that.
  if (text('url root') === null && value('development') !== true) {
    problems.push(
      '`url root` is missing beside `mail: server`: the links in mails are made of it, as in `https://help.example.org`',
    )
  }
  if ((username === null) !== (password === null)) {
    problems.push('`mail: username` and `mail: password` belong together')
  }
  if (username !== null && encryption === 'plain' && !isHere) {
    problems.push('`mail: use tls`: without it the password would travel in the clear')
  }
  if (defaultSender === null) return null
  const port = value('mail: port')
  return {
    server,
    port: typeof port === 'number' ? port : useSsl ? 465 : 25,
    username,
    password,
    encryption,
    defaultSender,
  }
}

function isLoopback(server: string): boolean {
  return server === 'localhost' || server === '::1' || /^127(\.\d{1,3}){3}$/.test(server)
}
