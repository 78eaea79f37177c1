/**
 * JOI3: what a form says of the screen that it was made from, so that a submission which comes after
 * somebody else's still counts where that changed nothing for this screen, and otherwise loses nothing
 * that was typed. It travels in the form, because a screen may have been made for one look only.
 */
import { z } from 'zod'
import { isMarkedPrivate } from '../interview/private-marks.ts'
import type { SentFiles } from '../interview/request.ts'
import { ENTRY, type Field, type Screen } from '../interview/screen.ts'
import { text } from '../texts/text.ts'
import { plainText } from './pages/markdown.ts'

const MAX_LABEL = 200
const schema = z.strictObject({
  is: z.string().max(100),
  had: z.array(z.tuple([z.string().max(100), z.string().max(400), z.string().max(100)])).max(2_000),
})

/**
 * `is`: digest of all that the screen asks and shows. `had`: key, label and digest of the shown value of
 * each field; none of those that observers must not see.
 */
export type Seen = z.infer<typeof schema>

/** Keyed, or whoever sees it could try what a hidden value may be. */
export type Digest = (text: string) => string

export interface Unplaced {
  readonly label: string
  readonly value: string
}

export function seenOf(screen: Screen, digest: Digest): Seen {
  return {
    is: digestOf(screen, digest),
    had: screen.fields.flatMap((field) => {
      if (isSecret(field) || !isTyped(field)) return []
      return [[field.key, labelIn(screen, field), digestShown(field, digest)]]
    }),
  }
}

/** From a form: whatever it holds under that name. */
export function readSeen(sent: string | undefined): Seen | null {
  if (sent === undefined) return null
  try {
    return schema.safeParse(JSON.parse(sent)).data ?? null
  } catch {
    // Not JSON: like a form of an older page.
    return null
  }
}

export function isSameScreen(seen: Seen, screen: Screen, digest: Digest): boolean {
  return seen.is === digestOf(screen, digest)
}

/**
 * What was typed into the screen `name` and sent, as it stands in `due`: by key, where the same field is
 * there and nobody else has changed it; the rest to be told. Fields that nobody touched show what is the
 * newest. Of a list an entry counts as one: what two people say of an item is never mixed.
 */
export function placeTyped(
  due: Screen,
  sent: {
    readonly screen: string
    readonly values: Readonly<Record<string, readonly string[]>>
    readonly files: Readonly<Record<string, SentFiles>>
    readonly hiddenByPage: readonly string[]
  },
  seen: Seen,
  digest: Digest,
): {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly untouched: ReadonlySet<string>
  readonly unplaced: readonly Unplaced[]
} {
  const values: Record<string, readonly string[]> = {}
  const had = new Map(seen.had.map(([key, label, shown]) => [key, { label, shown }]))
  const isSame = due.name === sent.screen
  const fields = new Map(isSame ? due.fields.map((field) => [field.key, field]) : [])
  const entryOf = new Map(
    (due.list?.entries ?? []).flatMap((entry) => entry.fields.map((key) => [key, entry] as const)),
  )
  const showsOther = ({ key }: Field): boolean => {
    const [field, before] = [fields.get(key), had.get(key)]
    if (field === undefined || before === undefined || isFile(field)) return false
    return before.label !== labelIn(due, field) || before.shown !== digestShown(field, digest)
  }
  const changed = new Set(
    [...fields.values()].filter(showsOther).map(({ key }) => entryOf.get(key)?.key ?? key),
  )
  for (const field of fields.values()) {
    const { key, disabled } = field
    const entry = entryOf.get(key)
    const typed = sent.values[key]
    if (disabled || isFile(field) || !isTyped(field) || changed.has(entry?.key ?? key)) continue
    // Whoever has no script sends what waits neither.
    if (entry !== undefined && sent.values[entry.key] === undefined) continue
    const before = had.get(key)
    const isPlaced = isSecret(field)
      ? before === undefined && typed !== undefined
      : before !== undefined && isTouched(typed, before.shown, digest)
    // A text that was not even sent stood in a part that the page had hidden.
    if (isPlaced && (typed !== undefined || field.choices.length > 0 || isBox(field))) {
      values[key] = typed ?? []
    }
  }
  for (const { key } of isSame ? (due.list?.entries ?? []) : []) {
    const state = sent.values[key]
    // Nobody removes what has become something else.
    if (state !== undefined) values[key] = changed.has(key) ? [ENTRY.shown] : state
  }
  const unplaced = [...had].flatMap(([key, { label, shown }]): Unplaced[] => {
    if (sent.hiddenByPage.includes(key)) return []
    const field = fields.get(key)
    const names = sent.files[key]?.fresh.map(({ filename }) => filename) ?? []
    if (names.length > 0) return isFile(field) ? [] : [{ label, value: names.join(', ') }]
    const typed = sent.values[key] ?? []
    const value = plain(typed).join(', ')
    const isThere =
      field !== undefined && digest(JSON.stringify(plain(typed))) === digestShown(field, digest)
    const isKnown = Object.hasOwn(values, key) || isThere || !isTouched(typed, shown, digest)
    return value === '' || isKnown
      ? []
      : [{ label, value: value === 'True' ? text('screen.yes') : value }]
  })
  const untouched = due.fields.filter(({ key }) => !Object.hasOwn(values, key))
  return { values, untouched: new Set(untouched.map(({ key }) => key)), unplaced }
}

