/**
 * Entries of a list on one screen (`list collect`). Each is a group with fields of its own. Those
 * that wait are there, hidden and disabled, so that a script can show them at once; without one,
 * "Add another" asks the server. A box says that an entry is removed: with a script a button stands
 * for it.
 */
import { ADD_ENTRY, BUTTON_KEY, ENTRY } from '../../interview/screen.ts'
import type { Button, Entry, EntryList, Field } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import type { FieldContext } from './field-parts.ts'
import { renderField } from './fields.ts'
import { attr, flag, html, type Html } from './html.ts'
import { plainText, renderInline } from './markdown.ts'

export function renderEntries(all: readonly Field[], list: EntryList, context: FieldContext): Html {
  const fields = new Map(all.map((field) => [field.key, field]))
  const entries = list.entries.map((entry, index) => {
    // What the form did not have yet holds what its fields hold at first.
    const own = context.values?.[entry.key] === undefined ? { ...context, values: null } : context
    const within = entry.fields.flatMap((key) => {
      const field = fields.get(key)
      return field === undefined ? [] : [renderField(field, own)]
    })
    return renderEntry(entry, { state: stateOf(entry, index, list, context), list, within })
  })
  return html`<div class="al-fields al-entries" ${context.stamp()}>
    ${entries}${list.addLabel === null ? null : renderAdd(list.addLabel)}
  </div>`
}

/** What Enter presses, before all buttons that add and remove. */
export function renderDefaultButton(
  list: EntryList | null,
  [button]: readonly Button[],
): Html | null {
  if (list === null || button === undefined) return null
  return html`<button
    type="submit"
    class="visually-hidden"
    tabindex="-1"
    aria-hidden="true"
    name="${BUTTON_KEY}"
    value="${button.value}"
  ></button>`
}

type EntryState = 'shown' | 'removed' | 'waiting'

function stateOf(
  entry: Entry,
  index: number,
  list: EntryList,
  { values }: FieldContext,
): EntryState {
  if (entry.key === list.fresh) return 'shown'
  const sent = values?.[entry.key]
  if (entry.removable && sent?.includes(ENTRY.removed) === true) return 'removed'
  return sent !== undefined || index < list.shown ? 'shown' : 'waiting'
}

function renderEntry(
  entry: Entry,
  around: {
    readonly state: EntryState
    readonly list: EntryList
    readonly within: readonly Html[]
  },
): Html {
  const { key, removable } = entry
  const { state } = around
  const waits = state === 'waiting'
  const fresh = key === around.list.fresh
  return html`<fieldset
    class="al-entry"
    data-m="${key}"
    ${flag('hidden', waits)}${flag('disabled', waits)}${flag('data-al-droppable', entry.droppable)}${attr('tabindex', fresh ? -1 : null)}${flag('autofocus', fresh)}
  >
    <legend class="al-entry-label">${renderInline(entry.label)}</legend>
    <input type="hidden" name="${key}" value="${ENTRY.shown}" />
    ${removable ? renderRemoval(entry, state) : null}
    <div class="al-entry-fields" data-m="${key}-fields" ${flag('hidden', state === 'removed')}>
      ${around.within}
    </div>
  </fieldset>`
}

function renderRemoval({ key, label }: Entry, state: EntryState): Html {
  const removed = state === 'removed'
  const name = plainText(label)
  const box = html`<div class="form-check al-entry-box">
    <input
      type="checkbox"
      class="form-check-input"
      id="${key}-removed"
      name="${key}"
      value="${ENTRY.removed}"
      data-m="${key}-removed"
      ${flag('checked', state !== 'shown')}
    /><label class="form-check-label" for="${key}-removed">${text('list.removeThis')}</label>
  </div>`
  const press = html`<button
    type="button"
    class="btn btn-sm btn-outline-danger al-entry-remove"
    data-m="${key}-remove"
    aria-label="${text('list.removeNamed', { name })}"
    ${flag('hidden', removed)}
  >
    ${text('list.remove')}
  </button>`
  const undo = html`<div class="al-entry-gone" data-m="${key}-gone" ${flag('hidden', !removed)}>
    ${text('list.removed')}
    <button
      type="button"
      class="btn btn-sm btn-outline-secondary al-entry-undo"
      data-m="${key}-undo"
      aria-label="${text('list.undoNamed', { name })}"
    >
      ${text('list.undo')}
    </button>
  </div>`
  return html`${box}${press}${undo}`
}

function renderAdd(label: string): Html {
  return html`<div class="al-entry-more">
    <button
      type="submit"
      class="btn btn-outline-primary al-entry-add"
      name="${BUTTON_KEY}"
      value="${ADD_ENTRY}"
      data-m="add-entry"
      formnovalidate
    >
      ${renderInline(label)}
    </button>
  </div>`
}
