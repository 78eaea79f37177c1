/** One field of a question block as the form shows it. */
import { text as word } from '../texts/text.ts'
import { messagesOf, planMessages } from './field-messages.ts'
import { othersOf, planRule } from './field-rules.ts'
import { isFileType, isUpload, planUpload } from './build-upload.ts'
import { isMarkedPrivate, withoutMarks } from './private-marks.ts'
import { imageOf, withoutIcons, type Images } from './images.ts'
import { shuffled } from './shuffle.ts'
import { fill, type Bindings } from './variable-names.ts'
import type { FieldSpec, MessageSpec } from './blocks.ts'
import type { Text } from './pieces.ts'
import type { Look, RawChoice } from './look.ts'
import type { Choice, Field } from './screen.ts'

export interface BuiltField {
  readonly field: Field
  readonly offered: readonly RawChoice[]
  readonly variable: string | null
  readonly datatype: string
  /** `validate`: the function's expression. */
  readonly validate: number | null
}

export interface FieldSurroundings {
  readonly bindings: Bindings
  /** Of the fields' keys. */
  readonly prefix: string
  /** `default validation messages` */
  readonly messages: readonly MessageSpec[]
  /** Names that choices may call pictures by. */
  readonly images: Images
  /** Decides the order of choices that are shuffled: one for each session and screen. */
  readonly seed: string
}

/** The fields of one screen; those that code leaves out are missing. */
export function planFields(
  look: Look,
  specs: readonly FieldSpec[],
  around: FieldSurroundings,
): () => readonly BuiltField[] {
  const { bindings } = around
  const general = planMessages(look, specs.length === 0 ? [] : around.messages)
  const planned = specs.map((spec, index) => {
    const { condition } = spec
    const plan = () => ({
      spec,
      build: planField(look, spec, index, around),
      messages: planMessages(look, spec.messages),
      rule: planRule(look, condition, { specs, bindings }),
    })
    if (condition?.type !== 'code') return { plan: plan(), applies: () => true }
    return look.where({ piece: condition.piece, is: !condition.negated }, plan)
  })
  // What other fields are attributes of has to be there for them, whatever is chosen.
  for (const { objects, variable } of specs) {
    const isOwner = specs.some((other) => other.variable?.startsWith(`${variable}.`) === true)
    if (objects !== null && variable !== null && isOwner) look.there(fill(variable, bindings))
  }
  return () => {
    const present = planned.filter((field) => field.applies())
    const drafts = present.map(({ plan }) => ({ ...plan, built: plan.build() }))
    const all = drafts.map(({ built }) => built)
    const interview = general()
    return drafts.flatMap(({ spec, built, rule, messages }) => {
      const met = rule.resolve(all)
      if (met === false && spec.condition?.type === 'field' && spec.condition.effect === 'show') {
        return []
      }
      const disabled = built.field.disabled || met === false
      const field: Field = {
        ...built.field,
        disabled,
        required: built.field.required && !disabled,
        condition: typeof met === 'boolean' ? null : met,
        others: othersOf(built, spec.others, { built: all, bindings }),
      }
      const own = { field: messages(), interview }
      return [{ ...built, field: { ...field, messages: messagesOf(field, own) } }]
    })
  }
}

function planField(
  look: Look,
  spec: FieldSpec,
  index: number,
  { bindings, prefix, seed, images }: FieldSurroundings,
): () => BuiltField {
  const variable = spec.variable === null ? null : fill(spec.variable, bindings)
  const widget = widgetOf(spec)
  const limit = (text: Text | null): (() => string | null) =>
    text !== null && isMoment(widget) ? look.moment(text, widget) : look.textOrNull(text)
  const parts = {
    label: look.shownOrNull(spec.label),
    help: look.shownOrNull(spec.help),
    hint: look.shownOrNull(spec.hint),
    required: look.flag(spec.required),
    objects: spec.objects === null ? null : look.objects(spec.objects, variable ?? ''),
    choices: spec.choices === null ? () => [] : look.choices(spec.choices),
    exclude: spec.exclude === null ? () => [] : look.keys(spec.exclude),
    none: typeof spec.noneOfTheAbove === 'object' ? look.shownOrNull(spec.noneOfTheAbove) : null,
    all: typeof spec.allOfTheAbove === 'object' ? look.shownOrNull(spec.allOfTheAbove) : null,
    min: limit(spec.min),
    max: limit(spec.max),
    step: look.textOrNull(spec.step),
    minLength: look.textOrNull(spec.minLength),
    maxLength: look.textOrNull(spec.maxLength),
    current:
      variable === null || isUpload(widget) || spec.objects !== null
        ? () => null
        : look.current(variable),
    upload: isUpload(widget) ? planUpload(look, spec, variable) : () => null,
    initial: planInitial(look, spec),
    underText: look.shownOrNull(spec.underText),
    rows: look.textOrNull(spec.rows),
    symbol: look.textOrNull(spec.symbol),
    disabled: look.flag(spec.disabled),
    shuffle: look.flag(spec.shuffle),
  }
  return () => {
    const begun = parts.objects?.begun() ?? parts.current() ?? parts.initial()
    const tells = typeof begun === 'string' && isMarkedPrivate(begun)
    const known = typeof begun === 'string' ? withoutMarks(begun) : begun
    const excluded = new Set(parts.exclude())
    const offered = parts.objects?.choices() ?? yesnoChoices(spec) ?? parts.choices()
    const left = offered.filter(({ key }) => !excluded.has(key))
    const choices = parts.shuffle() ? shuffled(left, `${seed} ${index}`) : left
    const chosen = known === null ? null : typeof known === 'string' ? [known] : known
    const field: Field = {
      key: `${prefix}${index}`,
      widget,
      datatype: spec.datatype,
      label: parts.label(),
      help: parts.help(),
      hint: parts.hint(),
      required: parts.required(),
      value: widget === 'password' || typeof known === 'object' ? null : shownValue(spec, known),
      choices: choices.map((choice) => toChoice(choice, { chosen, images, widget })),
      noneOfTheAbove: noneText(spec, parts.none),
      min: parts.min(),
      max: parts.max(),
      step: parts.step() ?? STEPS[spec.datatype] ?? null,
      minLength: lengthOf(parts.minLength()),
      maxLength: lengthOf(parts.maxLength()),
      allOfTheAbove: allText(spec, parts.all),
      underText: parts.underText(),
      rows: lengthOf(parts.rows()),
      logarithmic: spec.logarithmic && widget === 'range',
      symbol: spec.datatype === 'currency' ? (parts.symbol() ?? word('field.currency')) : null,
      disabled: parts.disabled(),
      condition: null,
      others: [],
      messages: {},
      upload: parts.upload(),
      // A field that begins with a sensitive answer holds one.
      sensitive: spec.sensitive || tells,
    }
    const { datatype, validate } = spec
    return { field, offered: choices, variable, datatype, validate }
  }
}

