/**
 * JOI3: what a form says of the screen that it was made from, so that a submission which comes after
 * somebody else's still counts where that changed nothing for this screen, and otherwise loses nothing
 * that was typed. It travels in the form, because a screen may have been made for one look only.
 */
import { z } from 'zod'
import { isMarkedPrivate } from '../interview/private-marks.ts'
import type { Field, Screen } from '../interview/screen.ts'
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
      return [[field.key, labelOf(field), digest(JSON.stringify(plain(shownBy(field))))]]
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
 * there; the rest to be told. Fields that nobody touched show what is the newest.
 */
export function placeTyped(
  due: Screen,
  sent: {
    readonly screen: string
    readonly values: Readonly<Record<string, readonly string[]>>
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
  const fields = due.name === sent.screen ? due.fields : []
  for (const field of fields) {
    const before = had.get(field.key)
    const typed = sent.values[field.key]
    const isPlaced = isSecret(field)
      ? before === undefined && typed !== undefined
      : before?.label === labelOf(field) && isTouched(typed, before.shown, digest)
    if (isPlaced && !field.disabled && isTyped(field)) values[field.key] = typed ?? []
  }
  const unplaced = [...had].flatMap(([key, { label, shown }]): Unplaced[] => {
    const typed = sent.values[key]
    if (Object.hasOwn(values, key) || sent.hiddenByPage.includes(key)) return []
    const value = plain(typed ?? []).join(', ')
    return value === '' || !isTouched(typed, shown, digest) ? [] : [{ label, value }]
  })
  const untouched = due.fields.filter(({ key }) => !Object.hasOwn(values, key))
  return { values, untouched: new Set(untouched.map(({ key }) => key)), unplaced }
}

/** Not how far the interview is, nor what stands round the question. Choices in any order: some are shuffled. */
function digestOf(screen: Screen, digest: Digest): string {
  const { name, kind, question, subquestion, under, list, buttons, review } = screen
  const fields = screen.fields.map((field) => ({
    ...field,
    choices: field.choices.map((choice) => JSON.stringify(choice)).toSorted(),
  }))
  return digest(
    JSON.stringify([name, kind, question, subquestion, under, fields, list, buttons, review]),
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

function isTyped({ widget }: Field): boolean {
  return !['note', 'html', 'file', 'signature', 'hidden'].includes(widget)
}

/** OBS7. */
function isSecret(field: Field): boolean {
  return field.sensitive || field.widget === 'password' || isMarkedPrivate(field.label ?? '')
}

function labelOf({ label }: Field): string {
  return label === null ? '' : plainText(label).slice(0, MAX_LABEL)
}
