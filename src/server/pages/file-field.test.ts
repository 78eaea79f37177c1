import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SentFile } from '../../interview/request.ts'
import type { Field, Upload } from '../../interview/screen.ts'
import { BARE_FIELD } from '../../interview/testing/bare-field.ts'
import { renderField } from './fields.ts'
import type { FieldContext } from './field-parts.ts'
import { raw } from './html.ts'
import { observersCopy } from './observers-copy.ts'

const UPLOAD: Upload = { accept: null, capture: null, several: false, held: [], penColor: null }
const HELD = [{ number: 3, filename: 'my <plan>.pdf' }]

function render(
  upload: Partial<Upload>,
  field: Partial<Field> = {},
  context: Partial<FieldContext> = {},
): string {
  return renderField(
    {
      ...BARE_FIELD,
      key: 'f0',
      widget: 'file',
      datatype: 'file',
      label: 'File',
      required: true,
      upload: { ...UPLOAD, ...upload },
      ...field,
    },
    {
      stamp: () => raw(''),
      values: null,
      refusals: {},
      alone: false,
      states: new Map(),
      filesUrl: '/files/',
      conditional: new Set(),
      largestFile: 2 * 1024 * 1024,
      ...context,
    },
  ).html.replaceAll(/\s+/g, ' ')
}

function sent(number: number): SentFile {
  const rest = { id: 'x', extension: 'pdf', mimetype: 'application/pdf', size: 1 }
  return { ...rest, number, filename: `${number}.pdf` }
}

describe('a field of files', () => {
  it('[QUE3] offers what its datatype says', () => {
    const shown = render({ accept: 'image/*', capture: 'environment', several: true })
    assert.match(
      shown,
      /<input type="file"[^>]* required[^>]* accept="image\/\*" capture="environment" multiple/,
    )
    assert.match(shown, /data-al-largest="2097152" data-al-too-large="[^"]*at most 2 MB/)
  })

  it('[QUE5] does not ask again for what it holds, and lets it go', () => {
    const shown = render({ held: HELD })
    assert.match(shown, /type="checkbox"[^>]* name="f0\.kept" value="3"[^>]* checked/)
    assert.match(shown, /Keep <span >my &lt;plan&gt;\.pdf<\/span>/)
    assert.doesNotMatch(shown, /<input type="file"[^>]* required/)
  })

  it('[QUE5] after a refusal holds what was sent, and no longer what was let go', () => {
    const files = { f0: { kept: [sent(1)], fresh: [sent(2)], refusal: null } }
    const context = { values: {}, sent: files }
    const one = render({ held: HELD }, {}, context)
    assert.deepEqual(
      [...one.matchAll(/\.kept" value="(\d)"/g)].map(([, n]) => n),
      ['2'],
    )
    const many = render({ held: HELD, several: true }, {}, context)
    assert.deepEqual(
      [...many.matchAll(/\.kept" value="(\d)"/g)].map(([, n]) => n),
      ['1', '2'],
    )
    assert.doesNotMatch(render({ held: HELD }, {}, { values: {}, sent: {} }), /\.kept/)
  })

  it('[OBS7] an observer does not learn the name of a file that is hidden from them', () => {
    const shown = render({ held: HELD }, { sensitive: true })
    assert.match(shown, /plan/)
    assert.doesNotMatch(observersCopy(shown), /plan/)
    assert.match(observersCopy(render({ held: HELD })), /plan/)
  })
})
