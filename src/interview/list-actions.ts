/**
 * What the buttons of a table do to the items of a list or a dictionary (`edit`, `delete buttons`,
 * `add_action()`). An action comes from a browser: what it names is checked in Python, and one about
 * an item that is not there any more does nothing.
 */
import { fields, parseReply, strings } from './reply.ts'
import type { PendingAction } from './session-state.ts'
import type { Run } from './run.ts'

const OPERATIONS: Readonly<Record<string, string>> = {
  _da_list_add: 'add',
  _da_list_edit: 'edit',
  _da_list_remove: 'remove',
  /** The item of a dictionary that is being added. */
  _da_list_more: 'more',
  _da_list_complete: 'complete',
}

export function isListAction({ name }: PendingAction): boolean {
  return Object.hasOwn(OPERATIONS, name)
}

/**
 * In place of the action come the questions that it leads to, and then whatever the group lacks.
 * Gives what `attempt` gives, which seeks what Python misses.
 */
export function runListAction(
  run: Run,
  action: PendingAction,
  attempt: (work: () => unknown) => unknown,
): unknown {
  const what = OPERATIONS[action.name]
  const group = { list: action.arguments['list'] }
  const ask = (): unknown => run.python.call('group', { ...action.arguments, what })
  if (what === 'complete' || what === 'more') return attempt(ask)
  const reply = parseReply(ask())
  run.actions.pop()
  if (reply.type !== 'ok') return null
  const { names, completes, more } = fields(reply.value)
  if (completes === true) run.actions.push({ name: '_da_list_complete', arguments: group })
  if (more === true) run.actions.push({ name: '_da_list_more', arguments: group })
  for (const name of strings(names).toReversed()) run.actions.push({ name, arguments: {} })
  return null
}
