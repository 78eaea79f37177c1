/**
 * LOG4: where a special button or `command()` leads, and what becomes of the browser's cookies. A
 * form without script gets a page with a link when the way leads to another site: browsers follow
 * no redirect there from a form that may only be sent to us.
 */
import type { Departure } from '../interview/request.ts'
import { setCookie } from './browser.ts'
import type { Visit } from './door.ts'
import type { ScreenReply } from './pages/rendered.ts'
import { renderLeavePage } from './pages/simple.ts'
import { PATHS, sessionUrls, url } from './routes.ts'
import { signOutBrowser } from './signing-in.ts'
import { frame, page, redirect, wantsJson, type Ask, type World } from './web.ts'

export async function leadAway(
  world: World,
  ask: Ask,
  visit: Visit,
  departure: Departure,
): Promise<Response> {
  const { settings } = world.deps
  const { kind } = departure
  const { interview } = visit.room
  // JOI4: an operator who joined has a session of their own there, maybe.
  if ((kind === 'exit' || kind === 'exit_logout') && visit.participant.joined === null) {
    ask.header('set-cookie', setCookie(settings, { interview }, null), { append: true })
  }
  if ((kind === 'logout' || kind === 'exit_logout') && visit.visitor.account !== null) {
    await signOutBrowser(world, ask)
  }
  const to = destination(settings.root, visit, departure)
  if (wantsJson(ask)) return ask.json({ type: 'leave', url: to } satisfies ScreenReply)
  if (ask.req.method === 'GET' || to.startsWith('/')) return redirect(ask, to)
  return page(world, ask, renderLeavePage({ ...frame(world, ask), to }))
}

function destination(root: string, visit: Visit, departure: Departure): string {
  const { id, interview } = visit.room
  switch (departure.kind) {
    case 'signin':
    case 'register': {
      const next = encodeURIComponent(sessionUrls(root, id).screen)
      const page = departure.kind === 'register' ? PATHS.register : PATHS.signIn
      return `${url(root, page)}?next=${next}`
    }
    case 'new_session':
      return `${url(root, PATHS.interview)}?i=${encodeURIComponent(interview)}&new_session=1`
    case 'exit':
    case 'exit_logout':
    case 'leave':
    case 'logout':
      return departure.url === null ? root : (harmless(root, departure.url) ?? root)
  }
}

/** A web address, or a path of this server; an interview's own parameters after `?`. */
function harmless(root: string, text: string): string | null {
  const address = text.trim()
  if (address.startsWith('?')) return `${url(root, PATHS.interview)}${address}`
  if (/^\/(?![/\\])/.test(address)) return address
  const parsed = URL.parse(address)
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : null
}
