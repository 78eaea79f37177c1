/** Sessions as their people and the administrator look for them: by account, and by last use. */
import type { AccountId, SessionId } from '../base/id.ts'
import type { Room } from '../live/room.ts'

/** Where a page of a list ended; null begins it. */
export interface SessionMark {
  readonly usedAt: number
  readonly id: SessionId
}

export interface SessionStore {
  /** Sessions in which the account takes part, last used first, at most `limit`. */
  readSessionsOf(part: {
    readonly account: AccountId
    readonly after: SessionMark | null
    readonly limit: number
  }): Promise<readonly Room[]>
  /** Sessions that nobody has used since `before`, longest first; of one interview, or of all. */
  readUntouched(part: {
    readonly before: number
    readonly interview: string | null
    readonly after: SessionMark | null
    readonly limit: number
  }): Promise<readonly (SessionMark & { readonly interview: string })[]>
}
