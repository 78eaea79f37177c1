/**
 * Mail servers by SMTP: one connection for each mail, closed after it. Volumes here are small, and a
 * line that was open for an hour is the one that breaks at the wrong moment.
 *
 *     connect ─ STARTTLS ─ sign in ─ from, to ─ content ─ last dot ─ the server's word
 *     └────────── away ──────────┘  └─── later, never ──┘└ unknown ┘
 *
 * Once our content has been read to its end, the last dot may be on its way: from then on a line that
 * breaks says nothing.
 */
import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { MAX_SENDING_MS } from './mailer.ts'
import type { Address, Mailer, Outgoing, RefusedRecipient, SendOutcome } from './mailer.ts'

export interface SmtpOptions {
  readonly server: string
  readonly port: number
  readonly username: string | null
  readonly password: string | null
  /** `ssl`: encrypted from the first byte; `starttls`: or not at all; `plain`: never. */
  readonly encryption: 'ssl' | 'starttls' | 'plain'
  readonly defaultSender: Address
  /** Certificates that are trusted besides those of Node; for tests. */
  readonly ca?: string
  /** Of one attempt; for tests. */
  readonly timeMs?: number
}

const CONNECT_MS = 20_000
const SILENCE_MS = 60_000
const FAREWELL_MS = 2_000
const SLICE_BYTES = 16 * 1024
/** Of 53x: the mail server wants a sign-in, or another one. It says nothing of this mail. */
const WANTS_SIGN_IN = /^53\d$/

export function createSmtpMailer(options: SmtpOptions): Mailer {
  const { defaultSender, timeMs = MAX_SENDING_MS - 5_000 } = options
  const domain = defaultSender.address.slice(defaultSender.address.lastIndexOf('@') + 1)
  const open = new Set<SMTPConnection>()

  async function send(mail: Outgoing): Promise<SendOutcome> {
    let message: Buffer
    try {
      message = await compose(mail, defaultSender, domain)
    } catch {
      // Nothing of it has left; its error may quote the mail.
      return { type: 'never', code: 'compose' }
    }
    const connection = new SMTPConnection({
      host: options.server,
      port: options.port,
      secure: options.encryption === 'ssl',
      requireTLS: options.encryption === 'starttls',
      ignoreTLS: options.encryption === 'plain',
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      socketCloseTimeout: 0,
      name: domain,
      tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
    })
    open.add(connection)
    connection.once('end', () => open.delete(connection))
    const outcome = await converse(connection, mail, message)
    if (outcome.type !== 'taken') connection.close()
    else {
      connection.quit()
      setTimeout(() => connection.close(), FAREWELL_MS).unref()
    }
    return outcome
  }

  function converse(
    connection: SMTPConnection,
    mail: Outgoing,
    message: Buffer,
  ): Promise<SendOutcome> {
    const { promise, resolve } = Promise.withResolvers<SendOutcome>()
    let stage: Stage = 'greeting'
    const fail = (error: unknown): void => resolve(outcomeOf(stage, error))
    const timer = setTimeout(() => fail({ code: 'ETIMEDOUT' }), timeMs)
    const content = Readable.from(slices(message), { objectMode: false })
    content.once('end', () => {
      stage = 'sent'
    })

    connection.once('error', fail)
    connection.once('end', () => fail(null))
    connection.connect((refused) => {
      if (refused) return fail(refused)
      const { username, password } = options
      if (username === null) return submit()
      connection.login({ user: username, pass: password ?? '' }, (error) =>
        error ? fail(error) : submit(),
      )
    })

    function submit(): void {
      stage = 'envelope'
      const envelope = { from: defaultSender.address, to: [...mail.recipients] }
      connection.send({ ...envelope, size: message.length }, content, (error, info) => {
        if (error !== null) return fail(error)
        resolve({ type: 'taken', refused: refusedOf(info?.rejectedErrors ?? []) })
      })
    }
    return promise.finally(() => {
      clearTimeout(timer)
      content.destroy()
      // What the line says while it goes down concerns nobody any more.
      connection.on('error', () => undefined)
    })
  }

  return {
    isSetUp: true,
    send,
    async close() {
      for (const connection of open) connection.close()
    },
  }
}

/** Its end is reached when the line has taken nearly all of it. */
function* slices(message: Buffer): Generator<Buffer> {
  for (let at = 0; at < message.length; at += SLICE_BYTES) {
    yield message.subarray(at, at + SLICE_BYTES)
  }
}

type Stage = 'greeting' | 'envelope' | 'sent'

function outcomeOf(stage: Stage, error: unknown): SendOutcome {
  const said = numberOf(error)
  const code = said ?? wordOf(error)
  // More than the mail server has said that it takes.
  if (said === null && memberOf(error, 'code') === 'EMESSAGE') return { type: 'never', code: '552' }
  if (stage === 'sent' && said === null) return { type: 'unknown', code }
  if (stage === 'greeting' || said === null || said === '421' || WANTS_SIGN_IN.test(said)) {
    return { type: 'away', code }
  }
  const refused = refusedOf(rejectedErrorsOf(error))
  const isMixed = new Set(refused.map(({ type }) => type)).size > 1
  if (isMixed) return { type: 'taken', refused }
  return { type: said.startsWith('5') ? 'never' : 'later', code: said }
}

function refusedOf(errors: readonly unknown[]): readonly RefusedRecipient[] {
  return errors.flatMap((error): readonly RefusedRecipient[] => {
    const recipient = memberOf(error, 'recipient')
    const code = numberOf(error) ?? '450'
    if (typeof recipient !== 'string') return []
    return [{ address: recipient, type: code.startsWith('5') ? 'never' : 'later', code }]
  })
}

function rejectedErrorsOf(error: unknown): readonly unknown[] {
  const errors = memberOf(error, 'rejectedErrors')
  return Array.isArray(errors) ? errors : []
}

/** The mail server's number, if it said one. */
function numberOf(error: unknown): string | null {
  const code = memberOf(error, 'responseCode')
  return typeof code === 'number' && code >= 400 && code < 600 ? String(code) : null
}

/** Ours for what went wrong on the way. */
function wordOf(error: unknown): string {
  switch (memberOf(error, 'code')) {
    case 'ETIMEDOUT':
      return 'timeout'
    case 'ETLS':
      return 'encryption'
    case 'EAUTH':
    case 'ENOAUTH':
      return 'sign-in'
    case 'EDNS':
      return 'no-such-server'
    default:
      return 'connection'
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

function compose(mail: Outgoing, defaultSender: Address, domain: string): Promise<Buffer> {
  const from = mail.from ?? defaultSender
  const isOurs = from.address === defaultSender.address
  const composer = new MailComposer({
    from: headerOf(from),
    // Whose name it bears is not who sends it: mail servers ask for that to be said.
    ...(isOurs ? {} : { sender: headerOf(defaultSender) }),
    ...(mail.replyTo === null ? {} : { replyTo: headerOf(mail.replyTo) }),
    to: mail.to.map(headerOf),
    cc: mail.cc.map(headerOf),
    subject: mail.subject,
    text: mail.text,
    ...(mail.html === null ? {} : { html: mail.html }),
    attachments: mail.attachments.map(({ filename, mimetype, content }) => ({
      filename,
      contentType: mimetype,
      content: Buffer.from(content),
    })),
    messageId: `<${mail.id}@${domain}>`,
    date: new Date(mail.date),
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

function headerOf({ name, address }: Address): { readonly name: string; readonly address: string } {
  return { name: name ?? '', address }
}
