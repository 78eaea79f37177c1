import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BULLETS } from '../../base/secret.ts'
import { BARE_FIELD } from '../../interview/testing/bare-field.ts'
import type { Field } from '../../interview/screen.ts'
import { conditionalKeys, statesOf } from './field-parts.ts'
import { renderField } from './fields.ts'
import { observersCopy } from './observers-copy.ts'
import { raw } from './html.ts'

const SECRET = 'hunter2-4711'
const WIDGETS: readonly Field['widget'][] = [
  'text',
  'area',
  'email',
  'number',
  'date',
  'time',
  'datetime',
  'range',
  'combobox',
  'password',
]

function render(parts: Partial<Field>, typed: string): string {
  const field: Field = {
    ...BARE_FIELD,
    key: 'f0',
    datatype: 'text',
    label: 'Your number',
    ...parts,
  } as Field
  const values = { f0: [typed] }
  return renderField(field, {
    stamp: () => raw(' data-m="m1"'),
    values,
    refusals: { f0: `${typed} is no number` },
    alone: false,
    states: statesOf([field], values),
    filesUrl: '/files/',
    conditional: conditionalKeys([field]),
  }).html
}

describe('the observers’ copy of a screen', () => {
  for (const widget of WIDGETS) {
    it(`[OBS7] nothing that a hidden field of kind ${widget} holds is in it`, () => {
      const html = render({ widget, sensitive: true, help: 'As on the card' }, SECRET)
      const copy = observersCopy(html)
      assert.equal(copy.includes(SECRET), false)
      assert.match(copy, /Your number/)
      assert.match(copy, /As on the card/)
      assert.match(copy, /data-m="m1"/)
      if (widget === 'password') return
      // The same field, open: the test would see it.
      const open = render({ widget, sensitive: false }, SECRET)
      assert.equal(observersCopy(open).includes(SECRET), true)
      assert.equal(observersCopy(open), open)
    })
  }

  for (const widget of ['radio', 'checkboxes', 'dropdown', 'multiselect', 'checkbox'] as const) {
    it(`[OBS7] what is chosen in a hidden field of kind ${widget} is not in it, what may be is`, () => {
      const choices = [
        { value: 'True', label: 'Yes', selected: true, help: null, image: null },
        { value: 'no', label: 'No', selected: false, help: null, image: null },
      ]
      const html = render({ widget, choices, sensitive: true, value: 'True' }, 'True')
      assert.match(html, /\s(checked|selected)\b/)
      const copy = observersCopy(html)
      assert.doesNotMatch(copy, /\s(checked|selected)\b/)
      assert.match(copy, widget === 'checkbox' ? /Your number/ : /Yes[\s\S]*No/)
    })
  }

  it('[OBS7] a secret that a text prints is bullets, and what it stands in stays', () => {
    const html = `<p data-m="m2">You are <b data-private title="${SECRET}">no <i>${SECRET}</i></b>, Ada.</p>`
    assert.equal(
      observersCopy(html),
      `<p data-m="m2">You are <b data-private>${BULLETS}<i>${BULLETS}</i></b>, Ada.</p>`,
    )
  })

  it('[OBS7] fields of secret autofill kinds are empty, whoever wrote them', () => {
    const html = `<input type="text" autocomplete="billing cc-number" value="${SECRET}"><input type="text" autocomplete="name" value="Ada">`
    assert.equal(
      observersCopy(html),
      '<input type="text" autocomplete="billing cc-number"><input type="text" autocomplete="name" value="Ada">',
    )
  })

  it('[OBS7] whatever texts and values are, what is not hidden stays as it is, and what is hidden goes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    fc.assert(
      fc.property(text, text, (before, secret) => {
        const label = `${before} "asked"`
        const open = render({ widget: 'text', sensitive: false, label }, secret)
        assert.equal(observersCopy(open), open)
        const hidden = render({ widget: 'text', sensitive: true, label }, `${SECRET}${secret}`)
        const copy = observersCopy(`${open}${hidden}${open}`)
        assert.equal(copy.includes(SECRET), false)
        assert.equal(copy.startsWith(open) && copy.endsWith(open), true)
      }),
    )
  })
})
