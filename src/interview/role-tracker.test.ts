import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

/** From the documentation's page on objects; and what it asks about. */
const EXAMPLE = `objects:
  - client: Individual
  - advocate: Individual
  - role_change: RoleChangeTracker
---
default role: client
code: |
  if user_logged_in() and \\
      advocate.attribute_defined('email') and \\
      advocate.email == user_info().email:
    user = advocate
    role = 'advocate'
  else:
    user = client
    role = 'client'
  set_info(user=user, role=role)
---
event: role_event
id: waiting
question: You are done for now.
subquestion: |
  % if 'advocate' in role_needed:
  An advocate needs to review your answers before you can proceed.

  Please remember the following link and come back to it when you
  receive notice to do so:

  [\${ interview_url() }](\${ interview_url() })
  % else:
  Thanks, the client needs to resume the interview now.
  % endif

  % if role_change.send_email(role_needed, advocate={'to': advocate, 'email': role_event_email_to_advocate}, client={'to': client, 'email': role_event_email_to_client}):
  An e-mail has been sent.
  % endif
decoration: exit
buttons:
  - Exit: leave
---
template: role_event_email_to_advocate
subject: |
  Client interview waiting for your attention: \${ client }
content: |
  A client, \${ client }, has partly finished an interview.

  Please go to [the interview](\${ interview_url() }) as soon as
  possible to review the client's answers.
---
template: role_event_email_to_client
subject: |
  Your interview answers have been reviewed
content: |
  An advocate has finished reviewing your answers.

  Please go to [\${ interview_url() }](\${ interview_url() })
  to resume the interview.
---
mandatory: True
code: |
  multi_user = True
  client.name.first
  explanation_is_sound
  client.is_content
---
id: name
question: Your name?
fields:
  - First: client.name.first
  - Last: client.name.last
---
generic object: Individual
id: email
question: Which address?
fields:
  - E-mail: x.email
    datatype: email
---
id: sound
role: advocate
question: Is the client's explanation a sound one?
yesno: explanation_is_sound
---
id: content
question: Are you content?
yesno: client.is_content
`

const ADVOCATE = account({ id: 'adv', email: 'adv@example.com' })

describe('RoleChangeTracker', () => {
  function start(yaml = EXAMPLE): Visit {
    const visit = createVisit(python, { yaml })
    visit.facts['mail-limit'] = { type: 'mail-limit', left: 50 }
    return visit
  }

  it('[ROL2] [PYT2] writes to the advocate, then to the client, each change once', () => {
    const client = start()
    assert.equal(client.show().screen.name, 'name')
    const asked = client.submit({ f0: ['Ann'], f1: ['Li'] })
    assert.match(asked.screen.name, /^email/, 'the address is asked for, as it is needed')
    assert.deepEqual(asked.mails, [])
    const waiting = client.submit({ f0: ['adv@example.com'] })
    assert.equal(waiting.screen.name, 'waiting')
    assert.match(waiting.screen.subquestion ?? '', /An e-mail has been sent\./)
    const [mail] = waiting.mails
    assert.deepEqual(mail?.to, [{ name: null, address: 'adv@example.com' }])
    assert.equal(mail.subject, 'Client interview waiting for your attention: Ann Li')
    assert.match(mail.markdown ?? '', /\[the interview\]\(http:.*&share=share-key\)/)
    assert.equal(mail.kind, 'role')
    assert.equal(waiting.mails.length, 1)

    const again = client.show()
    assert.deepEqual(again.mails, [])
    assert.doesNotMatch(again.screen.subquestion ?? '', /has been sent/)

    const advocate = client.as(ADVOCATE)
    assert.equal(advocate.show().screen.name, 'sound')
    const email = advocate.submit({ press: ['yes'] })
    assert.match(email.screen.name, /^email/)
    const done = advocate.submit({ f0: ['ann@example.com'] })
    assert.equal(done.screen.name, 'waiting')
    assert.deepEqual(
      done.mails.map(({ to, subject }) => [to[0]?.address, subject]),
      [['ann@example.com', 'Your interview answers have been reviewed']],
    )
    assert.equal(done.screen.waits, true)
    assert.equal(client.show().screen.name, 'content')
    assert.notEqual(mail.key, done.mails[0]?.key)
  })

  it('[ROL2] [LOG4] a step taken again has the same key, so that its mail goes once', () => {
    const client = start()
    client.show()
    client.submit({ f0: ['Ann'], f1: ['Li'] })
    const values = { press: ['continue'], f0: ['adv@example.com'] }
    const screen = client.show().screen.name
    const replies = [0, 1].map(() => client.evaluate({ type: 'submit', screen, values }))
    const keys = replies.map((reply) => (reply.type === 'screen' ? reply.mails[0]?.key : undefined))
    assert.equal(typeof keys[0], 'string')
    assert.equal(keys[0], keys[1])
  })

  it('[ROL2] a text that is made again for what it lacked says the same, and writes once', () => {
    const visit = start(
      EXAMPLE.replace(
        '  An e-mail has been sent.',
        '  An e-mail has been sent to ${ later }.',
      ).concat("---\ncode: |\n  later = 'them'\n"),
    )
    visit.show()
    visit.submit({ f0: ['Ann'], f1: ['Li'] })
    const waiting = visit.submit({ f0: ['adv@example.com'] })
    assert.match(waiting.screen.subquestion ?? '', /has been sent to them\./)
    assert.equal(waiting.mails.length, 1)
  })

  it('[PYT2] answers for roles that it has nobody for, and says what is wrong with its arguments', () => {
    const tell = (call: string): string => {
      const visit = start(`objects:
  - tracker: RoleChangeTracker
  - ann: Individual.using(email='ann@example.com')
---
template: letter
subject: Hello
content: World
---
mandatory: True
question: |
  \${ ${call} }
`)
      const reply = visit.evaluate({ type: 'show' })
      return reply.type === 'screen' ? reply.screen.question : JSON.stringify(reply)
    }
    const told = "{'to': ann, 'email': letter}"
    assert.equal(tell(`tracker.send_email(['judge'], client=${told})`), 'False')
    assert.equal(tell(`tracker.send_email([], client=${told})`), 'False')
    assert.equal(tell(`tracker.send_email('client', client=${told})`), 'True')
    assert.equal(tell(`tracker.send_email(['judge', 'client'], client=${told})`), 'True')
    assert.match(tell("tracker.send_email(['client'], client=ann)"), /`client` must be/)
    assert.match(tell("tracker.send_email(['client'], client={'to': ann})"), /`client` must be/)
    assert.match(
      tell(`tracker.send_email(['client'], config='two', client=${told})`),
      /not supported/,
    )
  })
})
