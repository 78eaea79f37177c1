/** What users said to operators who asked, or whom they stopped: remembered from what they said, not from what rooms say of it. */
import { CONSENTS, type Consent } from '../../src/base/consent.ts'
import type { AccountId, ParticipantId } from '../../src/base/id.ts'
import type { Command } from '../../src/live/command.ts'
import type { Participant, Room, What } from '../../src/live/room.ts'
import type { Checker } from './checker.ts'
import { resolve } from './line-checks.ts'

export interface ConsentMemory {
  /** As it comes to the store. */
  remember(before: Room, after: Room, order: Command): void
  /** CON3: whether this operator needs nobody's word for it just now. */
  mayUnasked(room: Room, participant: ParticipantId, operator: AccountId, what: What): boolean
}

export function createConsentMemory(of: {
  readonly count: Checker['count']
  /** CON4. */
  readonly floor: Consent
}): ConsentMemory {
  const { count } = of
  /** `session participant operator what`: what the user said last. */
  const said = new Map<string, 'accepted' | 'must ask'>()

  /** CHT18: a "no" said by either holds for both. */
  function merge(before: Room, after: Room): void {
    for (const { id } of Object.values(before.participants)) {
      const now = resolve(after, id)
      if (now === id || resolve(before, id) === now) continue
      for (const [key, word] of said) {
        const [session, who, operator, what] = key.split(' ')
        if (session !== after.id || who !== id) continue
        const other = `${session} ${now} ${operator} ${what}`
        said.set(other, said.get(other) === 'must ask' ? 'must ask' : word)
      }
    }
  }

  /** JOI: whoever was in, or is, and is told to go must ask next time, through whose entry ever they come. */
  function endJoin(before: Room, who: ParticipantId, operator: AccountId): void {
    const people = peopleOf(before)
    const joiner = people.find(({ account }) => account?.id === operator)
    if ((joiner?.joined ?? null) === null || before.participants[who]?.joined !== null) return
    count('join stopped by the user')
    for (const one of people) {
      if (one.joined === null) said.set(`${before.id} ${one.id} ${operator} join`, 'must ask')
    }
  }

  return {
    remember(before, after, { command }) {
      if (command.type === 'attach-account') return merge(before, after)
      if (!('participant' in command) || command.participant === null) return
      const who = resolve(after, command.participant)
      const key = (operator: string, what: What): string => `${after.id} ${who} ${operator} ${what}`
      if (command.type === 'answer-ask') {
        said.set(key(command.operator, command.what), command.accepts ? 'accepted' : 'must ask')
        count(`${command.what} ${command.accepts ? 'accepted' : 'refused'}`)
      }
      if (command.type === 'end-watch') {
        count('watching stopped by the user')
        said.set(key(command.operator, 'observe'), 'must ask')
        said.set(key(command.operator, 'control'), 'must ask')
      }
      if (command.type === 'end-join') endJoin(before, who, command.operator)
      if (command.type !== 'take-back' || command.silent) return
      const control = before.participants[who]?.control
      if (control?.number !== command.number) return
      count('control taken back')
      said.set(key(control.operator.id, 'control'), 'must ask')
    },
    mayUnasked(room, participant, operator, what) {
      const word = said.get(`${room.id} ${participant} ${operator} ${what}`)
      if (word !== undefined) return word === 'accepted'
      const one = CONSENTS.indexOf(room.settings.consent)
      return CONSENTS[Math.max(one, CONSENTS.indexOf(of.floor))] !== 'ask'
    },
  }
}

/** Everybody in the room once. */
export function peopleOf(room: Pick<Room, 'participants'>): readonly Participant[] {
  return Object.values(room.participants).filter(({ mergedInto }) => mergedInto === null)
}