/**
 * Not how far the interview is, nor what stands round the question. Choices in any order: some are
 * shuffled. Of a list not the entries that wait: a form may have been given more of them already.
 */
function digestOf(screen: Screen, digest: Digest): string {
  const { name, kind, question, subquestion, under, buttons, review } = screen
  const entries = screen.list?.entries ?? []
  const due = entries.slice(0, screen.list?.shown)
  const waiting = new Set(entries.slice(due.length).flatMap((entry) => entry.fields))
  const fields = screen.fields
    .filter(({ key }) => !waiting.has(key))
    .map((field) => ({
      ...field,
      choices: field.choices.map((choice) => JSON.stringify(choice)).toSorted(),
    }))
  return digest(
    JSON.stringify([name, kind, question, subquestion, under, fields, due, buttons, review]),
  )
}

function isTouched(typed: readonly string[] | undefined, shown: string, digest: Digest): boolean {
  return digest(JSON.stringify(plain(typed ?? []))) !== shown
}

/** As a browser would send it, whatever it makes of line ends and of what is not ticked. */
function plain(values: readonly string[]): readonly string[] {
  return values
    .map((value) => value.replaceAll('\r\n', '\n'))
    .filter((value) => value !== '' && value !== 'False')
    .toSorted()
}

function shownBy(field: Field): readonly string[] {
  const chosen = field.choices.filter(({ selected }) => selected).map(({ value }) => value)
  return chosen.length > 0 ? chosen : [field.value ?? '']
}

function digestShown(field: Field, digest: Digest): string {
  return digest(JSON.stringify(isFile(field) ? [] : plain(shownBy(field))))
}

function isTyped({ widget }: Field): boolean {
  return !['note', 'html', 'hidden'].includes(widget)
}

function isFile(field: Field | undefined): boolean {
  return field?.widget === 'file' || field?.widget === 'signature'
}

function isBox({ widget }: Field): boolean {
  return widget === 'checkbox'
}

/** OBS7. */
function isSecret(field: Field): boolean {
  return field.sensitive || field.widget === 'password' || isMarkedPrivate(field.label ?? '')
}

/** With the entry's where there are several alike. */
function labelIn({ list }: Screen, { key, label }: Field): string {
  const entry = list?.entries.find(({ fields }) => fields.includes(key))
  const [before = '', own = ''] = [entry?.label, label].map((part) => plainText(part ?? ''))
  const joined = /\w$/.test(before) ? `${before}: ${own}` : `${before} ${own}`
  return joined.trim().slice(0, MAX_LABEL)
}
