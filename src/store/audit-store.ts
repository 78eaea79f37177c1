/** The part of the store that holds the audit log (CTL8, ACC5). */
import type { AuditEntry, AuditFilter, AuditOperator } from '../live/audit-entry.ts'

export interface AuditStore {
  /** Oldest first, at most `limit`; `after` is the key of the last one read, or 0. */
  readAudit(part: { readonly after: number; readonly limit: number }): Promise<readonly Audited[]>
  /** Newest first, at most `limit`; `before` is the last one of the part read before, or null. */
  searchAudit(wanted: {
    readonly filter: AuditFilter
    readonly before: AuditPlace | null
    readonly limit: number
  }): Promise<readonly Audited[]>
  /** Everybody who ever did something that is logged, with the name they had last. */
  listAuditOperators(): Promise<readonly AuditOperator[]>
  /** What no command or change of an account tells of by itself. All at once or none, at the store's time. */
  addAudit(entries: readonly Omit<AuditEntry, 'at'>[]): Promise<void>
}

/** Kept for ever: nothing changes or deletes it, also not the end of its session. */
export interface Audited {
  /** Grows with every entry; one that is read later never has a smaller key than one read before. */
  readonly key: number
  readonly entry: AuditEntry
}

/** Where an entry stands among those of the same moment. */
export interface AuditPlace {
  readonly at: number
  readonly key: number
}
