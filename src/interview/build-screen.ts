/** A question block as the screen that the user sees, and what the answers to it may be. */
import { text as word } from '../texts/text.ts'
import { planFields, type BuiltField } from './build-field.ts'
import { planEntries, type BuiltEntries, type BuiltList, type ListState } from './list-collect.ts'
import { imageOf, planImages, type Images } from './images.ts'
import { createLook, type Look, type RawChoice, type Special } from './look.ts'
import { secondsToReload } from './read-roles.ts'
import { fill, type Bindings } from './variable-names.ts'
import type { Text } from './pieces.ts'
import type { HelpSpec, Interview, MediaSpec } from './blocks.ts'
import type { QuestionBlock, ScreenSpec } from './blocks.ts'
import { BUTTON_KEY } from './screen.ts'
import type { Button, Field, HelpText, Media, ReviewItem, Screen } from './screen.ts'

/** A field that takes an answer, beside what the form shows of it. */
export interface Question {
  readonly field: Field
  /** With `x`, `i`, ... filled in. */
  readonly variable: string
  readonly datatype: string
  /** `validate`: the function's expression. */
  readonly validate: number | null
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
  /** `list collect`: the fields are those of several items. */
  readonly list: BuiltList | null
}

/** What a screen shows beyond its own block. */
export interface ScreenSurroundings {
  readonly interview: Interview
  readonly bindings: Bindings
  readonly language: string
  readonly canGoBack: boolean
  readonly session: string
  /** Null: it asks about one thing only. */
  readonly list: ListState | null
  /** ROL1: the next question is for somebody else. */
  readonly waits: boolean
}

/** First says what it needs from Python (`look`), then builds the screen of the answers. */
export function planScreen(
  block: QuestionBlock,
  around: ScreenSurroundings,
): { readonly look: Look; build(values: readonly unknown[]): BuiltScreen } {
  const look = createLook()
  const { interview, bindings } = around
  const spec = block.screen
  const language = spec.language ?? around.language
  const parts = {
    question: look.shown(spec.question),
    subquestion: look.shownOrNull(spec.subquestion),
    under: look.shownOrNull(spec.under ?? interview.parts.under),
    decoration: look.textOrNull(spec.decoration),
    images: planImages(look, interview.images),
    help: planHelp(look, spec.help),
    interviewHelp: interview.help
      .filter((help) => help.language === null || help.language === language)
      .map((help) => planHelp(look, help)),
    media: planMedia(look, spec.media),
    title: look.textOrNull(interview.parts.title),
    shortTitle: look.textOrNull(interview.parts.shortTitle ?? interview.parts.title),
    continueLabel: look.shownOrNull(
      spec.continueLabel ??
        (spec.kind === 'review' && spec.variable === null
          ? interview.parts.resumeLabel
          : interview.parts.continueLabel),
    ),
    backLabel: look.shownOrNull(spec.backLabel ?? interview.parts.backLabel),
    noBack: look.flag(spec.preventGoingBack),
    fields: planAll(look, block, around),
    choices: spec.choices === null ? () => [] : look.choices(spec.choices),
    review: planReview(look, spec, bindings),
    reload: look.textOrNull(spec.reload),
  }
  function build(values: readonly unknown[]): BuiltScreen {
    look.answer(values)
    const { fields: built, list, built: builtList } = parts.fields()
    const choices = parts.choices()
    const subquestion = parts.subquestion()
    const under = parts.under()
    const decoration = parts.decoration()
    const bare: Omit<Screen, 'images' | 'attributions'> = {
      name: screenName(block, bindings),
      kind: spec.kind,
      title: parts.title() ?? interview.title,
      shortTitle: parts.shortTitle() ?? interview.shortTitle,
      question: parts.question(),
      subquestion: subquestion === '' ? null : subquestion,
      under: under === '' ? null : under,
      decoration: imageOf(interview.images, decoration),
      help: parts.help(),
      interviewHelp: parts.interviewHelp.flatMap((help) => help() ?? []),
      media: parts.media(),
      fields: built.map(({ field }) => field),
      list,
      buttons: buttonsOf(spec, choices, { label: parts.continueLabel(), images: interview.images }),
      review: parts.review(),
      menuItems: [],
      canGoBack: around.canGoBack && !parts.noBack(),
      backLabel: parts.backLabel(),
      language,
      javascript: interview.javascript,
      css: interview.css,
      progress: spec.progress,
      section: spec.section,
      // What the event asks to be able to say who is awaited is a question like any other.
      waits: around.waits && spec.fields.length === 0 && spec.variable === null,
      reload: secondsToReload(parts.reload() ?? ''),
    }
    const shown = built.flatMap(({ field, offered }) => (hasImages(field) ? offered : []))
    const named = [...choices, ...shown].map(({ image }) => image)
    const screen: Screen = { ...bare, ...parts.images(bare, [decoration, ...named]) }
    return {
      screen,
      questions: built.flatMap(({ variable, ...question }) =>
        variable === null ? [] : [{ ...question, variable }],
      ),
      variable: spec.variable === null ? null : fill(spec.variable, bindings),
      yesno: spec.yesno,
      validation: spec.validation,
      specials: specialsOf(spec.kind === 'buttons' ? null : built[0], choices),
      bindings,
      list: builtList,
    }
  }
  return { look, build }
}

/** The question's fields, once or for each item of a list. */
function planAll(
  look: Look,
  block: QuestionBlock,
  { bindings, interview, session, list }: ScreenSurroundings,
): () => BuiltEntries | { fields: readonly BuiltField[]; list: null; built: null } {
  const specs = block.screen.fields
  const seed = `${session} ${screenName(block, bindings)}`
  const { messages, images } = interview
  const around = { bindings, messages, images, seed }
  if (list !== null) return planEntries(look, list, { specs, around })
  const fields = planFields(look, specs, { ...around, prefix: 'f' })
  return () => ({ fields: fields(), list: null, built: null })
}

function hasImages({ choices }: Field): boolean {
  return choices.some(({ image }) => image !== null)
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
      spec.skipUndefined ? look.optionalShown(part) : look.shownOrNull(part)
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
  { label, images }: { readonly label: string | null; readonly images: Images },
): readonly Button[] {
  if (spec.kind === 'deadend') return []
  if (spec.kind === 'buttons') {
    return choices.map(({ key, label: shown, help, special, image }) => {
      const color = special === null ? 'primary' : 'secondary'
      return { value: key, label: shown, help, color, image: imageOf(images, image) }
    })
  }
  if (spec.yesno !== null) {
    const button = (value: string, shown: string, color: string): Button => {
      return { value, label: shown, color, help: null, image: null }
    }
    const both = [
      button('yes', word('screen.yes'), 'primary'),
      button('no', word('screen.no'), 'secondary'),
    ]
    return spec.yesno.maybe ? [...both, button('maybe', word('screen.maybe'), 'warning')] : both
  }
  const resumes = spec.kind === 'review' && spec.variable === null
  const text = label ?? (resumes ? word('screen.resume') : word('screen.continue'))
  const color = spec.continueColor ?? 'primary'
  return [{ value: 'continue', label: text, color, help: null, image: null }]
}
