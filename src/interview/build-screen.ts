/** A question block as the screen that the user sees, and what the answers to it may be. */
import { text as word } from '../texts/text.ts'
import { createLook, type Look, type RawChoice, type Special } from './look.ts'
import { fill } from './variable-names.ts'
import type { Text } from './pieces.ts'
import type { FieldSpec, HelpSpec, Interview, MediaSpec } from './blocks.ts'
import type { QuestionBlock, ScreenSpec } from './blocks.ts'
import { BUTTON_KEY } from './screen.ts'
import type { Button, Choice, Field, HelpText, Media, ReviewItem, Screen } from './screen.ts'

export type Bindings = Readonly<Record<string, string>>

/** A field that takes an answer, beside what the form shows of it. */
export interface Question {
  readonly field: Field
  /** With `x`, `i`, ... filled in. */
  readonly variable: string
  readonly datatype: string
}

export interface BuiltScreen {
  readonly screen: Screen
  readonly questions: readonly Question[]
  /** Set to True by Continue, or to the value of the button that was pressed. */
  readonly variable: string | null
  readonly yesno: ScreenSpec['yesno']
  readonly validation: number | null
  /** LOG4: choices that do something, by what the form sends under `key`. */
  readonly specials: {
    readonly key: string
    readonly byValue: ReadonlyMap<string, Special>
  }
  readonly bindings: Bindings
}

/** What a screen shows beyond its own block. */
export interface ScreenSurroundings {
  readonly interview: Interview
  readonly bindings: Bindings
  readonly language: string
  readonly canGoBack: boolean
}

/** First says what it needs from Python (`look`), then builds the screen of the answers. */
export function planScreen(
  block: QuestionBlock,
  around: ScreenSurroundings,
): { readonly look: Look; build(): BuiltScreen } {
  const look = createLook()
  const { interview, bindings } = around
  const spec = block.screen
  const language = spec.language ?? around.language
  const parts = {
    question: look.text(spec.question),
    subquestion: look.textOrNull(spec.subquestion),
    under: look.textOrNull(spec.under ?? interview.parts.under),
    help: planHelp(look, spec.help),
    interviewHelp: interview.help
      .filter((help) => help.language === null || help.language === language)
      .map((help) => planHelp(look, help)),
    media: planMedia(look, spec.media),
    title: look.textOrNull(interview.parts.title),
    shortTitle: look.textOrNull(interview.parts.shortTitle ?? interview.parts.title),
    continueLabel: look.textOrNull(
      spec.continueLabel ??
        (spec.kind === 'review' && spec.variable === null
          ? interview.parts.resumeLabel
          : interview.parts.continueLabel),
    ),
    backLabel: look.textOrNull(spec.backLabel ?? interview.parts.backLabel),
    noBack: look.flag(spec.preventGoingBack),
    fields: spec.fields.map((field, index) => planField(look, field, index, bindings)),
    choices: spec.choices === null ? () => [] : look.choices(spec.choices),
    review: planReview(look, spec, bindings),
  }
  function build(): BuiltScreen {
    const built = parts.fields.map((field) => field())
    const choices = parts.choices()
    const subquestion = parts.subquestion()
    const under = parts.under()
    const screen: Screen = {
      name: screenName(block, bindings),
      kind: spec.kind,
      title: parts.title() ?? interview.title,
      shortTitle: parts.shortTitle() ?? interview.shortTitle,
      question: parts.question(),
      subquestion: subquestion === '' ? null : subquestion,
      under: under === '' ? null : under,
      help: parts.help(),
      interviewHelp: parts.interviewHelp.flatMap((help) => help() ?? []),
      media: parts.media(),
      fields: built.map(({ field }) => field),
      buttons: buttonsOf(spec, choices, parts.continueLabel()),
      review: parts.review(),
      menuItems: [],
      canGoBack: around.canGoBack && !parts.noBack(),
      backLabel: parts.backLabel(),
      language,
      javascript: interview.javascript,
      css: interview.css,
      progress: spec.progress,
      section: spec.section,
    }
    return {
      screen,
      questions: built.flatMap(({ field, variable, datatype }) =>
        variable === null ? [] : [{ field, variable, datatype }],
      ),
      variable: spec.variable === null ? null : fill(spec.variable, bindings),
      yesno: spec.yesno,
      validation: spec.validation,
      specials: specialsOf(spec.kind === 'buttons' ? null : built[0], choices),
      bindings,
    }
  }
  return { look, build }
}

