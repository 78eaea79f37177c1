/**
 * Collects everything that Python has to render or evaluate for one screen, so that it takes one
 * call. Each method gives a function that returns the value once the answers are in.
 */
import { fields, list, stringOrNull, strings } from './reply.ts'
import type { ChoiceSource } from './blocks.ts'
import type { Flag, Text } from './pieces.ts'

export interface LookItem {
  readonly as: 'text' | 'string' | 'flag' | 'choices' | 'value' | 'current' | 'defined'
  readonly piece?: number
  readonly name?: string
  readonly names?: readonly string[]
  /** What is undefined gives null, instead of being sought. */
  readonly optional?: true
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
}

export interface Look {
  readonly items: readonly LookItem[]
  text(text: Text): () => string
  textOrNull(text: Text | null): () => string | null
  /** Null also when a variable of it is undefined. */
  optionalText(text: Text | null): () => string | null
  flag(flag: Flag): () => boolean
  choices(source: ChoiceSource): () => readonly RawChoice[]
  keys(piece: number): () => readonly string[]
  /** The value of an expression as a form shows it. */
  value(piece: number): () => readonly string[] | string | null
  current(name: string): () => readonly string[] | string | null
  areDefined(names: readonly string[]): () => boolean
  answer(values: readonly unknown[]): void
}

export function createLook(): Look {
  const items: LookItem[] = []
  let values: readonly unknown[] = []

  function ask(item: LookItem): () => unknown {
    const index = items.length
    items.push(item)
    return () => values[index]
  }

  const look: Look = {
    items,
    text(text) {
      if (text.type === 'constant') return () => text.text.trim()
      const read = ask({ as: 'text', piece: text.piece })
      return () => String(read()).trim()
    },
    textOrNull: (text) => (text === null ? () => null : look.text(text)),
    optionalText(text) {
      if (text === null) return () => null
      if (text.type === 'constant') return () => text.text.trim()
      const read = ask({ as: 'text', piece: text.piece, optional: true })
      return () => stringOrNull(read())?.trim() ?? null
    },
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
        label: look.text(choice.label),
        help: look.textOrNull(choice.help),
        url: look.textOrNull(choice.url),
      }))
      return () =>
        parts.map(({ choice, label, help, url }) => ({
          key: choice.key,
          label: label(),
          help: help(),
          selected: choice.selected,
          special: choice.special === null ? null : { what: choice.special, url: url() },
        }))
    },
    keys(piece) {
      const read = ask({ as: 'choices', piece })
      return () => list(read()).map((choice) => parseChoice(choice).key)
    },
    value(piece) {
      const read = ask({ as: 'value', piece })
      return () => parseValue(read())
    },
    current(name) {
      const read = ask({ as: 'current', name })
      return () => parseValue(read())
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
  }
}

function parseValue(value: unknown): readonly string[] | string | null {
  return Array.isArray(value) ? strings(value) : stringOrNull(value)
}
