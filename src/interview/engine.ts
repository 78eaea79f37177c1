/**
 * The engine: blocks in, screens out. It knows no clock, no randomness and no I/O; Python is a port.
 * One engine serves many interviews and keeps their compiled form, never a session's state.
 */
import { assignAnswers } from './assign-answers.ts'
import { assemble } from './chain.ts'
import { createRun, type Run, type Stop } from './run.ts'
import { asksForEntry, NOTHING_SENT } from './list-collect.ts'
import { loadInterview } from './load.ts'
import { parseMails } from './mails.ts'
import { fields, list, parseReply, stringOrNull, strings, type Reply } from './reply.ts'
import { tellWhoseTurn } from './role-mails.ts'
import { ROLE_EVENT, takesTurns } from './roles.ts'
import { MAX_SCREEN_BYTES, type Link, type Screen } from './screen.ts'
import { parseState, pushAction, stateToSave } from './session-state.ts'
import { takeAnswers, takeSpecial } from './take-answers.ts'
import { text as word } from '../texts/text.ts'
import { CONSENTS } from '../base/consent.ts'
import { AUTHOR_WARNINGS, DEPARTURES, MAX_TOLD_LENGTH } from './request.ts'
import type { Interview } from './blocks.ts'
import type { Special } from './look.ts'
import type { Python } from './python.ts'
import type {
  AuthorWarning,
  Departure,
  EvaluationError,
  EvaluationReply,
  EvaluationRequest,
  Input,
  InterviewSource,
  LiveHelpSettings,
  LoadReply,
  Need,
} from './request.ts'

/** Written into the answers, so that a later engine knows what it reads. */
const ENGINE_VERSION = '1'
/** `url_of('exit')` and its kin. */
const COMMAND_ACTION = '_da_command'
const STAYED: Outcome = { accepted: true, refusals: {}, moved: false }
const MOVED: Outcome = { accepted: true, refusals: {}, moved: true }

export interface Engine {
  /** Parses and compiles; all errors of the files together (LNG1-LNG2). */
  load(source: InterviewSource): LoadReply
  /** `source-missing` when `load` has not been called (successfully) for the hash. */
  evaluate(request: EvaluationRequest): EvaluationReply
}

export function createEngine(python: Python): Engine {
  const interviews = new Map<string, Interview>()
  return {
    load(source) {
      const loaded = loadInterview(python, source)
      if ('problems' in loaded) return { type: 'broken', problems: loaded.problems }
      interviews.set(source.hash, loaded)
      return { type: 'loaded', title: loaded.title, shortTitle: loaded.shortTitle }
    },
    evaluate(request) {
      const interview = interviews.get(request.interviewHash)
      if (interview === undefined) return { type: 'source-missing' }
      return evaluate(python, interview, request)
    },
  }
}

function evaluate(
  python: Python,
  interview: Interview,
  request: EvaluationRequest,
): EvaluationReply {
  const run = open(python, interview, request)
  if ('code' in run) return { type: 'failed', error: run }
  const { input } = request
  switch (input.type) {
    case 'show':
      return conclude(run, assemble(run), STAYED)
    case 'action': {
      if (input.name === COMMAND_ACTION) {
        const url = stringOrNull(input.arguments['url'] ?? null)
        return obey(run, null, { what: String(input.arguments['what']), url })
      }
      pushAction(run.actions, { name: input.name, arguments: input.arguments })
      run.state.steps += 1
      return conclude(run, assemble(run), MOVED)
    }
    case 'submit':
      return submit(run, input)
    case 'tell':
      return tell(python)
  }
}

/** The variables of the session in Python, and the engine's own part of its state. */
function open(
  python: Python,
  interview: Interview,
  request: EvaluationRequest,
): Run | EvaluationError {
  const { answers, context, facts } = request
  const reply = parseReply(
    python.call('open', { hash: request.interviewHash, answers, context, facts }),
  )
  if (reply.type !== 'ok') {
    const message = reply.type === 'broken' ? reply.message : 'The answers cannot be opened.'
    return { code: 'answers', message, chain: [], detail: '' }
  }
  const state = parseState(fields(reply.value)['state'])
  return createRun({ python, interview, request, state })
}

function tell(python: Python): EvaluationReply {
  const reply = parseReply(python.call('tell', {}))
  const variables = reply.type === 'ok' ? String(reply.value) : ''
  if (variables !== '' && variables.length <= MAX_TOLD_LENGTH) return { type: 'told', variables }
  const message = 'The answers cannot be told.'
  return { type: 'failed', error: { code: 'answers', message, chain: [], detail: '' } }
}

/**
 * A submitted screen is assembled twice: once to see that it is the one that is due and to know its
 * fields, once after its answers are in.
 */
