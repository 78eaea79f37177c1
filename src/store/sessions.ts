/** Whose sessions there are, since when they are unused, and how one is deleted (SES3, SES4). */
import type { AccountId, SessionId } from '../base/id.ts'
import type { Command } from '../live/command.ts'
import { accountsIn, ownerOf } from '../live/delete.ts'
import { deriveCommandId } from '../live/derived-id.ts'
import type { Room } from '../live/room.ts'
import { dropFiles } from './files.ts'
import { roomOf, sessionOf } from './rows.ts'
import { all, integer, text } from './script.ts'
import type { Dialect, Script } from './script.ts'
import type { SessionStore } from './session-store.ts'

/** A process that looks more seldom has lost its lease, and its pages begin anew. */
export const TOMBSTONE_KEPT_MS = 24 * 60 * 60 * 1000

type SessionOperations = {
  readonly [name in keyof SessionStore]: (
    ...given: Parameters<SessionStore[name]>
  ) => Script<Awaited<ReturnType<SessionStore[name]>>>
}

export const sessionOperations: SessionOperations = {
  *readSessionsOf({ account, after, limit }) {
    const found = yield* all(
      `select room.state from room_account mine join room on room.id = mine.room
        where mine.account = $1 and (mine.used_at, mine.room) < ($2, $3)
        order by mine.used_at desc, mine.room desc limit $4`,
      account,
      after?.usedAt ?? Number.MAX_SAFE_INTEGER,
      after?.id ?? '',
      limit,
    )
    return found.map(roomOf)
  },

  *readUntouched({ before, interview, after, limit }) {
    const from = [after?.usedAt ?? -1, after?.id ?? ''] as const
    const found =
      interview === null
        ? yield* all(
            `select id, interview, used_at from room
              where used_at < $1 and (used_at, id) > ($2, $3) order by used_at, id limit $4`,
            before,
            ...from,
            limit,
          )
        : yield* all(
            `select id, interview, used_at from room
              where interview = $5 and used_at < $1 and (used_at, id) > ($2, $3)
              order by used_at, id limit $4`,
            before,
            ...from,
            limit,
            interview,
          )
    return found.map((row) => ({
      id: sessionOf(row, 'id'),
      interview: text(row, 'interview'),
      usedAt: integer(row, 'used_at'),
    }))
  },
}

/** In the transaction that decided it; what is only in its files is removed afterwards. */
export function* deleteRoom(
  dialect: Dialect,
  gone: { readonly id: SessionId; readonly seq: number },
  now: number,
): Script<void> {
  yield* dropFiles(gone.id)
  yield* all(dialect.forgetKey, gone.id)
  // What is sent late is refused, not answered with what once was.
  yield* all('delete from receipt where aggregate = $1', gone.id)
  yield* all('delete from room where id = $1', gone.id)
  yield* all(
    `insert into deleted_room (id, seq, at, changed) values ($1, $2, $3, ${dialect.stamp})`,
    gone.id,
    gone.seq,
    now,
  )
}

/** SES3: with an account go the sessions that it began, by commands in the outbox. */
export function* deleteSessionsOf(account: AccountId): Script<void> {
  const rows = yield* all(
    'select room.state from room_account mine join room on room.id = mine.room where mine.account = $1',
    account,
  )
  for (const room of rows.map(roomOf)) {
    const owner = ownerOf(room)
    if (owner?.account?.id !== account) continue
    const id = deriveCommandId('account-deleted', room.id, account)
    const command: Command = {
      aggregate: { kind: 'room', id: room.id },
      id,
      digest: id,
      command: { type: 'delete', by: { kind: 'owner', participant: owner.id } },
    }
    yield* all('insert into outbox (command) values ($1)', JSON.stringify(command))
  }
}

/** Keeps the list of an account's sessions true. */
export function* writeAccounts(before: Room | null, next: Room): Script<void> {
  const had: ReadonlySet<AccountId> = before === null ? new Set() : accountsIn(before)
  const has = accountsIn(next)
  for (const account of [...has].filter((id) => !had.has(id))) {
    const sql = 'insert into room_account (account, room, used_at) values ($1, $2, $3)'
    yield* all(sql, account, next.id, next.usedAt)
  }
  for (const account of [...had].filter((id) => !has.has(id))) {
    yield* all('delete from room_account where account = $1 and room = $2', account, next.id)
  }
  if (before !== null && had.size > 0 && before.usedAt !== next.usedAt) {
    yield* all('update room_account set used_at = $1 where room = $2', next.usedAt, next.id)
  }
}
