import { processOf } from './rows.ts'
import { all, clock, first, integer, text, type Dialect, type Script } from './script.ts'
import type { StateStore, StoreState } from './state-store.ts'

type StateOperations = {
  readonly [name in keyof StateStore]: (
    ...given: Parameters<StateStore[name]>
  ) => Script<Awaited<ReturnType<StateStore[name]>>>
}

export function stateOperations(dialect: Dialect): StateOperations {
  return {
    *readState() {
      const migration = yield* first(
        'select number, name from migration order by number desc limit 1',
      )
      const processes = yield* all(
        `select process.id, process.renewed_at, count(room_process.room) as sessions
          from process left join room_process on room_process.process = process.id
          group by process.id, process.renewed_at order by process.renewed_at, process.id`,
      )
      const state: StoreState = {
        kind: dialect.kind,
        migration:
          migration === null ? '' : `${integer(migration, 'number')} ${text(migration, 'name')}`,
        bytes: yield* number(dialect.size),
        sessions: yield* number('select count(*) as n from room'),
        openSessions: yield* number('select count(distinct room) as n from room_process'),
        accounts: yield* number('select count(*) as n from account'),
        files: {
          count: yield* number('select count(*) as n from file'),
          bytes: yield* number('select coalesce(sum(size), 0) as n from file'),
        },
        outbox: yield* number('select count(*) as n from outbox'),
        auditEntries: yield* number('select count(*) as n from audit'),
        processes: processes.map((row) => ({
          id: processOf(row, 'id'),
          renewedAt: integer(row, 'renewed_at'),
          sessions: integer(row, 'sessions'),
        })),
        now: yield* clock(),
      }
      return state
    },
  }
}

function* number(sql: string): Script<number> {
  const row = yield* first(sql)
  return row === null ? 0 : integer(row, 'n')
}
