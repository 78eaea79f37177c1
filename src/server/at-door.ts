import { parseSessionId } from '../base/id.ts'
import type { Verb } from './access.ts'
import type { Visit } from './door.ts'
import { errorPage, type Ask, type World } from './web.ts'

/** A route of one session: goes on with whoever may come in, or says why not. */
export async function atDoor(
  world: World,
  ask: Ask,
  verb: Verb,
  go: (visit: Visit) => Response | Promise<Response>,
): Promise<Response> {
  const session = parseSessionId(ask.req.param('session') ?? '')
  const opened =
    session === null
      ? ({ type: 'unknown' } as const)
      : await world.door.open(session, ask.var.visitor, verb)
  switch (opened.type) {
    case 'unknown':
      return errorPage(world, ask, 404, 'error.unknownSession')
    case 'refused':
      return errorPage(
        world,
        ask,
        403,
        opened.over === undefined ? 'error.refused' : 'error.joinOver',
      )
    case 'open':
      return go(opened.visit)
  }
}
