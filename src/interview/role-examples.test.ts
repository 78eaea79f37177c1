import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit, type Visit } from '../../test/support/visit.ts'
import { createEngine } from './engine.ts'
import type { Python } from './python.ts'

const FOLDER = fileURLToPath(new URL('../../examples/docassemble/', import.meta.url))

let python: Python

before(async () => {
  python = await createPlainPython()
})

function start(example: string): Visit {
  const [set = '', path = ''] = example.split(':')
  const yaml = readFileSync(`${FOLDER}${set}/data/questions/${path}.yml`, 'utf8')
  return createVisit(python, { yaml, path: `docassemble.${set}:data/questions/${path}.yml` })
}

/** From the documentation's page on roles. */
const MANY = `objects:
  - respondents: DADict.using(gathered=True)
---
initial: True
code: |
  multi_user = True
  if user_logged_in():
    if user_info().email not in respondents:
      respondents.initializeObject(user_info().email)
    user = respondents[user_info().email]
    final_page
  else:
    must_be_logged_in_page
---
sets: final_page
question: |
  <%
    cat_count = 0
    for email in respondents:
      respondent = respondents[email]
      if respondent is user or hasattr(respondent, 'number_of_cats'):
        cat_count += respondent.number_of_cats
  %>

  % if cat_count == 0:
  There are zero cats so far.
  % elif cat_count == 1:
  There is only one cat so far.
  % else:
  There are \${ cat_count } cats in all.
  % endif
subquestion: |
  Share this link with others!

  [\${ interview_url() }](\${ interview_url() })
buttons:
  - Check: refresh
---
generic object: DAObject
question: How many cats do you have?
fields:
  - Number of cats: x.number_of_cats
    datatype: integer
---
sets: must_be_logged_in_page
question: Please log in
subquestion: |
  Please click "Sign in" to continue.  If you do not have
  an account, you can register for one.
buttons:
  - Sign in: signin
`

const first = account({ id: 'first', email: 'first@example.com' })
const second = account({ id: 'second', email: 'second@example.com' })

