/**
 * A mail server as a process of its own, told what to do by the addresses of a mail:
 *
 *     450-…@, 550-…@     refused so, as a recipient
 *     data-451-…@        taken as a recipient, and refused so at the end of the content
 *     dies-…@            the mail is taken and kept, and the process dies before it says so
 *     early-…@           the process dies at the recipient
 *     silent-…@          it never answers the content
 */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { SmtpServerSettings, TakenMail } from './smtp-server.ts'

const settings: SmtpServerSettings = JSON.parse(process.argv[2] ?? '{}')
const { certificate } = settings

const options: SMTPServerOptions = {
  secure: settings.secure === true,
  disabledCommands: [
    ...(certificate === undefined ? ['STARTTLS'] : []),
    ...(settings.user === undefined ? ['AUTH'] : []),
  ],
  authOptional: settings.user === undefined,
  disableReverseLookup: true,
  ...(certificate === undefined ? {} : { key: certificate.key, cert: certificate.cert }),
  ...(settings.size === undefined ? {} : { size: settings.size }),
  onConnect(_session, done) {
    if (settings.greeting === undefined) done()
    else done(refusal(settings.greeting))
  },
  onAuth({ username, password }, _session, done) {
    const isRight = username === settings.user?.name && password === settings.user?.password
    if (isRight) done(null, { user: username })
    else done(refusal(535))
  },
  onRcptTo({ address }, _session, done) {
    const code = /^(?<code>[45]\d\d)-/.exec(address)?.groups?.['code']
    if (address.startsWith('early-')) process.kill(process.pid, 'SIGKILL')
    else if (code === undefined) done()
    else done(refusal(Number(code)))
  },
  onData(stream, session, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope
      const to = rcptTo.map(({ address }) => address)
      const code = to.map((one) => /^data-(?<code>\d{3})-/.exec(one)?.groups?.['code'])[0]
      if (code !== undefined) return done(refusal(Number(code)))
      const mail: TakenMail = {
        type: 'mail',
        from: mailFrom === false ? '' : mailFrom.address,
        to,
        raw: Buffer.concat(parts).toString('latin1'),
        isEncrypted: session.secure,
        user: typeof session.user === 'string' ? session.user : null,
      }
      process.send?.(mail, () => {
        if (to.some((one) => one.startsWith('silent-'))) return
        if (to.some((one) => one.startsWith('dies-'))) process.kill(process.pid, 'SIGKILL')
        else done()
      })
    })
  },
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('as you wished <secret words of the server>'), { responseCode })
}

const server = new SMTPServer(options)
// A client that leaves, or does not trust the certificate, is none of ours.
server.on('error', () => undefined)
server.listen(settings.port ?? 0, '127.0.0.1', () => {
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.send?.({ type: 'listening', port })
})
