/** A person in a session, for tests of the engine: sends what a browser would, keeps the answers. */
import assert from 'node:assert/strict'
import { createEngine } from '../../src/interview/engine.ts'
import type { Python } from '../../src/interview/python.ts'
import type {
  EvaluationContext,
  EvaluationReply,
  Fact,
  Input,
  InterviewSource,
  Person,
  SentFiles,
} from '../../src/interview/request.ts'

export type ScreenReply = Extract<EvaluationReply, { type: 'screen' }>
type Values = Readonly<Record<string, readonly string[]>>

export interface Visit {
  readonly context: EvaluationContext
  readonly facts: Record<string, Fact>
  evaluate(input: Input): EvaluationReply
  show(): ScreenReply
  /** Presses the first button of the screen that was shown last, unless `press` says another. */
  submit(values: Values, files?: Readonly<Record<string, SentFiles>>): ScreenReply
  action(name: string, args?: Readonly<Record<string, unknown>>): ScreenReply
  /** Another person in the same session. */
  as(person: Person): Visit
}

export function account(
  parts: {
    readonly privileges?: readonly string[]
    readonly id?: string
    readonly email?: string
  } = {},
): Person {
  return {
    visitorNumber: null,
    account: {
      id: parts.id ?? 'account-1',
      email: parts.email ?? 'op@example.com',
      firstName: 'Olga',
      lastName: 'Perez',
      privileges: parts.privileges ?? [],
      language: null,
      timezone: null,
    },
  }
}

let hashes = 0

export function createVisit(
  python: Python,
  parts: Partial<InterviewSource> & {
    readonly yaml: string
    readonly context?: Partial<EvaluationContext>
    /** Where the session stands; absent: at its beginning. */
    readonly answers?: string
  },
): Visit {
  const engine = createEngine(python)
  hashes += 1
  const hash = `hash-${hashes}`
  const { context: given, answers = null, ...source } = parts
  const loaded = engine.load({ path: 'test.yml', includes: {}, modules: {}, ...source, hash })
  assert.deepEqual(loaded.type === 'broken' ? loaded.problems : [], [])
  const session: { answers: string | null } = { answers }
  const facts: Record<string, Fact> = {}
  const context: EvaluationContext = {
    now: Date.UTC(2026, 0, 15, 17),
    seed: 'seed',
    timezone: 'America/New_York',
    language: 'en',
    person: { visitorNumber: 1, account: null },
    sessionId: 'abcdefghijklmnopqrstuv',
    urlRoot: 'http://localhost',
    root: '/',
    shareKey: 'share-key',
    urlArgs: {},
    ...given,
  }

  function visitor(present: EvaluationContext): Visit {
    let last: ScreenReply | null = null

    function evaluate(input: Input): EvaluationReply {
      const { answers } = session
      return engine.evaluate({ interviewHash: hash, answers, input, context: present, facts })
    }

    function screen(input: Input): ScreenReply {
      const reply = evaluate(input)
      assert.equal(reply.type, 'screen', JSON.stringify(reply))
      if (reply.type !== 'screen') throw new Error('no screen')
      session.answers = reply.answers
      last = reply
      return reply
    }

    return {
      context: present,
      facts,
      evaluate,
      show: () => screen({ type: 'show' }),
      submit(values, files = {}) {
        const { name, buttons } = (last ?? screen({ type: 'show' })).screen
        const press = [buttons[0]?.value ?? 'continue']
        return screen({ type: 'submit', screen: name, values: { press, ...values }, files })
      },
      action: (name, args = {}) => screen({ type: 'action', name, arguments: args }),
      as: (person) => visitor({ ...present, person }),
    }
  }
  return visitor(context)
}