function submit(run: Run, input: Extract<Input, { type: 'submit' }>): EvaluationReply {
  const due = assemble(run)
  if (due.type !== 'ask' || due.built.screen.name !== input.screen) {
    return conclude(run, due, { accepted: false, refusals: {}, moved: false })
  }
  const special = takeSpecial(due.built, input.values)
  if (special !== null) return obey(run, due, special)
  if (due.built.list !== null && asksForEntry(input.values)) {
    return conclude(run, due, { accepted: false, refusals: {}, moved: false })
  }
  const taken = takeAnswers(due.built, input.values, input.files)
  if (Object.keys(taken.refusals).length > 0) {
    return conclude(run, due, { accepted: false, refusals: taken.refusals, moved: false })
  }
  const refusals = assignAnswers(run.python, due, taken)
  if ('code' in refusals) return { type: 'failed', error: refusals }
  if ('need' in refusals) return { type: 'need', needs: [refusals.need] }
  if (Object.keys(refusals.refused).length > 0) {
    return refuse(run, due, refusals.refused)
  }
  if (due.block.mandatory !== null) run.state.done.add(due.block.name)
  if (due.endsAction) run.actions.pop()
  run.state.steps += 1
  run.cleared.clear()
  run.sent = NOTHING_SENT
  run.python.call('accepted', {})
  return conclude(run, assemble(run), MOVED)
}

/** LOG4: a special button on the screen that is due, or an address that does the same. */
function obey(
  run: Run,
  due: Extract<Stop, { type: 'ask' }> | null,
  special: Special,
): EvaluationReply {
  switch (special.what) {
    case 'refresh':
      return conclude(run, due ?? assemble(run), STAYED)
    case 'continue':
      if (due === null) return conclude(run, assemble(run), STAYED)
      if (due.endsAction) run.actions.pop()
      else if (due.block.mandatory !== null) run.state.done.add(due.block.name)
      else run.state.passed = new Set([...run.met, due.block.name])
      run.state.steps += 1
      run.cleared.clear()
      run.python.call('accepted', {})
      return conclude(run, assemble(run), MOVED)
    default:
      return conclude(run, { type: 'command', ...special }, STAYED)
  }
}

/** All is forgotten but the parameters of the address that the session began with. */
function restart(run: Run): EvaluationReply {
  const { python, interview, request } = run
  if (run.restarted) {
    const message = 'The interview restarts as soon as it begins.'
    return { type: 'failed', error: { code: 'loop', message, chain: [], detail: '' } }
  }
  const { context, facts } = request
  const reply = parseReply(python.call('restart', { hash: request.interviewHash, context, facts }))
  if (reply.type !== 'ok') throw new Error('a new session opens')
  const state = parseState(fields(reply.value)['state'])
  const fresh: Run = { ...createRun({ python, interview, request, state }), restarted: true }
  return conclude(fresh, assemble(fresh), MOVED)
}

/** The author's checks refused: the answers go back to what they were, as nothing was accepted. */
function refuse(
  run: Run,
  due: Extract<Stop, { type: 'ask' }>,
  refusals: Readonly<Record<string, string>>,
): EvaluationReply {
  const again = open(run.python, run.interview, run.request)
  if ('code' in again) return { type: 'failed', error: again }
  const stop = assemble(again)
  const same = stop.type === 'ask' && stop.built.screen.name === due.built.screen.name
  return conclude(again, stop, { accepted: false, refusals: same ? refusals : {}, moved: false })
}

interface Outcome {
  readonly accepted: boolean
  readonly refusals: Readonly<Record<string, string>>
  readonly moved: boolean
}

function conclude(run: Run, stop: Stop, outcome: Outcome): EvaluationReply {
  if (stop.type === 'need') return { type: 'need', needs: [withOperators(run, stop.need)] }
  if (stop.type === 'failed') return { type: 'failed', error: stop.error }
  if (stop.type === 'command' && stop.what === 'restart') return restart(run)
  const departure = stop.type === 'command' ? departureOf(run, stop) : null
  if (departure !== null && 'code' in departure) return { type: 'failed', error: departure }
  const bare = screenOf(run, stop)
  run.state.passed = new Set(run.met)
  const rest = extras(run)
  if ('code' in rest) return { type: 'failed', error: rest }
  const saved = save(run)
  if (saved.type !== 'ok') return { type: 'failed', error: unsaved(saved) }
  const screen: Screen = { ...bare, ...rest, canGoBack: bare.canGoBack && !rest.noBack }
  const { noBack: _noBack, ...model }: Screen & { noBack?: boolean } = screen
  if (JSON.stringify(model).length > MAX_SCREEN_BYTES) {
    const message = `The screen \`${bare.name}\` is larger than ${MAX_SCREEN_BYTES} bytes.`
    return { type: 'failed', error: { code: 'output', message, chain: [], detail: '' } }
  }
  const kept = fields(saved.value)
  const answers = String(kept['answers'])
  const multiUser = kept['multiUser'] === true
  const acted = outcome.accepted && outcome.moved
  const told = tellWhoseTurn(run, stop, { answers, acted, multiUser })
  const again = told === null ? saved : save(run)
  if (again.type !== 'ok') return { type: 'failed', error: unsaved(again) }
  return {
    type: 'screen',
    screen: model,
    answers: String(fields(again.value)['answers']),
    settings: parseSettings(kept['settings']),
    multiUser,
    operators: run.interview.operators,
    takesTurns: takesTurns(run.interview),
    rolesNamed: strings(kept['rolesNamed']),
    mails: [...parseMails(kept['mails']), ...(told?.mails ?? [])],
    accepted: outcome.accepted,
    moved: outcome.moved,
    restarted: run.restarted,
    departure,
    refusals: outcome.refusals,
    warnings: [...parseWarnings(kept['warnings']), ...(told?.warnings ?? [])],
  }
}

