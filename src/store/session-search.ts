/** All sessions, as administrators look for them: by last use, by interview, open or not. */
import { roomOf } from './rows.ts'
import { all, text, type Script, type Value } from './script.ts'
import type { SessionSearchStore } from './session-search-store.ts'

type SearchOperations = {
  readonly [name in keyof SessionSearchStore]: (
    ...given: Parameters<SessionSearchStore[name]>
  ) => Script<Awaited<ReturnType<SessionSearchStore[name]>>>
}

/** A jump in the index from each interview to the next, however many sessions each has. */
const INTERVIEWS = `with recursive seen (interview) as (
    select min(interview) from room
    union all
    select (select min(room.interview) from room where room.interview > seen.interview)
      from seen where seen.interview is not null
  )
  select interview from seen where interview is not null`

export const sessionSearchOperations: SearchOperations = {
  *findSessions({ interview, isOpen, after, limit }) {
    const values: Value[] = []
    const put = (value: Value): string => `$${values.push(value)}`
    const wanted = [
      ...(interview === null ? [] : [`interview = ${put(interview)}`]),
      ...(isOpen ? ['id in (select room from room_process)'] : []),
      ...(after === null ? [] : [`(used_at, id) < (${put(after.usedAt)}, ${put(after.id)})`]),
    ]
    const where = wanted.length === 0 ? '' : `where ${wanted.join(' and ')}`
    const sql = `select state from room ${where} order by used_at desc, id desc limit ${put(limit)}`
    return (yield* all(sql, ...values)).map(roomOf)
  },

  *listInterviews() {
    return (yield* all(INTERVIEWS)).map((row) => text(row, 'interview'))
  },
}
