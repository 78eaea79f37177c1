/** How control stands for one Monitor that observes (CTL1, CTL5, CON3), by what the room says. */
import type { AccountId, PageId } from '../base/id.ts'
import { unreachable } from '../base/unreachable.ts'
import { presentControl } from '../live/control.ts'
import { isSame, pauseEndsAt, permissionsOf } from '../live/permission.ts'
import type { ControlEnd, Participant } from '../live/room.ts'
import type { ControlView } from '../protocol/mirror.ts'

type FreeReason = Extract<ControlView, { state: 'free' }>['why']

export interface Controller {
  readonly operator: AccountId
  readonly monitor: PageId
}

/**
 * `shown`: the page in the picture; null: none, or not known. `before`: what this Monitor was told
 * last of the same picture; null: nothing.
 */
export function controlView(
  person: Participant,
  who: Controller,
  shown: PageId | null,
  before: ControlView | null,
): ControlView {
  const control = presentControl(person)
  if (control?.monitor === who.monitor) {
    const { number, page } = control
    return { state: 'yours', number, here: page === null || shown === null || page === shown }
  }
  if (person.asks.some((open) => isSame(open, { id: who.operator }, 'control'))) {
    return { state: 'asking' }
  }
  if (control !== null) {
    const { id, name } = control.operator
    return { state: 'held', by: name, own: id === who.operator }
  }
  const why = whyFree(person, who, before)
  const until = why === 'refused' ? pauseEndsAt(person, who.operator, 'control') : null
  return { state: 'free', why, ...(until === null ? {} : { until }) }
}

function whyFree(person: Participant, who: Controller, before: ControlView | null): FreeReason {
  const last = person.control
  const isOwn = last !== null && last.over !== null && last.monitor === who.monitor
  switch (before?.state) {
    case 'free':
      return before.why
    case 'asking': {
      const said = permissionsOf(person, who.operator).control
      return said === 'refused' ? 'refused' : 'no-answer'
    }
    case 'held':
      return null
    case 'yours':
    case undefined:
      return isOwn && last.over !== null ? reasonOf(last.over) : null
  }
}

function reasonOf(end: ControlEnd): FreeReason {
  switch (end) {
    case 'released':
      return null
    case 'lapsed':
    // The user's page heard nothing of the Monitor for as long.
    case 'let-go':
      return 'lapsed'
    case 'taken-back':
    case 'interview':
    case 'away':
      return end
    case 'merged':
      return 'away'
    default:
      return unreachable(end)
  }
}