/** ACC4: who counts as a partner depends on whom the interview lets help. */
function withOperators({ interview }: Run, need: Need): Need {
  return need.type === 'chat-partners' ? { ...need, operators: interview.operators } : need
}

function save(run: Run): Reply {
  const { python, state, request } = run
  const hash = request.interviewHash
  return parseReply(
    python.call('save', { state: stateToSave(state), engine: ENGINE_VERSION, hash }),
  )
}

function unsaved(reply: Exclude<Reply, { type: 'ok' }>): EvaluationError {
  const message = reply.type === 'broken' ? reply.message : 'The answers cannot be saved.'
  return { code: 'answers', message, chain: [], detail: '' }
}

function departureOf(run: Run, { what, url }: Special): Departure | EvaluationError {
  const kind = DEPARTURES.find((known) => known === what)
  if (kind === undefined) {
    const message = `\`${what}\` is not supported yet.`
    return { code: 'unsupported', message, chain: [], detail: '' }
  }
  const leads = kind === 'exit' || kind === 'exit_logout' || kind === 'leave'
  return { kind, url: url ?? (leads ? run.interview.exitUrl : null) }
}

/** Of screens that no block has. */
const NAMES = {
  message: 'message',
  command: 'departed',
  wait: ROLE_EVENT,
  finished: 'finished',
  again: 'finished',
} as const

function screenOf(run: Run, stop: Exclude<Stop, { type: 'need' } | { type: 'failed' }>): Screen {
  if (stop.type === 'ask') return stop.built.screen
  const { interview, request, state } = run
  const message = stop.type === 'message'
  const waits = stop.type === 'wait'
  return {
    name: NAMES[stop.type],
    kind: 'deadend',
    title: interview.title,
    shortTitle: interview.shortTitle,
    question: message ? stop.question : word(waits ? 'screen.waits' : 'screen.finished'),
    subquestion: message ? stop.subquestion : waits ? word('screen.waitsWhy') : null,
    under: null,
    decoration: null,
    images: {},
    attributions: [],
    help: null,
    interviewHelp: [],
    media: [],
    fields: [],
    list: null,
    buttons: [],
    review: [],
    menuItems: [],
    canGoBack: interview.canGoBack && state.steps > 0,
    backLabel: null,
    language: request.context.language,
    javascript: interview.javascript,
    css: interview.css,
    progress: null,
    section: null,
    waits,
    reload: null,
  }
}

/** What variables and functions add to any screen: the menu, and parts set by code. */
function extras(run: Run): (Partial<Screen> & { readonly noBack: boolean }) | EvaluationError {
  const reply = parseReply(run.python.call('surroundings', {}))
  if (reply.type !== 'ok') {
    const message = reply.type === 'error' ? reply.message : '`menu_items` cannot be read.'
    return { code: 'python', message, chain: [], detail: '' }
  }
  const value = fields(reply.value)
  const parts = fields(value['parts'])
  const menuItems = list(value['menu']).map((item): Link => {
    const link = fields(item)
    return { label: String(link['label']), url: String(link['url']) }
  })
  const title = stringOrNull(parts['title'])
  const short = stringOrNull(parts['short title'] ?? parts['short'] ?? parts['title'])
  const progress = value['progress']
  return {
    menuItems,
    noBack: value['noBack'] === true,
    ...(title === null ? {} : { title }),
    ...(short === null ? {} : { shortTitle: short }),
    ...(typeof progress === 'number' ? { progress } : {}),
    ...(typeof value['language'] === 'string' ? { language: value['language'] } : {}),
  }
}

function parseWarnings(value: unknown): readonly AuthorWarning[] {
  return list(value).flatMap((item) => {
    const { code, message } = fields(item)
    const known = AUTHOR_WARNINGS.find((one) => one === code)
    return known === undefined ? [] : [{ code: known, message: String(message) }]
  })
}

function parseSettings(value: unknown): LiveHelpSettings {
  const { called, availability, mode, partnerRoles, consent } = fields(value)
  return {
    called: called === true,
    availability:
      availability === 'available' || availability === 'observeonly' ? availability : 'unavailable',
    mode: mode === 'peer' || mode === 'peerhelp' ? mode : 'help',
    partnerRoles: strings(partnerRoles),
    consent: CONSENTS.find((one) => one === consent) ?? 'author',
  }
}
