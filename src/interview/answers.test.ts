import assert from 'node:assert/strict'
import fc from 'fast-check'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import { withoutMarks } from './private-marks.ts'
import { withoutTags } from './take-typed.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function asking(field: string): Visit {
  const indented = field.replaceAll('\n', '\n    ')
  return createVisit(python, {
    yaml: `
question: What?
fields:
  - It: it
    ${indented}
---
mandatory: True
question: |
  \${ repr(it) }`,
  })
}

type Row = readonly [modifiers: string, given: readonly string[], printed: string]

const TAKEN: readonly Row[] = [
  ['datatype: text', ['  abc '], "'abc'"],
  ['datatype: text', ['a < b > c'], "'a < b > c'"],
  ['datatype: text', ['a<b>c</b>'], "'ac'"],
  ['required: False', [''], "''"],
  ['datatype: area', ['a\r\nb'], "'a\\nb'"],
  ['datatype: password', [' <p>w '], "' <p>w '"],
  ['datatype: email', ['a@example.com'], "'a@example.com'"],
  ['datatype: integer', ['-7'], '-7'],
  ['datatype: integer\nrequired: False', [''], '0'],
  ['datatype: number', ['2.5'], '2.5'],
  ['datatype: number\nrequired: False', [''], '0.0'],
  ['datatype: currency', ['$1,234.50'], '1234.5'],
  ['datatype: range\nmin: 1\nmax: 10', ['3'], '3.0'],
  ['datatype: yesno', ['True'], 'True'],
  ['datatype: yesno', [], 'False'],
  ['datatype: noyes', ['True'], 'False'],
  ['datatype: yesnoradio', ['False'], 'False'],
  ['datatype: yesnomaybe', ['None'], 'None'],
  ['datatype: time', ['14:30'], 'datetime.time(14, 30)'],
  ['choices:\n  - Red: r\n  - Blue: b', ['b'], "'b'"],
  ['datatype: radio\nchoices: [one, two]\nrequired: False', [], 'None'],
  ['datatype: checkboxes\nchoices: [one, two]', ['two'], "{'one': False, 'two': True}"],
  ['datatype: checkboxes\nchoices: [one, two]', [''], "{'one': False, 'two': False}"],
  ['datatype: combobox\nchoices:\n  - One: 1', ['One'], "'1'"],
  ['datatype: combobox\nchoices: [one]', ['other'], "'other'"],
]

const REFUSED: readonly Row[] = [
  ['datatype: text', [''], 'You need to fill this in.'],
  ['datatype: text', [' \t'], 'You need to fill this in.'],
  ['datatype: text', ['a', 'b'], 'This cannot be understood.'],
  ['minlength: 3', ['ab'], 'Please enter at least 3 characters.'],
  ['maxlength: 3', ['abcd'], 'Please enter at most 3 characters.'],
  ['datatype: email', ['nobody'], 'Please enter an e-mail address.'],
  ['datatype: integer', ['2.5'], 'Please enter a whole number.'],
  ['datatype: number', ['1e999'], 'Please enter a number.'],
  ['datatype: number\nmin: 2', ['1'], 'This has to be 2 or more.'],
  ['datatype: range\nmin: 1\nmax: 10', ['11'], 'This has to be 10 or less.'],
  ['datatype: date', ['2026-02-30'], 'Please enter a date.'],
  ['datatype: time', ['25:00'], 'Please enter a time.'],
  ['choices: [one, two]', ['three'], 'This is not one of the choices.'],
  ['choices: [one, two]', [''], 'You need to choose one.'],
  ['datatype: checkboxes\nchoices: [one]', ['x'], 'This is not one of the choices.'],
  ['datatype: checkboxes\nchoices: [one]', [], 'Check at least one box, or “None of the above”.'],
  [
    'datatype: checkboxes\nchoices: [one]',
    ['one', ''],
    'Check either “None of the above” or other boxes, not both.',
  ],
]

