/** Starting, showing and answering interviews: works as plain forms, and as JSON for the script. */
import { networkOf } from '../accounts/guesses.ts'
import { z } from 'zod'
import { parseSessionId } from '../base/id.ts'
import { text } from '../texts/text.ts'
import type { EvaluationError } from '../interview/request.ts'
import { ownerOf } from '../live/delete.ts'
import { joinedBy } from '../live/derive.ts'
import { findParticipant } from '../live/room.ts'
import type { PersonName } from '../live/views.ts'
import { isOperator, type Verb } from './access.ts'
import { atDoor as enterAt, refusedPage } from './at-door.ts'
import { chatLogFile, tellExport } from './chat-log.ts'
import { isOwnNavigation, readCookie, setCookie } from './browser.ts'
import { parseRange } from './byte-range.ts'
import { leadAway } from './departure.ts'
import type { Visit } from './door.ts'
import { readForm } from './forms.ts'
import type { FlowResult, Place } from './interview-flow.ts'
import { takeUp } from './own-list-routes.ts'
import { html, raw } from './pages/html.ts'
import { renderInterviewPage } from './pages/interview-page.ts'
import { plainText } from './pages/markdown.ts'
import type { RenderedScreen, ScreenReply } from './pages/rendered.ts'
import { renderBeginPage, renderStartPage, START_NEWS } from './pages/simple.ts'
import { PATHS, sessionUrls, url } from './routes.ts'
import { readControl, readScreenForm, readVersion } from './screen-form.ts'
import { latestSessions } from './session-routes.ts'
import { actorOf, nameOf } from './visitor.ts'
import {
  errorPage,
  frame,
  knownVisitor,
  page,
  redirect,
  route,
  urlRoot,
  wantsJson,
  type Ask,
  type Site,
  type World,
} from './web.ts'

const RESUME_SECONDS = 30 * 24 * 60 * 60
/** Parameters of the address that are ours and not the interview's `url_args`. */
const OWN_PARAMETERS = new Set(['i', 'session', 'share', 'new_session'])

/** An SVG file that is opened by itself draws, and does nothing else. */
const DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

const actionText = z.strictObject({
  action: z.string().min(1).max(500),
  arguments: z.record(z.string(), z.unknown()).default({}),
})

