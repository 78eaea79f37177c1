import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import { loadInterview } from './load.ts'
import type { Python } from './python.ts'
import type { SentFile, SentFiles } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const PICTURE: SentFile = {
  id: 'picture',
  number: 2,
  filename: 'signature.png',
  extension: 'png',
  mimetype: 'image/png',
  size: 500,
}

function sent(changes: Partial<SentFiles>): SentFiles {
  return { kept: [], fresh: [], refusal: null, ...changes }
}

function asking(more = ''): Visit {
  return createVisit(python, {
    yaml: `
id: sign
question: Sign your name
signature: user.signature
under: |
  \${ user }
${more}
---
objects:
  - user: DAObject
---
mandatory: True
question: |
  \${ user.signature } \${ repr(user.signature) if user.signature is None else user.signature.filename }`,
  })
}

describe('signature', () => {
  it('[QUE2] is a screen with a place to sign, and gives a file', () => {
    const visit = asking('pen color: "#33f"')
    const { screen } = visit.show()
    const [field] = screen.fields
    assert.deepEqual(
      [screen.name, screen.kind, screen.under, screen.fields.length],
      ['sign', 'fields', 'user', 1],
    )
    assert.deepEqual(
      [field?.widget, field?.label, field?.required, field?.sensitive],
      ['signature', null, true, false],
    )
    assert.deepEqual(field?.upload, {
      accept: 'image/png,image/jpeg,image/webp,image/gif',
      capture: null,
      several: false,
      held: [],
      penColor: '#33f',
    })
    const next = visit.submit({}, { f0: sent({ fresh: [PICTURE] }) })
    assert.deepEqual([next.accepted, next.screen.question], [true, '[FILE 2] signature.png'])
  })

  it('[QUE5] has to be given unless the author says otherwise', () => {
    const must = asking()
    must.show()
    const refused = must.submit({})
    assert.deepEqual(refused.refusals, { f0: 'You need to fill this in.' })
    const may = asking('required: False')
    assert.equal(may.show().screen.fields[0]?.required, false)
    assert.equal(may.submit({}).screen.question, 'None None')
  })

  it('[QUE5] is a picture: HTML and SVG are none, whatever they are called', () => {
    for (const mimetype of ['text/html', 'image/svg+xml', 'application/octet-stream']) {
      const visit = asking()
      visit.show()
      const reply = visit.submit({}, { f0: sent({ fresh: [{ ...PICTURE, mimetype }] }) })
      assert.deepEqual(reply.refusals, { f0: 'This kind of file cannot be taken here.' }, mimetype)
    }
  })

  it('[OBS7] can be hidden from observers', () => {
    assert.equal(asking('sensitive: True').show().screen.fields[0]?.sensitive, true)
  })

  it('[LOG3] asked again, holds what was signed', () => {
    const visit = asking()
    visit.show()
    visit.submit({}, { f0: sent({ fresh: [PICTURE] }) })
    const again = visit.action('user.signature')
    assert.deepEqual(again.screen.fields[0]?.upload?.held, [
      { number: 2, filename: 'signature.png' },
    ])
  })

  it('[LNG2] what belongs to a signature is refused elsewhere', () => {
    for (const key of ['pen color: red', 'required: False', 'sensitive: True']) {
      const yaml = `question: What?\n${key}\nfields:\n  - It: it`
      const source = { path: 'a.yml', hash: key, yaml, includes: {}, modules: {} }
      const loaded = loadInterview(python, source)
      const messages = 'problems' in loaded ? loaded.problems.map(({ message }) => message) : []
      const name = key.split(':')[0] ?? ''
      assert.deepEqual(messages, [`\`${name}\` of a question goes with \`signature\``])
    }
  })
})