function specialsOf(
  field: BuiltField | null | undefined,
  buttons: readonly RawChoice[],
): BuiltScreen['specials'] {
  const offered = field?.offered ?? buttons
  const found = offered.flatMap(({ key, special }): [string, Special][] =>
    special === null ? [] : [[key, special]],
  )
  return { key: field?.field.key ?? BUTTON_KEY, byValue: new Map(found) }
}

/** The same block asked of two objects is two screens, so that an answer to one never reaches the other. */
function screenName(block: QuestionBlock, bindings: Bindings): string {
  const filled = Object.entries(bindings)
  if (filled.length === 0) return block.name
  let hash = 0x811c9dc5
  for (const letter of JSON.stringify(filled)) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  }
  return `${block.name}:${(hash >>> 0).toString(36)}`
}

function planHelp(look: Look, help: HelpSpec | null): () => HelpText | null {
  if (help === null) return () => null
  const heading = look.textOrNull(help.heading)
  const label = look.textOrNull(help.label)
  const content = look.text(help.content)
  const media = planMedia(look, help.media)
  return () => ({ heading: heading(), label: label(), content: content(), media: media() })
}

/** A file whose expression gives nothing is left out, and a recording without files with it. */
function planMedia(look: Look, media: readonly MediaSpec[]): () => readonly Media[] {
  const planned = media.map((one) => ({
    kind: one.kind,
    files: one.files.map((file) => look.text(file)),
    captions: look.textOrNull(one.captions),
    transcript: look.textOrNull(one.transcript),
  }))
  return () =>
    planned.flatMap(({ kind, files, captions, transcript }) => {
      const given = files.map((file) => file()).filter((file) => file !== '' && file !== 'None')
      if (given.length === 0) return []
      return [
        { kind, files: given, captions: captions() || null, transcript: transcript() || null },
      ]
    })
}

const REVIEW_PARTS = ['label', 'button', 'help'] as const

function planReview(look: Look, spec: ScreenSpec, bindings: Bindings): () => readonly ReviewItem[] {
  const items = spec.review.map((item) => {
    const names = item.variables.map((name) => fill(name, bindings))
    const read = (part: Text | null): (() => string | null) =>
      spec.skipUndefined ? look.optionalText(part) : look.textOrNull(part)
    return {
      item,
      names,
      known: spec.skipUndefined && names.length > 0 ? look.areDefined(names) : () => true,
      label: read(item.label),
      button: read(item.button),
      help: read(item.help),
    }
  })
  return () =>
    items.flatMap(({ item, names, known, label, button, help }) => {
      const shown = { label: label(), button: button(), help: help() }
      const lacks = REVIEW_PARTS.some((part) => item[part] !== null && shown[part] === null)
      if (!known() || lacks) return []
      return [{ ...shown, action: names.length === 0 ? null : names.join(',') }]
    })
}

function buttonsOf(
  spec: ScreenSpec,
  choices: readonly RawChoice[],
  label: string | null,
): readonly Button[] {
  if (spec.kind === 'deadend') return []
  if (spec.kind === 'buttons') {
    return choices.map(({ key, label: shown, help, special }) => {
      return { value: key, label: shown, help, color: special === null ? 'primary' : 'secondary' }
    })
  }
  if (spec.yesno !== null) {
    const button = (value: string, shown: string, color: string): Button => {
      return { value, label: shown, color, help: null }
    }
    const both = [
      button('yes', word('screen.yes'), 'primary'),
      button('no', word('screen.no'), 'secondary'),
    ]
    return spec.yesno.maybe ? [...both, button('maybe', word('screen.maybe'), 'warning')] : both
  }
  const resumes = spec.kind === 'review' && spec.variable === null
  const text = label ?? (resumes ? word('screen.resume') : word('screen.continue'))
  return [{ value: 'continue', label: text, color: spec.continueColor ?? 'primary', help: null }]
}

interface BuiltField {
  readonly field: Field
  readonly offered: readonly RawChoice[]
  readonly variable: string | null
  readonly datatype: string
}

