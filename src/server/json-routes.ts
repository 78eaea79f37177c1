/**
 * SES5: the front door for programs. A session is begun here with a secret of its own, which is sent
 * back in a header with every request: no cookie is read or set, so no other site can use somebody's
 * browser for it. What happens to answers is what happens to a form's.
 */
import { networkOf } from '../accounts/guesses.ts'
import { parseSessionId } from '../base/id.ts'
import { text } from '../texts/text.ts'
import type { Verb } from './access.ts'
import { createSecret, readBearer } from './browser.ts'
import type { Visit } from './door.ts'
import type { FlowResult, Submission } from './interview-flow.ts'
import { BODIES, formValues, readJson } from './json-body.ts'
import { screenJson, type ScreenModel } from './json-screen.ts'
import { withIcons } from './pages/pictures.ts'
import { PATHS, sessionUrls } from './routes.ts'
import { placeFiles } from './screen-files.ts'
import { readScreenForm } from './screen-form.ts'
import { deleteOwn } from './session-routes.ts'
import { digestBearer } from './visitor.ts'
import { errorPage, route, urlRoot, type Ask, type Site, type World } from './web.ts'

type Shown = Extract<FlowResult, { type: 'screen' }>

export function addJsonRoutes(world: World, site: Site): void {
  const { deps, door, flow } = world
  const { settings, store } = deps

  route(world, site, 'POST', PATHS.jsonNew, async (ask) => {
    const asked = readJson(ask, BODIES.begin)
    if (asked === null) return errorPage(world, ask, 400, 'error.badRequest')
    const { i: interview, ...rest } = asked
    const source = await deps.library.find(interview)
    if (source === null) {
      return errorPage(world, ask, 404, 'error.unknownInterview', { values: { interview } })
    }
    if ((await deps.evaluators.load(source)).type === 'broken') {
      return errorPage(world, ask, 500, 'error.interview')
    }
    const waitMs = world.starts.take(networkOf(ask.env.address ?? ''))
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000)
      return errorPage(world, ask, 429, 'error.tooMany', { values: { seconds } })
    }
    const secret = createSecret(deps.random)
    const browser = digestBearer(secret)
    const visit = await door.create(interview, { ...ask.var.visitor, browser })
    const urlArgs = Object.fromEntries(Object.entries(rest).map(([name, at]) => [name, String(at)]))
    const shown = await flow.show(visit, { urlRoot: urlRoot(world, ask), urlArgs })
    if (shown.type === 'failed') return errorPage(world, ask, 500, 'error.interview')
    return ask.json({ session: visit.room.id, secret, i: interview })
  })

  route(world, site, 'GET', PATHS.jsonQuestion, (ask) =>
    atDoor(ask, 'view-session', async (visit) =>
      answer(ask, visit, await flow.look(visit, place(ask))),
    ),
  )

  route(world, site, 'POST', PATHS.jsonQuestion, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      const sent = ask.var.upload === null ? readAnswer(ask) : await readForm(ask, visit)
      if (sent === 'too-large') return errorPage(world, ask, 413, 'error.tooLarge')
      if (sent === 'not-understood') return errorPage(world, ask, 400, 'error.badRequest')
      return answer(ask, visit, await flow.submit(visit, place(ask), sent))
    }),
  )

  route(world, site, 'POST', PATHS.jsonBack, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      const sent = readJson(ask, BODIES.back)
      if (sent === null) return errorPage(world, ask, 400, 'error.badRequest')
      return answer(ask, visit, await flow.back(visit, place(ask), sent.version, null))
    }),
  )

  route(world, site, 'POST', PATHS.jsonAction, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      const sent = readJson(ask, BODIES.action)
      if (sent === null) return errorPage(world, ask, 400, 'error.badRequest')
      const action = { name: sent.action, arguments: sent.arguments }
      return answer(ask, visit, await flow.act(visit, place(ask), action, null))
    }),
  )

  route(world, site, 'POST', PATHS.jsonDelete, (ask) =>
    atDoor(ask, 'delete-session', async (visit) => {
      await deleteOwn(world, visit)
      return ask.json({ deleted: true })
    }),
  )

  async function atDoor(
    ask: Ask,
    verb: Verb,
    go: (visit: Visit) => Promise<Response>,
  ): Promise<Response> {
    if (readBearer(ask.req.header('authorization') ?? null) === null) {
      ask.header('www-authenticate', 'Bearer')
      return errorPage(world, ask, 401, 'error.noSecret')
    }
    const session = parseSessionId(ask.req.query('session') ?? '')
    const opened = session === null ? null : await door.open(session, ask.var.visitor, verb)
    // A wrong secret learns no more of a session than that of one that never was.
    if (opened?.type !== 'open') return errorPage(world, ask, 404, 'error.unknownSession')
    return go(opened.visit)
  }

  function readAnswer(ask: Ask): Submission | 'not-understood' {
    const sent = readJson(ask, BODIES.answer)
    if (sent === null) return 'not-understood'
    const { version, _question_name: screen } = sent
    return { version, screen, values: formValues(sent), control: null }
  }

  /** With files: a form as browsers send it. */
  async function readForm(ask: Ask, visit: Visit) {
    const sent = await readScreenForm(world, ask, visit)
    if (typeof sent === 'string') return sent
    const { _question_name: name, ...values } = sent.values
    return { ...sent, screen: name?.[0] ?? sent.screen, values, control: null }
  }

  async function answer(ask: Ask, visit: Visit, result: FlowResult): Promise<Response> {
    switch (result.type) {
      case 'no-interview': {
        const values = { interview: visit.room.interview }
        return errorPage(world, ask, 404, 'error.unknownInterview', { values })
      }
      case 'failed':
        return errorPage(world, ask, 500, 'error.interview')
      case 'depart': {
        const { kind, url } = result.departure
        return ask.json({ questionType: 'exit', kind, ...(url === null ? {} : { url }) })
      }
      case 'screen': {
        const now = result.model === undefined ? await flow.look(visit, place(ask)) : result
        if (now.type !== 'screen' || now.model === undefined) return answer(ask, visit, now)
        return respond(
          ask,
          visit,
          { ...now, accepted: result.accepted, notice: result.notice },
          now.model,
        )
      }
    }
  }

  async function respond(
    ask: Ask,
    visit: Visit,
    shown: Shown,
    { screen, refusals }: ScreenModel,
  ): Promise<Response> {
    const now = await store.now()
    const { files } = sessionUrls(settings.root, visit.room.id)
    const finish = async (markup: string): Promise<string> => {
      const placed = await placeFiles(world.keeper, visit, settings.root, {
        html: withIcons(markup, screen.images, files),
        help: '',
      })
      return world.links.sign(placed.html, visit.room.id, now)
    }
    const isRefused = Object.keys(refusals).length > 0
    const isStale = !shown.accepted && shown.notice !== null
    const errors = isRefused ? { errors: refusals } : {}
    const message = isStale ? (shown.notice ?? text('flow.notDue')) : null
    return ask.json(
      {
        session: visit.room.id,
        version: shown.version,
        accepted: shown.accepted,
        ...errors,
        ...(message === null ? {} : { message }),
        ...(await screenJson(screen, finish, files)),
      },
      isRefused ? 422 : isStale ? 409 : 200,
    )
  }

  function place(ask: Ask) {
    return { urlRoot: urlRoot(world, ask), urlArgs: {} }
  }
}
