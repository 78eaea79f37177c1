/** What administrators are told of the store itself: figures, nothing that it holds. */
import type { ProcessId } from '../base/id.ts'

export interface StateStore {
  readState(): Promise<StoreState>
}

export interface StoreState {
  readonly kind: 'sqlite' | 'postgres'
  /** Number and name of the last migration. */
  readonly migration: string
  /** Of the database, without the files that people sent. */
  readonly bytes: number
  readonly sessions: number
  /** With a page or Monitor open. */
  readonly openSessions: number
  readonly accounts: number
  readonly files: { readonly count: number; readonly bytes: number }
  /** Commands for other rooms that wait. */
  readonly outbox: number
  readonly auditEntries: number
  /** Longest renewed first. `renewedAt`: of its lease, by the store's clock, ms since 1970. */
  readonly processes: readonly {
    readonly id: ProcessId
    readonly renewedAt: number
    readonly sessions: number
  }[]
  /** The store's clock when this was read. */
  readonly now: number
}
