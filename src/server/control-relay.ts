/**
 * CTL1: brings what a controller does from the process of the Monitor to that of the controlled page,
 * in the order in which it was sent. It may be lost on the way: the Monitor sends again what is not
 * acknowledged. Between processes it travels sealed with the session's key.
 */
import {
  parsePageId,
  parseSessionId,
  type PageId,
  type ProcessId,
  type SessionId,
} from '../base/id.ts'
import type { Bus } from '../bus/bus.ts'
import type { ControlMessage } from '../protocol/mirror.ts'
import { errorName } from './room-shell.ts'
import type { SessionKeys } from './session-keys.ts'
import type { Log } from './settings.ts'

const TOPIC = 'control'
/** Of one session, while its key is being read. More are lost. */
const MAX_WAITING = 200

export interface ControlledPage {
  readonly session: SessionId
  readonly page: PageId
}

export interface ControlRelay {
  /** The page's line is here. The result ends it; a later line of the same page takes its place. */
  addPage(page: ControlledPage, take: (message: ControlMessage) => void): () => void
  /** `process` holds the page's line. */
  send(to: ControlledPage & { readonly process: ProcessId }, message: ControlMessage): void
  start(): Promise<void>
  close(): void
}

type Lane = { waiting: number; last: Promise<void> }

export function createControlRelay(input: {
  readonly bus: Bus
  readonly process: ProcessId
  readonly keys: SessionKeys
  readonly log: Log
}): ControlRelay {
  const { bus, process, keys, log } = input
  const pages = new Map<string, (message: ControlMessage) => void>()
  const lanes = new Map<SessionId, Lane>()
  let unsubscribe: (() => void) | null = null

  function deliver(to: ControlledPage, message: ControlMessage): void {
    pages.get(keyOf(to))?.(message)
  }

  /** One after the other for each session: a key that is read for the first must not let others pass. */
  function inOrder(session: SessionId, run: () => Promise<void>): void {
    const lane = lanes.get(session) ?? { waiting: 0, last: Promise.resolve() }
    if (lane.waiting >= MAX_WAITING) return
    lane.waiting++
    lanes.set(session, lane)
    lane.last = lane.last
      .then(run)
      .catch((error: unknown) => log('control-failed', { error: errorName(error) }))
      .finally(() => {
        lane.waiting--
        if (lane.waiting === 0) lanes.delete(session)
      })
  }

  async function publish(
    to: ControlledPage & { readonly process: ProcessId },
    message: ControlMessage,
  ): Promise<void> {
    const key = await keys.find(to.session)
    if (key === null) return
    const { session, page } = to
    const plain = Buffer.from(JSON.stringify(message))
    const sealed = key.seal('mirror', labelOf(to), plain)
    bus.publish(`${TOPIC}:${to.process}`, JSON.stringify({ session, page, sealed }))
  }

  function hear(text: string): void {
    const heard = parseHeard(text)
    if (heard === null || !pages.has(keyOf(heard))) return
    inOrder(heard.session, async () => {
      const key = await keys.find(heard.session)
      if (key === null) return
      const plain = key.open('mirror', labelOf(heard), heard.sealed)
      // Sealed by a process of ours: what it says has passed the schema there.
      deliver(heard, JSON.parse(Buffer.from(plain).toString()) as ControlMessage)
    })
  }

  return {
    addPage(page, take) {
      const key = keyOf(page)
      pages.set(key, take)
      return () => {
        if (pages.get(key) === take) pages.delete(key)
      }
    },
    send(to, message) {
      if (to.process === process) deliver(to, message)
      else inOrder(to.session, () => publish(to, message))
    },
    async start() {
      unsubscribe = await bus.subscribe(`${TOPIC}:${process}`, hear)
    },
    close() {
      unsubscribe?.()
      pages.clear()
    },
  }
}

/** The page's own key is made by its browser: only with the session it is nobody else's. */
function keyOf({ session, page }: ControlledPage): string {
  return `${session} ${page}`
}

function labelOf({ page }: ControlledPage): string {
  return `control ${page}`
}

function parseHeard(text: string): (ControlledPage & { readonly sealed: string }) | null {
  const said = JSON.parse(text) as Readonly<Record<string, unknown>>
  const session = parseSessionId(String(said['session']))
  const page = parsePageId(String(said['page']))
  const { sealed } = said
  if (session === null || page === null || typeof sealed !== 'string') return null
  return { session, page, sealed }
}
