/**
 * Collects everything that Python has to render or evaluate for one screen, so that it takes one
 * call. Each method gives a function that returns the value once the answers are in.
 */
import { fields, list, stringOrNull, strings, type Fields } from './reply.ts'
import type { ChoiceSource, ObjectsSpec } from './blocks.ts'
import type { HeldFile } from './screen.ts'
import type { Flag, Text } from './pieces.ts'
import type { Bindings } from './variable-names.ts'

export interface LookItem {
  readonly as:
    | 'text'
    /** A text that is read on the screen: with marks around what is sensitive (`private-marks.ts`). */
    | 'shown'
    | 'string'
    | 'flag'
    | 'choices'
    | 'value'
    | 'moment'
    | 'current'
    | 'defined'
    | 'list'
    | 'files'
    | 'objects'
    | 'keys'
    | 'held'
    | 'there'
  readonly piece?: number
  readonly name?: string
  readonly names?: readonly string[]
  /** What is undefined gives null, instead of being sought. */
  readonly optional?: true
  /** In place of those of the whole look. */
  readonly bindings?: Bindings
  /** What its items lack gives null, instead of being sought; looking makes no items. */
  readonly list?: string
  /** Of a `moment`: what kind it is to be. */
  readonly datatype?: string
  /** Of `objects` and `keys`. */
  readonly pieces?: readonly number[]
  readonly exclude?: readonly number[]
  readonly labeler?: number | null
  readonly helper?: number | null
  readonly imager?: number | null
  /** In place of a piece. */
  readonly text?: string
  /** Only where that flag among the items is this; otherwise null. */
  readonly when?: When
}

interface When {
  readonly item: number
  readonly is: boolean
}

/** LOG4: what a choice does that gives no value. */
export interface Special {
  readonly what: string
  readonly url: string | null
}

export interface RawChoice {
  readonly key: string
  readonly label: string
  readonly help: string | null
  readonly selected: boolean
  readonly special: Special | null
  /** As the author names it. */
  readonly image: string | null
}

export interface Look {
  readonly items: readonly LookItem[]
  text(text: Text): () => string
  textOrNull(text: Text | null): () => string | null
  /** What the user reads on the screen, with marks around what is sensitive. */
  shown(text: Text): () => string
  shownOrNull(text: Text | null): () => string | null
  /** Null also when a variable of it is undefined. */
  optionalText(text: Text | null): () => string | null
  optionalShown(text: Text | null): () => string | null
  flag(flag: Flag): () => boolean
  choices(source: ChoiceSource): () => readonly RawChoice[]
  keys(piece: number): () => readonly string[]
  /** Has the variable made where it is not there yet. */
  there(name: string): void
  /** Objects to choose from; those chosen from the start, by the variable or else by the author. */
  objects(
    spec: ObjectsSpec,
    variable: string,
  ): { readonly choices: () => readonly RawChoice[]; readonly begun: () => readonly string[] }
  /** The value of an expression as a form shows it. */
  value(piece: number): () => readonly string[] | string | null
  /** A text that tells a date or a time, in the form that a field of the datatype holds. */
  moment(text: Text, datatype: string): () => string
  current(name: string): () => readonly string[] | string | null
  /** Files that the variable holds. */
  files(name: string): () => readonly HeldFile[]
  /** What is planned inside is looked up only where the expression is (not) true. */
  where<Plan>(
    test: { readonly piece: number; readonly is: boolean },
    plan: () => Plan,
  ): Planned<Plan>
  /** What is planned inside is looked up for one item of a list, which may not be there yet. */
  within<Plan>(item: { readonly bindings: Bindings; readonly list: string }, plan: () => Plan): Plan
  /** How a list stands: see `collect.py`. */
  list(name: string): () => Fields
  areDefined(names: readonly string[]): () => boolean
  answer(values: readonly unknown[]): void
}

export interface Planned<Plan> {
  readonly plan: Plan
  /** False: nothing in the plan can be read. */
  readonly applies: () => boolean
}

