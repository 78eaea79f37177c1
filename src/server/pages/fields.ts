/**
 * One field of a screen as accessible HTML: a label for each control, a legend for each group,
 * help and refusal tied to the control, and a `data-m` stamp that names it in the mirror.
 */
import { allKey, type Field } from '../../interview/screen.ts'
import { lacksChoices } from '../../interview/without-choice.ts'
import { text } from '../../texts/text.ts'
import { counts, renderControl } from './field-control.ts'
import {
  describe,
  given,
  invalid,
  isChosen,
  isSecret,
  isTicked,
  renderLabel,
  renderNotes,
  renderRequired,
  renderRules,
  requiredMark,
  typed,
  wrap,
  type FieldContext,
} from './field-parts.ts'
import { attr, flag, html, raw, type Html } from './html.ts'
import { renderCaption, renderInline, renderMarkdown } from './markdown.ts'
import { renderChoicePicture } from './pictures.ts'

/** Sent by the "None of the above" box; never the value of a choice. */
const NONE_OF_THE_ABOVE = ''

export function renderField(field: Field, context: FieldContext): Html {
  const { widget } = field
  if (lacksChoices(field)) return raw('')
  if (widget === 'note' || widget === 'html') {
    return html`<div class="al-${widget} al-field" ${context.stamp()}${renderRules(field, context)}>
      ${renderMarkdown(field.label ?? '')}
    </div>`
  }
  if (widget === 'hidden') {
    return html`<input
      type="hidden"
      name="${field.key}"
      value="${typed(field, context) ?? ''}"
      ${renderRules(field, context)}${flag('disabled', field.disabled)}
    />`
  }
  if (widget === 'checkboxes' || widget === 'radio') return renderGroup(field, context)
  if (widget === 'checkbox') return wrap(field, context, renderCheckbox(field, context))
  return wrap(
    field,
    context,
    html`${renderLabel(field, context)}${renderControl(field, context)}${renderNotes(field, context)}`,
  )
}

function renderCheckbox(field: Field, context: FieldContext): Html {
  const label = field.label === null ? text('field.yes') : renderInline(field.label)
  return html`<div class="form-check">
      <input
        type="checkbox"
        class="form-check-input${invalid(field, context)}"
        value="True"
        ${attr('id', field.key)}${attr('name', field.key)}${attr('data-m', field.key)}${flag('checked', isTicked(field, context))}${flag('disabled', field.disabled)}${describe(field, context)}
      /><label class="form-check-label" for="${field.key}">${label}</label>
    </div>
    ${renderNotes(field, context)}`
}

function renderGroup(field: Field, context: FieldContext): Html {
  const many = field.widget === 'checkboxes'
  const { choices, noneOfTheAbove, allOfTheAbove } = field
  const boxes = choices.map(({ value, label, help, image }, index) =>
    renderChoice(field, {
      id: `${field.key}-${index}`,
      name: field.key,
      value,
      label,
      help,
      picture: renderChoicePicture(image, context.filesUrl),
      ticked: isChosen(field, value, context),
      role: null,
      required: !many && field.required && !context.conditional.has(field.key),
    }),
  )
  const extra = (role: 'none' | 'all', label: string | null): Html | null =>
    label === null
      ? null
      : renderChoice(field, {
          id: `${field.key}-${role}`,
          name: role === 'all' ? allKey(field.key) : field.key,
          value: role === 'all' ? 'True' : NONE_OF_THE_ABOVE,
          label,
          help: null,
          picture: null,
          ticked:
            role === 'all'
              ? choices.length > 0 && choices.every(({ value }) => isChosen(field, value, context))
              : given(field, context).includes(NONE_OF_THE_ABOVE),
          role,
          required: false,
        })
  const legend =
    field.label === null
      ? null
      : html`<legend class="form-label">${renderInline(field.label)}${requiredMark(field)}</legend>`
  const named = field.label === null ? attr('aria-labelledby', 'al-question') : null
  const role = many ? null : attr('role', 'radiogroup')
  const conditional = context.conditional.has(field.key)
  const asked = !many && conditional ? renderRequired(field, context) : null
  const checks = many
    ? html`${flag('data-al-required', field.required && noneOfTheAbove !== null)}${counts(field)}`
    : null
  return html`<fieldset
    class="al-field al-field-${field.widget}${invalid(field, context)}"
    id="${field.key}"
    ${role}${asked}${context.stamp()}${renderRules(field, context)}${flag('data-private', isSecret(field))}${checks}${named}${describe(field, context)}
  >
    ${legend}
    <div class="al-choices">
      ${boxes}${extra('all', allOfTheAbove)}${extra('none', noneOfTheAbove)}
    </div>
    ${renderNotes(field, context)}
  </fieldset>`
}

interface ChoiceMarkup {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly label: string
  readonly help: string | null
  readonly picture: Html | null
  readonly ticked: boolean
  readonly role: 'none' | 'all' | null
  readonly required: boolean
}

function renderChoice(field: Field, choice: ChoiceMarkup): Html {
  const radio = field.widget === 'radio'
  const help = choice.help === null ? null : `${choice.id}-help`
  return html`<div class="form-check al-choice">
    <input
      type="${radio ? 'radio' : 'checkbox'}"
      class="form-check-input"
      id="${choice.id}"
      name="${choice.name}"
      value="${choice.value}"
      data-m="${choice.id}"
      ${flag('required', choice.required)}${flag('checked', choice.ticked)}${flag('disabled', field.disabled)}${flag('data-al-none', choice.role === 'none')}${flag('data-al-all', choice.role === 'all')}${attr('aria-describedby', help)}
    /><label class="form-check-label" for="${choice.id}"
      >${choice.picture}${renderCaption(choice.label)}</label
    >${choice.help === null ? null : html`<div class="form-text" id="${choice.id}-help">${renderInline(choice.help)}</div>`}
  </div>`
}
