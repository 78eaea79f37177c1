/**
 * One simulated world: server processes on one store, people and operators in browsers, a network
 * between them, and a checker that looks at every commit and every message.
 */
import type { Consent } from '../../src/base/consent.ts'
import type { AccountId, SessionId } from '../../src/base/id.ts'
import type { Account } from '../../src/store/account-store.ts'
import type { Fabric } from './bus.ts'
import type { Checker } from './checker.ts'
import type { VirtualClock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { Forms } from './forms.ts'
import type { Joining } from './joining.ts'
import type { Link, Way, WayState } from './network.ts'
import type { Person, Right } from './people.ts'
import type { Random } from './random.ts'
import type { Requests } from './requests.ts'
import type { Seams } from './seams.ts'
import type { ServerProcess } from './server.ts'
import type { Steps } from './steps.ts'
import type { MonitorTab, UserTab } from './tabs.ts'
import type { Telephone } from './telephone.ts'

/** A whole number of seconds, so that traces are readable. */
export const BEGINNING = Date.UTC(2027, 0, 1)

export interface LiveLink {
  readonly tab: string
  readonly path: string
  readonly process: ServerProcess
  readonly link: Link
  readonly openedAt: number
  /** Something was done to it. */
  isHurt: boolean
}

export interface World extends Requests {
  readonly joining: Joining
  readonly forms: Forms
  readonly telephone: Telephone
  readonly latencyMs: number
  readonly clock: VirtualClock
  readonly random: Random
  /** When the clocks of pages were 0. */
  readonly beganAt: number
  /** Of pictures and consent. */
  readonly chance: Random
  readonly floor: Consent
  readonly disk: Disk
  readonly fabric: Fabric
  readonly checker: Checker
  /** Of screens, joining and rights. */
  readonly fortune: Random
  readonly steps: Steps
  readonly processes: ServerProcess[]
  readonly sessions: SessionId[]
  readonly users: Person[]
  readonly operators: Person[]
  everyone(): readonly Person[]
  /** Of an account, since it was made. */
  rightsOf(account: AccountId): readonly Right[]
  readonly links: LiveLink[]
  /** Tabs without a network. */
  readonly cutOff: Set<string>
  /** How long a process was frozen at most, ms. */
  readonly frozen: Map<ServerProcess, number>
  readonly trace: string[]
  /** Commits that changed something, so far. */
  commits: number
  note(text: string): void
  /** Something that was done to the world and has to be made good. */
  lastFaultAt: number
  /** A line that died without a word: only silence tells. */
  lastSilentAt: number
  fault(): void
  startProcess(): void
  crash(process: ServerProcess, isSilent: boolean): void
  stop(process: ServerProcess): void
  cut(tab: string, way: Way, state: WayState): void
  reset(tab: string): void
  openTab(person: Person, session: SessionId, storage?: Map<string, string>): UserTab
  openMonitor(person: Person): MonitorTab
  closeTab(person: Person, tab: UserTab | MonitorTab, how: 'goodbye' | 'crash' | 'power'): void
  reload(person: Person, tab: UserTab | MonitorTab, saysGoodbye: boolean): void
  /** As an account of their own, or as `account`. */
  signIn(person: Person, account: Account | null): void
  /** ACC3, ACC4 */
  setPrivileges(operator: Person, privileges: readonly string[]): void
  /** SES3: the account is deleted. */
  forget(person: Person): void
  /** Each message's text is its own. */
  nextText(): string
  freeze(process: ServerProcess): void
  thaw(process: ServerProcess): void
  /** A tab that fell asleep. What became of its line meanwhile only silence tells it. */
  wake(tab: UserTab | MonitorTab): void
  heal(): void
  /** Peace has come: nothing more goes wrong. */
  isOver: boolean
  pass(ms: number): Promise<void>
  allTabs(): readonly (UserTab | MonitorTab)[]
  close(): void
}

export interface WorldOptions {
  readonly seed: number
  readonly processes: number
  readonly users: number
  readonly operators: number
  readonly latencyMs: number
  readonly seams?: Seams
}

export const ROLES = ['law', 'tax'] as const
