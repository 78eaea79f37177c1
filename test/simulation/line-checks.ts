/** What a server tells of conversations: stored, whole, and to nobody who must not read it. */
import type { ParticipantId, SessionId } from '../../src/base/id.ts'
import type { ChatLine, Room } from '../../src/live/room.ts'
import type { Checker, Reader } from './checker.ts'
import type { VirtualClock } from './clock.ts'

interface Known extends Pick<Checker, 'violate' | 'count' | 'lines' | 'textOf' | 'room'> {
  readonly clock: VirtualClock
  /** Sequence numbers during which a participant was blocked. */
  readonly blocked: ReadonlyMap<string, readonly { readonly from: number; to: number }[]>
  /** Whether it was so at some moment that a server may still have believed in. */
  wasEver(session: SessionId, age: number, test: (room: Room) => boolean): boolean
  /** Then whether it may still be told is another's question. */
  isDeleted(session: SessionId): boolean
}

export function createLineChecks(of: Known): (text: string, reader: Reader) => void {
  return checkSent

  function checkSent(text: string, reader: Reader): void {
    if (!text.includes('"seq"')) return
    const message = JSON.parse(text) as Readonly<Record<string, unknown>>
    if (reader.path !== '/live/monitor') {
      const session = reader.path.replace('/live/session/', '') as SessionId
      for (const line of viewsIn(message)) checkPageLine(session, line, reader)
      return
    }
    const lostAt = reader.lostRightAt()
    if (lostAt !== null && of.clock.now() - lostAt > reader.staleness() + 1_000) {
      of.violate('ACC3', `${reader.tab} is told something though it may not be open`)
    }
    const views = [
      ...(message['type'] === 'conversation' ? [message['conversation']] : []),
      ...(message['type'] === 'lines' ? [message] : []),
      ...(message['type'] === 'welcome' ? (message['conversations'] as unknown[]) : []),
    ] as { session: SessionId; participant: ParticipantId | null }[]
    for (const view of views) {
      for (const line of viewsIn(view as unknown as Readonly<Record<string, unknown>>)) {
        checkMonitorLine(view, line)
      }
    }
  }

  function stored(session: SessionId, view: SeenLine): ChatLine | null {
    if (of.isDeleted(session)) return null
    const line = of.lines(session).find((one) => one.seq === view.seq)
    if (line === undefined) {
      of.violate('REL1', `shown, but not stored: ${view.text}`)
      return null
    }
    const text = of.textOf(session, line)
    if (text !== view.text) of.violate('REL3', `stored as ${text}, shown as ${view.text}`)
    return line
  }

  function checkPageLine(session: SessionId, view: SeenLine, reader: Reader): void {
    const line = stored(session, view)
    const participant = reader.participant()
    const room = of.room(session)
    if (line === null || participant === null || room === null) return
    of.count(`page shown ${line.audience} line`)
    const me = resolve(room, participant)
    const isOwn = resolve(room, line.conversation) === me
    if (line.audience === 'private' && !isOwn) {
      return of.violate(
        'CHT8',
        `${reader.tab} is shown a private line of somebody else: ${view.text}`,
      )
    }
    if (
      !isOwn &&
      !of.wasEver(session, reader.staleness(), (then) => then.settings.mode !== 'help')
    ) {
      of.violate('CHT10', `${reader.tab} is shown a line of peers in mode help: ${view.text}`)
    }
    if (line.sender.kind !== 'operator') return
    const isUnheard = (of.blocked.get(`${session} ${me}`) ?? []).some(
      (span) => line.seq > span.from && line.seq < span.to,
    )
    if (isUnheard) of.violate('CHT8', `${reader.tab} is shown an operator's line after the block`)
  }

  function checkMonitorLine(
    view: { readonly session: SessionId; readonly participant: ParticipantId | null },
    seen: SeenLine,
  ): void {
    const line = stored(view.session, seen)
    const room = of.room(view.session)
    if (line === null || room === null) return
    of.count(`Monitor shown ${line.audience} line`)
    if (line.audience === 'peers') of.violate('CHT8', `an operator is shown ${seen.text} of peers`)
    const isOwn =
      view.participant !== null &&
      resolve(room, line.conversation) === resolve(room, view.participant)
    if (line.audience === 'private' && !isOwn) {
      of.violate('CHT8', `a private line stands in another conversation: ${seen.text}`)
    }
  }
}

interface SeenLine {
  readonly seq: number
  readonly text: string
}

function viewsIn(message: Readonly<Record<string, unknown>>): readonly SeenLine[] {
  const { lines } = message as { readonly lines?: readonly SeenLine[] }
  return lines ?? []
}

export function resolve(room: Room, id: ParticipantId): ParticipantId {
  let found = id
  for (;;) {
    const next = room.participants[found]?.mergedInto ?? null
    if (next === null) return found
    found = next
  }
}
