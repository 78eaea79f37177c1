/**
 * What one Monitor observes. The right to it is looked at when it begins, at each change of the
 * room, and every second: it is cut when it ceases to hold (OBS4), also when the store cannot be
 * asked.
 */
import type { ParticipantId, SessionId } from '../base/id.ts'
import { findParticipant } from '../live/room.ts'
import type { MirrorDown } from '../protocol/mirror.ts'
import type { Store } from '../store/store.ts'
import { access, type Actor } from './access.ts'
import { resourceOf } from './door.ts'
import type { MirrorHub, Observation, Observer } from './mirror-hub.ts'
import { errorName } from './room-shell.ts'
import type { Log } from './settings.ts'
import type { Timing } from './timing.ts'

const MAX_OBSERVED = 24
/** A stream goes on for so long without the store's word. */
const UNSURE_MS = 2_000

export interface Observations {
  /** Again for the same participant: the picture is sent whole once more. */
  observe(session: SessionId, participant: ParticipantId): Promise<void>
  unobserve(session: SessionId, participant: ParticipantId): void
  /** Looks at the rights to all that is observed, or to that of one session. */
  check(session?: SessionId): Promise<void>
  close(): void
}

interface Stream {
  readonly session: SessionId
  readonly participant: ParticipantId
  readonly observer: Observer
  readonly observation: Observation
  /** When the store last said that it may go on. */
  sureAt: number
}

type Judgement = 'allowed' | 'not-allowed' | 'offline'

export function createObservations(
  world: {
    readonly store: Store
    readonly mirror: MirrorHub
    readonly timing: Timing
    readonly log: Log
  },
  operator: {
    actor(): Actor
    send(session: SessionId, participant: ParticipantId, message: MirrorDown): void
    buffered(): number
  },
): Observations {
  const { store, mirror, timing, log } = world
  const streams = new Map<string, Stream>()

  async function judge(session: SessionId, participant: ParticipantId): Promise<Judgement> {
    const room = await store.readRoom(session)
    const person = room === null ? null : findParticipant(room, participant)
    if (room === null || person === null) return 'not-allowed'
    const verdict = access(operator.actor(), 'observe', resourceOf(room, 'stranger'))
    if (verdict !== 'allowed') return 'not-allowed'
    return person.offlineAt === null ? 'allowed' : 'offline'
  }

  function end(stream: Stream): void {
    if (streams.delete(`${stream.session} ${stream.participant}`)) stream.observation.stop()
  }

  function cut(stream: Stream, why: Extract<MirrorDown, { kind: 'gone' }>['why']): void {
    end(stream)
    operator.send(stream.session, stream.participant, { kind: 'gone', why })
  }

  async function checkOne(stream: Stream): Promise<void> {
    try {
      const judgement = await judge(stream.session, stream.participant)
      if (judgement === 'allowed') stream.sureAt = timing.now()
      else if (streams.has(`${stream.session} ${stream.participant}`)) cut(stream, judgement)
    } catch (error) {
      log('observation-unsure', { error: errorName(error) })
      if (timing.now() - stream.sureAt > UNSURE_MS) cut(stream, 'unavailable')
    }
  }

  return {
    async observe(session, participant) {
      const key = `${session} ${participant}`
      const known = streams.get(key)
      if (known !== undefined) return known.observation.again()
      const judgement =
        streams.size >= MAX_OBSERVED ? 'not-allowed' : await judge(session, participant)
      if (judgement !== 'allowed') {
        return operator.send(session, participant, { kind: 'gone', why: judgement })
      }
      const observer: Observer = {
        send: (message) => operator.send(session, participant, message),
        buffered: () => operator.buffered(),
      }
      const observation = mirror.observe(session, participant, observer)
      streams.set(key, { session, participant, observer, observation, sureAt: timing.now() })
    },
    unobserve(session, participant) {
      const stream = streams.get(`${session} ${participant}`)
      if (stream !== undefined) end(stream)
    },
    async check(session) {
      for (const stream of streams.values()) {
        if (session === undefined || stream.session === session) await checkOne(stream)
      }
    },
    close() {
      for (const stream of streams.values()) end(stream)
    },
  }
}