export function createLook(): Look {
  const items: LookItem[] = []
  let values: readonly unknown[] = []

  let when: When | null = null
  let scope: Pick<LookItem, 'bindings' | 'list'> = {}

  function ask(item: LookItem): () => unknown {
    const index = items.length
    items.push({ ...item, ...scope, ...(when === null ? {} : { when }) })
    return () => values[index]
  }

  function readText(text: Text, as: 'text' | 'shown', isOptional = false): () => string | null {
    if (text.type === 'constant') return () => text.text.trim()
    const { piece } = text
    const read = ask(isOptional ? { as, piece, optional: true } : { as, piece })
    return () => stringOrNull(read())?.trim() ?? null
  }

  const look: Look = {
    items,
    text(text) {
      const read = readText(text, 'text')
      return () => read() ?? ''
    },
    textOrNull: (text) => (text === null ? () => null : readText(text, 'text')),
    shown(text) {
      const read = readText(text, 'shown')
      return () => read() ?? ''
    },
    shownOrNull: (text) => (text === null ? () => null : readText(text, 'shown')),
    optionalText: (text) => (text === null ? () => null : readText(text, 'text', true)),
    optionalShown: (text) => (text === null ? () => null : readText(text, 'shown', true)),
    flag(flag) {
      if (flag.type === 'fixed') return () => flag.value
      const read = ask({ as: 'flag', piece: flag.piece })
      return () => read() === true
    },
    choices(source) {
      if (source.type === 'computed') {
        const read = ask({ as: 'choices', piece: source.piece })
        return () => list(read()).map(parseChoice)
      }
      const parts = source.choices.map((choice) => ({
        choice,
        label: look.shown(choice.label),
        help: look.shownOrNull(choice.help),
        url: look.textOrNull(choice.url),
        image: look.textOrNull(choice.image),
      }))
      return () =>
        parts.map(({ choice, label, help, url, image }) => ({
          key: choice.key,
          label: label(),
          help: help(),
          selected: choice.selected,
          special: choice.special === null ? null : { what: choice.special, url: url() },
          image: image(),
        }))
    },
    keys(piece) {
      const read = ask({ as: 'choices', piece })
      return () => list(read()).map((choice) => parseChoice(choice).key)
    },
    there(name) {
      ask({ as: 'there', name })
    },
    objects({ choices, exclude, initial, ...generators }, variable) {
      const read = ask({ as: 'objects', pieces: choices, exclude, ...generators })
      const held = ask({ as: 'held', name: variable })
      const named = initial.length === 0 ? () => [] : ask({ as: 'keys', pieces: initial })
      const offered = (): readonly RawChoice[] => list(read()).map(parseChoice)
      return {
        choices: offered,
        begun() {
          const keys = new Set(offered().map(({ key }) => key))
          const there = strings(held()).filter((key) => keys.has(key))
          return there.length > 0 ? there : strings(named())
        },
      }
    },
    value(piece) {
      const read = ask({ as: 'value', piece })
      return () => parseValue(read())
    },
    current(name) {
      const read = ask({ as: 'current', name })
      return () => parseValue(read())
    },
    moment(text, datatype) {
      const what = text.type === 'constant' ? { text: text.text } : { piece: text.piece }
      const read = ask({ as: 'moment', datatype, ...what })
      return () => stringOrNull(read()) ?? ''
    },
    where({ piece, is }, plan) {
      const item = items.length
      const read = ask({ as: 'flag', piece })
      const outer = when
      when = { item, is }
      const planned = plan()
      when = outer
      return { plan: planned, applies: () => (read() === true) === is }
    },
    within(item, plan) {
      const outer = scope
      scope = item
      const planned = plan()
      scope = outer
      return planned
    },
    list(name) {
      const read = ask({ as: 'list', name })
      return () => fields(read())
    },
    files(name) {
      const read = ask({ as: 'files', name })
      return () =>
        list(read()).map((item): HeldFile => {
          const { number, filename } = fields(item)
          return { number: Number(number), filename: String(filename) }
        })
    },
    areDefined(names) {
      const read = ask({ as: 'defined', names, optional: true })
      return () => read() === true
    },
    answer(given) {
      values = given
    },
  }
  return look
}

function parseChoice(value: unknown): RawChoice {
  const choice = fields(value)
  return {
    key: String(choice['key']),
    label: String(choice['label']),
    help: stringOrNull(choice['help']),
    selected: choice['selected'] === true,
    special: null,
    image: stringOrNull(choice['image'] ?? null),
  }
}

function parseValue(value: unknown): readonly string[] | string | null {
  return Array.isArray(value) ? strings(value) : stringOrNull(value)
}
