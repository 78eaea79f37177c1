/** Composes the server out of what the configuration chooses, and keeps it running until it is told to stop. */
import { randomBytes } from 'node:crypto'
import { createAccounts } from '../accounts/accounts.ts'
import { createArgon2Hasher } from '../accounts/argon2.ts'
import { encodeId, parseProcessId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Bus } from '../bus/bus.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import { openRedisBus } from '../bus/redis.ts'
import { createEvaluators } from '../evaluators/pool.ts'
import type { Walls } from '../evaluators/evaluators.ts'
import { readBuiltAssets } from '../server/built-assets.ts'
import type { Deps } from '../server/deps.ts'
import { listen } from '../server/listen.ts'
import { createKeyring } from '../server/seal.ts'
import type { Log } from '../server/settings.ts'
import type { Config } from './config.ts'
import { openInterviewFolder } from './interview-folder.ts'
import { openStore } from './open-store.ts'
import { readSecretKey } from './secret-key.ts'

export interface Running {
  /** What a person reads when the server is up. */
  readonly lines: readonly string[]
  close(): Promise<void>
}

export async function serve(config: Config, log: Log): Promise<Running> {
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const key = readSecretKey(config.secretKey, config.dataFolder)
  const keyring = createKeyring({ keys: [{ id: 'k1', bytes: key }], currentId: 'k1', random })
  const store = await openStore(config, true)
  const closing: (() => Promise<void>)[] = [() => store.close()]
  try {
    const bus = await openBus(config.redis, log)
    closing.unshift(() => bus.close())
    const evaluators = await createEvaluators({
      limits: { timeMs: config.evaluatorTimeMs, memoryBytes: config.evaluatorMemoryBytes },
      sandbox: config.sandbox,
      log,
      ...(config.evaluatorWorkers === null ? {} : { workers: config.evaluatorWorkers }),
    })
    closing.unshift(() => evaluators.close())
    const passwords = createArgon2Hasher()
    const deps: Deps = {
      process: must(parseProcessId(encodeId(random(16))), 'an id of our own making'),
      store,
      bus,
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
        brand: config.brand,
        development: config.development,
      },
      log,
      random,
      assets: readBuiltAssets('dist/web'),
    }
    const server = await listen(deps, { port: config.port, host: config.host })
    closing.unshift(() => server.close())
    const address = `${config.urlRoot ?? `http://${config.host}:${server.port}`}${config.root}`
    const accounts = createAccounts({ store, passwords, random, now: () => store.now() })
    const token = await accounts.ensureFirstAdministrator(config.adminEmail)
    return {
      lines: [
        `Alongside is serving at ${address}`,
        `Interview code is boxed by: ${wallsOf(evaluators.walls)}`,
        ...(token === null
          ? []
          : [
              `First administrator (${config.adminEmail}): open this link once, within a day:`,
              `  ${address}signin/link?token=${token}`,
            ]),
      ],
      close: () => closeAll(closing),
    }
  } catch (error) {
    await closeAll(closing)
    throw error
  }
}

async function openBus(redis: string | null, log: Log): Promise<Bus> {
  const onError = (error: unknown): void =>
    log('bus-trouble', { error: error instanceof Error ? error.name : typeof error })
  if (redis === null) return createInProcessFabric(onError).connect()
  return openRedisBus({ url: redis, onError })
}

async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closing) await close()
}

function wallsOf(walls: Walls): string {
  const names = [
    'import gate',
    walls.process.permission ? 'process with no environment and no permissions' : 'own process',
    ...(walls.process.ownUid ? ['user of its own'] : []),
    ...(walls.bubblewrap ? ['bubblewrap'] : []),
  ]
  const missing = walls.bubblewrap ? '' : ' (not by bubblewrap, which is not usable here)'
  return names.join(', ') + missing
}
