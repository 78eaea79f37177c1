/**
 * SES5: a screen as JSON for front ends that draw it themselves, in docassemble's form as far as ours
 * has it (docs/reference/json.md). Texts of several words are HTML, rendered as for our own page; a
 * field is called by its key, since names of variables never leave.
 */
import type { Choice, Field, HelpText, Picture, ReviewItem, Screen } from '../interview/screen.ts'
import { withoutMarks } from '../interview/private-marks.ts'
import { plainText, renderInline, renderMarkdown } from './pages/markdown.ts'
import { addressOf } from './pages/pictures.ts'
import { markPrivate } from './pages/private-markup.ts'

export interface ScreenModel {
  readonly screen: Screen
  /** QUE5: what is wrong with what was sent, by field key; `''` for the screen as a whole. */
  readonly refusals: Readonly<Record<string, string>>
}

type Json = Readonly<Record<string, unknown>>
/** Puts addresses into markup: of files, which can then be fetched for a while. */
export type Finish = (markup: string) => Promise<string>

const TYPES: Readonly<Record<Screen['kind'], string>> = {
  fields: 'fields',
  continue: 'settrue',
  yesno: 'yesno',
  buttons: 'multiple_choice',
  review: 'review',
  deadend: 'deadend',
}

/** `filesUrl`: the address of the package's files, with a slash at its end. */
export async function screenJson(screen: Screen, finish: Finish, filesUrl: string): Promise<Json> {
  const url = (picture: Picture | null) => (picture === null ? null : addressOf(picture, filesUrl))

  const block = async (text: string | null) =>
    text === null || text === '' ? null : finish(markPrivate(renderMarkdown(text).html).trim())
  const line = async (text: string | null) =>
    text === null || text === '' ? null : finish(markPrivate(renderInline(text).html))
  const [first, second, third] = screen.buttons
  const isYesno = screen.kind === 'yesno'

  async function help({ heading, label, content, media }: HelpText): Promise<Json> {
    return known({ heading, label, content: await block(content), media: listOrNull(media) })
  }

  async function field(one: Field, number: number): Promise<Json> {
    const isText = one.widget === 'note' || one.widget === 'html'
    return known({
      number,
      key: one.key,
      datatype: one.datatype,
      inputtype: one.widget,
      label: isText ? null : await line(one.label),
      note: one.widget === 'note' ? await block(one.label) : null,
      html: one.widget === 'html' ? await block(one.label) : null,
      required: one.required,
      active: !one.disabled,
      default: one.value === null ? null : withoutMarks(one.value),
      hint: one.hint === null ? null : withoutMarks(one.hint),
      helptext: await line(one.help),
      under_text: await line(one.underText),
      choices: one.choices.length === 0 ? null : await Promise.all(one.choices.map(choice)),
      none_of_the_above: await line(one.noneOfTheAbove),
      all_of_the_above: await line(one.allOfTheAbove),
      min: one.min,
      max: one.max,
      step: one.step,
      minlength: one.minLength,
      maxlength: one.maxLength,
      rows: one.rows,
      scale: one.logarithmic ? 'logarithmic' : null,
      currency_symbol: one.symbol,
      show_if: one.condition,
      others: listOrNull(one.others),
      accept: one.upload?.accept ?? null,
      multiple: one.upload?.several ?? null,
      held: one.upload === null ? null : listOrNull(one.upload.held),
      validation_messages: Object.keys(one.messages).length === 0 ? null : one.messages,
      sensitive: one.sensitive || null,
    })
  }

  async function choice(one: Choice): Promise<Json> {
    const { value, selected, image } = one
    return known({
      label: await line(one.label),
      value,
      default: selected || null,
      help: await line(one.help),
      image: url(image),
    })
  }

  async function review(one: ReviewItem): Promise<Json> {
    return known({
      label: await line(one.label),
      text: await block(one.button),
      help: await block(one.help),
      action: one.action,
    })
  }

  return known({
    questionType: TYPES[screen.kind],
    _question_name: screen.name,
    title: plainText(screen.title),
    short_title: plainText(screen.shortTitle),
    language: screen.language,
    progress: screen.progress,
    section: screen.section,
    questionText: await line(screen.question),
    subquestionText: await block(screen.subquestion),
    underText: await block(screen.under),
    helpText: screen.help === null ? null : [await help(screen.help)],
    interviewHelpText:
      screen.interviewHelp.length === 0 ? null : await Promise.all(screen.interviewHelp.map(help)),
    media: listOrNull(screen.media),
    decoration: screen.decoration === null ? null : { url: url(screen.decoration) },
    attributions:
      screen.attributions.length === 0 ? null : await Promise.all(screen.attributions.map(line)),
    fields: screen.fields.length === 0 ? null : await Promise.all(screen.fields.map(field)),
    listCollect: screen.list,
    continueLabel: isYesno || screen.kind === 'buttons' ? null : await line(first?.label ?? null),
    yesLabel: isYesno ? await line(first?.label ?? null) : null,
    noLabel: isYesno ? await line(second?.label ?? null) : null,
    maybeLabel: isYesno ? await line(third?.label ?? null) : null,
    buttons: await Promise.all(
      screen.buttons.map(async ({ value, label, color, help: told, image }) =>
        known({
          value,
          label: await line(label),
          color,
          help: await line(told),
          image: url(image),
        }),
      ),
    ),
    review: screen.review.length === 0 ? null : await Promise.all(screen.review.map(review)),
    allow_going_back: screen.canGoBack,
    menu_items: listOrNull(screen.menuItems),
    waits: screen.waits || null,
    reload: screen.reload,
  })
}

/** As in docassemble's form, what there is not is left out. */
function known(parts: Json): Json {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null))
}

function listOrNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list
}
