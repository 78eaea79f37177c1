/** Loads the mirror agent while somebody observes, and forgets it afterwards (OBS6). */
import { loadBuilt } from './load-built.ts'
import type { Mirror, MirrorOptions } from '../mirror/agent.ts'
import type { SignatureReader } from '../mirror/drawn.ts'
import type { ControlAck, MirrorFromPage } from '../../protocol/mirror.ts'
import type { ScreenView } from './screen-view.ts'

/** Of what the network has not taken yet; the agent waits and sends the newest then. */
const MAX_BUFFERED = 1_000_000

export interface Mirroring {
  observe(observers: number, epoch: string): void
  again(): void
  screenChanged(version: number): void
  stop(): void
  /** Null while nobody observes. */
  readonly mirror: Mirror | null
}

export function createMirroring(options: {
  view(): ScreenView
  buffered(): number
  send(message: MirrorFromPage): boolean
  /** While the page is controlled: up to where. */
  ack(): ControlAck | null
  signature(): SignatureReader | null
}): Mirroring {
  let mirror: Mirror | null = null
  let wantedEpoch: string | null = null
  let runningEpoch: string | null = null

  function stop(): void {
    wantedEpoch = null
    runningEpoch = null
    mirror?.stop()
    mirror = null
  }

  async function start(epoch: string): Promise<void> {
    wantedEpoch = epoch
    // Not to be had now: observers see that there is no picture; the user is not bothered.
    const agent = await loadBuilt<Agent>('agent')
    if (agent === null || wantedEpoch !== epoch || runningEpoch === epoch) return
    mirror?.stop()
    runningEpoch = epoch
    const view = options.view()
    mirror = agent.startMirror({
      root: view.root,
      epoch,
      screenVersion: view.version,
      pristine: () => view.pristine,
      send: (message) => options.buffered() < MAX_BUFFERED && options.send(message),
      ack: () => options.ack(),
      signature: () => options.signature(),
    })
  }

  return {
    observe(observers, epoch) {
      if (observers === 0) stop()
      else if (epoch !== wantedEpoch) void start(epoch)
    },
    again: () => mirror?.again(),
    screenChanged: (version) => mirror?.screenChanged(version),
    stop,
    get mirror() {
      return mirror
    },
  }
}

interface Agent {
  startMirror(options: MirrorOptions): Mirror
}
