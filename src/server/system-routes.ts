/** The administrators' page of the system's state: figures, walls, warnings; nothing secret, nothing of people. */
import type { Walls } from '../evaluators/evaluators.ts'
import { text } from '../texts/text.ts'
import { durationText } from './audit-sentence.ts'
import type { AuthorNotice } from './author-notices.ts'
import { createInterviewChecks, type InterviewCheck } from './interview-check.ts'
import { renderSystemPage } from './pages/system-page.ts'
import { PATHS, url } from './routes.ts'
import { inMegabytes } from './settings.ts'
import { systemWarnings } from './system-warnings.ts'
import { frame, page, redirect, route, urlRoot, type Ask, type Site, type World } from './web.ts'
import { clockText } from './zoned-day.ts'

export function addSystemRoutes(world: World, site: Site): void {
  const { deps, notices, connections } = world
  const { store, settings, facts, library, evaluators, mailer } = deps
  const { walls } = evaluators
  const checks = createInterviewChecks({ library, evaluators, now: () => store.now() })

  route(world, site, 'GET', PATHS.system, async (ask) => {
    const [state, desk, mails] = [
      await store.readState(),
      await store.readDesk(),
      await store.countMails(),
    ]
    const failed = mails.failed + mails.doubtful
    const operators = Object.values(desk.operators)
    const atMonitor = operators.filter(({ pages }) => Object.keys(pages).length > 0)
    const zone = zoneOf(ask)
    const html = renderSystemPage({
      ...frame(world, ask),
      warnings: systemWarnings({
        address: urlRoot(world, ask),
        urlRoot: settings.urlRoot,
        facts,
        walls,
        state,
        guessing: desk.phone.guessing,
        takesUnsignedCalls: deps.telephony?.line.isSigned === false,
        mail: { isSetUp: mailer.isSetUp, failed },
        development: settings.development,
      }),
      groups: [
        {
          title: text('system.now'),
          facts: [
            [text('system.connected'), connections.count()],
            [
              text('system.sessions'),
              text('system.sessionsOf', { count: state.sessions, open: state.openSessions }),
            ],
            [
              text('system.monitors'),
              text('system.monitorsOf', {
                count: atMonitor.length,
                available: atMonitor.filter(({ available }) => available).length,
              }),
            ],
            [text('system.queue'), desk.queue.length],
            [text('system.outbox'), state.outbox],
          ],
        },
        {
          title: text('system.program'),
          facts: [
            [text('system.version'), facts.version],
            [text('system.runtime'), facts.runtime],
            [text('system.box'), wallsText(walls)],
            [text('system.sandbox'), facts.sandbox],
            [text('system.bus'), text(`system.bus.${facts.bus}`)],
          ],
        },
        {
          title: text('system.store'),
          facts: [
            [text('system.kind'), text(`system.kind.${state.kind}`)],
            [text('system.migration'), state.migration],
            [text('system.size'), inMegabytes(state.bytes)],
            [
              text('system.files'),
              text('system.filesOf', {
                count: state.files.count,
                size: inMegabytes(state.files.bytes),
              }),
            ],
            [text('system.accounts'), state.accounts],
            [text('system.audit'), state.auditEntries],
          ],
        },
        {
          title: text('system.mail'),
          facts: [
            [text('system.mailSetUp'), text(mailer.isSetUp ? 'system.mailYes' : 'system.mailNo')],
            [
              text('system.mails'),
              text('system.mailsOf', {
                waiting: mails.waiting + mails.sending,
                failed,
                sent: mails.sent,
              }),
            ],
          ],
        },
      ],
      processes: state.processes.map(({ id, renewedAt, sessions }) => ({
        id,
        own: id === deps.process,
        ago: text('system.ago', { time: durationText(state.now - renewedAt) }),
        sessions,
      })),
      check: checkText(checks.last(), zone),
      notices: notices.list().map(noticeText),
    })
    return page(world, ask, html)
  })

  route(world, site, 'POST', PATHS.system, async (ask) => {
    await checks.run()
    return redirect(ask, url(settings.root, PATHS.system))
  })

  function zoneOf(ask: Ask): string {
    return ask.var.visitor.account?.timezone ?? settings.timezone
  }
}

function wallsText({ process, bubblewrap }: Walls): string {
  return [
    text('cli.wallGate'),
    text(process.permission ? 'cli.wallPermission' : 'cli.wallProcess'),
    ...(process.ownUid ? [text('cli.wallUser')] : []),
    text(bubblewrap ? 'cli.wallBubblewrap' : 'cli.noBubblewrap'),
  ].join(', ')
}

function checkText(check: InterviewCheck | null, zone: string) {
  if (check === null) return null
  const { at, interviews, problems } = check
  return {
    said: text('system.checked', { count: interviews, time: clockText(at, zone) }),
    problems: problems.map(({ file, line, message }) =>
      line === null
        ? text('system.problemNoLine', { file, message })
        : text('system.problem', { file, line, message }),
    ),
  }
}

function noticeText({ interview, code, isError }: AuthorNotice): string {
  if (!isError && (code === 'no-partner-roles' || code === 'not-saved')) {
    return text(`system.notice.${code}`, { interview })
  }
  return text('system.notice.failed', { interview, code })
}
