/** Why an observed picture is over, as its Monitor is told (OBS4, CON3). */
import type { AccountId } from '../base/id.ts'
import { pauseEndsAt } from '../live/permission.ts'
import type { Participant, Permission } from '../live/room.ts'
import type { MirrorDown } from '../protocol/mirror.ts'

export type Gone = Extract<MirrorDown, { kind: 'gone' }>['why']

/** For an operator who would have to ask, and whose question does not stand. */
export function whyGone(said: Permission, wasShown: boolean): Gone {
  if (said === 'stopped') return 'stopped'
  if (wasShown) return 'consent'
  return said === 'refused' ? 'refused' : 'no-answer'
}

/** With the time from which they may ask again, where the user has said no. */
export function goneFor(person: Participant, operator: AccountId, why: Gone): MirrorDown {
  const until = why === 'refused' ? pauseEndsAt(person, operator, 'observe') : null
  return { kind: 'gone', why, ...(until === null ? {} : { until }) }
}
