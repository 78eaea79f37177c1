/**
 * Where the simulated world can be made wrong on purpose: ports and messages pass through here.
 * Without a defect each is what it seems.
 */
import type { Bus } from '../../src/bus/bus.ts'
import type { VoiceAnswer } from '../../src/live/phone-calls.ts'
import type { MonitorDown } from '../../src/protocol/monitor.ts'
import type { ControlRelay } from '../../src/server/control-relay.ts'
import type { PageDown } from '../../src/protocol/page.ts'
import type { Timing } from '../../src/server/timing.ts'
import type { Store } from '../../src/store/store.ts'
import type { PageStorage } from '../../src/web/connection/page-storage.ts'
import type { Disk } from './disk.ts'
import type { Gate } from './gate.ts'

export interface Seams {
  store(store: Store, process: { readonly gate: Gate; readonly disk: Disk }): Store
  bus(bus: Bus): Bus
  relay(relay: ControlRelay, disk: Disk): ControlRelay
  timing(timing: Timing): Timing
  /** Null: the page never hears it. */
  pageHears(message: PageDown): PageDown | null
  monitorHears(message: MonitorDown): MonitorDown | null
  storage(storage: PageStorage): PageStorage
  /** The page's key: made afresh at each load. */
  pageKey(fresh: string, storage: PageStorage): string
  /** On a fresh welcome the outbox is sent again. */
  resends: boolean
  /** A refused message is kept for the person. */
  keepsRefused: boolean
  /** A Monitor sends again what the page has not acknowledged. */
  repeats: boolean
  /** What a caller is told. */
  voice: (answer: VoiceAnswer) => VoiceAnswer
  /** A form says what its screen was made from. */
  saysSeen: boolean
  /** And from which version of the answers. */
  saysVersion: boolean
  /** A page beats and listens whether the line is alive. */
  hasHeart: boolean
  /** What a page says it knows. */
  cursor(cursor: number | null): number | null
}

const same = <T>(value: T): T => value

export const SOUND: Seams = {
  store: same,
  bus: same,
  relay: same,
  timing: same,
  pageHears: same,
  monitorHears: same,
  storage: same,
  pageKey: same,
  resends: true,
  keepsRefused: true,
  repeats: true,
  voice: same,
  saysSeen: true,
  saysVersion: true,
  hasHeart: true,
  cursor: same,
}