export function addInterviewRoutes(world: World, site: Site): void {
  const { deps, door, flow } = world
  const { settings, store } = deps
  const atDoor = (ask: Ask, verb: Verb, go: (visit: Visit) => Promise<Response>) =>
    enterAt(world, ask, verb, go)

  route(world, site, 'GET', PATHS.start, async (ask) => {
    return page(
      world,
      ask,
      renderStartPage({
        ...frame(world, ask),
        interviews: await deps.library.list(),
        latest: await latestSessions(world, ask),
        done: START_NEWS.find((news) => news === ask.req.query('done')) ?? null,
      }),
    )
  })

  route(world, site, 'GET', PATHS.interview, async (ask) => begin(ask, ask.req.query()))
  route(world, site, 'POST', PATHS.interview, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    return begin(ask, Object.fromEntries([...form].map(([key, values]) => [key, values[0] ?? ''])))
  })

  route(world, site, 'GET', PATHS.session, (ask) =>
    atDoor(ask, 'view-session', async (visit) => {
      if (!wantsJson(ask)) await takeUp(world, visit)
      return answer(ask, visit, await flow.show(visit, place(ask)), 'page')
    }),
  )
  route(world, site, 'POST', PATHS.session, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      const sent = await readScreenForm(world, ask, visit)
      if (sent === 'too-large') return errorPage(world, ask, 413, 'error.tooLarge')
      if (sent === 'not-understood') return errorPage(world, ask, 400, 'error.badRequest')
      return answer(ask, visit, await flow.submit(visit, place(ask), sent))
    }),
  )
  route(world, site, 'POST', PATHS.back, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      const form = await readForm(ask)
      const version = form === null ? null : readVersion(form)
      if (form === null || version === null) {
        return errorPage(world, ask, 400, 'error.badRequest')
      }
      return answer(ask, visit, await flow.back(visit, place(ask), version, readControl(form)))
    }),
  )
  route(world, site, 'GET', PATHS.action, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      if (isOwnNavigation(ask.req.raw.headers))
        return act(ask, visit, ask.req.query('action'), null)
      // A link in a mail or on another site: looking must not do anything.
      const action = ask.req.query('action') ?? ''
      return beginPage(
        ask,
        sessionUrls(settings.root, visit.room.id).action,
        { action },
        visit.room.title,
      )
    }),
  )
  route(world, site, 'POST', PATHS.action, (ask) =>
    atDoor(ask, 'submit', async (visit) => {
      const form = await readForm(ask)
      const control = form === null ? null : readControl(form)
      return act(ask, visit, ask.req.query('action') ?? form?.get('action')?.[0], control)
    }),
  )
  route(world, site, 'GET', PATHS.chatLog, (ask) =>
    atDoor(ask, 'view-session', async (visit) => {
      // The browser's own is what the page shows its times in.
      const zones = [visit.visitor.account?.timezone, ask.req.query('timezone'), settings.timezone]
      const file = await chatLogFile(deps, visit, zones)
      await tellExport(store, visit)
      return ask.body(file.text, 200, {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${file.name}"`,
      })
    }),
  )
  route(world, site, 'GET', PATHS.packageFile, async (ask) => {
    const session = parseSessionId(ask.req.param('session') ?? '')
    const room = session === null ? null : await store.readRoom(session)
    const name = ask.req.param('name') ?? ''
    const file = room === null ? null : await deps.library.readStatic(room.interview, name)
    if (file === null) return errorPage(world, ask, 404, 'error.notFound')
    const headers = {
      'content-type': file.type,
      'cache-control': 'private, max-age=60',
      'access-control-allow-origin': '*',
      'accept-ranges': 'bytes',
      ...(file.type === 'image/svg+xml' ? { 'content-security-policy': DRAWING } : {}),
    }
    const size = file.body.byteLength
    const range = parseRange(ask.req.header('range'), size)
    if (range.type === 'whole') return ask.body(new Uint8Array(file.body), 200, headers)
    if (range.type === 'unsatisfiable') {
      return ask.body(null, 416, { ...headers, 'content-range': `bytes */${size}` })
    }
    const { first, last } = range
    return ask.body(new Uint8Array(file.body.subarray(first, last + 1)), 206, {
      ...headers,
      'content-range': `bytes ${first}-${last}/${size}`,
    })
  })

  /** Resumes where the browser has a session of this interview; makes one otherwise. */
  async function begin(ask: Ask, asked: Readonly<Record<string, string>>): Promise<Response> {
    const named = asked['session'] === undefined ? null : parseSessionId(asked['session'])
    const visitor = knownVisitor(world, ask)
    if (asked['session'] !== undefined) {
      if (named === null) return errorPage(world, ask, 404, 'error.unknownSession')
      const share = asked['share']
      const mayAct = ask.req.method === 'POST' || isOwnNavigation(ask.req.raw.headers)
      let opened = await door.open(named, visitor, 'view-session')
      if (opened.type === 'refused' && share !== undefined) {
        if (!mayAct) return beginPage(ask, url(settings.root, PATHS.interview), asked, null)
        opened = await door.enter(named, visitor, share)
      }
      if (opened.type === 'open') return redirect(ask, sessionUrls(settings.root, named).screen)
      if (opened.type === 'refused') return refusedPage(world, ask, opened)
      return errorPage(world, ask, 404, 'error.unknownSession')
    }
    const interview = asked['i'] ?? ''
    if (asked['new_session'] === undefined) {
      const cookie = readCookie(settings, ask.req.header('cookie') ?? null, { interview })
      const earlier = cookie === null ? null : parseSessionId(cookie)
      const opened = earlier === null ? null : await door.open(earlier, visitor, 'view-session')
      if (opened?.type === 'open' && opened.visit.room.interview === interview) {
        return redirect(ask, sessionUrls(settings.root, opened.visit.room.id).screen)
      }
    }
    return startAfresh(ask, interview, asked)
  }

  async function startAfresh(
    ask: Ask,
    interview: string,
    asked: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const source = await deps.library.find(interview)
    if (source === null) {
      return errorPage(world, ask, 404, 'error.unknownInterview', { values: { interview } })
    }
    const loaded = await deps.evaluators.load(source)
    if (loaded.type === 'broken') {
      const problems = loaded.problems.map(
        (problem) => `${problem.file}:${problem.line ?? '?'} ${problem.message}`,
      )
      const detail = settings.development ? { detail: problems.join('\n') } : {}
      return errorPage(world, ask, 500, 'error.interview', detail)
    }
    if (ask.req.method !== 'POST' && !isOwnNavigation(ask.req.raw.headers)) {
      return beginPage(ask, url(settings.root, PATHS.interview), asked, plainText(loaded.title))
    }
    const waitMs = world.starts.take(networkOf(ask.env.address ?? ''))
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000)
      return errorPage(world, ask, 429, 'error.tooMany', { values: { seconds } })
    }
    const visit = await door.create(interview, ask.var.visitor)
    const urlArgs = Object.fromEntries(
      Object.entries(asked).filter(([name]) => !OWN_PARAMETERS.has(name)),
    )
    const shown = await flow.show(visit, { urlRoot: urlRoot(world, ask), urlArgs })
    if (shown.type !== 'screen') return answer(ask, visit, shown)
    const cookie = setCookie(settings, { interview }, visit.room.id, RESUME_SECONDS)
    ask.header('set-cookie', cookie, { append: true })
    return redirect(ask, sessionUrls(settings.root, visit.room.id).screen)
  }

  function beginPage(
    ask: Ask,
    action: string,
    fields: Readonly<Record<string, string>>,
    title: string | null,
  ): Response {
    const { nonce } = ask.var
    const { root } = settings
    const { assets } = deps
    return page(world, ask, renderBeginPage({ root, assets, nonce, title, action, fields }))
  }

  async function act(
    ask: Ask,
    visit: Visit,
    sent: string | undefined,
    control: number | null,
  ): Promise<Response> {
    const parsed = parseAction(sent ?? '')
    if (parsed === null) return errorPage(world, ask, 400, 'error.badRequest')
    const action = { name: parsed.action, arguments: parsed.arguments }
    return answer(ask, visit, await flow.act(visit, place(ask), action, control))
  }

  async function answer(
    ask: Ask,
    visit: Visit,
    result: FlowResult,
    as: 'page' | 'redirect' = 'redirect',
  ): Promise<Response> {
    switch (result.type) {
      case 'depart':
        return leadAway(world, ask, visit, result.departure)
      case 'no-interview': {
        const values = { interview: visit.room.interview }
        return errorPage(world, ask, 404, 'error.unknownInterview', { values })
      }
      case 'failed':
        return failure(ask, result.error)
      case 'screen': {
        // JOI: the answer that an operator gave may have ended that they take part.
        if (visit.participant.joined !== null) {
          const now = await door.open(visit.room.id, ask.var.visitor, 'view-session')
          if (now.type === 'refused') return refusedPage(world, ask, now)
        }
        const rendered = withNotice(await signed(visit, result.rendered), result.notice)
        if (wantsJson(ask)) {
          const { version, accepted } = result
          return ask.json({
            type: 'screen',
            version,
            screen: rendered,
            accepted,
          } satisfies ScreenReply)
        }
        if (as === 'redirect' && result.notice === null) {
          return redirect(ask, sessionUrls(settings.root, visit.room.id).screen)
        }
        return page(world, ask, interviewPage(ask, visit, rendered, result.version))
      }
    }
  }

  /** Files can be seen with what is being served now. */
  async function signed(visit: Visit, rendered: RenderedScreen): Promise<RenderedScreen> {
    const now = await store.now()
    const sign = (markup: string) => world.links.sign(markup, visit.room.id, now)
    return { ...rendered, html: sign(rendered.html), help: sign(rendered.help) }
  }

  function interviewPage(
    ask: Ask,
    visit: Visit,
    rendered: RenderedScreen,
    version: number,
  ): string {
    const { account } = visit.visitor
    const urls = sessionUrls(settings.root, visit.room.id)
    return renderInterviewPage({
      rendered,
      session: visit.room.id,
      participant: visit.participant.id,
      version,
      root: settings.root,
      nonce: ask.var.nonce,
      assets: deps.assets,
      person: { name: account === null ? null : nameOf(account) },
      mayDelete: ownerOf(visit.room)?.id === visit.participant.id,
      mayMonitor: isOperator(actorOf(account)),
      joined: joinedTo(visit),
      joinedBy: joinedBy(visit.room, visit.participant),
      staticUrl: (name) => urls.files + name.split('/').map(encodeURIComponent).join('/'),
    })
  }

  /** PYT5. The detail is the author's, and may hold answers: only in development. */
  function failure(ask: Ask, error: EvaluationError): Response {
    const detail = settings.development
      ? [error.message, error.chain.join(' > '), error.detail].filter(Boolean).join('\n')
      : undefined
    if (!wantsJson(ask)) {
      return errorPage(world, ask, 500, 'error.interview', detail === undefined ? {} : { detail })
    }
    const shown = html`<div class="alert alert-danger" role="alert">
      <h1>${text('error.interview.title')}</h1>
      <p>${text('error.interview.message')}</p>
      ${detail === undefined ? null : html`<pre>${detail}</pre>`}
    </div>`
    return ask.json({ type: 'failed', html: shown.html } satisfies ScreenReply)
  }

  function place(ask: Ask): Place {
    return { urlRoot: urlRoot(world, ask), urlArgs: {} }
  }
}

function withNotice(rendered: RenderedScreen, notice: string | null): RenderedScreen {
  if (notice === null) return rendered
  const shown = html`<div class="alert alert-warning" role="alert">${notice}</div>
    ${raw(rendered.html)}`
  return { ...rendered, html: shown.html }
}

function parseAction(sent: string): z.infer<typeof actionText> | null {
  if (sent.length > 20_000 || !/^[\w-]+$/.test(sent)) return null
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(sent, 'base64url').toString())
  } catch {
    // Not JSON: refused like whatever else is no action.
    return null
  }
  return actionText.safeParse(value).data ?? null
}

/** JOI: whom the operator has joined; null for everybody else. */
function joinedTo({ room, participant }: Visit): PersonName | null {
  if (participant.joined === null) return null
  const user = findParticipant(room, participant.joined.through)
  return { name: user?.account?.name ?? null, visitorNumber: user?.visitorNumber ?? null }
}
