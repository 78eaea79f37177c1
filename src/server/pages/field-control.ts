/** The one control that a field has: a line, an area, a list, a slider. */
import { positionOf, SLIDER_END } from '../../base/log-scale.ts'
import type { Field } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import {
  describe,
  invalid,
  isChosen,
  renderRequired,
  typed,
  type FieldContext,
} from './field-parts.ts'
import { heldFiles, renderFileInput } from './file-field.ts'
import { renderSignature } from './signature-field.ts'
import { attr, flag, html, raw, type Html } from './html.ts'
import { plainText } from './markdown.ts'

const ROWS = 4

export function renderControl(field: Field, context: FieldContext): Html {
  // The choice of a picture has words of its own beside the question's.
  const named = field.widget === 'signature' ? { ...context, alone: false } : context
  const shared = html`${attr('id', field.key)}${attr('name', field.key)}${attr('data-m', field.key)}${asked(field, context)}${flag('disabled', field.disabled)}${describe(field, named)}`
  const { widget, upload } = field
  if (upload !== null) {
    return widget === 'signature'
      ? renderSignature(field, upload, context, shared)
      : renderFileInput(field, upload, context, shared)
  }
  if (widget === 'area') return renderArea(field, context, shared)
  if (widget === 'dropdown' || widget === 'multiselect') return renderSelect(field, context, shared)
  if (widget === 'combobox') return renderCombobox(field, context, shared)
  if (widget === 'range') {
    return field.logarithmic
      ? renderLogRange(field, context, shared)
      : renderRange(field, context, shared)
  }
  const shown = widget === 'password' ? null : typed(field, context)
  const input = html`<input
    type="${inputType(field)}"
    class="form-control${invalid(field, context)}"
    ${shared}${typeable(field)}${bounds(field)}${keyboard(field)}${attr('value', shown)}
  />`
  if (field.symbol === null) return input
  return html`<div class="input-group">
    <span class="input-group-text" id="${field.key}-symbol">${field.symbol}</span>${input}
  </div>`
}

/** What is held already need not be chosen again. */
function asked(field: Field, context: FieldContext): Html {
  const isThere = field.upload !== null && heldFiles(field, field.upload, context).length > 0
  return isThere ? raw('') : renderRequired(field, context)
}

function typeable({ hint, minLength, maxLength }: Field): Html {
  return html`${attr('placeholder', hint)}${attr('minlength', minLength)}${attr('maxlength', maxLength)}`
}

function renderArea(field: Field, context: FieldContext, shared: Html): Html {
  // The first line break of a textarea is dropped by browsers.
  return html`<textarea
    class="form-control${invalid(field, context)}"
    rows="${field.rows ?? ROWS}"
    ${shared}${typeable(field)}
  >
${typed(field, context) ?? ''}</textarea>`
}

function renderSelect(field: Field, context: FieldContext, shared: Html): Html {
  const many = field.widget === 'multiselect'
  const placeholder = many
    ? null
    : html`<option value="">${field.hint ?? text('field.choose')}</option>`
  const options = field.choices.map(
    ({ value, label }) =>
      html`<option value="${value}" ${flag('selected', isChosen(field, value, context))}>
        ${plainText(label)}
      </option>`,
  )
  return html`<select
    class="form-select${invalid(field, context)}"
    ${shared}${flag('multiple', many)}${many ? attr('size', field.rows ?? listRows(field)) : null}${many ? counts(field) : null}
  >
    ${placeholder}${options}
  </select>`
}

/** A short list shows all it has. */
function listRows({ choices }: Field): number {
  return Math.min(8, Math.max(2, choices.length))
}

/** How many may be chosen: the browser has no attributes for that. */
export function counts({ minLength, maxLength }: Field): Html {
  return html`${attr('data-al-least', minLength)}${attr('data-al-most', maxLength)}`
}

function renderCombobox(field: Field, context: FieldContext, shared: Html): Html {
  const value = typed(field, context)
  const chosen = field.choices.find((choice) => choice.value === value)
  const options = field.choices.map(
    (choice) => html`<option value="${plainText(choice.label)}"></option>`,
  )
  return html`<input
      type="text"
      class="form-control${invalid(field, context)}"
      autocomplete="off"
      list="${field.key}-list"
      ${shared}${typeable(field)}${attr('value', chosen === undefined ? value : plainText(chosen.label))}
    /><datalist id="${field.key}-list">${options}</datalist>`
}

function renderRange(field: Field, context: FieldContext, shared: Html): Html {
  const at = typed(field, context) ?? field.min ?? '0'
  return html`<div class="al-range">
    <input type="range" class="form-range" ${shared}${bounds(field)}${attr('value', at)} /><output
      class="al-range-value"
      for="${field.key}"
      data-m="${field.key}-output"
      >${at}</output
    >
  </div>`
}

/** The number is what counts; the slider, which works with a script only, is another hold on it. */
function renderLogRange(field: Field, context: FieldContext, shared: Html): Html {
  const at = typed(field, context) ?? field.min ?? '0'
  const scale = { min: Number(field.min ?? 0), max: Number(field.max ?? 100), step: 0 }
  const label = field.label === null ? text('field.answer') : plainText(field.label)
  return html`<div class="al-range al-range-log">
    <input
      type="range"
      class="form-range"
      min="0"
      max="${SLIDER_END}"
      value="${positionOf(Number(at), scale)}"
      data-al-log
      data-m="${field.key}-slider"
      ${flag('disabled', field.disabled)}${attr('aria-label', text('field.slider', { label }))}
    /><input
      type="number"
      class="form-control al-range-number${invalid(field, context)}"
      inputmode="decimal"
      ${shared}${bounds(field)}${attr('value', at)}
    />
  </div>`
}

function bounds(field: Field): Html {
  const { widget, min, max, step } = field
  if (!['number', 'range', 'date', 'time', 'datetime'].includes(widget)) return raw('')
  return html`${attr('min', min)}${attr('max', max)}${attr('step', step ?? stepOf(field))}`
}

/** Without a step, browsers refuse fractions of numbers and seconds of times. */
function stepOf({ widget, value }: Field): string | null {
  if (widget === 'number') return 'any'
  const timed = widget === 'time' || widget === 'datetime'
  return timed && /:\d\d:\d\d/.test(value ?? '') ? '1' : null
}

function keyboard({ widget, datatype, min }: Field): Html {
  // The keys of a phone's number pads have no minus.
  if (widget === 'number' && !(Number(min ?? 0) < 0)) {
    return attr('inputmode', datatype === 'integer' ? 'numeric' : 'decimal')
  }
  if (widget === 'email') return attr('autocomplete', 'email')
  return widget === 'password' ? attr('autocomplete', 'off') : raw('')
}

function inputType({ widget }: Field): string {
  if (widget === 'datetime') return 'datetime-local'
  return ['password', 'email', 'number', 'date', 'time'].includes(widget) ? widget : 'text'
}
