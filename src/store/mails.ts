/** The outbox of mails as scripts. */
import type { MailId } from '../base/id.ts'
import { MAIL_STATES } from './mail-store.ts'
import type { MailState, MailStore, NewMail, StoredMail } from './mail-store.ts'
import { sessionOf } from './rows.ts'
import { all, clock, first, integer, text, textOrNull } from './script.ts'
import type { Dialect, Row, Script } from './script.ts'

type MailOperations = {
  readonly [name in keyof MailStore]: (
    ...given: Parameters<MailStore[name]>
  ) => Script<Awaited<ReturnType<MailStore[name]>>>
}

export function createMailOperations(dialect: Dialect): MailOperations {
  return {
    *queueMail(mail) {
      if (mail.room !== null) {
        const room = yield* first('select 1 as one from room where id = $1', mail.room)
        if (room === null) return 'unknown-session'
      }
      return (yield* writeMail(mail, yield* clock())) ? 'queued' : 'known'
    },

    *claimMails({ limit, leaseMs }) {
      const now = yield* clock()
      const due = yield* all(
        `select id from mail where state = 'waiting' and due_at <= $1
          order by due_at, id limit $2${dialect.skipLocked}`,
        now,
        limit,
      )
      const claimed: StoredMail[] = []
      for (const row of due) {
        const taken = yield* first(
          `update mail set state = 'sending', attempts = attempts + 1, due_at = $2, changed_at = $3
            where id = $1 and state = 'waiting' returning *`,
          mailIdOf(row),
          now + leaseMs,
          now,
        )
        if (taken !== null) claimed.push(mailOf(taken))
      }
      return claimed
    },

    *readLapsedMails(limit) {
      const found = yield* all(
        `select * from mail where state = 'sending' and due_at <= $1 order by due_at, id limit $2`,
        yield* clock(),
        limit,
      )
      return found.map(mailOf)
    },

    *expireMails(waitMs) {
      const now = yield* clock()
      yield* all(
        `update mail set state = case when doubts > 0 then 'doubtful' else 'failed' end,
            code = 'too-old', due_at = null, changed_at = $1
          where state = 'waiting' and (created_at <= $2 or expires_at <= $1)`,
        now,
        now - waitMs,
      )
    },

    *settleMail({ id, attempt, state, doubts, code, dueAt, content }) {
      // Whoever was given up in between and comes after all with the good news is believed.
      const from = state === 'sent' ? `state not in ('sent', 'dropped')` : `state = 'sending'`
      const written = yield* first(
        `update mail set state = $3, doubts = $4, code = $5, due_at = $6, changed_at = $7,
            content = case when $3 = 'sent' then null else coalesce($8, content) end
          where id = $1 and attempts = $2 and ${from} returning id`,
        id,
        attempt,
        state,
        doubts,
        code,
        dueAt,
        yield* clock(),
        content ?? null,
      )
      return written !== null
    },

    *findMail(id) {
      const row = yield* first('select * from mail where id = $1', id)
      return row === null ? null : mailOf(row)
    },

    *listMails({ limit, state, before }) {
      const found = yield* all(
        `select * from mail where (changed_at < $1 or (changed_at = $1 and id < $2))
            and (state = $3 or $4 = 1)
          order by changed_at desc, id desc limit $5`,
        before?.changedAt ?? Number.MAX_SAFE_INTEGER,
        before?.id ?? '',
        state ?? '',
        state === null ? 1 : 0,
        limit,
      )
      return found.map(mailOf)
    },

    *countMails() {
      const found = yield* all('select state, count(*) as mails from mail group by state')
      const counted = new Map(found.map((row) => [text(row, 'state'), integer(row, 'mails')]))
      const counts = MAIL_STATES.map((state) => [state, counted.get(state) ?? 0] as const)
      // One entry for each state.
      return Object.fromEntries(counts) as Record<MailState, number>
    },

    *retryMail(id) {
      const now = yield* clock()
      const written = yield* first(
        `update mail set state = 'waiting', doubts = 0, due_at = $2, changed_at = $2,
            created_at = $2, expires_at = null
          where id = $1 and state in ('waiting', 'failed', 'doubtful') and content is not null
          returning id`,
        id,
        now,
      )
      return written !== null
    },

    *dropMail(id) {
      const written = yield* first(
        `update mail set state = 'dropped', content = null, due_at = null, changed_at = $2
          where id = $1 and state in ('waiting', 'failed', 'doubtful') returning id`,
        id,
        yield* clock(),
      )
      return written !== null
    },

    *countRecipients(room, since) {
      const sum = 'select coalesce(sum(recipients), 0) as recipients from mail'
      // Nothing changes before it is made: by that there is an index.
      const row =
        room === null
          ? yield* first(
              `${sum} where changed_at > $1 and created_at > $1 and room is not null`,
              since,
            )
          : yield* first(`${sum} where room = $1 and created_at > $2`, room, since)
      return row === null ? 0 : integer(row, 'recipients')
    },

    *forgetMails(settledBefore) {
      yield* all(
        `delete from mail where changed_at < $1 and state not in ('waiting', 'sending')`,
        settledBefore,
      )
    },
  }
}

/** Within the transaction of whatever wants it. False: it was queued before. */
export function* writeMail(mail: NewMail, now: number): Script<boolean> {
  const written = yield* first(
    `insert into mail (id, room, kind, label, content, recipients, state, attempts, doubts, code,
        created_at, changed_at, due_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, 'waiting', 0, 0, null, $7, $7, $7, $8)
      on conflict do nothing returning id`,
    mail.id,
    mail.room,
    mail.kind,
    mail.label,
    mail.content,
    mail.recipients,
    now,
    mail.expiresAt,
  )
  return written !== null
}

function mailOf(row: Row): StoredMail {
  return {
    id: mailIdOf(row),
    room: row['room'] === null ? null : sessionOf(row, 'room'),
    kind: text(row, 'kind'),
    label: text(row, 'label'),
    content: textOrNull(row, 'content'),
    recipients: integer(row, 'recipients'),
    // Written by this file only.
    state: text(row, 'state') as MailState,
    attempts: integer(row, 'attempts'),
    doubts: integer(row, 'doubts'),
    code: textOrNull(row, 'code'),
    createdAt: integer(row, 'created_at'),
    changedAt: integer(row, 'changed_at'),
    dueAt: row['due_at'] === null ? null : integer(row, 'due_at'),
    expiresAt: row['expires_at'] === null ? null : integer(row, 'expires_at'),
  }
}

/** Branded when it was written. */
function mailIdOf(row: Row): MailId {
  return text(row, 'id') as MailId
}