describe("the reference's examples with roles, unchanged", () => {
  it('[ROL1] [AUT13] roletest: an organizer and two bidders, each asked for what is theirs', () => {
    const organizer = start('demo:roletest')
    const welcome = organizer.show()
    assert.equal(welcome.multiUser, true)
    assert.equal(welcome.screen.question, 'Welcome to a test of the multi-user system!')
    assert.equal(
      organizer.submit({}).screen.question,
      'What are the e-mail addresses of the participating bidders?',
    )
    const invite = organizer.submit({ f0: ['first@example.com'], f1: ['second@example.com'] })
    assert.equal(invite.screen.question, 'Invite the bidders')
    assert.match(invite.screen.subquestion ?? '', /send e-mails to first@example.com and\nsecond@/)
    assert.match(invite.screen.subquestion ?? '', /&share=share-key/)

    const waiting = organizer.submit({}).screen
    assert.equal(waiting.question, 'Waiting on another participant')
    assert.match(waiting.subquestion ?? '', /^We are waiting for a participant to put in a bid\./)
    assert.equal(waiting.waits, true)
    assert.deepEqual(
      waiting.buttons.map(({ label }) => label),
      ['Check'],
    )

    const two = organizer.as(second)
    assert.equal(two.show().screen.question, 'How much will you bid for the contract?')
    const bid = two.submit({ f0: ['120'] }).screen
    assert.equal(bid.question, 'Waiting on another participant')
    assert.equal(organizer.submit({}).screen.waits, true)

    const one = organizer.as(first)
    assert.equal(one.show().screen.waits, false)
    const end = one.submit({ f0: ['100'] }).screen
    assert.equal(end.question, 'And the winner is...')
    assert.equal(end.subquestion, 'The winning bidder is First Person!')
    for (const who of [organizer, two]) assert.equal(who.show().screen.subquestion, end.subquestion)
  })

  it('[ROL1] roletest: whoever is nobody of these may not bid', () => {
    const organizer = start('demo:roletest')
    organizer.show()
    organizer.submit({})
    organizer.submit({ f0: ['first@example.com'], f1: ['second@example.com'] })
    organizer.submit({})
    const stranger = organizer.as({ visitorNumber: 2, account: null })
    const shown = stranger.show().screen
    assert.equal(shown.waits, true)
    assert.match(shown.subquestion ?? '', /please click "Sign in\."/)
  })

  it('[ROL3] [QUE1] advocate: client and advocate take turns, and whoever waits looks again', () => {
    const client = start('demo:examples/advocate')
    assert.equal(client.show().screen.question, "What is your child's name?")
    assert.equal(client.submit({ f0: ['Kim'] }).screen.fields[0]?.widget, 'area')
    const waiting = client.submit({ f0: ['School'] }).screen
    assert.equal(waiting.question, 'Please wait.')
    assert.equal(waiting.reload, 10)
    const advocate = client.as(account({ privileges: ['advocate'] }))
    const asked = advocate.show().screen
    assert.equal(asked.question, 'Factor four')
    assert.match(asked.subquestion ?? '', /> School/)
    const end = advocate.submit({ press: ['yes'] }).screen
    assert.match(end.question, /^The client has\s+a valid claim\.$/)
    assert.match(client.show().screen.question, /^You have\s+a valid claim\.$/)
  })

  it('[PYT3] "an unknown number of users": any number of people, each with answers of their own', () => {
    const visitor = createVisit(python, { yaml: MANY })
    assert.equal(visitor.show().screen.question, 'Please log in')
    const one = visitor.as(first)
    assert.equal(one.show().screen.question, 'How many cats do you have?')
    assert.equal(one.submit({ f0: ['2'] }).screen.question, 'There are 2 cats in all.')
    const two = visitor.as(second)
    assert.equal(two.show().screen.question, 'How many cats do you have?')
    assert.equal(two.submit({ f0: ['3'] }).screen.question, 'There are 5 cats in all.')
    assert.equal(one.submit({}).screen.question, 'There are 5 cats in all.')
  })

  it('[PYT2] roletestmany: a dictionary that code fills is not gathered', () => {
    const visitor = start('demo:roletestmany')
    assert.equal(visitor.show().screen.question, 'Please log in')
    const one = visitor.as(first)
    assert.equal(one.show().screen.question, 'How many cats do you have?')
    assert.equal(one.submit({ f0: ['1'] }).screen.question, 'There is only one cat so far.')
    const two = visitor.as(second)
    assert.equal(two.show().screen.question, 'How many cats do you have?')
    assert.equal(two.submit({ f0: ['3'] }).screen.question, 'There are 4 cats in all.')
    assert.equal(one.submit({}).screen.question, 'There are 4 cats in all.')
    assert.equal(visitor.show().screen.question, 'Please log in')
  })

  it('[ROL1] event-role-event: the screen may be asked for by name', () => {
    const { screen } = start('base:examples/event-role-event').show()
    assert.equal(screen.question, 'All done for now.')
    assert.deepEqual(
      screen.buttons.map(({ label }) => label),
      ['Exit'],
    )
  })

  it('[PYT3] user-logged-in: asks to sign in at the end, and goes on from there', () => {
    const visit = start('base:examples/user-logged-in')
    visit.show()
    const asked = visit.submit({ f0: ['apple'] }).screen
    assert.equal(asked.question, 'You need to log in to finish this interview.')
    const left = visit.submit({})
    assert.equal(left.departure?.kind, 'leave')
    assert.equal(
      left.departure.url,
      '/signin?next=%2Finterview%3Fi%3Ddocassemble.base%3Adata%2Fquestions%2Fexamples%2F' +
        'user-logged-in.yml%26session%3Dabcdefghijklmnopqrstuv',
    )
    assert.match(visit.as(first).show().screen.question, /^Your favorite fruit is\s+apple\.$/)
  })

  it('[LNG2] an interview with documents is refused by that name', () => {
    const yaml = 'mandatory: True\nquestion: Signed\nattachment:\n  docx template file: a.docx\n'
    const source = { path: 'multi-user.yml', hash: 'with-documents', includes: {}, modules: {} }
    const loaded = createEngine(python).load({ ...source, yaml })
    assert.ok(loaded.type === 'broken')
    assert.deepEqual(
      loaded.problems.map(({ message }) => message),
      ['`attachment` is not supported yet'],
    )
  })
})
