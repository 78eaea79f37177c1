/** What interview code is told of the moment and of the person in front of the screen. */
import type { EvaluationContext } from '../interview/request.ts'
import type { Visit } from './door.ts'
import type { FlowWorld, Place } from './interview-flow.ts'
import { describePerson } from './looks.ts'

export async function contextOf(
  world: Pick<FlowWorld, 'store' | 'door' | 'settings' | 'random'>,
  visit: Visit,
  place: Place,
): Promise<EvaluationContext> {
  const { store, door, settings, random } = world
  const { visitor, room } = visit
  return {
    now: await store.now(),
    seed: Buffer.from(random(16)).toString('base64url'),
    timezone: settings.timezone,
    language: visitor.account?.language ?? settings.language,
    person: describePerson(visit),
    sessionId: room.id,
    urlRoot: place.urlRoot,
    root: settings.root,
    shareKey: door.shareKey(room.id),
    urlArgs: place.urlArgs,
  }
}
