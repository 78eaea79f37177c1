/**
 * For development: the server's number called from a page. It asks the very routes that a provider of
 * telephony asks, and shows what these answer.
 */
import type { CallNews, CallStep, DialFate, StandIn } from '../phone/phone.ts'
import { readForm, type Form } from './forms.ts'
import { renderStandInPage, type StandInStage } from './pages/stand-in-page.ts'
import { PATHS, url } from './routes.ts'
import type { PhoneSettings } from './settings.ts'
import { SIGNATURE_HEADER } from './voice-routes.ts'
import { errorPage, frame, page, route, urlRoot, type Ask, type Site, type World } from './web.ts'

const ENDS: readonly DialFate[] = ['busy', 'no-answer', 'failed', 'ended']

export function addStandInRoutes(world: World, site: Site): void {
  const { telephony, settings } = world.deps
  const { phone } = settings
  const standIn = settings.development ? (telephony?.standIn ?? null) : null
  const pages = standIn === null || phone === null ? null : createPages(world, site, standIn, phone)

  for (const method of ['GET', 'POST'] as const) {
    route(world, site, method, PATHS.phone, (ask) =>
      pages === null ? errorPage(world, ask, 404, 'error.notFound') : pages[method](ask),
    )
  }
}

function createPages(world: World, site: Site, standIn: StandIn, { line }: PhoneSettings) {
  const { settings, random } = world.deps

  async function ask(origin: Ask, path: string, news: CallNews): Promise<readonly CallStep[]> {
    const request = new Request(`${urlRoot(world, origin)}${url(settings.root, path)}`, {
      method: 'POST',
      body: new URLSearchParams(standIn.fieldsOf(news)),
      headers: { [SIGNATURE_HEADER]: standIn.signature, host: origin.req.header('host') ?? '' },
    })
    const response = await site.fetch(request, {})
    const body = await response.text()
    return response.status === 200 ? standIn.stepsOf(body) : []
  }

  function show(origin: Ask, call: CallNews | null, stage: StandInStage): Response {
    const { display } = line
    return page(world, origin, renderStandInPage({ ...frame(world, origin), display, call, stage }))
  }

  async function shownOf(
    origin: Ask,
    call: CallNews,
    steps: readonly CallStep[],
  ): Promise<Response> {
    const dial = steps.find((step) => step.type === 'dial')
    if (dial !== undefined) await ask(origin, PATHS.voiceStatus, { ...call, fate: 'ringing' })
    return show(origin, call, stageOf(steps))
  }

  return {
    GET: (origin: Ask) => show(origin, null, { type: 'idle' }),
    async POST(origin: Ask): Promise<Response> {
      const form = await readForm(origin)
      const fieldOf = (name: string): string => first(form, name)
      const given = fieldOf('call')
      const call: CallNews = {
        call: /^[\w-]{22}$/.test(given) ? given : Buffer.from(random(16)).toString('base64url'),
        caller: fieldOf('caller').replaceAll(/[^\d+]/g, '') || null,
        digits: '',
        fate: null,
      }
      switch (fieldOf('do')) {
        case 'press': {
          const attempt = /^[1-9]$/.exec(fieldOf('attempt'))?.[0] ?? '1'
          const digits = fieldOf('digits')
            .replaceAll(/[^\d*#]/g, '')
            .slice(0, 10)
          const path = `${PATHS.voiceDigits}?try=${attempt}`
          return shownOf(origin, call, await ask(origin, path, { ...call, digits }))
        }
        case 'answered':
          await ask(origin, PATHS.voiceStatus, { ...call, fate: 'answered' })
          return show(origin, call, { type: 'talking' })
        case 'over': {
          const fate = ENDS.find((known) => known === fieldOf('fate')) ?? 'ended'
          await ask(origin, PATHS.voiceStatus, { ...call, fate })
          return shownOf(origin, call, await ask(origin, PATHS.voiceOver, { ...call, fate }))
        }
        default:
          return shownOf(origin, call, await ask(origin, PATHS.voice, call))
      }
    },
  }
}

function first(form: Form | null, name: string): string {
  return form?.get(name)?.[0] ?? ''
}

/** Up to where somebody has to do something. */
function stageOf(steps: readonly CallStep[]): StandInStage {
  const at = steps.findIndex(({ type }) => type === 'gather' || type === 'dial')
  const step = at === -1 ? undefined : steps[at]
  const said = textsOf(at === -1 ? steps : steps.slice(0, at))
  if (step?.type === 'gather') {
    const attempt = Number(new URL(step.action).searchParams.get('try'))
    const silence = { afterS: step.timeoutS, said: textsOf(steps.slice(at + 1)) }
    return { type: 'keys', said: [...said, step.text], attempt, silence }
  }
  return step?.type === 'dial'
    ? { type: 'ringing', said, dial: step }
    : { type: 'over', said, isCut: steps.length === 0 }
}

function textsOf(steps: readonly CallStep[]): readonly string[] {
  return steps.flatMap((step) => ('text' in step ? [step.text] : []))
}