function planInitial(look: Look, spec: FieldSpec): () => readonly string[] | string | null {
  const { initial } = spec
  if (initial === null) return () => null
  if (initial.type === 'keys') return () => initial.keys
  if (initial.type === 'code') return look.value(initial.piece)
  const widget = widgetOf(spec)
  return isMoment(widget) ? look.moment(initial.text, widget) : look.shown(initial.text)
}

function lengthOf(text: string | null): number | null {
  const number = Number(text ?? Number.NaN)
  return Number.isInteger(number) && number >= 0 ? number : null
}

/** As the form holds it: a `noyes` box is ticked when the variable is False. */
function shownValue(spec: FieldSpec, known: string | null): string | null {
  if (known !== null && widgetOf(spec) === 'date') return known.slice(0, 10)
  if (known === null || !/^noyes(wide)?$/.test(spec.datatype)) return known
  return known === 'True' ? 'False' : 'True'
}

interface ChoiceSurroundings {
  readonly chosen: readonly string[] | null
  readonly images: Images
  readonly widget: Field['widget']
}

/** Lists hold words only. */
function toChoice(choice: RawChoice, { chosen, images, widget }: ChoiceSurroundings): Choice {
  const { key, label, help } = choice
  const selected = chosen === null ? choice.selected : chosen.includes(key)
  if (widget === 'radio' || widget === 'checkboxes') {
    return { value: key, label, selected, help, image: imageOf(images, choice.image) }
  }
  return { value: key, label: withoutIcons(images, label), selected, help, image: null }
}

function noneText(spec: FieldSpec, own: (() => string | null) | null): string | null {
  if (spec.datatype === 'object_radio') {
    const offers = spec.noneOfTheAbove !== null && spec.noneOfTheAbove !== false
    return offers ? (own?.() ?? word('field.noneOfTheAbove')) : null
  }
  if (widgetOf(spec) !== 'checkboxes' || spec.noneOfTheAbove === false) return null
  return own?.() ?? word('field.noneOfTheAbove')
}

function allText(spec: FieldSpec, own: (() => string | null) | null): string | null {
  if (widgetOf(spec) !== 'checkboxes' || spec.allOfTheAbove === false) return null
  return own?.() ?? word('field.allOfTheAbove')
}

/** What a number may be a multiple of where the author does not say. */
const STEPS: Readonly<Record<string, string>> = { integer: '1', currency: '0.01', range: '1' }

function isMoment(widget: Field['widget']): widget is 'date' | 'time' | 'datetime' {
  return widget === 'date' || widget === 'time' || widget === 'datetime'
}

function yesnoChoices(spec: FieldSpec): readonly RawChoice[] | null {
  const { datatype } = spec
  if (!/(radio|maybe|threestate)$/.test(datatype) || datatype === 'radio') return null
  const negated = datatype.startsWith('noyes')
  const choice = (key: string, label: string): RawChoice => {
    return { key, label, help: null, selected: false, special: null, image: null }
  }
  const both = [
    choice(negated ? 'False' : 'True', word('screen.yes')),
    choice(negated ? 'True' : 'False', word('screen.no')),
  ]
  return datatype.endsWith('radio') ? both : [...both, choice('None', word('screen.maybe'))]
}

function widgetOf(spec: FieldSpec): Field['widget'] {
  if (spec.inputType === 'hidden') return 'hidden'
  if (spec.choices !== null || yesnoChoices(spec) !== null) return choiceWidget(spec)
  if (spec.inputType === 'area') return 'area'
  if (isFileType(spec.datatype)) return 'file'
  switch (spec.datatype) {
    case 'integer':
    case 'number':
    case 'float':
    case 'currency':
      return 'number'
    case 'yesno':
    case 'noyes':
    case 'yesnowide':
    case 'noyeswide':
    case 'boolean':
      return 'checkbox'
    case 'area':
    case 'password':
    case 'email':
    case 'date':
    case 'time':
    case 'datetime':
    case 'range':
    case 'hidden':
    case 'signature':
    case 'note':
    case 'html':
      return spec.datatype
    default:
      return 'text'
  }
}

function choiceWidget(spec: FieldSpec): Field['widget'] {
  const datatype = spec.datatype.replace(/^object_/, '')
  if (datatype === 'checkboxes' || datatype === 'multiselect') return datatype
  const kind = spec.inputType ?? datatype
  if (kind === 'radio' || yesnoChoices(spec) !== null) return 'radio'
  return kind === 'combobox' || kind === 'datalist' ? 'combobox' : 'dropdown'
}
