/** The server, out of what the configuration has chosen. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAccounts } from '../accounts/accounts.ts'
import { createArgon2Hasher } from '../accounts/argon2.ts'
import { encodeId, parseProcessId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Bus } from '../bus/bus.ts'
import type { Evaluators, Walls } from '../evaluators/evaluators.ts'
import { openFolderFiles } from '../files/folder-files.ts'
import type { Mailer } from '../mail/mailer.ts'
import { readBuiltAssets } from '../server/built-assets.ts'
import type { Deps } from '../server/deps.ts'
import { listen } from '../server/listen.ts'
import { createKeyring } from '../server/seal.ts'
import type { Log } from '../server/settings.ts'
import type { Store } from '../store/store.ts'
import { text } from '../texts/text.ts'
import { addressOf } from './address.ts'
import type { Config } from './config.ts'
import { openInterviewFolder } from './interview-folder.ts'
import { phoneLines, type OpenPhone } from './open-phone.ts'
import { isFile } from './open-store.ts'
import type { Openings } from './openings.ts'

/** Beside this file, wherever the server is started. */
const WEB = fileURLToPath(new URL('../../dist/web', import.meta.url))

const PACKAGE = new URL('../../package.json', import.meta.url)

/** What is on its way to being open. */
export interface Opening {
  readonly store: Promise<Store>
  readonly bus: Promise<Bus>
  readonly evaluators: Promise<Evaluators>
  readonly mailer: Promise<Mailer>
  /** Null: there is no telephone help. */
  readonly phone: Promise<OpenPhone | null>
}

/** Listens when all that was on its way is open; the lines that a person reads then. */
export async function compose(given: {
  readonly config: Config
  readonly log: Log
  readonly key: Uint8Array
  /** The file where the key was made just now; null: it was there. */
  readonly madeIn: string | null
  readonly opening: Opening
  readonly openings: Openings
}): Promise<readonly string[]> {
  const { config, log, key, madeIn, opening, openings } = given
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const keyring = createKeyring({ keys: [{ id: 'k1', bytes: key }], currentId: 'k1', random })
  const passwords = createArgon2Hasher()
  const assets = readBuiltAssets(WEB)
  const library = openInterviewFolder(config.interviewsFolder)
  // One after the other: of several that failed, the first is told.
  const store = await opening.store
  const bus = await opening.bus
  const mailer = await opening.mailer
  const phone = await opening.phone
  const evaluators = await opening.evaluators
  const deps: Deps = {
    process: must(parseProcessId(encodeId(random(16))), 'an id of our own making'),
    store,
    isOnlyProcess: isFile(config),
    bus,
    files: openFolderFiles(config.filesFolder ?? join(config.dataFolder, 'files')),
    mailer,
    telephony: phone?.telephony ?? null,
    evaluators,
    library,
    keyring,
    passwords,
    settings: {
      urlRoot: config.urlRoot,
      root: config.root,
      behindHttpsLoadBalancer: config.behindHttpsLoadBalancer,
      allowedOrigins: config.allowedOrigins,
      timezone: config.timezone,
      language: config.language,
      minimumConsent: config.minimumConsent,
      operatorLimits: config.operatorLimits,
      mailsPerSession: config.mailsPerSession,
      mailsPerHour: config.mailsPerHour,
      brand: config.brand,
      uploads: config.uploads,
      retention: config.retention,
      secondFactor: config.secondFactor,
      allowRegistration: config.allowRegistration,
      signIns: config.signIns,
      openid: config.openid,
      phone: phone?.settings ?? null,
      development: config.development,
    },
    facts: {
      version: readVersion(),
      runtime: `Node ${process.version}`,
      bus: config.redis === null ? 'process' : 'redis',
      sandbox: config.sandbox,
    },
    log,
    random,
    assets,
  }
  const server = await openings.add(
    'server',
    listen(deps, { port: config.port, host: config.host }),
    (listening) => listening.close(),
  )
  const address = addressOf(config, server.port)
  const accounts = createAccounts({ store, passwords, random, now: () => store.now() })
  const first = await accounts.ensureFirstAdministrator(config.adminEmail)
  return [
    text('cli.serving', { address }),
    text('cli.walls', { walls: wallsOf(evaluators.walls) }),
    ...phoneLines(phone, address),
    ...(madeIn === null ? [] : [text('cli.keyMade', { file: madeIn })]),
    ...(first === null
      ? []
      : [
          text('cli.firstAdministrator', {
            email: first.account.email,
            link: `${address}signin/link?token=${first.token}`,
          }),
        ]),
  ]
}

function readVersion(): string {
  const read: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'))
  const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : ''
  return String(version)
}

function wallsOf(walls: Walls): string {
  const names = [
    text('cli.wallGate'),
    walls.process.permission ? text('cli.wallPermission') : text('cli.wallProcess'),
    ...(walls.process.ownUid ? [text('cli.wallUser')] : []),
    walls.bubblewrap ? text('cli.wallBubblewrap') : text('cli.noBubblewrap'),
  ]
  return names.join(', ')
}
