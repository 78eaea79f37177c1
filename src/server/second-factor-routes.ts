/** The code at sign-in, and the account's own page of its second factor (ACC2). */
import { createQrCode } from '../accounts/qr-code.ts'
import { must } from '../base/must.ts'
import type { Account } from '../store/account-store.ts'
import type { FactorVerdict } from '../store/second-factor-store.ts'
import { text } from '../texts/text.ts'
import type { FactorNews } from './account-post.ts'
import { proofOf, provesOwner } from './proof.ts'
import { readCookie, setCookie } from './browser.ts'
import { readForm } from './forms.ts'
import { renderCodePage, renderFactorPage, type FactorView } from './pages/second-factor-page.ts'
import { createWindowLimit } from './rate-limit.ts'
import { PATHS, url } from './routes.ts'
import { mayHaveFactor, owesFactor } from './visitor.ts'
import { homeOf, keepSignIn, nextPath } from './signing-in.ts'
import { errorPage, frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'
import { dayInWords } from './zoned-day.ts'

/** Of one account: codes and passwords that this process looks at, whatever they are. */
const ATTEMPTS = { count: 30, windowMs: 10 * 60_000 } as const

/** Wrong codes in a row after which the account is told. */
const TOLD_AFTER = 5

export function addSecondFactorRoutes(world: World, site: Site): void {
  const { deps, accounts, factors } = world
  const { settings } = deps
  const limit = createWindowLimit(world.timing, ATTEMPTS.count, ATTEMPTS.windowMs)

  route(world, site, 'GET', PATHS.signInCode, async (ask) => {
    const next = ask.req.query('next') ?? null
    const waits = await factors.whoWaits(pendingOf(ask))
    return waits === null ? backToSignIn(ask, next) : codePage(ask, { next, problem: null })
  })

  route(world, site, 'POST', PATHS.signInCode, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const next = form.get('next')?.[0] ?? null
    const isRecovery = form.get('kind')?.[0] === 'recovery'
    const code = form.get(isRecovery ? 'recovery' : 'code')?.[0] ?? ''
    const pending = pendingOf(ask)
    const waits = await factors.whoWaits(pending)
    if (waits === null) return backToSignIn(ask, next)
    const wait = limit.take(waits.id)
    if (wait > 0) return codePage(ask, { next, problem: minutes(wait), isRecovery }, 429)
    const done = await factors.finish(pending, code)
    switch (done.type) {
      case 'gone':
        return backToSignIn(ask, next)
      case 'signed-in': {
        await keepSignIn(world, ask, done.signedIn)
        if (done.byRecoveryCode) await tell(ask, 'recovery-used', done.signedIn.account)
        // Without a code left, a lost phone would be a lost account.
        if (done.codesLeft === 0) return redirect(ask, url(settings.root, PATHS.secondFactor))
        return redirect(ask, nextPath(world, next) ?? homeOf(world, done.signedIn.account))
      }
      case 'wrong':
        await world.signInFailures.note(waits)
        // Once in a row of them: the password is known to somebody.
        if (done.failures === TOLD_AFTER) await tell(ask, 'codes-guessed', waits)
        return codePage(
          ask,
          { next, problem: text(isRecovery ? 'code.wrongRecovery' : 'code.wrong'), isRecovery },
          403,
        )
      case 'wait':
        return codePage(ask, { next, problem: await waitOf(done.until), isRecovery }, 429)
    }
  })

  route(world, site, 'GET', PATHS.secondFactor, (ask) => factorPage(ask, null))

  route(world, site, 'POST', PATHS.secondFactor, async (ask) => {
    const form = await readForm(ask)
    if (form === null) return errorPage(world, ask, 400, 'error.badRequest')
    const account = accountOf(ask)
    const value = (name: string): string => form.get(name)?.[0] ?? ''
    const wait = limit.take(account.id)
    if (wait > 0) return factorPage(ask, minutes(wait), 429)
    switch (value('do')) {
      case 'begin': {
        if (!mayHaveFactor(settings, account)) return factorPage(ask, null, 403)
        const problem = await provesOwner(world, ask, value('password'))
        if (problem !== null) return factorPage(ask, problem, 403)
        await factors.begin(account)
        return redirect(ask, url(settings.root, PATHS.secondFactor))
      }
      case 'confirm':
        return confirm(ask, account, value('code'))
      case 'renew': {
        const refused = problemOf(await factors.check(account.id, value('code')))
        if (refused !== null) return factorPage(ask, await refused, 403)
        const codes = await factors.renewCodes(account.id)
        if (codes === null) return factorPage(ask, text('factor.noDraft'), 409)
        await tell(ask, 'codes-renewed', account)
        return shown(ask, account, { type: 'codes', codes, isNew: false })
      }
      case 'remove': {
        const problem = await provesOwner(world, ask, value('password'))
        if (problem !== null) return factorPage(ask, problem, 403)
        const refused = problemOf(await factors.check(account.id, value('code')))
        if (refused !== null) return factorPage(ask, await refused, 403)
        await factors.remove(account.id)
        await tell(ask, 'factor-off', account)
        return redirect(ask, url(settings.root, PATHS.secondFactor))
      }
      default:
        return errorPage(world, ask, 400, 'error.badRequest')
    }
  })

  async function confirm(ask: Ask, account: Account, code: string): Promise<Response> {
    const done = await factors.confirm(account, code)
    if (done.type === 'refused') {
      const problem = text(done.code === 'wrong' ? 'factor.wrongNew' : 'factor.noDraft')
      return factorPage(ask, problem, 403)
    }
    // All sign-ins have ended; this browser has just shown the factor.
    const signedIn = await accounts.admit(account)
    await keepSignIn(world, ask, signedIn)
    await tell(ask, 'factor-on', account)
    return shown(ask, account, { type: 'codes', codes: done.codes, isNew: true })
  }

  function tell(ask: Ask, kind: FactorNews, { email }: Account): Promise<void> {
    return world.accountPost.tell(ask, { kind, to: email })
  }

  /** Null where the code was right. */
  function problemOf(verdict: FactorVerdict): Promise<string> | string | null {
    switch (verdict.type) {
      case 'passed':
        return null
      case 'wrong':
        return text('code.wrong')
      case 'wait':
        return waitOf(verdict.until)
    }
  }

  async function waitOf(until: number): Promise<string> {
    return minutes(until - (await deps.store.now()))
  }

  function pendingOf(ask: Ask): string {
    return readCookie(settings, ask.req.header('cookie') ?? null, 'pending') ?? ''
  }

  function backToSignIn(ask: Ask, next: string | null): Response {
    ask.header('set-cookie', setCookie(settings, 'pending', null), { append: true })
    const kept = nextPath(world, next)
    const signIn = url(settings.root, PATHS.signIn)
    return redirect(ask, kept === null ? signIn : `${signIn}?next=${encodeURIComponent(kept)}`)
  }

  function codePage(
    ask: Ask,
    shown: {
      readonly next: string | null
      readonly problem: string | null
      readonly isRecovery?: boolean
    },
    status = 200,
  ): Response {
    const { next, problem, isRecovery = false } = shown
    const html = renderCodePage({
      ...frame(world, ask),
      brandName: settings.brand,
      next: nextPath(world, next),
      problem,
      showsRecovery: isRecovery,
    })
    return page(world, ask, html, status)
  }

  async function factorPage(ask: Ask, problem: string | null, status = 200): Promise<Response> {
    const account = accountOf(ask)
    return shown(ask, account, await viewOf(account), problem, status)
  }

  async function viewOf(account: Account): Promise<FactorView> {
    const state = await factors.state(account)
    switch (state.type) {
      case 'none':
        return { type: mayHaveFactor(settings, account) ? 'none' : 'not-allowed' }
      case 'draft':
        return { type: 'draft', secret: state.secret, picture: createQrCode(state.uri) }
      case 'on': {
        const timeZone = account.timezone ?? settings.timezone
        const since = dayInWords(state.since, timeZone)
        return { type: 'on', since, codesLeft: state.codesLeft }
      }
    }
  }

  async function shown(
    ask: Ask,
    account: Account,
    view: FactorView,
    problem: string | null = null,
    status = 200,
  ): Promise<Response> {
    const html = renderFactorPage({
      ...frame(world, ask),
      view,
      isRequired: view.type !== 'codes' && owesFactor(settings, account),
      proof: await proofOf(world, ask),
      home: homeOf(world, account),
      problem,
    })
    return page(world, ask, html, status)
  }

  function accountOf(ask: Ask): Account {
    const { account, halfway } = ask.var.visitor
    return must(account ?? halfway, 'the access rule asks for an account')
  }
}

function minutes(ms: number): string {
  return text('code.wait', { count: Math.max(1, Math.ceil(ms / 60_000)) })
}
