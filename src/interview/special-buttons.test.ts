import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

/** A first question, then the given block, then an end. */
function visitWith(block: string, urlArgs: Readonly<Record<string, string>> = {}): Visit {
  const visit = createVisit(python, {
    context: { urlArgs },
    yaml: `
metadata:
  title: Test
  exit url: https://example.com/done
---
mandatory: True
question: Who are you?
fields:
  - Name: name
---
${block.trim()}
---
mandatory: True
question: |
  The end, \${ name } \${ url_args.get('from') }
`,
  })
  visit.show()
  return visit
}

const FINAL = `
mandatory: True
question: Well?
buttons:
  - Leave: leave
  - Other place: leave
    url: https://example.org/\${ name }
  - Out: exit
  - Again: restart
  - Look: refresh
  - On: continue
`

describe('[LOG4] special buttons', () => {
  it('[CHT19] `restart` forgets the answers, and keeps what the address said', () => {
    const visit = visitWith(FINAL, { from: 'flyer' })
    visit.submit({ f0: ['Ann'] })
    const reply = visit.submit({ press: ['restart'] })
    assert.equal(reply.restarted, true)
    assert.equal(reply.departure, null)
    assert.equal(reply.screen.question, 'Who are you?')
    assert.equal(reply.screen.fields[0]?.value, null)
    assert.equal(reply.screen.canGoBack, false)
    visit.submit({ f0: ['Bob'] })
    assert.equal(visit.submit({ press: ['continue'] }).screen.question, 'The end, Bob flyer')
  })

  it('live help is as never set up after `restart`, until code sets it up again', () => {
    const visit = visitWith(`
mandatory: True
code: |
  set_live_help_status(availability='available', partner_roles='law')
---
${FINAL}`)
    assert.equal(visit.submit({ f0: ['Ann'] }).settings.called, true)
    assert.equal(visit.submit({ press: ['restart'] }).settings.called, false)
  })

  it('`exit` and `leave` lead to their address, or to that of the metadata', () => {
    const visit = visitWith(FINAL)
    const due = visit.submit({ f0: ['Ann'] })
    assert.deepEqual(
      due.screen.buttons.map(({ value }) => value),
      ['leave', 'leave 1', 'exit', 'restart', 'refresh', 'continue'],
    )
    for (const [press, kind, url] of [
      ['leave', 'leave', 'https://example.com/done'],
      ['leave 1', 'leave', 'https://example.org/Ann'],
      ['exit', 'exit', 'https://example.com/done'],
    ] as const) {
      const values = { press: [press] }
      const reply = visit.evaluate({ type: 'submit', screen: due.screen.name, values })
      assert.ok(reply.type === 'screen')
      assert.deepEqual(reply.departure, { kind, url })
      assert.equal(reply.moved, false)
    }
    assert.equal(visit.show().screen.question, 'Well?')
  })

  it('`refresh` shows the screen again in its place', () => {
    const visit = visitWith(FINAL)
    visit.submit({ f0: ['Ann'] })
    const reply = visit.submit({ press: ['refresh'] })
    assert.deepEqual(
      [reply.screen.question, reply.accepted, reply.moved, reply.departure],
      ['Well?', true, false, null],
    )
  })

  it('`continue` goes on from a mandatory question, and from one that an action showed', () => {
    const visit = visitWith(`
mandatory: True
question: Well?
buttons:
  - On: continue
---
event: picture
question: A picture
buttons:
  - Back to it: continue
`)
    visit.submit({ f0: ['Ann'] })
    assert.equal(visit.action('picture').screen.question, 'A picture')
    assert.equal(visit.submit({ press: ['continue'] }).screen.question, 'Well?')
    assert.equal(visit.action('picture').screen.question, 'A picture')
    visit.submit({ press: ['continue'] })
    assert.equal(visit.submit({ press: ['continue'] }).screen.question, 'The end, Ann None')
    assert.equal(visit.show().screen.question, 'The end, Ann None')
  })

  it('`continue` leaves the variable to an earlier question', () => {
    const visit = createVisit(python, {
      yaml: `
question: Plain?
yesno: agrees
---
question: Flowery?
yesno: agrees
---
sets: agrees
question: Which way?
choices:
  - Plainly: continue
---
mandatory: True
code: |
  agrees
  done
---
event: done
question: Done
`,
    })
    assert.equal(visit.show().screen.question, 'Which way?')
    assert.equal(visit.submit({ press: [], f0: ['continue'] }).screen.question, 'Flowery?')
    assert.equal(visit.submit({ press: ['yes'] }).screen.question, 'Done')
  })

  it('as a list of choices they do the same', () => {
    const visit = visitWith(`
mandatory: True
question: Well?
choices:
  - Again: restart
  - Sign in: signin
`)
    visit.submit({ f0: ['Ann'] })
    assert.equal(visit.submit({ f0: [] }).accepted, false)
    assert.deepEqual(visit.submit({ f0: ['signin'] }).departure, { kind: 'signin', url: null })
    visit.show()
    assert.equal(visit.submit({ f0: ['restart'] }).restarted, true)
  })

  it('with a variable they are values like any others', () => {
    const visit = visitWith(`
mandatory: True
question: Well?
field: choice
buttons:
  - Again: restart
  - Away: exit
---
mandatory: True
question: |
  Chosen: \${ choice }
`)
    visit.submit({ f0: ['Ann'] })
    const reply = visit.submit({ press: ['exit'] })
    assert.deepEqual([reply.screen.question, reply.departure], ['Chosen: exit', null])
  })
})