describe('answers', () => {
  it('[QUE3] [QUE5] each datatype gives its value', () => {
    for (const [modifiers, given, printed] of TAKEN) {
      const visit = asking(modifiers)
      visit.show()
      const reply = visit.submit({ f0: given })
      const question = withoutMarks(reply.screen.question)
      assert.deepEqual([modifiers, given, question], [modifiers, given, printed])
      assert.equal(reply.accepted, true)
    }
  })

  it('[QUE3] a date knows the time zone of the server', () => {
    const visit = createVisit(python, {
      yaml: `
question: What?
fields:
  - It: it
    datatype: date
---
mandatory: True
question: |
  \${ it } \${ it.isoformat() } \${ format_date(it, format='MMM d, yyyy') }`,
    })
    visit.show()
    const { screen } = visit.submit({ f0: ['2026-01-15'] })
    assert.equal(screen.question, 'January 15, 2026 2026-01-15T00:00:00-05:00 Jan 15, 2026')
  })

  it('[QUE5] what does not fit is refused at its field, and nothing is stored', () => {
    for (const [modifiers, given, message] of REFUSED) {
      const visit = asking(modifiers)
      visit.show()
      const reply = visit.submit({ f0: given })
      assert.deepEqual([modifiers, given, reply.refusals], [modifiers, given, { f0: message }])
      assert.equal(reply.accepted, false)
      assert.equal(visit.show().screen.question, 'What?')
    }
  })

  it('[QUE5] a field that the screen does not have refuses the form', () => {
    const visit = asking('datatype: text')
    visit.show()
    const reply = visit.submit({ f0: ['abc'], f1: ['more'] })
    assert.equal(reply.accepted, false)
    assert.deepEqual(Object.keys(reply.refusals), [''])
  })

  it('[QUE4] validation code refuses at the field, and the answers stay what they were', () => {
    const visit = createVisit(python, {
      yaml: `
question: What?
fields:
  - It: it
    datatype: integer
validation code: |
  if it > 5:
    validation_error('Too many.', field='it')
---
mandatory: True
question: |
  \${ it }`,
    })
    visit.show()
    const refused = visit.submit({ f0: ['6'] })
    assert.deepEqual(refused.refusals, { f0: 'Too many.' })
    assert.equal(refused.accepted, false)
    assert.equal(refused.screen.fields[0]?.value, null)
    assert.equal(visit.submit({ f0: ['5'] }).screen.question, '5')
  })

  it('[QUE6] typed template and markup come back as data', () => {
    const visit = createVisit(python, {
      yaml: `
question: What?
fields:
  - It: it
---
need: it
event: again
question: Again, \${ it }?
subquestion: |
  \${ it }
continue button label: \${ it }
---
mandatory: True
question: |
  [\${ it }]
subquestion: |
  % if True:
  <\${ it }>
  % endif`,
    })
    const first = visit.show()
    const bits = [
      '${ 1 + 1 }',
      '% if True:',
      '<%',
      '%>',
      '{{',
      '}}',
      '\\',
      '##',
      '"',
      "'",
      'a',
      ' ',
      '\n',
    ]
    const typed = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(typed, (parts) => {
        const text = `x${parts.join('')}y`
        const reply = visit.as({ visitorNumber: 1, account: null })
        reply.action('it')
        const { screen } = reply.submit({ f0: [text] })
        assert.equal(screen.question, `[${withoutTags(text).trim()}]`)
        assert.ok((screen.subquestion ?? '').includes(withoutTags(text).trim()))
      }),
      { numRuns: 60 },
    )
    assert.equal(first.screen.question, 'What?')
  })

  it('[QUE6] no tag survives, however tags are nested', () => {
    const bits = [
      '<',
      '>',
      '<b>',
      '</b>',
      '<scr',
      'ipt>',
      '<!--',
      '-->',
      'x',
      ' ',
      '<a href="',
      '">',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 12 }), (parts) => {
        assert.doesNotMatch(withoutTags(parts.join('')), /<[A-Za-z/!?][^<>]*>/)
      }),
    )
  })
})

