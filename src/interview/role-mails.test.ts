import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit, type ScreenReply, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const ADVOCATE = account({ id: 'adv', email: 'adv@example.com', privileges: ['advocate'] })
const TURNS = `
metadata:
  title: Rent
---
objects:
  - client: Individual
  - advocate: Individual
---
default role: client
code: |
  multi_user = True
  role = 'advocate' if user_has_privilege('advocate') else 'client'
---
mandatory: True
code: |
  client.email
  is_sound
  if not is_sound:
    second_reason
    is_better
  end
---
id: start
question: Who are you?
fields:
  - First: client.name.first
  - Last: client.name.last
  - E-mail: client.email
---
id: second
question: Another?
fields:
  - Reason: second_reason
---
id: review
role: advocate
question: Sound?
yesno: is_sound
---
id: better
role: advocate
question: Better?
yesno: is_better
---
id: end
event: end
role: [client, advocate]
question: The end
`

/** To whom, and about what. */
function mails(reply: ScreenReply): readonly string[] {
  return reply.mails.map(
    ({ to, subject }) => `${to.map(({ address }) => address).join(', ')}: ${subject}`,
  )
}

function start(yaml: string): Visit {
  const visit = createVisit(python, { yaml })
  visit.facts['mail-limit'] = { type: 'mail-limit', left: 50 }
  return visit
}

const ANN = { f0: ['Ann'], f1: ['Li'], f2: ['ann@example.com'] }

describe('`role emails`', () => {
  const yaml = `${TURNS}---\nrole emails:\n  advocate: "'adv@example.com'"\n  client: client\n`

  it('[ROL2] tells the advocate that it is their turn, and the client that they can go on', () => {
    const client = start(yaml)
    assert.deepEqual(mails(client.show()), [])
    const waiting = client.submit(ANN)
    assert.deepEqual(mails(waiting), ['adv@example.com: Rent: it is your turn'])
    const [mail] = waiting.mails
    assert.equal(mail?.kind, 'role')
    const link =
      'http://localhost/interview?i=test.yml&session=abcdefghijklmnopqrstuv&share=share-key'
    assert.ok(mail.text?.includes(link))
    assert.deepEqual(waiting.warnings, [])

    const advocate = client.as(ADVOCATE)
    assert.deepEqual(mails(advocate.show()), [])
    // The advocate waits for the client from now on, who is told that they can go on: one mail.
    const first = advocate.submit({ press: ['no'] })
    assert.equal(first.screen.waits, true)
    assert.deepEqual(mails(first), ['ann@example.com: Rent: you can go on'])
    assert.deepEqual(first.mails[0]?.to, [{ name: 'Ann Li', address: 'ann@example.com' }])

    assert.equal(client.show().screen.name, 'second')
    // And the other way round.
    assert.deepEqual(mails(client.submit({ f0: ['Rain'] })), [
      'adv@example.com: Rent: you can go on',
    ])
    assert.deepEqual(mails(advocate.show()), [])
    const end = advocate.submit({ press: ['yes'] })
    assert.equal(end.screen.name, 'end')
    assert.deepEqual(mails(end), ['ann@example.com: Rent: you can go on'])
  })

  it('[ROL2] tells nobody anew when people look again', () => {
    const client = start(yaml)
    client.show()
    const advocate = client.as(ADVOCATE)
    assert.equal(mails(client.submit(ANN)).length, 1)
    for (const who of [client, advocate, client, advocate]) {
      assert.deepEqual(mails(who.show()), [])
    }
    assert.deepEqual(mails(client.submit({})), [], 'pressed on the waiting screen')
  })

  it('[ROL2] the same step taken again, after Back or by a second sending, has the same key', () => {
    const client = start(yaml)
    client.show()
    const input = {
      type: 'submit',
      screen: 'start',
      values: { press: ['continue'], ...ANN },
    } as const
    const [one, other] = [client.evaluate(input), client.evaluate(input)]
    assert.ok(one.type === 'screen' && other.type === 'screen')
    assert.equal(one.mails.length, 1)
    assert.equal(one.mails[0]?.key, other.mails[0]?.key)
    assert.notEqual(one.mails[0]?.key, null)
  })

  it('[ROL2] `True` is for accounts that have answered in that role', () => {
    const client = start(`${TURNS}---\nrole emails:\n  advocate: True\n  client: True\n`)
    client.show()
    const waiting = client.submit(ANN)
    assert.deepEqual(mails(waiting), [])
    assert.match(waiting.warnings[0]?.message ?? '', /no address is known for `advocate`/)
    const advocate = client.as(ADVOCATE)
    advocate.show()
    assert.deepEqual(mails(advocate.submit({ press: ['no'] })), [], 'the client has no account')
    client.show()
    assert.deepEqual(mails(client.submit({ f0: ['Rain'] })), [
      'adv@example.com: Rent: you can go on',
    ])
  })

  it('[ROL2] what is not known yet is not asked for, and told as soon as it is known', () => {
    const later = TURNS.replace('  client.email\n', '  client.name.first\n')
    const client = start(`${later}---
role emails:
  advocate: advocate
---
id: late
event: late
code: |
  advocate.email = 'adv@example.com'
`)
    client.show()
    const waiting = client.submit(ANN)
    assert.equal(waiting.screen.waits, true)
    assert.deepEqual(mails(waiting), [])
    assert.equal(waiting.warnings[0]?.code, 'role-emails')
    assert.deepEqual(mails(client.action('late')), ['adv@example.com: Rent: it is your turn'])
    assert.deepEqual(mails(client.show()), [])
  })

  it('[ROL2] says to the author when nobody else could open the link', () => {
    const alone = yaml.replace('multi_user = True', 'pass')
    const client = start(alone)
    client.show()
    const waiting = client.submit(ANN)
    assert.match(waiting.warnings[0]?.message ?? '', /without `multi_user = True`/)
  })

  it('[ROL2] says at loading what is no address', () => {
    for (const [written, expected] of [
      ['role emails: True', /expected `role: expression` lines/],
      ['role emails:\n  advocate: 3', /`role emails`, `advocate`: expected True, an address, or/],
      ['role emails:\n  advocate: ""', /`role emails`, `advocate`: expected True/],
      ['role emails:\n  advocate: a +', /this is not Python/],
    ] as const) {
      assert.throws(() => start(`${TURNS}---\n${written}\n`), expected)
    }
    start(`${TURNS}---\nrole emails:\n  advocate: adv@example.com\n`)
  })
})
