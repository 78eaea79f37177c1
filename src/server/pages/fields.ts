/**
 * One field of a screen as accessible HTML: a label for each control, a legend for each group,
 * help and refusal tied to the control, and a `data-m` stamp that names it in the mirror.
 */
import type { Choice, Field } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import { attr, flag, html, raw, type Html } from './html.ts'
import { renderCaption, renderInline, renderMarkdown, plainText } from './markdown.ts'

/** Sent by the "None of the above" box; never the value of a choice. */
export const NONE_OF_THE_ABOVE = ''

export interface FieldContext {
  /** Stamps for wrappers, in document order. */
  stamp(): Html
  /** What was typed and refused; null: the screen is fresh. */
  readonly values: Readonly<Record<string, readonly string[]>> | null
  readonly refusals: Readonly<Record<string, string>>
  /** The only field, so that the question names it where it has no label. */
  readonly alone: boolean
}

export function renderField(field: Field, context: FieldContext): Html {
  const { widget } = field
  if (widget === 'note' || widget === 'html') {
    return html`<div class="al-${widget}" ${context.stamp()}>
      ${renderMarkdown(field.label ?? '')}
    </div>`
  }
  if (widget === 'hidden') {
    return html`<input type="hidden" name="${field.key}" value="${typed(field, context) ?? ''}" />`
  }
  if (widget === 'checkboxes' || widget === 'radio') return renderGroup(field, context)
  if (widget === 'checkbox') return wrap(field, context, renderCheckbox(field, context))
  return wrap(
    field,
    context,
    html`${renderLabel(field, context)}${renderControl(field, context)}${renderNotes(field, context)}`,
  )
}

function wrap(field: Field, context: FieldContext, content: Html): Html {
  const secret = flag('data-private', isSecret(field))
  return html`<div class="al-field al-field-${field.widget}" ${context.stamp()}${secret}>
    ${content}
  </div>`
}

function renderControl(field: Field, context: FieldContext): Html {
  const shared = html`${attr('id', field.key)}${attr('name', field.key)}${attr('data-m', field.key)}${flag('required', field.required)}${describe(field, context)}`
  const value = typed(field, context)
  const typeable = html`${attr('placeholder', field.hint)}${attr('minlength', field.minLength)}${attr('maxlength', field.maxLength)}`
  const { widget } = field
  if (widget === 'area') {
    // The first line break of a textarea is dropped by browsers.
    return html`<textarea
      class="form-control${invalid(field, context)}"
      rows="4"
      ${shared}${typeable}
    >
${value ?? ''}</textarea>`
  }
  if (widget === 'dropdown' || widget === 'multiselect') return renderSelect(field, context, shared)
  if (widget === 'combobox') {
    const options = field.choices.map(
      (choice) => html`<option value="${plainText(choice.label)}"></option>`,
    )
    return html`<input
        type="text"
        class="form-control${invalid(field, context)}"
        autocomplete="off"
        list="${field.key}-list"
        ${shared}${typeable}${attr('value', value)}
      /><datalist id="${field.key}-list">${options}</datalist>`
  }
  if (widget === 'range') {
    const at = value ?? field.min ?? '0'
    return html`<div class="al-range">
      <input type="range" class="form-range" ${shared}${bounds(field)}${attr('value', at)} /><output
        class="al-range-value"
        for="${field.key}"
        data-m="${field.key}-output"
        >${at}</output
      >
    </div>`
  }
  const shown = widget === 'password' ? null : value
  return html`<input
    type="${inputType(field)}"
    class="form-control${invalid(field, context)}"
    ${shared}${typeable}${bounds(field)}${keyboard(field)}${attr('value', shown)}
  />`
}

function renderSelect(field: Field, context: FieldContext, shared: Html): Html {
  const many = field.widget === 'multiselect'
  const placeholder = many
    ? null
    : html`<option value="">${field.hint ?? text('field.choose')}</option>`
  const options = field.choices.map(
    (choice) =>
      html`<option value="${choice.value}" ${flag('selected', isChosen(field, choice, context))}>
        ${plainText(choice.label)}
      </option>`,
  )
  return html`<select
    class="form-select${invalid(field, context)}"
    ${shared}${flag('multiple', many)}
  >
    ${placeholder}${options}
  </select>`
}

function renderCheckbox(field: Field, context: FieldContext): Html {
  const ticked = context.values === null ? isTrue(field.value) : given(field, context).length > 0
  const label = field.label === null ? text('field.yes') : renderInline(field.label)
  return html`<div class="form-check">
      <input
        type="checkbox"
        class="form-check-input${invalid(field, context)}"
        value="True"
        ${attr('id', field.key)}${attr('name', field.key)}${attr('data-m', field.key)}${flag('required', field.required && field.datatype === 'yesno-required')}${flag('checked', ticked)}${describe(field, context)}
      /><label class="form-check-label" for="${field.key}">${label}</label>
    </div>
    ${renderNotes(field, context)}`
}