describe('what interview code says about live help', () => {
  const status = (call: string): Visit =>
    createVisit(python, {
      yaml: `
mandatory: True
code: |
  set_live_help_status(availability='available', partner_roles=['a', ['b', 'a']])
---
mandatory: True
code: |
  try:
    told = None
    ${call}
  except ValueError as error:
    told = str(error)
---
mandatory: True
question: |
  \${ told }`,
    })

  it('[AUT1] [AUT2] [AUT3] [AUT4] settings are set one by one', () => {
    const { settings } = status("set_live_help_status(availability=False, mode='peer')").show()
    const partnerRoles = ['a', 'b']
    assert.deepEqual(settings, {
      called: true,
      availability: 'unavailable',
      mode: 'peer',
      partnerRoles,
      consent: 'author',
    })
    assert.equal(
      status('set_live_help_status(availability=True)').show().settings.availability,
      'available',
    )
    assert.deepEqual(
      status("set_live_help_status(partner_roles='c d')").show().settings.partnerRoles,
      ['c d'],
    )
  })

  it('[AUT5] [AUT9] any other value is refused by name, and what was set stays', () => {
    for (const [call, told] of [
      [
        "set_live_help_status(availability='on', mode='peer')",
        /`availability` cannot be 'on'; expected 'available'/,
      ],
      [
        "set_live_help_status(mode='chat')",
        /`mode` cannot be 'chat'; expected 'help', 'peer' or 'peerhelp'/,
      ],
      ['set_live_help_status(availability=1)', /`availability` cannot be 1/],
      ['set_live_help_status(partner_roles=[3])', /`partner_roles` cannot be 3/],
      [
        "chat_partners_available('a', mode='x')",
        /chat_partners_available\(\): `mode` cannot be 'x'/,
      ],
    ] as const) {
      const reply = status(call).show()
      assert.match(reply.screen.question, told)
      assert.deepEqual([reply.settings.mode, reply.settings.availability], ['help', 'available'])
    }
  })

  it('[AUT6] available without a role warns the author', () => {
    const { warnings } = status('set_live_help_status(partner_roles=[])').show()
    assert.equal(warnings[0]?.code, 'no-partner-roles')
    assert.match(warnings[0].message, /no `partner_roles`/)
    const peer = "set_live_help_status(mode='peer', partner_roles=[])"
    assert.deepEqual(status(peer).show().warnings, [])
    const peerHelp = "set_live_help_status(mode='peerhelp', partner_roles=[])"
    assert.equal(status(peerHelp).show().warnings.length, 1)
  })

  it('[AUT9] every way of naming roles asks the same; the arguments stay as they are', () => {
    const keys = new Set<string>()
    for (const call of [
      "chat_partners_available('a', 'b')",
      "chat_partners_available(['b', 'a'])",
      "chat_partners_available(partner_roles=['a', 'b'])",
      "chat_partners_available('a', partner_roles='b')",
    ]) {
      const reply = status(call).evaluate({ type: 'show' })
      assert.ok(reply.type === 'need')
      for (const need of reply.needs) keys.add(need.key)
    }
    assert.equal(keys.size, 1)
  })

  it('[AUT9] code cannot swallow the question to the world', () => {
    const visit = createVisit(python, {
      yaml: `
mandatory: True
code: |
  try:
    n = chat_partners_available('a').help
  except Exception:
    n = -1
---
mandatory: True
question: |
  \${ n + 1 }`,
    })
    const reply = visit.evaluate({ type: 'show' })
    assert.ok(reply.type === 'need')
    visit.facts[reply.needs[0]?.key ?? ''] = { type: 'chat-partners', help: 2, peer: 1 }
    assert.equal(visit.show().screen.question, '3')
  })

  it('[AUT12] the log is in the zone that was asked for; an unknown zone raises', () => {
    const log = (args: string): Visit => {
      const yaml = `mandatory: True\nquestion: \${ get_chat_log(${args})[0]['datetime'] }`
      const visit = createVisit(python, { yaml })
      const line = { message: 'm', sentAt: 0, email: null, firstName: null, lastName: null }
      visit.facts['chat-log'] = { type: 'chat-log', lines: [line] }
      return visit
    }
    assert.equal(log('').show().screen.question, '1969-12-31 19:00:00-05:00')
    assert.equal(log('utc=True').show().screen.question, '1970-01-01 00:00:00+00:00')
    assert.equal(log("timezone='Asia/Tokyo'").show().screen.question, '1970-01-01 09:00:00+09:00')
    const both = log("utc=True, timezone='Asia/Tokyo'").show()
    assert.equal(both.screen.question, '1970-01-01 00:00:00+00:00')
    const unknown = log("timezone='Mars/Olympus'").evaluate({ type: 'show' })
    assert.ok(unknown.type === 'failed' && unknown.error.code === 'python')
  })
})
