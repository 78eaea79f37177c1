import assert from 'node:assert/strict'
import fc from 'fast-check'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function start(yaml: string): Visit {
  return createVisit(python, { yaml })
}

/** One question, for whom the blocks say, in front of somebody who is `present` (Python). */
function oneQuestion(parts: {
  readonly present: string
  readonly byDefault?: unknown
  readonly own?: unknown
}): string {
  const byDefault =
    parts.byDefault === undefined ? '' : `default role: ${JSON.stringify(parts.byDefault)}\n---\n`
  const own = parts.own === undefined ? '' : `role: ${JSON.stringify(parts.own)}\n`
  return `${byDefault}initial: True
code: |
  role = ${parts.present}
---
id: asked
mandatory: True
${own}question: What color?
fields:
  - Color: color
`
}

const WAITING = `---
id: waiting
event: role_event
question: Not yours
subquestion: Needs ${'${ comma_list(role_needed) }'}
buttons:
  - Check: refresh
`

describe('whose question it is', () => {
  it('[ROL1] asks whoever has one of its roles, and shows all others the waiting screen', () => {
    for (const [blocks, due] of [
      [{ present: "'client'" }, 'asked'],
      [{ present: "'client'", byDefault: 'client' }, 'asked'],
      [{ present: "'advocate'", byDefault: 'client' }, 'waiting'],
      [{ present: "'advocate'", own: 'advocate' }, 'asked'],
      [{ present: "'client'", own: 'advocate' }, 'waiting'],
      // The question's own word counts, not the default's.
      [{ present: "'client'", byDefault: 'client', own: 'advocate' }, 'waiting'],
      [{ present: "'advocate'", byDefault: 'client', own: 'advocate' }, 'asked'],
      [{ present: "'supervisor'", own: ['advocate', 'supervisor'] }, 'asked'],
      [{ present: "'client'", byDefault: ['advocate', 'supervisor'] }, 'waiting'],
      [{ present: "['client', 'advocate']", own: 'advocate' }, 'asked'],
      [{ present: "{'client'}", own: 'advocate' }, 'waiting'],
      [{ present: '[]', byDefault: 'client' }, 'waiting'],
      [{ present: 'None', byDefault: 'client' }, 'waiting'],
    ] as const) {
      const { screen } = start(oneQuestion(blocks) + WAITING).show()
      assert.equal(screen.name, due, JSON.stringify(blocks))
      assert.equal(screen.waits, due === 'waiting')
    }
  })

  it('[ROL1] whatever the names: it is asked exactly if the person has a role that may answer', () => {
    const name = fc.constantFrom('client', 'advocate', 'family law', "o'clock", 'Zoë')
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(names, names, (own, present) => {
        const yaml = oneQuestion({ present: JSON.stringify(present), own }) + WAITING
        const { screen } = start(yaml).show()
        const mayAnswer = present.some((role) => own.includes(role))
        assert.equal(screen.name, mayAnswer ? 'asked' : 'waiting')
        if (!mayAnswer) assert.equal(screen.subquestion, `Needs ${own.join(', ')}`)
      }),
      { numRuns: 40 },
    )
  })

  it('[ROL1] an interview without such a screen has ours, and answers to it do nothing', () => {
    const visit = start(oneQuestion({ present: "'client'", own: 'advocate' }))
    const { screen } = visit.show()
    assert.equal(screen.name, 'role_event')
    assert.equal(screen.kind, 'deadend')
    assert.equal(screen.waits, true)
    assert.equal(screen.question, 'Somebody else goes on now')
    const sent = visit.submit({ f0: ['green'] })
    assert.equal(sent.accepted, false)
    assert.equal(sent.screen.name, 'role_event')
  })

  it('[ROL1] the answer to a question of others is not taken', () => {
    const visit = start(oneQuestion({ present: 'url_args["as"]', own: 'advocate' }) + WAITING)
    const reply = visit.evaluate({ type: 'submit', screen: 'asked', values: { f0: ['green'] } })
    assert.ok(reply.type === 'failed')
    const client = createVisit(python, {
      yaml: oneQuestion({ present: "'client'", own: 'advocate' }) + WAITING,
    })
    const sent = client.evaluate({ type: 'submit', screen: 'asked', values: { f0: ['green'] } })
    assert.ok(sent.type === 'screen')
    assert.equal(sent.accepted, false)
    assert.equal(sent.screen.name, 'waiting')
  })

  it('[ROL1] what a question still lacks is asked of whom it is for, before the question itself', () => {
    const visit = start(`
default role: client
code: |
  role = 'advocate' if user_logged_in() else 'client'
---
mandatory: True
code: |
  is_sound
  done
---
role: advocate
id: review
question: Is \${ reason } a good reason?
yesno: is_sound
---
id: reason
question: Why?
fields:
  - Reason: reason
---
id: done
role: [client, advocate]
event: done
question: It is \${ is_sound }.
`)
    const advocate = visit.as(account())
    assert.equal(visit.show().screen.name, 'reason')
    assert.equal(advocate.show().screen.waits, true)
    assert.equal(visit.submit({ f0: ['Rain'] }).screen.waits, true)
    assert.equal(advocate.show().screen.question, 'Is Rain a good reason?')
    assert.equal(advocate.submit({ press: ['yes'] }).screen.question, 'It is True.')
    assert.equal(visit.show().screen.question, 'It is True.')
  })

  it('[ROL1] `default role` with code runs at every look; of several the last one counts', () => {
    const visit = start(`
default role: client
code: |
  looks = looks + 1 if defined('looks') else 1
  role = 'organizer'
---
default role: organizer
---
id: asked
mandatory: True
question: Look \${ looks }
fields:
  - Color: color
`)
    assert.equal(visit.show().screen.question, 'Look 1')
    assert.equal(visit.show().screen.question, 'Look 2')
  })

  it('[ROL1] what is asked to find out the role is for whoever is there', () => {
    const asked = `
id: who
question: Who are you?
field: role
choices: [client, advocate]
---
mandatory: True
id: asked
role: advocate
question: What color?
fields:
  - Color: color
`
    const visit = start(`default role: client\n---${asked}`)
    assert.equal(visit.show().screen.name, 'who')
    assert.equal(visit.submit({ f0: ['advocate'] }).screen.name, 'asked')

    const before = start(`
default role: client
code: |
  role = 'advocate' if code_word == 'lion' else 'client'
---
id: word
question: The word?
fields:
  - Word: code_word
---${asked.replace('id: who', 'id: unused')}`)
    assert.equal(before.show().screen.name, 'word')
    assert.equal(before.submit({ f0: ['lion'] }).screen.name, 'asked')
  })

  it('[ROL1] a role that nobody sets is said, and one that is no name', () => {
    const none = start('default role: client\n---\nmandatory: True\nquestion: Hello').evaluate({
      type: 'show',
    })
    assert.ok(none.type === 'failed')
    assert.equal(none.error.code, 'undefined')
    assert.match(none.error.message, /`role` is not defined/)
    const odd = start(oneQuestion({ present: '7', own: 'client' })).evaluate({ type: 'show' })
    assert.ok(odd.type === 'failed')
    assert.match(odd.error.message, /`role` must be the name of a role or a list of names, not 7/)
  })

  it('[ROL1] code with a `role` runs for that role only; `default role` is about questions', () => {
    const visit = start(`
default role: client
code: |
  role = 'advocate' if user_logged_in() else 'client'
---
mandatory: True
id: mark
role: advocate
code: |
  seen_by_advocate = True
---
mandatory: True
role: [client, advocate]
question: Seen
`)
    assert.equal(visit.show().screen.name, 'role_event')
    assert.equal(visit.as(account()).show().screen.question, 'Seen')
    assert.equal(visit.show().screen.question, 'Seen')
  })

  it('[ROL1] the event may be code, which shows one screen or another, and may ask for what it needs', () => {
    const visit = start(`
default role: client
code: |
  role = 'client'
---
mandatory: True
role: advocate
question: Review
yesno: is_sound
---
event: role_event
code: |
  email
  if 'advocate' in role_needed:
    for_advocate
---
id: email
question: Your e-mail?
fields:
  - E-mail: email
---
id: for-advocate
event: for_advocate
question: We write to \${ email }
`)
    const first = visit.show().screen
    assert.equal(first.name, 'email')
    assert.equal(first.waits, false, 'there is something to answer')
    const next = visit.submit({ f0: ['me@example.com'] }).screen
    assert.equal(next.question, 'We write to me@example.com')
    assert.equal(next.waits, true)
  })

  it('[ROL1] a diversion to a question of others is over once it was said whose it is', () => {
    const visit = start(`
default role: client
code: |
  role = 'client'
---
mandatory: True
id: asked
question: What color?
fields:
  - Color: color
---
id: review
role: advocate
question: Is it sound?
yesno: is_sound
`)
    visit.show()
    assert.equal(visit.action('is_sound').screen.name, 'role_event')
    assert.equal(visit.show().screen.name, 'asked')
  })

  it('[ROL1] says at loading what is no role', () => {
    for (const [yaml, expected] of [
      ['role: 3\nquestion: Hello', /`role`: expected the name of a role, or a list of names/],
      ['role: []\nquestion: Hello', /`role`: expected the name of a role/],
      ['default role:\n  a: b\n', /`default role`: expected the name of a role/],
      ['default role: client\nquestion: Hello', /stands alone or beside `code`/],
    ] as const) {
      assert.throws(() => start(`mandatory: True\nquestion: Hi\n---\n${yaml}`), expected)
    }
  })
})
