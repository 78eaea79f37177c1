import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BARE_FIELD } from '../../interview/testing/bare-field.ts'
import type { Field } from '../../interview/screen.ts'
import { conditionalKeys, statesOf, type FieldContext } from './field-parts.ts'
import { renderField } from './fields.ts'
import { raw } from './html.ts'

function field(overrides: Partial<Field> = {}): Field {
  return { ...BARE_FIELD, key: 'f0', widget: 'text', datatype: 'text', label: 'It', ...overrides }
}

function box(key: string, others: Partial<Field> = {}): Field {
  return field({ key, widget: 'checkbox', datatype: 'yesno', ...others })
}

function render(
  fields: readonly Field[],
  values: FieldContext['values'] = null,
): readonly string[] {
  const context: FieldContext = {
    stamp: () => raw(''),
    values,
    refusals: {},
    alone: fields.length === 1,
    states: statesOf(fields, values),
    filesUrl: '/files/',
    conditional: conditionalKeys(fields),
  }
  return fields.map((each) => renderField(each, context).html.replaceAll(/\s+/g, ' '))
}

const CHOICE = { value: 'a', label: 'A', selected: false, help: null, image: null }

const SHOWN_IF = { key: 'f0', values: ['True'], negated: false, effect: 'show' } as const

describe('fields as HTML', () => {
  it('[QUE4] a field that a condition hides starts hidden, and asks by our own checks only', () => {
    const fields = [box('f0'), field({ key: 'f1', required: true, condition: SHOWN_IF })]
    const [, hidden = ''] = render(fields)
    assert.match(hidden, /^<div [^>]* hidden/)
    assert.match(hidden, /aria-required="true"/)
    assert.doesNotMatch(hidden, / required/)
    const [, shown = ''] = render(fields, { f0: ['True'] })
    assert.doesNotMatch(shown, /^<div [^>]* hidden/)
  })

  it('[QUE4] what is known of a field decides at first, also that it is disabled', () => {
    const known = [box('f0', { value: 'True' }), field({ key: 'f1', condition: SHOWN_IF })]
    assert.doesNotMatch(render(known)[1] ?? '', /^<div [^>]* hidden/)
    const fixed = known.map((each) => ({ ...each, disabled: true }))
    assert.doesNotMatch(render(fixed, { f1: ['x'] })[1] ?? '', /^<div [^>]* hidden/)
    assert.match(render(fixed)[1] ?? '', /<input [^>]* disabled/)
  })

  it('[QUE4] the browser reads conditions and words from attributes that nothing can break out of', () => {
    const evil = `"><script>'&`
    const condition = { ...SHOWN_IF, values: [evil] }
    const html = render([field({ condition, messages: { required: evil } })]).join('')
    assert.doesNotMatch(html, /<script/)
    assert.match(html, /data-al-rules="\{&quot;condition/)
  })

  it('[QUE4] radio buttons that may be hidden are required as a group', () => {
    const choices = [CHOICE]
    const radio = field({ key: 'f1', widget: 'radio', choices, required: true })
    assert.match(render([radio])[0] ?? '', /<input [^>]*required/)
    const [, group = ''] = render([box('f0'), { ...radio, condition: SHOWN_IF }])
    assert.match(group, /<fieldset [^>]*role="radiogroup" aria-required="true"/)
    assert.doesNotMatch(group, /<input [^>]*required/)
  })

  it('[QUE4] `disable others` takes the browser’s own `required` from them', () => {
    const others = [{ what: 'disable' as const, keys: ['f1'] }]
    const [, other = ''] = render([box('f0', { others }), field({ key: 'f1', required: true })])
    assert.match(other, /aria-required="true"/)
  })

  it('[QUE4] boxes for all and for none stand below the choices', () => {
    const choices = ['a', 'b'].map((value) => ({
      value,
      label: value,
      selected: true,
      help: null,
      image: null,
    }))
    const group = field({
      widget: 'checkboxes',
      choices,
      allOfTheAbove: 'Everything',
      noneOfTheAbove: 'Nothing',
      minLength: 1,
    })
    const [html = ''] = render([group])
    assert.ok(html.indexOf('Everything') < html.indexOf('Nothing'))
    assert.match(html, /name="f0-all" value="True" data-m="f0-all" checked data-al-all/)
    assert.match(html, /data-al-least="1"/)
  })

  it('[QUE4] a logarithmic range is a number, with a slider that sends nothing', () => {
    const range = field({
      widget: 'range',
      min: '1',
      max: '10000',
      value: '100',
      logarithmic: true,
    })
    const [html = ''] = render([range])
    const [slider = '', number = ''] = html.match(/<input[^>]*>/g) ?? []
    assert.doesNotMatch(slider, / name=/)
    assert.match(slider, /value="500"/)
    assert.match(slider, /aria-label="It, as a slider"/)
    assert.match(number, /type="number".* name="f0".* value="100"/)
  })

  it('[QUE3] each datatype asks for its keys, steps and picker', () => {
    for (const [overrides, expected] of [
      [{ widget: 'number', datatype: 'integer', step: '1' }, /inputmode="numeric"/],
      [{ widget: 'number', datatype: 'number' }, /step="any" inputmode="decimal"/],
      [{ widget: 'number', datatype: 'number', min: '0.5' }, /min="0.5" step="any" inputmode/],
      [{ widget: 'email', datatype: 'email' }, /type="email".*autocomplete="email"/],
      [{ widget: 'time', datatype: 'time', value: '13:43:23' }, /type="time".*step="1"/],
      [{ widget: 'datetime', datatype: 'datetime' }, /type="datetime-local"/],
      [{ widget: 'password', datatype: 'password', value: 'x' }, /type="password"/],
      [
        { widget: 'number', datatype: 'currency', symbol: '€' },
        /id="f0-symbol">€<.*aria-describedby="f0-symbol f0-error"/,
      ],
      [{ widget: 'area', rows: 7 }, /<textarea [^>]*rows="7"/],
      [{ widget: 'area' }, /<textarea [^>]*rows="4"/],
      [{ widget: 'multiselect', rows: 9, choices: [CHOICE] }, /<select [^>]*multiple size="9"/],
      [
        { underText: 'Like *this*.' },
        /aria-describedby="f0-under f0-error".*id="f0-under">Like <em>this/,
      ],
    ] as const) {
      const [html = ''] = render([field(overrides)])
      assert.match(html, expected)
    }
    // A phone's number pad has no minus.
    assert.doesNotMatch(render([field({ widget: 'number', min: '-5' })])[0] ?? '', /inputmode/)
    assert.doesNotMatch(render([field({ widget: 'password', value: 'x' })])[0] ?? '', /value=/)
  })

  it('[QUE4] what has no choice is not there', () => {
    for (const widget of ['radio', 'dropdown', 'checkboxes', 'multiselect'] as const) {
      assert.deepEqual(render([field({ widget })]), [''])
    }
    assert.match(render([field({ widget: 'combobox' })])[0] ?? '', /<input/)
  })

  it('[QUE3] a combobox shows the label of what is known', () => {
    const choices = [{ value: 'c', label: 'Cardiff', selected: true, help: null, image: null }]
    const [html = ''] = render([field({ widget: 'combobox', choices, value: 'c' })])
    assert.match(html, /<input [^>]*value="Cardiff"/)
  })
})