describe('[LOG4] command()', () => {
  it('departs from within code, and what was answered before stays', () => {
    const visit = visitWith(`
mandatory: True
code: |
  if name == 'Ann':
    command('leave', url='https://example.org/')
`)
    const reply = visit.submit({ f0: ['Ann'] })
    assert.deepEqual(reply.departure, { kind: 'leave', url: 'https://example.org/' })
    assert.equal(reply.moved, true)
    assert.deepEqual(visit.show().departure, reply.departure)
  })

  it('[CHT19] restarts, and says so when it would do nothing else', () => {
    const visit = visitWith(`
mandatory: True
code: |
  if name == 'Ann':
    command('restart')
`)
    assert.equal(visit.submit({ f0: ['Ann'] }).restarted, true)
    assert.equal(visit.submit({ f0: ['Bob'] }).screen.question, 'The end, Bob None')
    const endless = createVisit(python, {
      yaml: `
mandatory: True
code: |
  command('restart')
`,
    })
    const reply = endless.evaluate({ type: 'show' })
    assert.equal(reply.type === 'failed' && reply.error.code, 'loop')
  })

  it('refuses what it does not know, with what it knows', () => {
    const visit = visitWith(`
mandatory: True
code: |
  command('explode')
`)
    const values = { press: ['continue'], f0: ['Ann'] }
    const reply = visit.evaluate({ type: 'submit', screen: 'Question_0', values })
    assert.ok(reply.type === 'failed')
    assert.match(reply.error.message, /restart.*exit.*explode/)
  })

  it('an address does the same as a button', () => {
    const visit = visitWith(`
mandatory: True
question: |
  \${ url_of('exit', url='https://example.org/') } \${ url_of('restart') }
field: seen
`)
    const [exit = '', restart = ''] = visit.submit({ f0: ['Ann'] }).screen.question.split(' ')
    for (const [address, expected] of [
      [exit, { name: '_da_command', what: 'exit', url: 'https://example.org/' }],
      [restart, { name: '_da_command', what: 'restart' }],
    ] as const) {
      const code = new URL(address, 'http://localhost').searchParams.get('action') ?? ''
      const sent: unknown = JSON.parse(Buffer.from(code, 'base64url').toString())
      const { name, ...args } = expected
      assert.deepEqual(sent, { action: name, arguments: args })
    }
    const left = visit.action('_da_command', { what: 'exit', url: 'https://example.org/' })
    assert.deepEqual(left.departure, { kind: 'exit', url: 'https://example.org/' })
    assert.equal(left.moved, false)
    assert.equal(visit.action('_da_command', { what: 'restart' }).restarted, true)
    const unknown = visit.evaluate({ type: 'action', name: '_da_command', arguments: {} })
    assert.equal(unknown.type, 'failed')
  })
})
