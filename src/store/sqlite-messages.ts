/** Between the SQLite store and its worker. */
import type { OperationName } from './operations.ts'

export interface WorkerSettings {
  readonly file: string
  /** Refuse when another server process has the file open. */
  readonly exclusive: boolean
}

export interface Job {
  readonly id: number
  readonly name: OperationName
  readonly given: readonly unknown[]
  /** The time by an injected clock; null for the worker's own. */
  readonly now: number | null
}

export type FromWorker =
  | { readonly type: 'open' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'answers'; readonly answers: readonly Answer[] }
  | { readonly type: 'closed' }

export type ToWorker =
  | { readonly type: 'jobs'; readonly jobs: readonly Job[] }
  | { readonly type: 'close' }

export type Answer =
  | { readonly id: number; readonly type: 'value'; readonly value: unknown }
  /** `failure`: the world's fault; `mistake`: ours. */
  | { readonly id: number; readonly type: 'failure' | 'mistake'; readonly message: string }
