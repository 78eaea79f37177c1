/** Which entries the list shows, and in which order (MON8). Pure. */
import type { MonitorRow, Status } from '../../live/views.ts'
import { entryNameOf } from './entry-name.ts'
import type { EntryKey } from './monitor-state.ts'

export const SORTS = ['waiting', 'stuck', 'oldest', 'newest', 'name'] as const
/** `waiting`: for an operator's word; `stuck`: longest on their question. */
export type Sort = (typeof SORTS)[number]

export interface ListView {
  readonly search: string
  readonly mine: boolean
  readonly unanswered: boolean
  /** Null: any. */
  readonly role: string | null
  readonly interview: string | null
  readonly status: Status | null
  readonly sort: Sort
}

export const EVERYTHING: ListView = {
  search: '',
  mine: false,
  unanswered: false,
  role: null,
  interview: null,
  status: null,
  sort: 'waiting',
}

export interface ListContext {
  readonly ownId: string
  /**
   * Entries in which the operator is at work, as they were when that began: they keep their place,
   * and no filter takes them away meanwhile.
   */
  readonly held: ReadonlyMap<EntryKey, MonitorRow>
  /** For each session whose conversation is shown: the entry that shows it (CHT8). */
  readonly hosts: ReadonlyMap<string, EntryKey>
}

export function isFiltered(view: ListView): boolean {
  return (
    view.search.trim() !== '' ||
    view.mine ||
    view.unanswered ||
    view.role !== null ||
    view.interview !== null ||
    view.status !== null
  )
}

export function listEntries(
  rows: ReadonlyMap<EntryKey, MonitorRow>,
  view: ListView,
  context: ListContext,
): readonly EntryKey[] {
  const words = normalise(view.search)
    .split(/\s+/)
    .filter((word) => word !== '')
  const asListed = (key: EntryKey, row: MonitorRow): MonitorRow => context.held.get(key) ?? row
  const found: [EntryKey, MonitorRow][] = []
  const hosting = new Set<EntryKey>()
  for (const [key, row] of rows) {
    const listed = asListed(key, row)
    if (!isWanted(listed, view, words, context.ownId)) continue
    found.push([key, listed])
    const host = row.shared ? context.hosts.get(row.session) : undefined
    if (host !== undefined && host !== key) hosting.add(host)
  }
  if (hosting.size > 0) {
    for (const [key] of found) hosting.delete(key)
    for (const key of hosting) {
      const row = rows.get(key)
      if (row !== undefined) found.push([key, asListed(key, row)])
    }
  }
  return sortEntries(found, view.sort)
}

/** By numbers that are made once for each entry: thousands are sorted within one frame. */
function sortEntries(found: readonly [EntryKey, MonitorRow][], sort: Sort): readonly EntryKey[] {
  const measure = MEASURE[sort]
  const first = Float64Array.from(found, ([, row]) => measure(row))
  const started = Float64Array.from(found, ([, row]) => row.startedAt)
  const compare = (a: number, b: number): number => {
    const difference = (first[a] ?? 0) - (first[b] ?? 0)
    if (difference !== 0) return difference
    const [entryA, entryB] = [found[a], found[b]]
    if (entryA === undefined || entryB === undefined) return 0
    const byName = sort === 'name' ? compareNames(entryA[1], entryB[1]) : 0
    if (byName !== 0) return byName
    return (started[a] ?? 0) - (started[b] ?? 0) || (entryA[0] < entryB[0] ? -1 : 1)
  }
  const order = Uint32Array.from(found.keys()).sort(compare)
  return Array.from(order, (index) => found[index]?.[0] ?? '')
}

function isWanted(
  row: MonitorRow,
  view: ListView,
  words: readonly string[],
  ownId: string,
): boolean {
  if (view.status !== null && row.status !== view.status) return false
  if (view.interview !== null && row.interview !== view.interview) return false
  if (view.role !== null && !row.roles.includes(view.role)) return false
  if (view.unanswered && row.unansweredSince === null) return false
  if (view.mine && row.operator?.id !== ownId && row.invited?.id !== ownId) return false
  if (words.length === 0) return true
  const haystack = haystackOf(row)
  return words.every((word) => haystack.includes(word))
}

const haystacks = new WeakMap<MonitorRow, string>()

function haystackOf(row: MonitorRow): string {
  const known = haystacks.get(row)
  if (known !== undefined) return known
  const operator = row.operator?.name ?? ''
  const made = normalise(
    [entryNameOf(row), row.title, row.question, row.interview, operator, ...row.roles].join('\n'),
  )
  haystacks.set(row, made)
  return made
}

/** "Muller" finds "Müller". */
function normalise(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** Before the year 2286, in ms. */
const A_TIME = 1e13

const MEASURE: Readonly<Record<Sort, (row: MonitorRow) => number>> = {
  waiting: (row) => row.unansweredSince ?? A_TIME + rank(row),
  stuck: (row) => row.questionSince + (isGone(row) ? A_TIME : 0),
  oldest: (row) => row.startedAt,
  newest: (row) => -row.startedAt,
  name: (row) => (row.name === null ? (row.visitorNumber ?? 0) + 1 : 0),
}

function compareNames(a: MonitorRow, b: MonitorRow): number {
  return COLLATOR.compare(a.name ?? '', b.name ?? '')
}

const COLLATOR = new Intl.Collator()

function isGone(row: MonitorRow): boolean {
  return row.status === 'offline'
}

function rank(row: MonitorRow): number {
  if (row.chatSince !== null) return 0
  return isGone(row) ? 2 : 1
}

/**
 * CHT8: the session's conversation is shown once, in one of its entries, and stays there as long as
 * that takes part in it.
 */
export function findHosts(
  rows: ReadonlyMap<EntryKey, MonitorRow>,
  sessions: ReadonlySet<string>,
  before: ReadonlyMap<string, EntryKey>,
): ReadonlyMap<string, EntryKey> {
  const hosts = new Map<string, EntryKey>()
  if (sessions.size === 0) return hosts
  for (const [key, row] of rows) {
    if (!sessions.has(row.session)) continue
    const found = hosts.get(row.session)
    if (
      found === undefined ||
      hostRank(key, row, before) < hostRank(found, rows.get(found), before)
    ) {
      hosts.set(row.session, key)
    }
  }
  return hosts
}

function hostRank(
  key: EntryKey,
  row: MonitorRow | undefined,
  before: ReadonlyMap<string, EntryKey>,
): number {
  if (row === undefined) return Infinity
  if (!row.shared) return 1_000_000
  return before.get(row.session) === key ? -1 : (row.visitorNumber ?? 0)
}
