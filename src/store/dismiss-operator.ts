/**
 * ACC3: who is no operator any more leaves the desk, by a command in the outbox. Where a Monitor of theirs
 * is open its socket says the same; without one their grace time would go on, and with it their offers of
 * calls, and their number would be kept.
 */
import type { Command } from '../live/command.ts'
import { deriveCommandId } from '../live/derived-id.ts'
import { isOperatorBy } from '../live/scope.ts'
import type { Account } from './account-store.ts'
import { all, clock } from './script.ts'
import type { Script } from './script.ts'

export function* dismissOperator(before: Account, after: Account): Script<void> {
  if (!isOperator(before) || isOperator(after)) return
  const id = deriveCommandId('operator-removed', after.id, yield* clock())
  const command: Command = {
    aggregate: { kind: 'desk' },
    id,
    digest: id,
    command: { type: 'operator-removed', operator: after.id },
  }
  yield* all('insert into outbox (command) values ($1)', JSON.stringify(command))
}

function isOperator({ active, privileges }: Account): boolean {
  return active && isOperatorBy(privileges)
}
