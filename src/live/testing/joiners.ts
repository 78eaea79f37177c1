/** What operators who join, and their users, do, as short orders for `S`. */
import type { ParticipantId } from '../../base/id.ts'
import type { RoomCommand } from '../command.ts'
import { participantView } from '../derive.ts'
import { findParticipant } from '../room.ts'
import { createMemoryDriver } from './memory-driver.ts'
import { account, ANN, begin, card, page, participant, process, S } from './samples.ts'
import { watching } from './watchers.ts'

/** Olga, who joins. */
export const OLGA = participant('olga-joins')

/** A session of Ann's that operators join. */
export function joinable(settings: Parameters<typeof begin>[1] = {}) {
  const driver = createMemoryDriver()
  begin(driver, settings)
  const join = (name = 'olga', changes: Partial<Extract<RoomCommand, { type: 'join' }>> = {}) =>
    driver.toRoom(S, {
      type: 'join',
      participant: ANN,
      operator: card(name),
      joiner: participant(`${name}-joins`),
      monitor: page(`${name}-tab`),
      process: process('P'),
      floor: 'author',
      ...changes,
    })
  const stop = (name = 'olga', who: ParticipantId = ANN) =>
    driver.toRoom(S, { type: 'end-join', participant: who, operator: account(name) })
  /** `in`, or why they are out; null: never were. */
  const olga = (): string | null => {
    const joined = findParticipant(driver.room(S), OLGA)?.joined ?? null
    return joined === null ? null : (joined.over ?? 'in')
  }
  const view = (who: ParticipantId = ANN) => participantView(driver.room(S), who, driver.desk())
  const deeds = () =>
    driver.audit
      .filter(({ deed }) => deed.type.startsWith('join') || 'what' in deed)
      .map(({ operator, participant: about, deed }) => {
        const rest = 'why' in deed ? ` ${deed.why}` : 'what' in deed ? ` ${deed.what}` : ''
        return `${operator?.name} ${deed.type}${rest} ${about === ANN ? 'ann' : 'another'}`
      })
  return { driver, ...watching(driver), join, stop, olga, view, deeds }
}
