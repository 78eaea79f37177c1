/**
 * The list of "My interviews", for whoever did not begin a session (SES3): they take it off their
 * list and leave it to the others; coming to its screen again puts it back.
 */
import type { RoomCommand } from '../live/command.ts'
import { atDoor } from './at-door.ts'
import type { Visit } from './door.ts'
import { plainText } from './pages/markdown.ts'
import { renderSetAsidePage } from './pages/sessions-page.ts'
import { PATHS, sessionUrls, url } from './routes.ts'
import { SessionGone } from './session-gone.ts'
import { frame, page, redirect, route, urlRoot, type Site, type World } from './web.ts'

export function addOwnListRoutes(world: World, site: Site): void {
  const { root } = world.deps.settings
  const list = url(root, PATHS.sessions)

  route(world, site, 'GET', PATHS.setAside, (ask) =>
    atDoor(world, ask, 'set-aside', ({ room }) => {
      const { screen, setAside } = sessionUrls(root, room.id)
      return page(
        world,
        ask,
        renderSetAsidePage({
          ...frame(world, ask),
          title: plainText(room.title) || room.interview,
          action: setAside,
          link: urlRoot(world, ask) + screen,
          back: list,
        }),
      )
    }),
  )

  route(world, site, 'POST', PATHS.setAside, (ask) =>
    atDoor(world, ask, 'set-aside', async (visit) => {
      await perform(world, visit, 'set-aside')
      return redirect(ask, `${list}?set-aside=1`)
    }),
  )
}

/** Whoever comes to the screen as a page, not by a script that only looks again, is back. */
export async function takeUp(world: World, visit: Visit): Promise<void> {
  if (visit.participant.setAside) await perform(world, visit, 'take-up')
}

async function perform(
  { shell }: World,
  { room, participant }: Visit,
  type: Extract<RoomCommand['type'], 'set-aside' | 'take-up'>,
): Promise<void> {
  const { reply } = await shell.perform({
    aggregate: { kind: 'room', id: room.id },
    id: shell.freshId(),
    digest: '',
    command: { type, participant: participant.id },
  })
  if (reply.type === 'refused') throw new SessionGone(reply.code)
}
