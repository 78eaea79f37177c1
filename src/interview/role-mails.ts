/**
 * ROL2: the mails that go by themselves when somebody's turn has come (`role emails`). Whoever takes a
 * step may free others: the answers are looked at as each of those who wait would see them.
 *
 *   answers of the step, saved ─► open them as each who waits ─► assemble ─► turns.ts decides
 *                              └► open them as whoever took the step, with what has become of it
 */
import { text as word } from '../texts/text.ts'
import { assemble } from './chain.ts'
import { fields, list, parseReply, stringOrNull, strings } from './reply.ts'
import { createRun, type Run, type Stop } from './run.ts'
import { parseState } from './session-state.ts'
import { isSame, markTold, takeTurn, type Letter, type Prospect, type Waiting } from './turns.ts'
import type { AuthorWarning, Fact, MailPerson, Need, WantedMail } from './request.ts'

/** Of facts that a screen asks for. */
const MAX_ROUNDS = 16

/** Changes `run.state.turns`, to be saved with the mails; null: the interview sends none by itself. */
export function tellWhoseTurn(
  run: Run,
  stop: Stop,
  step: {
    /** As they are saved up to here. */
    readonly answers: string
    readonly acted: boolean
    readonly multiUser: boolean
  },
): { readonly mails: readonly WantedMail[]; readonly warnings: readonly AuthorWarning[] } | null {
  const { interview, request, state, python } = run
  if (interview.roleAddresses.length === 0) return null
  const { person } = request.context
  const reply = parseReply(python.call('roles', {}))
  const roles = reply.type === 'ok' ? strings(reply.value) : []
  const before = state.turns
  // Who only looks frees nobody.
  const others = before.waiting.filter((one) => step.acted && !isSame(one.person, person))
  const looked = before.waiting.map((one) =>
    others.includes(one) ? prospectOf(run, step.answers, one) : 'unknown',
  )
  if (others.length > 0) open(run, step.answers, request.context, request.facts)
  const { after, letters } = takeTurn(
    before,
    { person, roles, needs: awaited(run, stop), acted: step.acted },
    looked,
  )
  state.turns = after
  const mails: WantedMail[] = []
  const warnings: AuthorWarning[] = []
  const link = letters.length === 0 ? '' : linkOf(run)
  for (const letter of letters) {
    const told = addressees(run, letter)
    const wanted = letter.type === 'turn' ? letter.roles : letter.waiting.roles
    if (told === null) {
      if (letter.type === 'turn') warnings.push(nobody(wanted))
      continue
    }
    if (letter.type === 'turn') {
      state.turns = markTold(state.turns, letter.roles)
      if (!step.multiUser) warnings.push(NOT_SHARED)
    }
    mails.push(mailOf(letter, told, { title: interview.title, link }))
  }
  return { mails, warnings }
}

const NOT_SHARED: AuthorWarning = {
  code: 'role-emails',
  message: '`role emails`: without `multi_user = True` nobody else can open the link.',
}

function nobody(roles: readonly string[]): AuthorWarning {
  const names = roles.map((role) => `\`${role}\``).join(', ')
  return { code: 'role-emails', message: `\`role emails\`: no address is known for ${names}.` }
}

/** Null: this person has a screen of their own. */
function awaited(run: Run, stop: Stop): readonly string[] | null {
  const waits = stop.type === 'wait' || (stop.type === 'ask' && stop.built.screen.waits)
  return waits ? run.waitsFor : null
}

/** What somebody who waits would wait for with these answers. Nothing of that look is kept. */
function prospectOf(run: Run, answers: string, { person }: Waiting): Prospect {
  const { python, interview, request } = run
  const context = { ...request.context, person }
  let { facts } = request
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const opened = open(run, answers, context, facts)
    if (opened === null) return 'unknown'
    const input = { type: 'show' } as const
    const look = { ...request, answers, input, context, facts }
    const state = parseState(fields(opened)['state'])
    const other = createRun({ python, interview, request: look, state })
    const stop = assemble(other)
    if (stop.type !== 'need') return prospect(other, stop)
    facts = { ...facts, [stop.need.key]: nothing(stop.need) }
  }
  return 'unknown'
}

function prospect(other: Run, stop: Exclude<Stop, { type: 'need' }>): Prospect {
  switch (stop.type) {
    case 'ask':
      return stop.built.screen.waits ? (other.waitsFor ?? 'unknown') : null
    case 'wait':
      return other.waitsFor ?? 'unknown'
    case 'message':
    case 'finished':
      return null
    // Where code leads them is seen when they come.
    case 'command':
    case 'failed':
    case 'again':
      return 'unknown'
  }
}

/** The world is asked for nobody's sake who is not there: it is quiet. */
function nothing(need: Need): Fact {
  switch (need.type) {
    case 'chat-partners':
      return { type: 'chat-partners', help: 0, peer: 0 }
    case 'chat-log':
      return { type: 'chat-log', lines: [] }
    case 'file-content':
      return { type: 'file-content', content: null }
    case 'mail-limit':
      return { type: 'mail-limit', left: 0 }
  }
}

function open(
  { python, request }: Run,
  answers: string,
  context: Run['request']['context'],
  facts: Readonly<Record<string, Fact>>,
): unknown {
  const asked = { hash: request.interviewHash, answers, context, facts }
  const reply = parseReply(python.call('open', asked))
  return reply.type === 'ok' ? reply.value : null
}

function linkOf({ python }: Run): string {
  const reply = parseReply(python.call('interview-url', {}))
  return reply.type === 'ok' ? String(reply.value) : ''
}

/** Of the first role that has any; null: nobody is known. */
function addressees(run: Run, letter: Letter): readonly MailPerson[] | null {
  const roles = letter.type === 'turn' ? letter.roles : letter.waiting.roles
  for (const role of roles) {
    const source = run.interview.roleAddresses.findLast((one) => one.role === role)?.source
    if (source === undefined) continue
    const found = source.type === 'taken' ? accountsOf(run, letter, role) : asked(run, source)
    if (found.length > 0) return found
  }
  return null
}

function accountsOf(run: Run, letter: Letter, role: string): readonly MailPerson[] {
  const { account } = letter.type === 'go-on' ? letter.waiting.person : NOBODY
  if (letter.type === 'go-on') return account === null ? [] : [plain(account.email)]
  return Object.values(run.state.turns.taken[role] ?? {}).map(plain)
}

const NOBODY = { account: null }

function asked(
  run: Run,
  source: Exclude<Run['interview']['roleAddresses'][number]['source'], { type: 'taken' }>,
): readonly MailPerson[] {
  if (source.type === 'address') return [plain(source.address)]
  const reply = parseReply(run.python.call('addresses', { piece: source.piece }))
  if (reply.type !== 'ok') return []
  return list(reply.value).flatMap((one) => {
    const { name, address } = fields(one)
    return typeof address === 'string' ? [{ name: stringOrNull(name), address }] : []
  })
}

function plain(address: string): MailPerson {
  return { name: null, address }
}

function mailOf(
  letter: Letter,
  to: readonly MailPerson[],
  about: { readonly title: string; readonly link: string },
): WantedMail {
  const turn = letter.type === 'turn'
  return {
    kind: 'role',
    key: letter.key,
    from: null,
    replyTo: null,
    to,
    cc: [],
    bcc: [],
    subject: word(turn ? 'roles.turnSubject' : 'roles.goOnSubject', about),
    text: word(turn ? 'roles.turn' : 'roles.goOn', about),
    html: null,
    markdown: null,
    files: [],
  }
}
