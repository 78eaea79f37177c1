import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import { isAccepted } from './take-files.ts'
import type { Python } from './python.ts'
import type { SentFile, SentFiles } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function file(number: number, changes: Partial<SentFile> = {}): SentFile {
  return {
    id: `file-${number}`,
    number,
    filename: `photo ${number}.png`,
    extension: 'png',
    mimetype: 'image/png',
    size: 1000 * number,
    ...changes,
  }
}

function sent(changes: Partial<SentFiles>): SentFiles {
  return { kept: [], fresh: [], refusal: null, ...changes }
}

function asking(modifiers: string, printed: string): Visit {
  return createVisit(python, {
    yaml: `
id: ask
question: What?
fields:
  - It: it
    ${modifiers.replaceAll('\n', '\n    ')}
---
mandatory: True
question: |
  ${printed}`,
  })
}

describe('fields of files', () => {
  it('[QUE3] each datatype says what a browser should offer', () => {
    const rows = [
      ['file', null, null, false],
      ['files', null, null, true],
      ['camera', 'image/*', 'environment', false],
      ['user', 'image/*', 'user', false],
      ['environment', 'image/*', 'environment', false],
      ['camcorder', 'video/*', 'environment', false],
      ['microphone', 'audio/*', 'user', false],
    ] as const
    for (const [datatype, accept, capture, several] of rows) {
      const { screen } = asking(`datatype: ${datatype}`, '${ it }').show()
      const [field] = screen.fields
      assert.deepEqual(
        [field?.widget, field?.required, field?.upload],
        ['file', true, { accept, capture, several, held: [], penColor: null }],
        datatype,
      )
    }
  })

  it('[QUE4] accept is an expression; what concerns sizes of pictures is taken', () => {
    const visit = asking(
      'datatype: file\naccept: |\n  "image/jpeg, " + "image/png"\nmaximum image size: 100\nimage upload type: jpeg',
      '${ it }',
    )
    assert.equal(visit.show().screen.fields[0]?.upload?.accept, 'image/jpeg, image/png')
  })

  it('[QUE3] [PYT2] gives a list of files that know what they are', () => {
    const visit = asking(
      'datatype: files',
      '${ repr([f.filename for f in it]) } ${ it.filename } ${ it[1].mimetype } ${ it[1].extension } ${ it[1].number } ${ it[1].ok } ${ it.size_in_bytes() } ${ it[1].size_in_bytes() } ${ it.__class__.__name__ } ${ it[1].instanceName } ${ it.url_for() } ${ it[1].url_for(external=True) } ${ url_of(it[0]) } ${ len(it) }',
    )
    visit.show()
    const { screen, accepted } = visit.submit({}, { f0: sent({ fresh: [file(3), file(4)] }) })
    assert.equal(accepted, true)
    assert.equal(
      screen.question,
      "['photo 3.png', 'photo 4.png'] photo 3.png image/png png 4 True 7000 4000 DAFileList it[1]" +
        ' /s/abcdefghijklmnopqrstuv/file/file-3 http://localhost/s/abcdefghijklmnopqrstuv/file/file-4' +
        ' /s/abcdefghijklmnopqrstuv/file/file-3 2',
    )
  })

  it('[QUE6] is printed as markup, which nothing in it can break', () => {
    const visit = asking(
      'datatype: files',
      "${ it }|${ it[0].show(width='50%') }|${ it.show(width='100px') }|${ it[0].show(alt_text='a ] [FILE 9], b') }",
    )
    visit.show()
    const { screen } = visit.submit({}, { f0: sent({ fresh: [file(3), file(4)] }) })
    assert.equal(
      screen.question,
      '[FILE 3] [FILE 4]|[FILE 3, 50%]|[FILE 3, 100px] [FILE 4, 100px]|[FILE 3, None, a  FILE 9 b]',
    )
  })

  it('[QUE5] what is missing, too much or of another kind is refused, and nothing is stored', () => {
    const rows: readonly (readonly [string, SentFiles | undefined, string])[] = [
      ['datatype: file', undefined, 'You need to fill this in.'],
      ['datatype: file', sent({}), 'You need to fill this in.'],
      ['datatype: file', sent({ fresh: [file(1), file(2)] }), 'Send one file only.'],
      ['datatype: file', sent({ kept: [file(1), file(2)] }), 'Send one file only.'],
      ['datatype: file', sent({ refusal: 'Too large.' }), 'Too large.'],
      ['datatype: files', sent({ fresh: [file(1)], refusal: 'Too large.' }), 'Too large.'],
      [
        'datatype: microphone',
        sent({ fresh: [file(1)] }),
        'This kind of file cannot be taken here.',
      ],
    ]
    for (const [modifiers, given, message] of rows) {
      const visit = asking(modifiers, '${ repr(it) }')
      visit.show()
      const reply = visit.submit({}, given === undefined ? {} : { f0: given })
      assert.deepEqual([reply.accepted, reply.refusals], [false, { f0: message }], modifiers)
      assert.equal(visit.show().screen.name, 'ask')
    }
  })

  it('[QUE3] nothing where nothing had to be sent is None', () => {
    const visit = asking('datatype: file\nrequired: False', '${ repr(it) }')
    visit.show()
    assert.equal(visit.submit({}).screen.question, 'None')
  })

  it('[QUE5] files for a field that takes none, and texts for one that takes files, are strangers', () => {
    const strange = 'The form holds a field that this screen does not have.'
    const texts = asking('datatype: text', '${ it }')
    texts.show()
    const withFile = texts.submit({ f0: ['a'] }, { f0: sent({ fresh: [file(1)] }) })
    assert.deepEqual(withFile.refusals, { '': strange })
    const files = asking('datatype: file', '${ it }')
    files.show()
    assert.deepEqual(files.submit({ f0: ['photo.png'] }).refusals, { '': strange })
    assert.deepEqual(files.submit({}, { f7: sent({ kept: [file(1)] }) }).refusals, { '': strange })
  })

  it('[QUE3] one file takes the place of the other, several join those that are kept', () => {
    const one = asking('datatype: file', '${ it }')
    one.show()
    const replaced = one.submit({}, { f0: sent({ kept: [file(1)], fresh: [file(2)] }) })
    assert.equal(replaced.screen.question, '[FILE 2]')
    const many = asking('datatype: files', '${ it }')
    many.show()
    const joined = many.submit({}, { f0: sent({ kept: [file(1), file(2)], fresh: [file(2)] }) })
    assert.equal(joined.screen.question, '[FILE 1] [FILE 2]')
  })

  it('[LOG4] what was answered is held when the question is asked again', () => {
    const visit = createVisit(python, {
      yaml: `
question: What?
fields:
  - It: it
    datatype: file
---
mandatory: True
question: |
  \${ it }
review:
  - Again: it`,
    })
    visit.show()
    visit.submit({}, { f0: sent({ fresh: [file(7)] }) })
    const again = visit.action('it')
    assert.deepEqual(again.screen.fields[0]?.upload?.held, [{ number: 7, filename: 'photo 7.png' }])
    const kept = visit.submit({}, { f0: sent({ kept: [file(7)] }) })
    assert.equal(kept.screen.question, '[FILE 7]')
  })

  it('[QUE7] a file is enough of an entry in a list', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - papers: DAList.using(object_type=Thing, there_are_any=True)
---
question: Papers
fields:
  - Name: papers[i].name.text
    required: False
  - File: papers[i].content
    datatype: file
list collect: True
---
mandatory: True
question: |
  \${ papers[0].content } \${ papers[1].content }`,
    })
    const keys = visit.show().screen.fields.filter(({ widget }) => widget === 'file')
    const [first, second] = keys.map(({ key }) => key)
    const files = {
      [first ?? '']: sent({ fresh: [file(1)] }),
      [second ?? '']: sent({ fresh: [file(2)] }),
    }
    assert.equal(visit.submit({}, files).screen.question, '[FILE 1] [FILE 2]')
  })

  it('[PYT2] reads a text by asking the server for it', () => {
    const visit = asking('datatype: file', '${ it.slurp() } ${ it[0].readlines() }')
    visit.show()
    const { name } = visit.show().screen
    const text = file(2, { filename: 'a.txt', extension: 'txt', mimetype: 'text/plain' })
    const files = { f0: sent({ fresh: [text] }) }
    const input = { type: 'submit', screen: name, values: {}, files } as const
    assert.deepEqual(visit.evaluate(input), {
      type: 'need',
      needs: [{ type: 'file-content', key: 'file-content:2', number: 2 }],
    })
    const content = Buffer.from('über\nall\n').toString('base64')
    visit.facts['file-content:2'] = { type: 'file-content', content }
    const { screen } = visit.submit({}, files)
    assert.equal(screen.question, "über\nall\n ['über\\n', 'all\\n']")
    visit.facts['file-content:2'] = { type: 'file-content', content: null }
    const gone = visit.evaluate({ type: 'show' })
    assert.match(gone.type === 'failed' ? gone.error.message : '', /too large to be read/)
  })

  it('[PYT4] what needs more than that says that it is not supported yet', () => {
    for (const call of ['it.path()', 'it[0].path()', 'it.num_pages()', 'it[0].from_url("x")']) {
      const visit = asking('datatype: file', `\${ ${call} }`)
      const { name } = visit.show().screen
      const files = { f0: sent({ fresh: [file(1)] }) }
      const reply = visit.evaluate({ type: 'submit', screen: name, values: {}, files })
      assert.equal(reply.type === 'failed' && reply.error.code, 'unsupported', call)
    }
  })

  it('[QUE5] accept is judged as browsers do', () => {
    const rows: readonly (readonly [string | null, Partial<SentFile>, boolean])[] = [
      [null, {}, true],
      [' , ', {}, true],
      ['image/*', {}, true],
      ['IMAGE/PNG', {}, true],
      ['image/jpeg', {}, false],
      ['.PNG', {}, true],
      ['.pdf, image/png', {}, true],
      ['.pdf', {}, false],
      ['image/*', { filename: 'a.xyz', mimetype: 'application/octet-stream' }, true],
      ['.pdf', { filename: 'a.xyz', mimetype: 'application/octet-stream' }, false],
    ]
    for (const [accept, changes, fits] of rows) {
      assert.equal(isAccepted(file(1, changes), accept), fits, `${accept}`)
    }
  })
})
