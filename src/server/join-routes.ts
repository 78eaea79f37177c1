/**
 * JOI: from "Join" on the Monitor to the session's screens, in a tab of its own, and out again. Where the
 * user has to allow it the tab waits. No cookie is set: the operator is known by their account, and
 * what their browser has begun itself stays as it is (JOI4).
 *
 *     POST join ─┬─ in ──► the session
 *                └─ asked ──► GET join: waits ─┬─ accepted ──► in
 *                                              └─ refused, or no answer: says so, with "Ask again"
 */
import {
  encodeId,
  parseAccountId,
  parsePageId,
  parseParticipantId,
  parseSessionId,
  type ParticipantId,
  type SessionId,
} from '../base/id.ts'
import { must } from '../base/must.ts'
import { isSame, pauseEndsAt, permissionsOf } from '../live/permission.ts'
import { isJoined } from '../live/joining.ts'
import { findParticipant, type Participant, type Room } from '../live/room.ts'
import type { AskedBy, RoomCommand } from '../live/command.ts'
import type { Account } from '../store/account-store.ts'
import { access } from './access.ts'
import { atDoor } from './at-door.ts'
import { isOwnNavigation } from './browser.ts'
import { operatorResource } from './door.ts'
import { readForm } from './forms.ts'
import { renderJoinPage, renderLeftPage, type JoinState } from './pages/join-page.ts'
import { PATHS, sessionUrls } from './routes.ts'
import { actorOf, cardOf } from './visitor.ts'
import {
  errorPage,
  frame,
  page,
  redirect,
  route,
  wantsJson,
  type Ask,
  type Site,
  type World,
} from './web.ts'

interface Asked {
  readonly session: SessionId
  readonly room: Room
  readonly person: Participant
  readonly account: Account
}

