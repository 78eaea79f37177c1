/** A stand-in for evaluators: one interview of three screens, whose answers are plain JSON. */
import { BARE_FIELD } from '../../interview/testing/bare-field.ts'
import { BARE_SCREEN } from '../../interview/testing/bare-screen.ts'
import type { Evaluators } from '../../evaluators/evaluators.ts'
import type {
  EvaluationReply,
  EvaluationRequest,
  LiveHelpSettings,
} from '../../interview/request.ts'
import type { Field, Screen } from '../../interview/screen.ts'

type ScreenReply = Extract<EvaluationReply, { type: 'screen' }>

interface Answers {
  readonly step: number
  readonly name: string
  readonly availability: LiveHelpSettings['availability']
  readonly mode: LiveHelpSettings['mode']
  readonly roles: readonly string[]
  readonly multiUser: boolean
  readonly consent: LiveHelpSettings['consent']
  /** As if it stood in the metadata of the interview (ACC4). */
  readonly operators: readonly string[] | null
  /** OBS7: the name is hidden from observers. */
  readonly hidesName: boolean
}

/** As an author may write it; people read "Test interview". */
const TITLE = '**Test** <b>interview</b>'
const START: Answers = {
  step: 0,
  name: '',
  availability: 'available',
  mode: 'help',
  roles: ['family law'],
  multiUser: false,
  consent: 'author',
  operators: null,
  hidesName: false,
}
const NAMES = ['ask name', 'second', 'end']

export function scriptedEvaluators(): Evaluators {
  return {
    load: async () => ({ type: 'loaded', title: TITLE, shortTitle: 'Test' }),
    evaluate: async (request) => evaluate(request),
    walls: { gate: true, process: { permission: false, ownUid: false }, bubblewrap: false },
    close: async () => {},
  }
}

function evaluate(request: EvaluationRequest): EvaluationReply {
  const { input } = request
  const answers: Answers = request.answers === null ? START : decode(request.answers)
  switch (input.type) {
    case 'tell':
      return { type: 'told', variables: JSON.stringify({ name: answers.name }) }
    case 'show':
      return reply(request, answers, true, {})
    case 'submit': {
      if (input.screen !== NAMES[answers.step]) return reply(request, answers, false, {})
      const foreign = Object.keys(input.values).find((key) => key !== 'f0' && key !== 'press')
      if (foreign !== undefined) {
        return reply(request, answers, false, { '': 'There is no such field.' })
      }
      const name = input.values['f0']?.[0] ?? ''
      if (answers.step === 0 && name === '') {
        return reply(request, answers, false, { f0: 'You need to fill this in.' })
      }
      if (name === 'fail') return failure()
      const next = answers.step === 0 ? { ...answers, name } : answers
      return reply(request, { ...next, step: Math.min(answers.step + 1, 2) }, true, {})
    }
    case 'action': {
      if (input.name === 'restart') return but(reply(request, START, true, {}), { restarted: true })
      // Anything that an evaluator may say besides: `departure`, `moved`, `warnings`.
      if (input.name === 'reply') return but(reply(request, answers, true, {}), input.arguments)
      const changed = { ...answers, ...(input.arguments as Partial<Answers>) }
      return reply(request, changed, true, {})
    }
  }
}

function failure(): EvaluationReply {
  const error = {
    code: 'python',
    message: 'division by zero',
    chain: ['x'],
    detail: 'line 3',
  } as const
  return { type: 'failed', error }
}

function but(given: EvaluationReply, parts: Partial<ScreenReply>): EvaluationReply {
  return given.type === 'screen' ? { ...given, ...parts } : given
}

function reply(
  request: EvaluationRequest,
  answers: Answers,
  accepted: boolean,
  refusals: Readonly<Record<string, string>>,
): EvaluationReply {
  const asks = answers.step === 1
  const { availability, mode, roles, multiUser, consent, operators } = answers
  const log = request.facts['log']
  const partners = request.facts['partners']
  if (asks && (log === undefined || partners === undefined)) {
    return {
      type: 'need',
      needs: [
        { type: 'chat-log', key: 'log' },
        {
          type: 'chat-partners',
          key: 'partners',
          roles: answers.roles,
          mode: answers.mode,
          operators,
        },
      ],
    }
  }
  const told =
    log?.type === 'chat-log' && partners?.type === 'chat-partners'
      ? `${partners.help} partners, ${partners.peer} peers, ${log.lines.length} lines`
      : null
  return {
    type: 'screen',
    screen: screenOf(answers, told),
    answers: Buffer.from(JSON.stringify(answers)).toString('base64'),
    settings: { called: true, availability, mode, partnerRoles: roles, consent },
    multiUser,
    operators,
    takesTurns: false,
    rolesNamed: roles,
    mails: [],
    accepted,
    moved: true,
    restarted: false,
    departure: null,
    refusals,
    warnings: [],
  }
}

function screenOf(answers: Answers, told: string | null): Screen {
  return {
    ...BARE_SCREEN,
    name: NAMES[answers.step] ?? '',
    kind: answers.step === 0 ? 'fields' : 'continue',
    title: TITLE,
    shortTitle: 'Test',
    question: answers.step === 0 ? 'What is your name?' : `Hello, ${answers.name}`,
    subquestion: told,
    fields: answers.step === 0 ? [nameField(answers)] : [],
    buttons: [{ value: 'continue', label: 'Continue', color: 'primary', help: null, image: null }],
    canGoBack: true,
  }
}

const NAME_FIELD: Field = {
  ...BARE_FIELD,
  key: 'f0',
  widget: 'text',
  datatype: 'text',
  label: 'Name',
  help: null,
  hint: null,
  required: true,
  value: null,
  choices: [],
}

function nameField({ hidesName, name }: Answers): Field {
  return hidesName ? { ...NAME_FIELD, sensitive: true, value: name } : NAME_FIELD
}

function decode(answers: string): Answers {
  return JSON.parse(Buffer.from(answers, 'base64').toString()) as Answers
}
