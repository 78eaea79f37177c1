/** Starts mail servers for tests, each a process of its own (`smtp-process.ts`). */
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export interface SmtpServerSettings {
  /** Without it, any free one. */
  readonly port?: number
  /** Encrypted from the first byte. */
  readonly secure?: boolean
  /** Without it, no encryption is offered. */
  readonly certificate?: Certificate
  /** Who may send; without it, everybody. */
  readonly user?: { readonly name: string; readonly password: string }
  /** Refuses whoever connects. */
  readonly greeting?: number
  /** Of a mail at most, in bytes. */
  readonly size?: number
}

export interface TakenMail {
  readonly type: 'mail'
  readonly from: string
  readonly to: readonly string[]
  /** As it came, each byte a character. */
  readonly raw: string
  readonly isEncrypted: boolean
  readonly user: string | null
}

export interface SmtpServer {
  readonly port: number
  readonly taken: readonly TakenMail[]
  /** The next mail that is taken, or has been taken since the last call. */
  next(): Promise<TakenMail>
  /** It has died of a mail. */
  gone(): Promise<void>
  /** `kill -9`. */
  stop(): Promise<void>
}

export async function startSmtpServer(settings: SmtpServerSettings = {}): Promise<SmtpServer> {
  const program = fileURLToPath(new URL('./smtp-process.ts', import.meta.url))
  const child = fork(program, [JSON.stringify(settings)], { stdio: ['ignore', 2, 2, 'ipc'] })
  const exited = once(child, 'exit')
  const taken: TakenMail[] = []
  let told = 0
  let arrived = Promise.withResolvers<void>()
  const listening = Promise.withResolvers<number>()
  child.on(
    'message',
    (message: TakenMail | { readonly type: 'listening'; readonly port: number }) => {
      if (message.type === 'listening') return listening.resolve(message.port)
      taken.push(message)
      arrived.resolve()
      arrived = Promise.withResolvers()
    },
  )
  exited.then(
    () => listening.reject(new Error('the mail server did not start')),
    () => undefined,
  )
  const port = await listening.promise
  return {
    port,
    taken,
    async next() {
      for (;;) {
        const mail = taken[told]
        if (mail !== undefined) {
          told += 1
          return mail
        }
        await arrived.promise
      }
    },
    async gone() {
      await exited
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** For `localhost`, made now. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const made = ['req', '-x509', ...curve, ...name, '-days', '2', '-keyout', key, '-out', cert]
    execFileSync('openssl', made, { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
