/** A `question` block: from YAML to the screen that it can show. */
import { isList, isValueMap, type BlockReader } from './block-reader.ts'
import { readChoices } from './read-choices.ts'
import { BARE_FIELD, readFields } from './read-fields.ts'
import { readListCollect } from './read-list-collect.ts'
import { isOfSeveralObjects } from './read-objects.ts'
import { readReload } from './read-roles.ts'
import { readReview } from './read-review.ts'
import { readMedia } from './read-media.ts'
import { readSignature, refuseSignatureKeys } from './read-signature.ts'
import type { ChoiceSource, FieldSpec, HelpSpec, ScreenSpec } from './blocks.ts'
import type { Text } from './pieces.ts'

const YESNO = ['yesno', 'noyes', 'yesnomaybe', 'noyesmaybe'] as const
const CHOICE_KEYS = ['buttons', 'choices', 'dropdown', 'combobox'] as const

/** The screen, and the variables that it sets. */
export function readQuestion(reader: BlockReader): {
  readonly screen: ScreenSpec
  readonly sets: readonly string[]
} {
  const fields = reader.has('fields') ? readFields(reader) : []
  const review = reader.has('review') ? readReview(reader) : []
  const answer = readAnswer(reader, fields)
  const skip = reader.value('skip undefined')
  const screen: ScreenSpec = {
    ...answer,
    question: reader.text('question') ?? { type: 'constant', text: '' },
    subquestion: reader.text('subquestion'),
    under: reader.text('under'),
    decoration: reader.text('decoration'),
    help: readHelp(reader, 'help'),
    media: readMedia(reader, reader.raw.value, null),
    fields: answer.field === null ? fields : [answer.field],
    collect: readListCollect(reader, fields),
    review,
    skipUndefined: skip !== false,
    continueLabel: reader.text(
      reader.has('review') && reader.has('resume button label')
        ? 'resume button label'
        : 'continue button label',
    ),
    continueColor: reader.word(
      reader.has('review') && reader.has('resume button color')
        ? 'resume button color'
        : 'continue button color',
    ),
    backLabel: reader.text('back button label'),
    preventGoingBack: reader.flag('prevent going back') ?? { type: 'fixed', value: false },
    progress: readProgress(reader),
    section: reader.word('section'),
    language: reader.word('language'),
    validation: reader.has('validation code') ? reader.code('validation code') : null,
    reload: readReload(reader),
  }
  const sets = screen.fields.flatMap(({ variable, datatype }) => {
    if (variable === null) return []
    return isOfSeveralObjects(datatype) ? [variable, `${variable}.gathered`] : [variable]
  })
  if (screen.variable !== null) sets.push(screen.variable)
  return { screen, sets }
}

interface Answer {
  readonly kind: ScreenSpec['kind']
  readonly variable: string | null
  readonly choices: ChoiceSource | null
  readonly yesno: ScreenSpec['yesno']
  readonly list: boolean
  /** A list of choices is a field without a label. */
  readonly field: FieldSpec | null
}

function readAnswer(reader: BlockReader, fields: readonly FieldSpec[]): Answer {
  const none: Answer = {
    kind: 'deadend',
    variable: null,
    choices: null,
    yesno: null,
    list: false,
    field: null,
  }
  const key = YESNO.find((candidate) => reader.has(candidate))
  if (key !== undefined) {
    const yesno = { negated: key.startsWith('noyes'), maybe: key.endsWith('maybe') }
    return { ...none, kind: 'yesno', variable: reader.variable(key), yesno }
  }
  const listed = CHOICE_KEYS.find((candidate) => reader.has(candidate))
  const field = reader.has('field') ? reader.variable('field') : null
  const button = reader.has('continue button field')
    ? reader.variable('continue button field')
    : null
  if (reader.has('signature')) {
    return { ...none, kind: 'fields', variable: button, field: readSignature(reader) }
  }
  refuseSignatureKeys(reader)
  if (listed !== undefined) {
    const given = reader.value(listed) ?? null
    const choices = withSpecials(readChoices(reader, given, listed), field === null)
    if (listed === 'buttons') return { ...none, kind: 'buttons', variable: field, choices }
    return { ...none, kind: 'fields', list: true, field: choiceField(field, listed, choices) }
  }
  if (reader.has('fields')) return { ...none, kind: 'fields', variable: button ?? field }
  if (reader.has('review')) return { ...none, kind: 'review', variable: button ?? field }
  const variable = button ?? field
  return fields.length === 0 && variable === null ? none : { ...none, kind: 'continue', variable }
}

/** Special choices have no variable to set; two of one kind are told apart by their keys. */
function withSpecials(source: ChoiceSource, mayBeSpecial: boolean): ChoiceSource {
  if (source.type === 'computed') return source
  const keys = new Set<string>()
  const choices = source.choices.map((choice, index) => {
    const taken = keys.has(choice.key)
    keys.add(choice.key)
    if (!mayBeSpecial) return { ...choice, special: null }
    return choice.special !== null && taken ? { ...choice, key: `${choice.key} ${index}` } : choice
  })
  return { type: 'listed', choices }
}

function choiceField(
  variable: string | null,
  key: 'choices' | 'dropdown' | 'combobox',
  choices: ChoiceSource,
): FieldSpec {
  const datatype = key === 'choices' ? 'radio' : key
  return { ...BARE_FIELD, variable, datatype, required: { type: 'fixed', value: true }, choices }
}

/** `help` and `interview help`: a text, or a heading, a label, the content and recordings. */
export function readHelp(reader: BlockReader, key: string): HelpSpec | null {
  const value = reader.value(key)
  if (value === undefined || value === null) return null
  const language = key === 'help' ? null : reader.word('language')
  if (!isValueMap(value)) {
    const content = reader.textOf(value, key)
    return content === null ? null : { heading: null, label: null, content, media: [], language }
  }
  reader.checkKeys(value, key, {
    supported: new Set(['heading', 'label', 'content', 'audio', 'video']),
    known: new Set(),
  })
  const part = (name: string): Text | null => {
    const given = value[name]
    return given === undefined || given === null ? null : reader.textOf(given, key)
  }
  const media = readMedia(reader, value, key)
  const content = part('content')
  if (content === null && media.length === 0) {
    reader.wrong(key, `\`${key}\`: \`content\` is missing`)
    return null
  }
  return {
    heading: part('heading'),
    label: part('label'),
    content: content ?? { type: 'constant', text: '' },
    media,
    language,
  }
}

function readProgress(reader: BlockReader): number | null {
  const value = reader.value('progress')
  if (value === undefined || value === null) return null
  const number = typeof value === 'object' ? Number.NaN : Number(value)
  if (Number.isFinite(number) && number >= 0 && number <= 100) return number
  reader.wrong('progress', '`progress`: expected a number from 0 to 100')
  return null
}

export function readList(reader: BlockReader, key: string): readonly string[] {
  const value = reader.value(key)
  const items = isList(value) ? value : value === undefined || value === null ? [] : [value]
  return items.flatMap((item) => {
    if (typeof item === 'string') return [item.trim()]
    reader.wrong(key, `\`${key}\`: expected a list of names`)
    return []
  })
}