export function addJoinRoutes(world: World, site: Site): void {
  const { deps, door, shell } = world
  const { settings, store } = deps

  route(world, site, 'POST', PATHS.join, async (ask) => {
    const form = await readForm(ask)
    const asked = await find(ask, form?.get('participant')?.[0])
    if (asked instanceof Response) return asked
    if (form?.get('withdraw') !== undefined) return withdraw(ask, asked)
    return join(ask, asked)
  })
  route(world, site, 'GET', PATHS.join, async (ask) => {
    const asked = await find(ask, ask.req.query('participant'))
    if (asked instanceof Response) return asked
    const state = await stateOf(asked)
    if (wantsJson(ask)) return ask.json({ state: state.type })
    const own = await door.open(asked.session, ask.var.visitor, 'view-session')
    if (own.type === 'open') return redirect(ask, sessionUrls(settings.root, asked.session).screen)
    // A link from elsewhere must not do anything.
    if (state.type === 'accepted' && isOwnNavigation(ask.req.raw.headers)) return join(ask, asked)
    return show(ask, asked, state)
  })
  route(world, site, 'POST', PATHS.leave, async (ask) => {
    const session = parseSessionId(ask.req.param('session') ?? '')
    if (session === null) return errorPage(world, ask, 404, 'error.unknownSession')
    const opened = await door.open(session, ask.var.visitor, 'view-session')
    if (opened.type === 'unknown') return errorPage(world, ask, 404, 'error.unknownSession')
    const isOut = opened.type === 'refused' && opened.over !== undefined
    const person = opened.type === 'open' ? opened.visit.participant : null
    if (!isOut && (person === null || !isJoined(person))) {
      return errorPage(world, ask, 403, 'error.refused')
    }
    if (person !== null) {
      await perform(session, { type: 'leave-join', participant: person.id, why: 'left' })
    }
    return page(world, ask, renderLeftPage(frame(world, ask), 'left'))
  })

  route(world, site, 'POST', PATHS.endJoin, (ask) =>
    atDoor(world, ask, 'answer-operator', async ({ room, participant }) => {
      const form = await readForm(ask)
      const operator = parseAccountId(form?.get('operator')?.[0] ?? '')
      if (operator === null) return errorPage(world, ask, 400, 'error.badRequest')
      await perform(room.id, { type: 'end-join', participant: participant.id, operator })
      return redirect(ask, sessionUrls(settings.root, room.id).screen)
    }),
  )

  /** Who may not help there learns nothing of what is there. */
  async function find(ask: Ask, sent: string | undefined): Promise<Asked | Response> {
    const session = parseSessionId(ask.req.param('session') ?? '')
    const participant = parseParticipantId(sent ?? '')
    const { account } = ask.var.visitor
    const room = session === null ? null : await store.readRoom(session)
    const actor = actorOf(account)
    const verdict =
      room === null
        ? 'hidden'
        : access(actor, 'join', operatorResource(room, settings.operatorLimits))
    if (session === null || room === null || account === null || verdict === 'hidden') {
      return errorPage(world, ask, 404, 'error.notFound')
    }
    const person = participant === null ? null : findParticipant(room, participant)
    if (person === null || person.joined !== null) {
      return errorPage(world, ask, 404, 'error.notFound')
    }
    if (verdict === 'refused') return errorPage(world, ask, 403, 'error.cannotJoin')
    return { session, room, person, account }
  }

  async function join(ask: Ask, asked: Asked): Promise<Response> {
    const { session, person, account } = asked
    const { screen, join: waiting } = sessionUrls(settings.root, session)
    // Their own session, or in it already.
    const own = await door.open(session, ask.var.visitor, 'view-session')
    if (own.type === 'open') return redirect(ask, screen)
    const by = { account: account.id, limits: settings.operatorLimits }
    const command = {
      type: 'join',
      participant: person.id,
      operator: cardOf(account),
      joiner: must(parseParticipantId(encodeId(deps.random(16))), 'an encoded id is an id'),
      monitor: must(parsePageId(encodeId(deps.random(16))), 'an encoded id is an id'),
      process: deps.process,
      floor: settings.minimumConsent,
    } as const
    const reply = await perform(session, command, by)
    if (reply.type === 'refused' && reply.code !== 'too-soon') {
      return errorPage(world, ask, 403, 'error.cannotJoin')
    }
    const now = await door.open(session, ask.var.visitor, 'view-session')
    if (now.type === 'open') return redirect(ask, screen)
    return redirect(ask, `${waiting}?participant=${person.id}`)
  }

  async function withdraw(ask: Ask, asked: Asked): Promise<Response> {
    const { session, person, account } = asked
    const operator = cardOf(account)
    await perform(session, { type: 'withdraw-join', participant: person.id, operator })
    return page(world, ask, renderLeftPage(frame(world, ask), 'withdrawn'))
  }

  async function stateOf({ person, account }: Asked): Promise<JoinState> {
    if (person.asks.some((open) => isSame(open, account, 'join'))) return { type: 'asking' }
    const said = permissionsOf(person, account.id).join
    if (said === 'accepted') return { type: 'accepted' }
    if (said !== 'refused') return { type: 'no-answer' }
    const waitMs = (pauseEndsAt(person, account.id, 'join') ?? 0) - (await store.now())
    return { type: 'refused', waitMs: Math.max(0, waitMs) }
  }

  function show(ask: Ask, { session, room, person }: Asked, state: JoinState): Response {
    const action = sessionUrls(settings.root, session).join
    const who = nameIn(room, person.id)
    const { title } = room
    const { id } = person
    return page(
      world,
      ask,
      renderJoinPage({ ...frame(world, ask), action, participant: id, who, title: title, state }),
    )
  }

  /** ACC3: with `by` the room looks at the operator's right once more. */
  async function perform(session: SessionId, command: RoomCommand, by?: AskedBy) {
    const aggregate = { kind: 'room', id: session } as const
    const order = { aggregate, id: shell.freshId(), digest: '', command }
    return (await shell.perform(by === undefined ? order : { ...order, by })).reply
  }
}

function nameIn(room: Room, participant: ParticipantId) {
  const person = findParticipant(room, participant)
  return { name: person?.account?.name ?? null, visitorNumber: person?.visitorNumber ?? null }
}
