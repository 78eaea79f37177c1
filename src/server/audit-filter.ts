/** What of the audit log an administrator asks for, as their browser sends it (ACC5). */
import { parseAccountId, type AccountId } from '../base/id.ts'
import type { AuditFilter } from '../live/audit-entry.ts'
import type { TextKey } from '../texts/text.ts'
import type { AuditPlace } from '../store/audit-store.ts'
import { AUDIT_KINDS, deedsOf, type AuditKind } from './audit-kinds.ts'
import { idInAddress } from './session-address.ts'
import { startOfDay } from './zoned-day.ts'

export const AUDIT_FIELDS = ['operator', 'kind', 'session', 'from', 'to'] as const
export type AuditField = (typeof AUDIT_FIELDS)[number]
/** As typed; '' where nothing is. */
export type AuditWish = Readonly<Record<AuditField, string>>

const MAX_TYPED = 100

export function readWish(value: (field: AuditField) => string | undefined): AuditWish {
  const [operator = '', kind = '', session = '', from = '', to = ''] = AUDIT_FIELDS.map((field) =>
    (value(field) ?? '').trim().slice(0, MAX_TYPED),
  )
  return { operator, kind, session, from, to }
}

/** A problem is for the person who typed it. Days are those of the zone. */
export function filterOf(
  wish: AuditWish,
  zone: string,
):
  | { readonly type: 'filter'; readonly filter: AuditFilter }
  | { readonly type: 'problem'; readonly key: TextKey } {
  const operator = wish.operator === '' ? null : parseAccountId(wish.operator)
  if (wish.operator !== '' && operator === null) return problem('audit.badOperator')
  const session = wish.session === '' ? null : idInAddress(wish.session)
  if (wish.session !== '' && session === null) return problem('audit.badSession')
  const from = wish.from === '' ? null : startOfDay(wish.from, zone)
  const to = wish.to === '' ? null : startOfDay(wish.to, zone, 1)
  if ((wish.from !== '' && from === null) || (wish.to !== '' && to === null)) {
    return problem('audit.badDate')
  }
  if (from !== null && to !== null && from >= to) return problem('audit.badOrder')
  const kind = kindOf(wish)
  return {
    type: 'filter',
    filter: {
      ...(operator === null ? {} : { operator }),
      ...(session === null ? {} : { session }),
      ...(kind === null ? {} : { deeds: deedsOf(kind) }),
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
    },
  }
}

/** What is none of ours is taken for everything. */
export function kindOf({ kind }: Pick<AuditWish, 'kind'>): AuditKind | null {
  return AUDIT_KINDS.find((one) => one === kind) ?? null
}

/** As the link to older entries names it: `1700000000000.25`. */
export function parsePlace(given: string | undefined): AuditPlace | null {
  const found = /^(\d{1,15})\.(\d{1,15})$/.exec(given ?? '')
  return found === null ? null : { at: Number(found[1]), key: Number(found[2]) }
}

export function placeText({ at, key }: AuditPlace): string {
  return `${at}.${key}`
}

/** The wish as the query of an address; without what says nothing. */
export function queryOf(wish: AuditWish, before: AuditPlace | null = null): string {
  const query = new URLSearchParams()
  for (const field of AUDIT_FIELDS) if (wish[field] !== '') query.set(field, wish[field])
  if (before !== null) query.set('before', placeText(before))
  const said = query.toString()
  return said === '' ? '' : `?${said}`
}

/** Whether somebody of the log is meant. */
export function isChosen(wish: AuditWish, id: AccountId): boolean {
  return wish.operator === id
}

function problem(key: TextKey): { readonly type: 'problem'; readonly key: TextKey } {
  return { type: 'problem', key }
}
