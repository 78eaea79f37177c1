import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BARE_FIELD } from '../../interview/testing/bare-field.ts'
import type { Entry, EntryList, Field } from '../../interview/screen.ts'
import { renderDefaultButton, renderEntries } from './entries.ts'
import { raw } from './html.ts'

function field(key: string, overrides: Partial<Field> = {}): Field {
  const base = { widget: 'text', datatype: 'text', value: null, help: null, hint: null } as const
  return { ...BARE_FIELD, ...base, key, choices: [], label: 'Name', required: true, ...overrides }
}

function entry(index: number, overrides: Partial<Entry> = {}): Entry {
  return {
    key: `e${index}`,
    label: `Person ${index + 1}`,
    removable: index > 0,
    droppable: index > 1,
    fields: [`f${index}_0`],
    ...overrides,
  }
}

const LIST: EntryList = {
  entries: [entry(0), entry(1), entry(2), entry(3)],
  shown: 2,
  fresh: null,
  addLabel: 'Add another',
}

type Given = Readonly<Record<string, readonly string[]>>

function render(list: EntryList = LIST, values: Given | null = null): string {
  const fields = list.entries.flatMap((one) => one.fields.map((key) => field(key)))
  const all = [...fields.slice(0, 3), field('f3_0', { value: 'none' })]
  let stamps = 0
  return renderEntries(all, list, {
    stamp: () => raw(` data-m="m${stamps++}"`),
    values,
    refusals: {},
    alone: false,
    states: new Map(),
    filesUrl: '/files/',
    conditional: new Set(),
  }).html
}

/** The tags of each entry's group, and of the part that holds its fields. */
function groups(html: string): readonly string[] {
  return [
    ...html.matchAll(/<fieldset[^>]*class="al-entry"[^>]*>|<div class="al-entry-fields"[^>]*>/g),
  ]
    .map(([tag]) => tag.replaceAll(/\s+/g, ' '))
    .map((tag) => [...tag.matchAll(/data-m="([\w-]+)"|\b(?:hidden|disabled|autofocus)\b/g)])
    .map((found) => found.map(([whole, name]) => name ?? whole).join(' '))
}

describe('entries of a list as HTML', () => {
  it('[QUE1] those that wait are there, hidden and disabled', () => {
    const html = render()
    assert.deepEqual(groups(html), [
      'e0',
      'e0-fields',
      'e1',
      'e1-fields',
      'e2 hidden disabled',
      'e2-fields',
      'e3 hidden disabled',
      'e3-fields',
    ])
    assert.match(html, /<legend[^>]*>Person 2<\/legend>/)
    assert.match(html, /<input type="hidden" name="e1" value="shown" \/>/)
    assert.doesNotMatch(html, /data-m="e0-remove/)
    assert.match(html, /aria-label="Remove Person 2"/)
  })

  it('[QUE5] after a refusal they stand as they were sent', () => {
    const values = {
      e0: ['shown'],
      f0_0: ['Ann'],
      e1: ['shown', 'removed'],
      f1_0: ['B'],
      e2: ['shown'],
    }
    const html = render(LIST, values)
    assert.deepEqual(groups(html).slice(2), [
      'e1',
      'e1-fields hidden',
      'e2',
      'e2-fields',
      'e3 hidden disabled',
      'e3-fields',
    ])
    assert.match(html, /name="f1_0"[^>]*value="B"/, 'kept, in case it is brought back')
    assert.match(html, /name="f3_0"[^>]*value="none"/, 'what was not sent is as it is at first')
    const stubborn = render(LIST, { ...values, e0: ['shown', 'removed'] })
    assert.equal(groups(stubborn)[1], 'e0-fields', 'one that cannot be removed is not')
  })

  it('[QUE7] the one that was asked for last is shown and has the focus', () => {
    const html = render({ ...LIST, fresh: 'e2' }, { e0: ['shown'], e1: ['shown'] })
    assert.equal(groups(html)[4], 'e2 autofocus')
    assert.match(render(LIST), /name="press"[^>]*value="add-entry"[^>]*formnovalidate/)
    assert.doesNotMatch(render({ ...LIST, addLabel: null }), /add-entry/)
  })

  it('[QUE6] a label is text, whatever it says', () => {
    const label = '<img src=x onerror=alert(1)> " & more'
    const html = render({ ...LIST, entries: [entry(1, { label, fields: [] })] })
    assert.doesNotMatch(html, /onerror/)
    assert.match(
      html,
      /aria-label="Remove &quot; &amp; more"|aria-label="Remove .*&quot; &amp; more"/,
    )
  })

  it('[A11Y1] Enter presses what goes on, not what adds', () => {
    const button = {
      value: 'continue',
      label: 'Continue',
      color: 'primary',
      help: null,
      image: null,
    }
    assert.match(
      renderDefaultButton(LIST, [button])?.html ?? '',
      /tabindex="-1"[\s\S]*value="continue"/,
    )
    assert.equal(renderDefaultButton(null, [button]), null)
  })
})