function renderGroup(field: Field, context: FieldContext): Html {
  const many = field.widget === 'checkboxes'
  const choices = field.choices.map((choice, index) =>
    renderChoice(field, context, {
      id: `${field.key}-${index}`,
      value: choice.value,
      label: renderCaption(choice.label),
      help: choice.help,
      ticked: isChosen(field, choice, context),
      none: false,
    }),
  )
  const none =
    field.noneOfTheAbove === null
      ? null
      : renderChoice(field, context, {
          id: `${field.key}-none`,
          value: NONE_OF_THE_ABOVE,
          label: renderCaption(field.noneOfTheAbove),
          help: null,
          ticked: given(field, context).includes(NONE_OF_THE_ABOVE),
          none: true,
        })
  const legend =
    field.label === null
      ? null
      : html`<legend class="form-label">${renderInline(field.label)}${requiredMark(field)}</legend>`
  const named = field.label === null ? attr('aria-labelledby', 'al-question') : null
  const role = many ? null : attr('role', 'radiogroup')
  return html`<fieldset
    class="al-field al-field-${field.widget}${invalid(field, context)}"
    id="${field.key}"
    ${role}${context.stamp()}${flag('data-private', isSecret(field))}${flag('data-al-required', field.required)}${named}${describe(field, context)}
  >
    ${legend}
    <div class="al-choices">${choices}${none}</div>
    ${renderNotes(field, context)}
  </fieldset>`
}

interface ChoiceMarkup {
  readonly id: string
  readonly value: string
  readonly label: Html
  readonly help: string | null
  readonly ticked: boolean
  readonly none: boolean
}

function renderChoice(field: Field, context: FieldContext, choice: ChoiceMarkup): Html {
  const radio = field.widget === 'radio'
  const help = choice.help === null ? null : `${choice.id}-help`
  return html`<div class="form-check al-choice">
    <input
      type="${radio ? 'radio' : 'checkbox'}"
      class="form-check-input"
      id="${choice.id}"
      name="${field.key}"
      value="${choice.value}"
      data-m="${choice.id}"
      ${flag('required', radio && field.required)}${flag('checked', choice.ticked)}${flag('data-al-none', choice.none)}${attr('aria-describedby', help)}
    /><label class="form-check-label" for="${choice.id}">${choice.label}</label
    >${choice.help === null ? null : html`<div class="form-text" id="${choice.id}-help">${renderInline(choice.help)}</div>`}
  </div>`
}

function renderLabel(field: Field, context: FieldContext): Html {
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

function requiredMark(field: Field): Html {
  return field.required
    ? html`<span class="al-required" aria-hidden="true" title="${text('field.required')}">*</span>`
    : raw('')
}

function renderNotes(field: Field, context: FieldContext): Html {
  const refusal = context.refusals[field.key]
  const help =
    field.help === null
      ? null
      : html`<div class="form-text" id="${field.key}-help">${renderInline(field.help)}</div>`
  // The place is always there, so that the browser's own checks can speak from it too.
  return html`${help}
    <div class="al-refusal" id="${field.key}-error" ${context.stamp()}>${refusal ?? ''}</div>`
}

function describe(field: Field, context: FieldContext): Html {
  const refused = context.refusals[field.key] !== undefined
  const ids = [...(field.help === null ? [] : [`${field.key}-help`]), `${field.key}-error`]
  const question =
    field.label === null &&
    context.alone &&
    field.widget !== 'checkboxes' &&
    field.widget !== 'radio'
      ? attr('aria-labelledby', 'al-question')
      : null
  return html`${attr('aria-describedby', ids.join(' '))}${attr('aria-invalid', refused ? 'true' : null)}${question}`
}

function invalid(field: Field, context: FieldContext): string {
  return context.refusals[field.key] === undefined ? '' : ' is-invalid'
}

function bounds(field: Field): Html {
  const bounded = ['number', 'range', 'date', 'time', 'datetime'].includes(field.widget)
  if (!bounded) return raw('')
  // A number without a step would refuse every fraction.
  const step =
    field.step ?? (field.widget === 'number' && field.datatype !== 'integer' ? 'any' : null)
  return html`${attr('min', field.min)}${attr('max', field.max)}${attr('step', step)}`
}

function keyboard(field: Field): Html {
  if (field.widget === 'number') {
    return attr('inputmode', field.datatype === 'integer' ? 'numeric' : 'decimal')
  }
  if (field.widget === 'email') return attr('autocomplete', 'email')
  return field.widget === 'password' ? attr('autocomplete', 'off') : raw('')
}

function inputType(field: Field): string {
  if (field.widget === 'datetime') return 'datetime-local'
  return ['password', 'email', 'number', 'date', 'time'].includes(field.widget)
    ? field.widget
    : 'text'
}

function isSecret(field: Field): boolean {
  return field.sensitive || field.widget === 'password'
}

function isChosen(field: Field, choice: Choice, context: FieldContext): boolean {
  return context.values === null
    ? choice.selected
    : (context.values[field.key] ?? []).includes(choice.value)
}

function given(field: Field, context: FieldContext): readonly string[] {
  return context.values?.[field.key] ?? []
}

function typed(field: Field, context: FieldContext): string | null {
  return context.values === null ? field.value : (given(field, context)[0] ?? null)
}

function isTrue(value: string | null): boolean {
  return value !== null && value !== '' && value !== 'False'
}
