/**
 * ROL1: whose turn it is. A question names the roles that may answer it (`role`, or else the
 * interview's `default role`); the variable `role` says which one the present person has.
 *
 *   next question is for `role` ─► it is asked
 *   it is for others ─► role_needed = [...] ─► event: role_event ─► its screen waits
 *                                                └ none there ─► a waiting screen of ours
 *
 * Whatever is asked to find out `role` itself can be for nobody else, and what the event asks is
 * for whoever waits.
 */
import { candidates } from './candidates.ts'
import { strings } from './reply.ts'
import type { Bindings } from './variable-names.ts'
import type { Block, Interview } from './blocks.ts'
import type { Run, Stop } from './run.ts'

export const ROLE_EVENT = 'role_event'

/** Whether anything in it is for some people only. */
export function takesTurns({ defaultRoles, blocks }: Interview): boolean {
  return defaultRoles !== null || blocks.some(({ roles }) => roles !== null)
}

/** What of the search for variables this needs; `chain.ts` has it. */
export interface Search {
  /** The value that an operation gives once it goes through, or why it does not. */
  attempt(operation: () => unknown): unknown
  isStop(value: unknown): value is Stop
  /** Lets a block of the event do its part. */
  offer(block: Block, bindings: Bindings): Stop | null
}

/** Null: the present person may be asked this, or the code may run for them. */
export function checkRole(run: Run, block: Block, search: Search): Stop | null {
  const roles = rolesOf(run, block)
  if (roles === null || run.waitsFor !== null || run.chain.includes('role')) return null
  const present = presentRoles(run, search)
  if (search.isStop(present)) return present
  if (present === null || present.some((role) => roles.includes(role))) return null
  return waitFor(run, roles, search)
}

function rolesOf(run: Run, block: Block): readonly string[] | null {
  if (block.roles !== null) return block.roles
  return block.type === 'question' ? run.interview.defaultRoles : null
}

/** Null: nobody can say yet, because what is asked comes before the role is settled. */
function presentRoles(run: Run, search: Search): readonly string[] | null | Stop {
  if (run.decidingRole && !isKnown(run)) return null
  const read = search.attempt(() => run.python.call('roles', {}))
  return search.isStop(read) ? read : strings(read)
}

function isKnown(run: Run): boolean {
  const reply = run.python.call('roles', {})
  return typeof reply === 'object' && reply !== null && !('missing' in reply)
}

/** A diversion that leads to others' questions ends here: its person goes on with what is theirs. */
function waitFor(run: Run, roles: readonly string[], search: Search): Stop {
  run.waitsFor = roles
  run.python.call('wait', { roles })
  if (run.current !== null && run.actions.at(-1) === run.current) run.actions.pop()
  for (const { block, bindings } of candidates(run, ROLE_EVENT)) {
    const stop = search.offer(block, bindings)
    if (stop !== null) return stop
  }
  return { type: 'wait' }
}
