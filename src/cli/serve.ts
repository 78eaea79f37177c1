/** Opens what the configuration chooses, lets a server be composed of it, and closes it again. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bus } from '../bus/bus.ts'
import type { Evaluators } from '../evaluators/evaluators.ts'
import { createEvaluators } from '../evaluators/pool.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Log } from '../server/settings.ts'
import { text } from '../texts/text.ts'
import { createBusSeal } from './bus-seal.ts'
import type { Opening } from './compose.ts'
import type { Config } from './config.ts'
import { openPhone } from './open-phone.ts'
import { openStore } from './open-store.ts'
import { createOpenings } from './openings.ts'
import { readSecretKey } from './secret-key.ts'

export interface Running {
  /** What a person reads when the server is up. */
  readonly lines: readonly string[]
  close(): Promise<void>
}

/**
 * The evaluators' process, the store's thread and the server's own modules take their second side by
 * side. What the configuration does not choose is not even loaded.
 */
export async function serve(config: Config, log: Log): Promise<Running> {
  await expectFolder(config.interviewsFolder)
  const { key, madeIn } = readSecretKey(config.secretKey, config.dataFolder)
  const openings = createOpenings(log)
  const opening: Opening = {
    store: openings.add('store', openStore(config, true), (store) => store.close()),
    bus: openings.add('bus', openBus(config.redis, key, log), (bus) => bus.close()),
    evaluators: openings.add('evaluators', openEvaluators(config, log), (all) => all.close()),
    phone: openings.add('phone', openPhone(config), () => Promise.resolve()),
    mailer: openings.add('mail', openMailer(config), (mailer) => mailer.close()),
  }
  try {
    const { compose } = await import('./compose.ts')
    const lines = await compose({ config, log, key, madeIn, opening, openings })
    return { lines, close: () => openings.closeAll() }
  } catch (error) {
    await openings.closeAll()
    throw error
  }
}

async function expectFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found === null || !found.isDirectory()) throw new Error(text('cli.noFolder', { folder }))
}

function openEvaluators(config: Config, log: Log): Promise<Evaluators> {
  return createEvaluators({
    limits: { timeMs: config.evaluatorTimeMs, memoryBytes: config.evaluatorMemoryBytes },
    sandbox: config.sandbox,
    imageFolder: join(config.dataFolder, 'cache'),
    log,
    ...(config.evaluatorWorkers === null ? {} : { workers: config.evaluatorWorkers }),
  })
}

async function openBus(redis: string | null, key: Uint8Array, log: Log): Promise<Bus> {
  if (redis === null) {
    const { createInProcessFabric } = await import('../bus/in-process.ts')
    return createInProcessFabric().connect()
  }
  const { openRedisBus } = await import('../bus/redis.ts')
  const onError = (error: unknown) => {
    log('bus-failed', { error: error instanceof Error ? error.name : typeof error })
  }
  return openRedisBus({ url: redis, ...createBusSeal(key), onError })
}

async function openMailer({ mail }: Config): Promise<Mailer> {
  if (mail === null) return (await import('../mail/no-mailer.ts')).createNoMailer()
  return (await import('../mail/smtp.ts')).createSmtpMailer(mail)
}
