/** The administrators' page of sessions: who is in what, never what they answered; and their deletion (SES3). */
import { parseSessionId, type SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { conversationOf } from '../live/chat.ts'
import { isPresent, participantsOf, type Room } from '../live/room.ts'
import type { SessionMark } from '../store/session-store.ts'
import { text } from '../texts/text.ts'
import { renderAllSessionsPage, type SessionLine } from './pages/all-sessions-page.ts'
import { plainText } from './pages/markdown.ts'
import { renderDeletePage } from './pages/sessions-page.ts'
import { PATHS, sessionAdminUrl, url } from './routes.ts'
import { idInAddress } from './session-address.ts'
import { cardOf } from './visitor.ts'
import { errorPage, frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'
import { timeInWords } from './zoned-day.ts'

const ON_A_PAGE = 30

export function addAllSessionsRoutes(world: World, site: Site): void {
  const { store, settings, library } = world.deps

  route(world, site, 'GET', PATHS.allSessions, async (ask) => {
    const typed = (name: string) => (ask.req.query(name) ?? '').trim().slice(0, 300)
    const wish = { interview: typed('interview'), id: typed('id'), isOpen: typed('open') !== '' }
    const id = wish.id === '' ? null : idInAddress(wish.id)
    if (wish.id !== '' && id === null) return show(ask, wish, null)
    const after = readMark(typed('after'))
    if (id !== null) {
      const room = await store.readRoom(id)
      return show(ask, wish, room === null ? [] : [room])
    }
    const { isOpen } = wish
    const interview = wish.interview === '' ? null : wish.interview
    const limit = ON_A_PAGE + 1
    return show(ask, wish, await store.findSessions({ interview, isOpen, after, limit }))
  })

  route(world, site, 'GET', PATHS.deleteAnySession, async (ask) => {
    const room = await roomOf(ask)
    if (room === null) return errorPage(world, ask, 404, 'error.unknownSession')
    const html = renderDeletePage({
      ...frame(world, ask),
      title: `${room.interview} · ${room.id}`,
      people: participantsOf(room).length,
      action: sessionAdminUrl(settings.root, room.id),
      back: url(settings.root, PATHS.allSessions),
    })
    return page(world, ask, html)
  })

  route(world, site, 'POST', PATHS.deleteAnySession, async (ask) => {
    const room = await roomOf(ask)
    if (room === null) return errorPage(world, ask, 404, 'error.unknownSession')
    const account = cardOf(must(ask.var.visitor.account, 'the access rule asks for one'))
    const done = await world.shell.perform({
      aggregate: { kind: 'room', id: room.id },
      id: world.shell.freshId(),
      digest: '',
      command: { type: 'delete', by: { kind: 'administrator', account } },
    })
    if (done.reply.type === 'refused') return errorPage(world, ask, 404, 'error.unknownSession')
    await world.keeper.removeDropped()
    return redirect(ask, `${url(settings.root, PATHS.allSessions)}?deleted=1`)
  })

  async function roomOf(ask: Ask): Promise<Room | null> {
    const id = parseSessionId(ask.req.param('session') ?? '')
    return id === null ? null : store.readRoom(id)
  }

  /** Null: what was typed is no id. */
  async function show(
    ask: Ask,
    wish: { readonly interview: string; readonly id: string; readonly isOpen: boolean },
    found: readonly Room[] | null,
  ): Promise<Response> {
    const rooms = (found ?? []).slice(0, ON_A_PAGE)
    const last = (found ?? []).length > ON_A_PAGE ? rooms.at(-1) : undefined
    const titles = new Map((await library.list()).map(({ path, title }) => [path, title]))
    const query = (more: Record<string, string>): string => {
      const said = new URLSearchParams({
        ...(wish.interview === '' ? {} : { interview: wish.interview }),
        ...(wish.isOpen ? { open: '1' } : {}),
        ...more,
      }).toString()
      return said === '' ? '' : `?${said}`
    }
    const html = renderAllSessionsPage({
      ...frame(world, ask),
      lines: rooms.map((room) => lineOf(ask, room, titles)),
      interviews: await store.listInterviews(),
      wish,
      justDeleted: ask.req.query('deleted') !== undefined,
      problem: found === null ? text('audit.badSession') : null,
      older: last === undefined ? null : query({ after: writeMark(last) }),
      newest: ask.req.query('after') === undefined ? null : query({}),
    })
    return page(world, ask, html, found === null ? 422 : 200)
  }

  function lineOf(ask: Ask, room: Room, titles: ReadonlyMap<string, string>): SessionLine {
    const zone = ask.var.visitor.account?.timezone ?? settings.timezone
    const at = (time: number) => ({
      iso: new Date(time).toISOString(),
      text: timeInWords(time, zone),
    })
    // Not the title of the room: interview code may have put answers into that.
    const title = titles.get(room.interview)
    return {
      id: room.id,
      title: title === undefined ? room.interview : plainText(title) || room.interview,
      interview: room.interview,
      begun: at(room.createdAt),
      used: at(room.usedAt),
      facts: factsOf(room),
      isOpen: participantsOf(room).some(isPresent),
    }
  }
}

function factsOf(room: Room): readonly string[] {
  const people = participantsOf(room)
  const here = people.filter(isPresent).length
  const watchers = people.flatMap((one) => Object.values(one.watchers))
  const carried = [
    conversationOf(room, null),
    ...people.map(({ id }) => conversationOf(room, id)),
  ].filter((one) => one !== null)
  const operators = carried.flatMap(({ operator }) => (operator === null ? [] : [operator.name]))
  const presence = here > 0 ? text('allSessions.open', { count: here }) : text('allSessions.away')
  const named = (names: readonly string[]) => ({ names: [...new Set(names)].join(', ') })
  return [
    room.position < 0 && room.version > 0 && here === 0 ? text('allSessions.ended') : presence,
    text('allSessions.people', { count: people.length }),
    ...(watchers.length === 0
      ? []
      : [text('allSessions.watched', named(watchers.map(({ operator }) => operator.name)))]),
    ...(operators.length === 0 ? [] : [text('allSessions.chatting', named(operators))]),
    ...(carried.some(({ operator }) => operator === null) ? [text('allSessions.waiting')] : []),
  ]
}

function writeMark({ usedAt, id }: Pick<Room, 'usedAt' | 'id'>): string {
  return `${usedAt}.${id}`
}

/** Null for what is none: then the list begins. */
function readMark(sent: string): SessionMark | null {
  const [, time, session] = /^(\d{1,15})\.([\w-]{22})$/.exec(sent) ?? []
  const id: SessionId | null = session === undefined ? null : parseSessionId(session)
  return id === null ? null : { usedAt: Number(time), id }
}
