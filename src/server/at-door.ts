import { parseSessionId } from '../base/id.ts'
import type { Verb } from './access.ts'
import type { Opened, Visit } from './door.ts'
import { withNext } from './pages/shell.ts'
import { PATHS, url } from './routes.ts'
import { errorPage, redirect, wantsJson, type Ask, type World } from './web.ts'

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
      return refusedPage(world, ask, opened)
    case 'open':
      return go(opened.visit)
  }
}

/** Says why not; whoever only has to sign in again is led there, and back. */
export function refusedPage(
  world: World,
  ask: Ask,
  { over, signIn }: Extract<Opened, { type: 'refused' }>,
): Response {
  if (signIn === true && ask.req.method === 'GET' && !wantsJson(ask)) {
    const { pathname, search } = new URL(ask.req.url)
    const path = url(world.deps.settings.root, PATHS.signIn)
    return redirect(ask, withNext(path, pathname + search))
  }
  return errorPage(world, ask, 403, over === undefined ? 'error.refused' : 'error.joinOver')
}
