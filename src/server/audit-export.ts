/** The audit log as a table, read in parts as fast as it is taken: however long it is (ACC5). */
import type { AuditEntry, AuditFilter } from '../live/audit-entry.ts'
import type { AuditPlace } from '../store/audit-store.ts'
import type { Store } from '../store/store.ts'
import { text } from '../texts/text.ts'
import { namesFor } from './audit-names.ts'
import { operatorName, sentenceOf, whomOf, type NameOf } from './audit-sentence.ts'
import { CSV_START, csvLine } from './csv.ts'
import { clockText } from './zoned-day.ts'

const PART = 500

/** Newest first. Nothing is read before somebody takes it, nor after they have stopped. */
export function exportAudit(
  store: Pick<Store, 'searchAudit' | 'findAccount'>,
  filter: AuditFilter,
  zone: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let before: AuditPlace | null = null
  let isBegun = false
  return new ReadableStream(
    {
      async pull(controller) {
        if (!isBegun) {
          isBegun = true
          return controller.enqueue(encoder.encode(CSV_START + csvLine(headline(zone))))
        }
        const part = await store.searchAudit({ filter, before, limit: PART })
        const last = part.at(-1)
        if (last === undefined) return controller.close()
        before = { at: last.entry.at, key: last.key }
        const entries = part.map(({ entry }) => entry)
        const nameOf = await namesFor(store, entries)
        const lines = entries.map((entry) => csvLine(cellsOf(entry, nameOf, zone)))
        return controller.enqueue(encoder.encode(lines.join('')))
      },
    },
    { highWaterMark: 0 },
  )
}

function headline(zone: string): readonly string[] {
  return [
    text('audit.column.time'),
    text('audit.column.local', { zone }),
    text('audit.column.deed'),
    text('audit.column.sentence'),
    text('audit.column.operator'),
    text('audit.column.operatorId'),
    text('audit.column.whom'),
    text('audit.column.accountId'),
    text('audit.column.seconds'),
    text('audit.column.interview'),
    text('audit.column.session'),
    text('audit.column.participant'),
  ]
}

function cellsOf(
  entry: AuditEntry,
  nameOf: NameOf,
  zone: string,
): readonly (string | number | null)[] {
  const { at, deed, operator, account, interview, session, participant } = entry
  const since = 'since' in deed ? deed.since : null
  return [
    new Date(at).toISOString(),
    clockText(at, zone),
    deed.type,
    sentenceOf(entry, nameOf),
    operator === null ? '' : operatorName(entry, nameOf),
    operator?.id ?? '',
    whomOf(entry, nameOf),
    account ?? '',
    since === null ? null : Math.round((at - since) / 1000),
    interview ?? '',
    session ?? '',
    participant ?? '',
  ]
}
