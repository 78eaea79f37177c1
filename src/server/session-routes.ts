/** "My interviews" of an account, and the end of a session by whoever began it (SES3). */
import { parseSessionId, type AccountId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { ownerOf, ownPeople } from '../live/delete.ts'
import type { Room } from '../live/room.ts'
import type { SessionMark } from '../store/session-store.ts'
import type { Account } from '../store/account-store.ts'
import { atDoor } from './at-door.ts'
import { setCookie } from './browser.ts'
import type { Visit } from './door.ts'
import { plainText } from './pages/markdown.ts'
import { renderDeletePage, renderSessionsPage, type SessionEntry } from './pages/sessions-page.ts'
import { exportOwn } from './own-export.ts'
import { createWindowLimit } from './rate-limit.ts'
import { PATHS, sessionUrls, url } from './routes.ts'
import { SessionGone } from './session-gone.ts'
import {
  errorPage,
  frame,
  page,
  redirect,
  route,
  urlRoot,
  type Ask,
  type Site,
  type World,
} from './web.ts'
import { timeInWords } from './zoned-day.ts'

/** Of one account: all of its answers are opened for it. */
const EXPORTS = { count: 5, windowMs: 10 * 60_000 } as const
const ON_A_PAGE = 20
/** Offered on the start page. */
const LATEST = 3

export function addSessionRoutes(world: World, site: Site): void {
  const { settings, store } = world.deps
  const exports = createWindowLimit(world.timing, EXPORTS.count, EXPORTS.windowMs)

  route(world, site, 'GET', PATHS.sessions, async (ask) => {
    const { account } = ask.var.visitor
    const after = readMark(ask.req.query('after'))
    const found =
      account === null
        ? []
        : await store.readSessionsOf({ account: account.id, after, limit: ON_A_PAGE + 1 })
    const shown = found.slice(0, ON_A_PAGE)
    const last = found.length > ON_A_PAGE ? shown.at(-1) : undefined
    return page(
      world,
      ask,
      renderSessionsPage({
        ...frame(world, ask),
        signedIn: account !== null,
        sessions: account === null ? [] : shown.map((room) => entryOf(world, account, room)),
        next: last === undefined ? null : writeMark({ usedAt: last.usedAt, id: last.id }),
        isFirst: after === null,
        done: doneJustNow(ask),
      }),
    )
  })

  route(world, site, 'POST', PATHS.ownExport, async (ask) => {
    const account = must(ask.var.visitor.account, 'the access rule asks for an account')
    const waitMs = exports.take(account.id)
    if (waitMs > 0) {
      const minutes = Math.ceil(waitMs / 60_000)
      return errorPage(world, ask, 429, 'error.exports', { values: { count: minutes } })
    }
    const place = { urlRoot: urlRoot(world, ask), urlArgs: {} }
    const day = new Date(await store.now()).toISOString().slice(0, 10)
    return ask.body(exportOwn(world, ask.var.visitor, { account, place }), 200, {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="my-interviews-${day}.zip"`,
    })
  })

  route(world, site, 'GET', PATHS.deleteSession, (ask) =>
    atDoor(world, ask, 'delete-session', ({ room, visitor }) => {
      const { account } = visitor
      return page(
        world,
        ask,
        renderDeletePage({
          ...frame(world, ask),
          title: plainText(room.title) || room.interview,
          people: ownPeople(room).length,
          action: sessionUrls(settings.root, room.id).delete,
          back: account === null ? sessionUrls(settings.root, room.id).screen : listUrl(),
        }),
      )
    }),
  )

  route(world, site, 'POST', PATHS.deleteSession, (ask) =>
    atDoor(world, ask, 'delete-session', async (visit) => {
      await deleteOwn(world, visit)
      const { interview } = visit.room
      ask.header('set-cookie', setCookie(settings, { interview }, null), { append: true })
      return redirect(ask, `${listUrl()}?deleted=1`)
    }),
  )

  function listUrl(): string {
    return url(settings.root, PATHS.sessions)
  }
}

/** By a person of the session whom the door has let in for it. */
export async function deleteOwn(world: World, visit: Visit): Promise<void> {
  const { shell, keeper } = world
  const { room, participant } = visit
  const done = await shell.perform({
    aggregate: { kind: 'room', id: room.id },
    id: shell.freshId(),
    digest: '',
    command: { type: 'delete', by: { kind: 'owner', participant: participant.id } },
  })
  if (done.reply.type === 'refused') throw new SessionGone(done.reply.code)
  await keeper.removeDropped()
}

/** What the start page offers to go on with. */
export async function latestSessions(world: World, ask: Ask): Promise<readonly SessionEntry[]> {
  const { account } = ask.var.visitor
  if (account === null) return []
  const part = { account: account.id, after: null, limit: LATEST }
  const found = await world.deps.store.readSessionsOf(part)
  return found.map((room) => entryOf(world, account, room))
}

function entryOf(world: World, account: Account, room: Room): SessionEntry {
  const { settings } = world.deps
  const urls = sessionUrls(settings.root, room.id)
  const zone = account.timezone ?? settings.timezone
  const at = (time: number) => ({
    iso: new Date(time).toISOString(),
    text: timeInWords(time, zone),
  })
  return {
    title: plainText(room.title) || room.interview,
    interview: room.interview,
    begun: at(room.createdAt),
    used: at(room.usedAt),
    progress: room.progress,
    isOver: room.position < 0,
    resume: urls.screen,
    away: isOwner(room, account.id)
      ? { how: 'delete', url: urls.delete }
      : { how: 'set-aside', url: urls.setAside },
  }
}

function doneJustNow(ask: Ask): 'deleted' | 'set-aside' | null {
  if (ask.req.query('deleted') !== undefined) return 'deleted'
  return ask.req.query('set-aside') === undefined ? null : 'set-aside'
}

function isOwner(room: Room, account: AccountId): boolean {
  return ownerOf(room)?.account?.id === account
}

function writeMark({ usedAt, id }: SessionMark): string {
  return `${usedAt}.${id}`
}

/** Null for what is none: then the list begins. */
function readMark(sent: string | undefined): SessionMark | null {
  const [, time, session] = /^(\d{1,15})\.([\w-]{22})$/.exec(sent ?? '') ?? []
  const id = session === undefined ? null : parseSessionId(session)
  return id === null ? null : { usedAt: Number(time), id }
}
