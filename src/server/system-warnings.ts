/** What an administrator should look at, from what the server knows of itself. */
import type { Walls } from '../evaluators/evaluators.ts'
import { isFrozen, isLengthened, type Guessing } from '../live/phone-guessing.ts'
import type { StoreState } from '../store/state-store.ts'
import { text } from '../texts/text.ts'
import type { SystemFacts } from './deps.ts'
import { LEASE_MS } from './sweeper.ts'

/** So many commands wait only when they are not carried out. */
const MANY_COMMANDS = 1000
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/

export interface SystemKnown {
  /** As the administrator's browser reaches the server. */
  readonly address: string
  /** `url root`. */
  readonly urlRoot: string | null
  readonly facts: SystemFacts
  readonly walls: Walls
  readonly state: StoreState
  readonly guessing: Guessing
  /** PHN8: requests of calls are known by the account’s name alone. */
  readonly takesUnsignedCalls: boolean
  readonly mail: { readonly isSetUp: boolean; readonly failed: number }
  readonly development: boolean
}

/** The worst first; none where all is well. */
export function systemWarnings(known: SystemKnown): readonly string[] {
  const { state, walls, guessing, mail } = known
  const { protocol, hostname } = new URL(known.address)
  const isLoopback = LOOPBACK.test(hostname)
  const lapsed = state.processes.filter(({ renewedAt }) => renewedAt < state.now - LEASE_MS)
  const alive = state.processes.length - lapsed.length
  const warnings: readonly (readonly [boolean, () => string])[] = [
    [protocol === 'http:' && !isLoopback, () => text('system.warn.noTls')],
    [!walls.bubblewrap, () => text('system.warn.noBubblewrap')],
    [!walls.process.permission, () => text('system.warn.noPermission')],
    [!walls.process.ownUid && !walls.bubblewrap, () => text('system.warn.noSeparateUser')],
    [known.development && !isLoopback, () => text('system.warn.development')],
    [known.urlRoot === null && !isLoopback, () => text('system.warn.noUrlRoot')],
    [alive > 1 && known.facts.bus === 'process', () => text('system.warn.noRedis')],
    [
      lapsed.length > 0,
      () => text('system.warn.lapsed', { count: lapsed.length, seconds: LEASE_MS / 1000 }),
    ],
    [state.outbox > MANY_COMMANDS, () => text('system.warn.outbox', { count: MANY_COMMANDS })],
    [known.takesUnsignedCalls, () => text('system.warn.unsignedCalls')],
    [isFrozen(guessing, state.now), () => text('system.warn.codesFrozen')],
    [isLengthened(guessing, state.now), () => text('system.warn.codesLengthened')],
    [!mail.isSetUp, () => text('system.warn.noMail')],
    [mail.failed > 0, () => text('system.warn.mailFailed', { count: mail.failed })],
  ]
  return warnings.flatMap(([holds, say]) => (holds ? [say()] : []))
}
