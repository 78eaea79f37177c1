/**
 * SES3: whoever had a deleted account is known by name to nobody any more. Lines keep their text and
 * the account's id, which names nobody; what rooms and the desk hold is their own to forget, by
 * commands in the outbox.
 */
import type { AccountId, CommandId } from '../base/id.ts'
import type { ChatSender, Command } from '../live/command.ts'
import { FORGOTTEN_NAME } from '../live/forget-account.ts'
import { deriveCommandId } from '../live/derived-id.ts'
import { sessionOf } from './rows.ts'
import { all } from './script.ts'
import type { Script } from './script.ts'

export function* forgetName(account: AccountId, name: string): Script<void> {
  // Ids have `_`, which stands for any character otherwise.
  const named = `%"${account.replaceAll('_', String.raw`\_`)}"%`
  const wrote = yield* all(
    `select distinct room as id from chat_line where sender like $1 escape '\\'`,
    named,
  )
  const sender: ChatSender = { kind: 'operator', account: { id: account, name: FORGOTTEN_NAME } }
  yield* all(
    `update chat_line set sender = $1 where sender like $2 escape '\\'`,
    JSON.stringify(sender),
    named,
  )
  // Events hold lines too. Pages that miss some load their view anew, without the name.
  yield* all(`delete from room_event where event like $1 escape '\\'`, named)
  const names = yield* all(`select id from room where state like $1 escape '\\'`, named)
  const rooms = new Set([...names, ...wrote].map((row) => sessionOf(row, 'id')))
  const commands: Command[] = [
    {
      aggregate: { kind: 'desk' },
      ...receiptOf(deriveCommandId('operator-removed', account)),
      command: { type: 'operator-removed', operator: account },
    },
    ...[...rooms].map((id): Command => ({
      aggregate: { kind: 'room', id },
      ...receiptOf(deriveCommandId('forget-account', id, account)),
      command: { type: 'forget-account', account, name },
    })),
  ]
  for (const command of commands) {
    yield* all('insert into outbox (command) values ($1)', JSON.stringify(command))
  }
}

function receiptOf(id: CommandId) {
  return { id, digest: id }
}
