/**
 * Watching and control: who may, who does, and whose word a page carries out.
 */
import type { ParticipantId, SessionId } from '../../src/base/id.ts'
import type { Command } from '../../src/live/command.ts'
import { GRACE_MS, type Participant, type Room } from '../../src/live/room.ts'
import type { Checker, Reader } from './checker.ts'
import type { VirtualClock } from './clock.ts'
import type { ConsentMemory } from './consent-memory.ts'
import { resolve } from './line-checks.ts'
import type { Done } from './user-screen.ts'

export interface WatchWorld extends Pick<Checker, 'violate' | 'count' | 'room'> {
  readonly clock: VirtualClock
  readonly consent: ConsentMemory
  /** Whether it was so at some moment that a server may still have believed in. */
  wasEver(session: SessionId, age: number, test: (room: Room) => boolean): boolean
  /** Whether nothing has been wrong with this Monitor for long, nor with anything else. */
  isWell(monitor: string): boolean
  /** What went wrong a moment ago may have kept a server from knowing. */
  unsureMs(): number
}

export interface WatchChecks {
  committed(before: Room | null, after: Room, command: Command): void
  sent(message: Readonly<Record<string, unknown>>, reader: Reader): void
  /** An operator did something in a picture. */
  typed(text: string, number: number): void
  /** `isSure`: the tab was awake, and its line whole. */
  done(what: Done, where: { readonly session: SessionId; readonly isSure: boolean }): void
  gaveBack(page: string, number: number): void
}

/** Streams are looked at every second. */
const CUT_MS = 1_000
/** A page lets go after 12 s by its own clock; and what was under way. */
const SILENCE_MS = 12_000
const LATE_MS = 3_000

export function createWatchChecks(of: WatchWorld): WatchChecks {
  const { clock, violate, count } = of
  const typedUnder = new Map<string, number>()
  const highest = new Map<string, number>()
  const back = new Map<string, number>()
  const doneOn = new Map<string, Set<string>>()

  function checkPerson(was: Participant | undefined, now: Participant, room: Room, order: Command) {
    for (const [monitor, { operator }] of Object.entries(now.watchers)) {
      if (!of.consent.mayUnasked(room, now.id, operator.id, 'observe')) {
        violate('CON3', `${operator.name} watches without having been allowed to`)
      }
      const isNew = !Object.hasOwn(was?.watchers ?? {}, monitor)
      if (isNew) count(`observing began under ${room.settings.consent}`)
    }
    const { settings } = room
    const isOpen = settings.called && settings.availability !== 'unavailable'
    if (!isOpen && Object.keys(now.watchers).length > 0)
      violate('OBS4', 'watched though unavailable')
    checkControl(was, now, room, order)
  }

  function checkControl(
    was: Participant | undefined,
    now: Participant,
    room: Room,
    order: Command,
  ) {
    const [before, after] = [was?.control ?? null, now.control]
    if (after === null)
      return before === null ? undefined : violate('CTL6', 'a number is forgotten')
    if (before !== null && after.number < before.number) violate('CTL6', 'a number fell')
    const isSame = before?.number === after.number
    if (isSame && before.over !== null && after.over === null) {
      violate('CTL6', 'control that was over goes on')
    }
    if (after.over === null && !of.consent.mayUnasked(room, now.id, after.operator.id, 'control')) {
      violate('CON3', `${after.operator.name} controls without having been allowed to`)
    }
    if (isSame && before.over === null && after.over !== null) checkEnd(after)
    if (isSame || after.over !== null) return
    count(before?.over === null ? 'control taken over' : 'control began')
    const { command } = order
    const lasts =
      before !== null &&
      before.over === null &&
      before.expiresAt > clock.now() &&
      (was?.offlineAt ?? Infinity) + GRACE_MS > clock.now()
    if (!lasts || command.type !== 'take-control') return
    if (!command.takeOver && command.monitor !== before.monitor) {
      violate('CTL5', 'control was taken from another without a word')
    }
  }

  function checkEnd({ over, monitor, number }: NonNullable<Participant['control']>): void {
    count(`control over: ${over}`)
    if (over !== 'lapsed' && over !== 'let-go') return
    if (of.isWell(monitor)) violate('CTL6', `control ${number} ended (${over}) though all was well`)
  }

  return {
    committed(before, after, order) {
      for (const person of Object.values(after.participants)) {
        if (person.mergedInto !== null) continue
        const was = before?.participants[person.id]
        if (was !== person) checkPerson(was, person, after, order)
      }
    },
    sent(message, reader) {
      const { kind } = (message['message'] ?? {}) as { readonly kind?: string }
      if (kind !== 'snapshot' && kind !== 'delta') return
      const [session, id] = [
        message['session'] as SessionId,
        message['participant'] as ParticipantId,
      ]
      const monitor = reader.page()
      count('picture shown')
      const age = reader.staleness() + of.unsureMs() + CUT_MS
      const watches = (room: Room): boolean =>
        Object.hasOwn(room.participants[resolve(room, id)]?.watchers ?? {}, monitor)
      if (!of.wasEver(session, age, watches))
        violate('OBS4', `${reader.tab} is shown what it may not see`)
    },
    typed(text, number) {
      count('operator typed')
      typedUnder.set(text, number)
    },
    done({ tab, page, number, text }, { session, isSure }) {
      count('done at an operator’s word')
      if (typedUnder.get(text) !== number) {
        violate('CTL6', `${tab} does under ${number} what was done under another: ${text}`)
      }
      if (number < (highest.get(page) ?? 0))
        violate('CTL6', `${tab} does what is of a former control`)
      highest.set(page, number)
      if (number <= (back.get(page) ?? 0)) violate('CTL7', `${tab} obeys after it was taken back`)
      const known = doneOn.get(page) ?? new Set()
      doneOn.set(page, known)
      const order = [...known].at(-1)
      if (known.has(text)) violate('CTL10', `${tab} does ${text} twice`)
      if (order !== undefined && numberOf(order) > numberOf(text)) {
        violate('CTL10', `${tab} does ${text} after ${order}`)
      }
      known.add(text)
      const holds = ({ participants }: Room): boolean =>
        Object.values(participants).some(
          ({ control }) => control?.number === number && control.over === null,
        )
      if (!isSure) return
      if (!of.wasEver(session, SILENCE_MS + LATE_MS, holds)) {
        violate('CTL6', `${tab} still obeys under ${number}`)
      }
    },
    gaveBack: (page, number) => void back.set(page, Math.max(number, back.get(page) ?? 0)),
  }
}

/** Texts are numbered as they are written. */
function numberOf(text: string): number {
  return Number(text.slice(1))
}
