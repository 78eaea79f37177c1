/**
 * What the engine itself remembers of a session, next to the variables: kept inside the answers.
 */
import { fields, list, strings, type Fields } from './reply.ts'
import type { EvaluationContext } from './request.ts'
import { parseTurns, type Turns } from './turns.ts'

/** A diversion from the interview's logic that is not over: `url_action`, review items, `force_ask`. */
export interface PendingAction {
  readonly name: string
  readonly arguments: Fields
}

export interface SessionState {
  /** Mandatory blocks that are done, by name. */
  readonly done: Set<string>
  /** By person, as each has their own; the last is the present one. */
  readonly actions: Map<string, PendingAction[]>
  /** Questions left by a `continue` button, as long as each assembly comes upon them. */
  passed: ReadonlySet<string>
  /** Screens shown so far: Back is offered from the second on. */
  steps: number
  /** ROL2. */
  turns: Turns
  /** Values that Python's functions keep; returned as they came. */
  readonly rest: Fields
}

const MAX_PENDING = 50

export function parseState(value: unknown): SessionState {
  const state = fields(value)
  const actions = Object.entries(fields(state['actions'])).map(
    ([person, pending]): [string, PendingAction[]] => [
      person,
      list(pending).map((action) => ({
        name: String(fields(action)['name']),
        arguments: fields(fields(action)['arguments']),
      })),
    ],
  )
  return {
    done: new Set(strings(state['done'])),
    actions: new Map(actions),
    passed: new Set(strings(state['passed'])),
    steps: Number(state['steps'] ?? 0),
    turns: parseTurns(state['turns']),
    rest: state,
  }
}

export function stateToSave(state: SessionState): Fields {
  return {
    done: [...state.done],
    actions: Object.fromEntries([...state.actions].filter(([, pending]) => pending.length > 0)),
    passed: [...state.passed],
    steps: state.steps,
    turns: state.turns,
  }
}

export function personKey(context: EvaluationContext): string {
  const { account, visitorNumber } = context.person
  return account === null ? `visitor ${visitorNumber ?? 0}` : `account ${account.id}`
}

export function pendingActions(state: SessionState, person: string): PendingAction[] {
  const found = state.actions.get(person)
  if (found !== undefined) return found
  const fresh: PendingAction[] = []
  state.actions.set(person, fresh)
  return fresh
}

/**
 * The new one becomes the present one; asking for it again does not stack it twice. A name may be
 * several, separated by commas: they are asked in turn (a review item with many variables).
 */
export function pushAction(pending: PendingAction[], action: PendingAction): void {
  if (action.arguments['_forget_prior'] === true) pending.length = 0
  for (const name of action.name.split(',').toReversed()) {
    if (pending.at(-1)?.name === name) pending.pop()
    pending.push({ name, arguments: action.arguments })
  }
  if (pending.length > MAX_PENDING) pending.splice(0, pending.length - MAX_PENDING)
}