function planField(
  look: Look,
  spec: FieldSpec,
  index: number,
  bindings: Bindings,
): () => BuiltField {
  const variable = spec.variable === null ? null : fill(spec.variable, bindings)
  const parts = {
    label: look.textOrNull(spec.label),
    help: look.textOrNull(spec.help),
    hint: look.textOrNull(spec.hint),
    required: look.flag(spec.required),
    choices: spec.choices === null ? () => [] : look.choices(spec.choices),
    exclude: spec.exclude === null ? () => [] : look.keys(spec.exclude),
    none: typeof spec.noneOfTheAbove === 'object' ? look.textOrNull(spec.noneOfTheAbove) : null,
    min: look.textOrNull(spec.min),
    max: look.textOrNull(spec.max),
    step: look.textOrNull(spec.step),
    minLength: look.textOrNull(spec.minLength),
    maxLength: look.textOrNull(spec.maxLength),
    current: variable === null ? () => null : look.current(variable),
    initial: planInitial(look, spec),
  }
  return () => {
    const widget = widgetOf(spec)
    const known = parts.current() ?? parts.initial()
    const excluded = new Set(parts.exclude())
    const offered = yesnoChoices(spec) ?? parts.choices()
    const choices = offered.filter(({ key }) => !excluded.has(key))
    const chosen = known === null ? null : typeof known === 'string' ? [known] : known
    const field: Field = {
      key: `f${index}`,
      widget,
      datatype: spec.datatype,
      label: parts.label(),
      help: parts.help(),
      hint: parts.hint(),
      required: parts.required(),
      value: widget === 'password' || typeof known === 'object' ? null : shownValue(spec, known),
      choices: choices.map((choice) => toChoice(choice, chosen)),
      noneOfTheAbove: noneText(spec, parts.none),
      min: parts.min(),
      max: parts.max(),
      step: parts.step() ?? (spec.datatype === 'integer' ? '1' : null),
      minLength: lengthOf(parts.minLength()),
      maxLength: lengthOf(parts.maxLength()),
      sensitive: spec.sensitive,
    }
    return { field, offered: choices, variable, datatype: spec.datatype }
  }
}

function planInitial(look: Look, spec: FieldSpec): () => readonly string[] | string | null {
  const { initial } = spec
  if (initial === null) return () => null
  if (initial.type === 'keys') return () => initial.keys
  return initial.type === 'code' ? look.value(initial.piece) : look.text(initial.text)
}

function lengthOf(text: string | null): number | null {
  const number = Number(text ?? Number.NaN)
  return Number.isInteger(number) && number >= 0 ? number : null
}

/** A `noyes` box is ticked when the variable is False. */
function shownValue(spec: FieldSpec, known: string | null): string | null {
  if (known === null || !/^noyes(wide)?$/.test(spec.datatype)) return known
  return known === 'True' ? 'False' : 'True'
}

function toChoice(choice: RawChoice, chosen: readonly string[] | null): Choice {
  const { key, label, help } = choice
  const selected = chosen === null ? choice.selected : chosen.includes(key)
  return { value: key, label, selected, help }
}

function noneText(spec: FieldSpec, own: (() => string | null) | null): string | null {
  if (spec.datatype !== 'checkboxes' || spec.noneOfTheAbove === false) return null
  return own?.() ?? word('field.noneOfTheAbove')
}

function yesnoChoices(spec: FieldSpec): readonly RawChoice[] | null {
  const { datatype } = spec
  if (!/(radio|maybe|threestate)$/.test(datatype) || datatype === 'radio') return null
  const negated = datatype.startsWith('noyes')
  const choice = (key: string, label: string): RawChoice => {
    return { key, label, help: null, selected: false, special: null }
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
    case 'note':
    case 'html':
      return spec.datatype
    default:
      return 'text'
  }
}

function choiceWidget(spec: FieldSpec): Field['widget'] {
  if (spec.datatype === 'checkboxes' || spec.datatype === 'multiselect') return spec.datatype
  const kind = spec.inputType ?? spec.datatype
  if (kind === 'radio' || yesnoChoices(spec) !== null) return 'radio'
  return kind === 'combobox' || kind === 'datalist' ? 'combobox' : 'dropdown'
}
