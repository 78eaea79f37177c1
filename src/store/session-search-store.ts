/** The part of the store by which administrators find sessions. */
import type { Room } from '../live/room.ts'
import type { SessionMark } from './session-store.ts'

export interface SessionSearchStore {
  /** Last used first, at most `limit`. `isOpen`: only what some page or Monitor shows now. */
  findSessions(part: {
    readonly interview: string | null
    readonly isOpen: boolean
    readonly after: SessionMark | null
    readonly limit: number
  }): Promise<readonly Room[]>
  /** Files of interviews that have sessions. */
  listInterviews(): Promise<readonly string[]>
}
