/** What fields of every kind have: a label, notes below, the refusal, and their rules for the browser. */
import { fieldStates, type FieldState } from '../../base/field-states.ts'
import type { SentFiles } from '../../interview/request.ts'
import type { Field, Screen } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import { attr, flag, html, raw, type Html } from './html.ts'
import { renderInline } from './markdown.ts'

export interface FieldContext {
  /** Stamps for wrappers, in document order. */
  stamp(): Html
  /** What was typed and refused; null: the screen is fresh. */
  readonly values: Readonly<Record<string, readonly string[]>> | null
  /** JOI3: fields of which `values` says nothing: they stand as in a fresh screen. */
  readonly untouched?: ReadonlySet<string> | undefined
  readonly refusals: Readonly<Record<string, string>>
  /** The only field, so that the question names it where it has no label. */
  readonly alone: boolean
  readonly states: ReadonlyMap<string, FieldState>
  /** Fields that others can take away. */
  readonly conditional: ReadonlySet<string>
  /** The address of the package's files, with a slash at its end. */
  readonly filesUrl: string
  /** Files that came with a form that was refused. */
  readonly sent?: Readonly<Record<string, SentFiles>>
  /** In bytes. */
  readonly largestFile?: number
  /** Stands below a signature. */
  readonly under?: string | null
}

/** Whether a field is asked for depends on others. */
export function conditionalKeys(fields: Screen['fields']): ReadonlySet<string> {
  const own = fields.filter(({ condition }) => condition !== null).map(({ key }) => key)
  const disabled = fields.flatMap(({ others }) =>
    others.filter(({ what }) => what === 'disable').flatMap(({ keys }) => keys),
  )
  return new Set([...own, ...disabled])
}

/**
 * A browser without a script would ask for what is hidden: where that can be, only our own checks
 * and the server ask.
 */
export function renderRequired(field: Field, context: FieldContext): Html {
  if (!field.required) return raw('')
  return context.conditional.has(field.key) ? attr('aria-required', 'true') : flag('required', true)
}

/** How the fields stand when the page opens; from there on the browser decides. */
export function statesOf(
  fields: Screen['fields'],
  values: FieldContext['values'],
  untouched?: FieldContext['untouched'],
): FieldContext['states'] {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  return fieldStates(fields, (key) => {
    const field = byKey.get(key)
    if (field === undefined) return []
    const isFresh = field.disabled || values === null || untouched?.has(key) === true
    const held = isFresh ? shownBy(field) : (values?.[key] ?? [])
    const plain = held.filter((value) => value !== '' && !(isBox(field) && value === 'False'))
    return isBox(field) && plain.length > 0 ? ['True'] : plain
  })
}

function shownBy(field: Field): readonly string[] {
  const chosen = field.choices.filter((choice) => choice.selected).map(({ value }) => value)
  return chosen.length > 0 ? chosen : [field.value ?? '']
}

function isBox({ widget }: Field): boolean {
  return widget === 'checkbox'
}

/**
 * For the wrapper of a field: its name, what it asks of others, its words, and whether it is there
 * at first. Without a script all fields are there: the server minds the conditions.
 */
export function renderRules(field: Field, context: FieldContext): Html {
  const { condition, others, messages, disabled } = field
  const rules = condition === null && others.length === 0 ? null : { condition, others }
  const said = Object.keys(messages).length === 0 ? null : JSON.stringify(messages)
  return html`${attr('data-al-key', field.key)}${attr('data-al-rules', rules && JSON.stringify(rules))}${attr('data-al-messages', said)}${flag('data-al-disabled', disabled)}${flag('hidden', context.states.get(field.key) === 'hidden')}`
}

export function wrap(field: Field, context: FieldContext, content: Html): Html {
  const secret = flag('data-private', isSecret(field))
  return html`<div
    class="al-field al-field-${field.widget}"
    ${context.stamp()}${renderRules(field, context)}${secret}
  >
    ${content}
  </div>`
}

export function renderLabel(field: Field, context: FieldContext): Html {
  if (field.label !== null) {
    return html`<label class="form-label" for="${field.key}"
      >${renderInline(field.label)}${requiredMark(field)}</label
    >`
  }
  // Alone under the question it is named by it; among others by what there is.
  if (context.alone) return raw('')
  const name = field.hint ?? text('field.answer')
  return html`<label class="visually-hidden" for="${field.key}">${name}</label>`
}

export function requiredMark(field: Field): Html {
  return field.required
    ? html`<span class="al-required" aria-hidden="true" title="${text('field.required')}">*</span>`
    : raw('')
}

export function renderNotes(field: Field, context: FieldContext): Html {
  const refusal = context.refusals[field.key]
  const note = (kind: 'under' | 'help', content: string | null): Html | null =>
    content === null
      ? null
      : html`<div class="form-text" id="${field.key}-${kind}">${renderInline(content)}</div>`
  // The place is always there, so that the browser's own checks can speak from it too.
  return html`${note('under', field.underText)}${note('help', field.help)}
    <div class="al-refusal" id="${field.key}-error" ${context.stamp()}>${refusal ?? ''}</div>`
}

export function describe(field: Field, context: FieldContext): Html {
  const refused = context.refusals[field.key] !== undefined
  const ids = [
    ...(field.symbol === null ? [] : [`${field.key}-symbol`]),
    ...(field.underText === null ? [] : [`${field.key}-under`]),
    ...(field.help === null ? [] : [`${field.key}-help`]),
    `${field.key}-error`,
  ]
  const grouped = field.widget === 'checkboxes' || field.widget === 'radio'
  const question =
    field.label === null && context.alone && !grouped
      ? attr('aria-labelledby', 'al-question')
      : null
  return html`${attr('aria-describedby', ids.join(' '))}${attr('aria-invalid', refused ? 'true' : null)}${question}`
}

export function invalid(field: Field, context: FieldContext): string {
  return context.refusals[field.key] === undefined ? '' : ' is-invalid'
}

export function isSecret(field: Field): boolean {
  return field.sensitive || field.widget === 'password'
}

export function given(field: Field, context: FieldContext): readonly string[] {
  return context.values?.[field.key] ?? []
}

function isFresh(field: Field, { values, untouched }: FieldContext): boolean {
  return values === null || field.disabled || untouched?.has(field.key) === true
}

/** What stands in a control of one value. */
export function typed(field: Field, context: FieldContext): string | null {
  if (isFresh(field, context)) return field.value
  return given(field, context)[0] ?? null
}

export function isChosen(field: Field, value: string, context: FieldContext): boolean {
  if (isFresh(field, context)) {
    return field.choices.some((choice) => choice.value === value && choice.selected)
  }
  return given(field, context).includes(value)
}

export function isTicked(field: Field, context: FieldContext): boolean {
  const value = typed(field, context)
  return value !== null && value !== '' && value !== 'False'
}
