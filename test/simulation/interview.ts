/**
 * The interview that runs in simulated worlds, in place of evaluators: questions without end, of two
 * fields each, whose answers are plain JSON. Evaluation has no side effects, as the port promises.
 */
import type { Evaluators } from '../../src/evaluators/evaluators.ts'
import type {
  EvaluationReply,
  EvaluationRequest,
  InterviewSource,
  LiveHelpSettings,
} from '../../src/interview/request.ts'
import type { Field, Screen } from '../../src/interview/screen.ts'
import { BARE_FIELD } from '../../src/interview/testing/bare-field.ts'
import { BARE_SCREEN } from '../../src/interview/testing/bare-screen.ts'
import { START_SETTINGS } from '../../src/live/room.ts'

export interface Answers {
  readonly settings: LiveHelpSettings
  readonly multiUser: boolean
  readonly operators: readonly string[] | null
  /** Number of the question that is due. */
  readonly question: number
  /** What stands in its fields before anybody types. */
  readonly shown: Readonly<Record<string, string>>
  /** By question and field, and what was said beside. */
  readonly said: Readonly<Record<string, string>>
}

export const START: Answers = {
  settings: START_SETTINGS,
  multiUser: false,
  operators: null,
  question: 1,
  shown: {},
  said: {},
}

export const KEYS: readonly string[] = ['f0', 'f1']
export const SOURCE: InterviewSource = {
  path: 'interview.yml',
  hash: 'simulated',
  yaml: '',
  includes: {},
  modules: {},
}

export function nameOfQuestion(number: number): string {
  return `question ${number}`
}

export function encodeAnswers(answers: Answers): string {
  return Buffer.from(JSON.stringify(answers)).toString('base64')
}

export function decodeAnswers(answers: string): Answers {
  return JSON.parse(Buffer.from(answers, 'base64').toString()) as Answers
}

export function simulatedEvaluators(): Evaluators {
  return {
    load: async () => ({ type: 'loaded', title: 'Interview', shortTitle: 'Interview' }),
    evaluate: async (request) => evaluate(request),
    walls: { gate: true, process: { permission: false, ownUid: false }, bubblewrap: false },
    close: async () => {},
  }
}

function evaluate({ answers, input }: EvaluationRequest): EvaluationReply {
  const before = answers === null ? START : decodeAnswers(answers)
  switch (input.type) {
    case 'tell':
      return { type: 'told', variables: JSON.stringify(before.said) }
    case 'show':
      return reply(before, true)
    case 'submit': {
      if (input.screen !== nameOfQuestion(before.question)) return reply(before, false)
      const said = KEYS.map((key) => [`${before.question}.${key}`, input.values[key]?.[0] ?? ''])
      return reply(
        {
          ...before,
          question: before.question + 1,
          shown: {},
          said: { ...before.said, ...Object.fromEntries(said) },
        },
        true,
      )
    }
    case 'action': {
      // What another has found out stands in the present question's fields, or nowhere on its screen.
      const { what, to } = input.arguments as { readonly what: string; readonly to: string }
      const shown = KEYS.includes(what) ? { ...before.shown, [what]: to } : before.shown
      return reply({ ...before, shown, said: { ...before.said, [`change ${to}`]: to } }, true)
    }
  }
}

function reply(answers: Answers, accepted: boolean): EvaluationReply {
  const { settings, multiUser, operators } = answers
  return {
    type: 'screen',
    screen: screenOf(answers),
    answers: encodeAnswers(answers),
    settings,
    multiUser,
    operators,
    takesTurns: false,
    rolesNamed: [],
    mails: [],
    accepted,
    moved: accepted,
    restarted: false,
    departure: null,
    refusals: {},
    warnings: [],
  }
}

function screenOf({ question, shown }: Answers): Screen {
  return {
    ...BARE_SCREEN,
    name: nameOfQuestion(question),
    kind: 'fields',
    title: 'Interview',
    shortTitle: 'Interview',
    question: `Question ${question}`,
    fields: KEYS.map((key) => fieldOf(key, shown[key] ?? null)),
    buttons: [{ value: 'continue', label: 'Continue', color: 'primary', help: null, image: null }],
    canGoBack: true,
  }
}

function fieldOf(key: string, value: string | null): Field {
  return { ...BARE_FIELD, key, widget: 'text', datatype: 'text', label: `Field ${key}`, value }
}
