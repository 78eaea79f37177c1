/** Composes the server out of what the configuration chooses, and keeps it running until it is told to stop. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAccounts } from '../accounts/accounts.ts'
import { createArgon2Hasher } from '../accounts/argon2.ts'
import { encodeId, parseProcessId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Bus } from '../bus/bus.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import { openRedisBus } from '../bus/redis.ts'
import { openFolderFiles } from '../files/folder-files.ts'
import { createEvaluators } from '../evaluators/pool.ts'
import type { Walls } from '../evaluators/evaluators.ts'
import { createNoMailer } from '../mail/no-mailer.ts'
import { createSmtpMailer } from '../mail/smtp.ts'
import { readBuiltAssets } from '../server/built-assets.ts'
import type { Deps } from '../server/deps.ts'
import { listen } from '../server/listen.ts'
import { createKeyring } from '../server/seal.ts'
import type { Log } from '../server/settings.ts'
import { text } from '../texts/text.ts'
import { addressOf } from './address.ts'
import { createBusSeal } from './bus-seal.ts'
import type { Config } from './config.ts'
import { openInterviewFolder } from './interview-folder.ts'
import { isFile, openStore } from './open-store.ts'
import { readSecretKey } from './secret-key.ts'

/** Beside this file, wherever the server is started. */
const WEB = fileURLToPath(new URL('../../dist/web', import.meta.url))

const PACKAGE = new URL('../../package.json', import.meta.url)

export interface Running {
  /** What a person reads when the server is up. */
  readonly lines: readonly string[]
  close(): Promise<void>
}

export async function serve(config: Config, log: Log): Promise<Running> {
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  await expectFolder(config.interviewsFolder)
  const { key, madeIn } = readSecretKey(config.secretKey, config.dataFolder)
  const keyring = createKeyring({ keys: [{ id: 'k1', bytes: key }], currentId: 'k1', random })
  const store = await openStore(config, true)
  const closing: Closing[] = [{ name: 'store', close: () => store.close() }]
  try {
    const bus = await openBus(config.redis, key, log)
    closing.unshift({ name: 'bus', close: () => bus.close() })
    const evaluators = await createEvaluators({
      limits: { timeMs: config.evaluatorTimeMs, memoryBytes: config.evaluatorMemoryBytes },
      sandbox: config.sandbox,
      imageFolder: join(config.dataFolder, 'cache'),
      log,
      ...(config.evaluatorWorkers === null ? {} : { workers: config.evaluatorWorkers }),
    })
    closing.unshift({ name: 'evaluators', close: () => evaluators.close() })
    const mailer = config.mail === null ? createNoMailer() : createSmtpMailer(config.mail)
    closing.unshift({ name: 'mail', close: () => mailer.close() })
    const passwords = createArgon2Hasher()
    const deps: Deps = {
      process: must(parseProcessId(encodeId(random(16))), 'an id of our own making'),
      store,
      isOnlyProcess: isFile(config),
      bus,
      files: openFolderFiles(config.filesFolder ?? join(config.dataFolder, 'files')),
      mailer,
      evaluators,
      library: openInterviewFolder(config.interviewsFolder),
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
        brand: config.brand,
        uploads: config.uploads,
        retention: config.retention,
        secondFactor: config.secondFactor,
        allowRegistration: config.allowRegistration,
        signIns: config.signIns,
        openid: config.openid,
        phone: null,
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
      assets: readBuiltAssets(WEB),
    }
    const server = await listen(deps, { port: config.port, host: config.host })
    closing.unshift({ name: 'server', close: () => server.close() })
    const address = addressOf(config, server.port)
    const accounts = createAccounts({ store, passwords, random, now: () => store.now() })
    const first = await accounts.ensureFirstAdministrator(config.adminEmail)
    return {
      lines: [
        text('cli.serving', { address }),
        text('cli.walls', { walls: wallsOf(evaluators.walls) }),
        ...(madeIn === null ? [] : [text('cli.keyMade', { file: madeIn })]),
        ...(first === null
          ? []
          : [
              text('cli.firstAdministrator', {
                email: first.account.email,
                link: `${address}signin/link?token=${first.token}`,
              }),
            ]),
      ],
      close: () => closeAll(closing, log),
    }
  } catch (error) {
    await closeAll(closing, log)
    throw error
  }
}

function readVersion(): string {
  const read: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'))
  const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : ''
  return String(version)
}

interface Closing {
  readonly name: string
  readonly close: () => Promise<void>
}

async function expectFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found === null || !found.isDirectory()) throw new Error(text('cli.noFolder', { folder }))
}

async function openBus(redis: string | null, key: Uint8Array, log: Log): Promise<Bus> {
  if (redis === null) return createInProcessFabric().connect()
  const onError = (error: unknown) => {
    log('bus-failed', { error: error instanceof Error ? error.name : typeof error })
  }
  return openRedisBus({ url: redis, ...createBusSeal(key), onError })
}

/** The last opened first; one that fails does not keep the others open. */
async function closeAll(closing: readonly Closing[], log: Log): Promise<void> {
  for (const { name, close } of closing) {
    try {
      await close()
    } catch (error) {
      log('close-failed', { name, error: error instanceof Error ? error.name : typeof error })
    }
  }
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
