/** The administrators' page of the audit log, and its export (ACC5). Both are in the log themselves. */
import { must } from '../base/must.ts'
import { NOWHERE } from '../live/audit-account.ts'
import type { AuditFilter } from '../live/audit-entry.ts'
import type { Audited } from '../store/audit-store.ts'
import { text } from '../texts/text.ts'
import { exportAudit } from './audit-export.ts'
import { filterOf, parsePlace, queryOf, readWish, type AuditWish } from './audit-filter.ts'
import { namesFor } from './audit-names.ts'
import { sentenceOf } from './audit-sentence.ts'
import { readForm } from './forms.ts'
import { renderAuditPage } from './pages/audit-page.ts'
import { createWindowLimit } from './rate-limit.ts'
import { PATHS, url } from './routes.ts'
import { cardOf } from './visitor.ts'
import { frame, page, redirect, route, type Ask, type Site, type World } from './web.ts'
import { clockText } from './zoned-day.ts'

const PAGE_SIZE = 50
/** Somebody who reads page after page of the same is logged once. */
const READ_AGAIN_MS = 10 * 60_000

export function addAuditRoutes(world: World, site: Site): void {
  const { store, settings } = world.deps
  const read = createWindowLimit(world.timing, 1, READ_AGAIN_MS)

  route(world, site, 'GET', PATHS.audit, async (ask) => {
    const wish = readWish((field) => ask.req.query(field))
    const zone = zoneOf(ask)
    const wanted = filterOf(wish, zone)
    if (wanted.type === 'problem') {
      return show(ask, { wish, found: [], more: false, problem: text(wanted.key) })
    }
    const { filter } = wanted
    if (read.take(`${me(ask).id} ${JSON.stringify(filter)}`) === 0) {
      await tell(ask, 'audit-read', filter)
    }
    const before = parsePlace(ask.req.query('before'))
    const found = await store.searchAudit({ filter, before, limit: PAGE_SIZE + 1 })
    return show(ask, {
      wish,
      found: found.slice(0, PAGE_SIZE),
      more: found.length > PAGE_SIZE,
      problem: null,
    })
  })

  route(world, site, 'POST', PATHS.auditExport, async (ask) => {
    const form = await readForm(ask)
    const wish = readWish((field) => form?.get(field)?.[0])
    const zone = zoneOf(ask)
    const wanted = filterOf(wish, zone)
    // The page says what is wrong with it.
    if (wanted.type === 'problem') {
      return redirect(ask, url(settings.root, PATHS.audit) + queryOf(wish))
    }
    const { filter } = wanted
    await tell(ask, 'audit-exported', filter)
    const day = clockText(await store.now(), zone).slice(0, 10)
    return ask.body(exportAudit(store, filter, zone), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="audit-log-${day}.csv"`,
    })
  })

  async function tell(
    ask: Ask,
    type: 'audit-read' | 'audit-exported',
    filter: AuditFilter,
  ): Promise<void> {
    await store.addAudit([{ ...NOWHERE, operator: me(ask), deed: { type, filter } }])
  }

  async function show(
    ask: Ask,
    part: {
      readonly wish: AuditWish
      readonly found: readonly Audited[]
      readonly more: boolean
      readonly problem: string | null
    },
  ): Promise<Response> {
    const { wish, found, more, problem } = part
    const entries = found.map(({ entry }) => entry)
    const nameOf = await namesFor(store, entries)
    const zone = zoneOf(ask)
    const last = found.at(-1)
    const older = last === undefined ? null : { at: last.entry.at, key: last.key }
    const html = renderAuditPage({
      ...frame(world, ask),
      lines: entries.map((entry) => ({
        at: entry.at,
        clock: clockText(entry.at, zone),
        sentence: sentenceOf(entry, nameOf),
        interview: entry.interview,
        session: entry.session,
      })),
      wish,
      problem,
      operators: await store.listAuditOperators(),
      zone,
      older: more ? queryOf(wish, older) : null,
      newest: ask.req.query('before') === undefined ? null : queryOf(wish),
    })
    return page(world, ask, html, problem === null ? 200 : 422)
  }

  function zoneOf(ask: Ask): string {
    return ask.var.visitor.account?.timezone ?? settings.timezone
  }

  function me(ask: Ask) {
    return cardOf(must(ask.var.visitor.account, 'the access rule asks for an administrator'))
  }
}
