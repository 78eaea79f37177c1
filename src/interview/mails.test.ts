import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'
import type { WantedMail } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

const PEOPLE = `
objects:
  - ana: Individual
  - all_of_them: DAList.using(object_type=Individual, there_are_any=False)
---
template: letter
subject: |
  About \${ topic }
content: |
  Dear friend,

  *\${ topic }* is due.
---
question: What is it about?
fields:
  - Topic: topic
---
question: What is Ana’s address?
fields:
  - E-mail: ana.email
---
mandatory: True
question: Result \${ result }
field: seen
`

function visit(code: string, yaml = PEOPLE, left = 60): Visit {
  const lines = code.split('\n').map((line) => `  ${line}\n`)
  const first = `mandatory: True\ncode: |\n${lines.join('')}---\n`
  const made = createVisit(python, { yaml: `${first}${yaml}` })
  made.facts['mail-limit'] = { type: 'mail-limit', left }
  return made
}

/** What the first screen sends, and what the function returned. */
function sent(code: string, left?: number): { mails: readonly WantedMail[]; result: string } {
  const { mails, screen } = visit(code, PEOPLE, left).show()
  return { mails, result: screen.question }
}

function addresses(people: readonly { readonly address: string }[]): string {
  return people.map(({ address }) => address).join()
}

const person = (name: string | null, address: string) => ({ name, address })

describe('send_email()', () => {
  it('[PYT3] is a mail in the reply, and True', () => {
    const { mails, result } = sent(
      "result = send_email(to='Ana Ruiz <ana@example.org>', sender='bo@example.org', reply_to='cy@example.org', cc=['dee@example.org'], bcc='eve@example.org', subject='S', body='B', html='<p>H</p>')",
    )
    assert.equal(result, 'Result True')
    assert.deepEqual(mails, [
      {
        kind: 'interview',
        key: null,
        from: person(null, 'bo@example.org'),
        replyTo: person(null, 'cy@example.org'),
        to: [person('Ana Ruiz', 'ana@example.org')],
        cc: [person(null, 'dee@example.org')],
        bcc: [person(null, 'eve@example.org')],
        subject: 'S',
        text: 'B',
        html: '<p>H</p>',
        markdown: null,
        files: [],
      },
    ])
  })

  it('[PYT3] seeks what it lacks of a person and of a template, and sends once', () => {
    const asked = visit('result = send_email(to=[ana], template=letter)')
    assert.equal(asked.show().screen.question, 'What is Ana’s address?')
    assert.equal(asked.submit({ f0: ['ana@example.org'] }).screen.question, 'What is it about?')
    const { mails, screen } = asked.submit({ f0: ['the rent'] })
    assert.equal(screen.question, 'Result True')
    assert.equal(mails.length, 1)
    const [mail] = mails
    assert.deepEqual(mail?.to, [person(null, 'ana@example.org')])
    assert.equal(mail.subject, 'About the rent')
    assert.equal(mail.markdown, 'Dear friend,\n\n*the rent* is due.')
    assert.deepEqual([mail.text, mail.html], [null, null])
    assert.deepEqual(asked.show().mails, [])
  })

  it('[PYT3] of a template, `subject`, `body` and `html` may be others', () => {
    const { mails } = sent(
      "topic = 'x'\nresult = send_email(to='a@example.org', template=letter, subject='Other', body='Plain')",
    )
    assert.deepEqual([mails[0]?.subject, mails[0]?.text], ['Other', 'Plain'])
    assert.match(mails[0]?.markdown ?? '', /Dear/)
  })

  const nobody = [
    'None',
    '[]',
    "''",
    "'ana'",
    "'ana@localhost'",
    "['ana@example.org\\r\\nBcc: eve@example.org']",
    "'ana@example.org, eve@example.org'",
    "'n' * 1000000 + ' <ana@example.org>'",
    "'x' * 1000000 + '@example.org'",
    'all_of_them',
  ]
  for (const to of nobody) {
    it(`[PYT3] False, and no mail: to=${to}`, () => {
      assert.deepEqual(sent(`result = send_email(to=${to}, body='B')`), {
        mails: [],
        result: 'Result False',
      })
    })
  }

  it('[PYT3] people, lists of people, accounts: with the name where it is known', () => {
    const { mails } = sent(
      [
        "ana.name.first = 'Ana'",
        "ana.name.last = 'Ruiz'",
        "ana.email = 'ana@example.org'",
        "result = send_email(to=[ana, ['bo@example.org', ana]], body='B')",
      ].join('\n'),
    )
    const both = [person('Ana Ruiz', 'ana@example.org'), person(null, 'bo@example.org')]
    assert.deepEqual(mails[0]?.to, [...both, both[0]])
    const signedIn = visit("result = send_email(to=user_info(), body='B')").as(account())
    assert.deepEqual(signedIn.show().mails[0]?.to, [person('Olga Perez', 'op@example.com')])
  })

  it('[PYT3] what somebody typed for an address takes no time, whatever its length', () => {
    const { mails, result } = sent(
      "result = send_email(to=['<' + ' ' * 100000, ' ' * 4000 + 'x', 'x' + ' ' * 4000 + '<a@b.org'], body='B') or send_email(to='  Ana <ana@example.org> ', body='B')",
    )
    assert.equal(result, 'Result True')
    assert.deepEqual(mails[0]?.to, [person('Ana', 'ana@example.org')])
  })

  it('a name is one line', () => {
    const { mails } = sent(
      "ana.name.first = 'Ana\\r\\nBcc: eve@example.org'\nana.name.last = ''\nana.email = 'ana@example.org'\nresult = send_email(to=ana, subject='a\\r\\nBcc: e', body='B')",
    )
    assert.equal(mails[0]?.to[0]?.name, 'Ana Bcc: eve@example.org')
    assert.equal(mails[0].subject, 'a Bcc: e')
  })

  it('[PYT3] a task is marked, and `dry_run` neither sends nor marks', () => {
    const { result, mails } = sent(
      "a = send_email(to='a@example.org', body='B', task='told', dry_run=True)\nb = task_performed('told')\nc = send_email(to='a@example.org', body='B', task='told')\nd = task_performed('told')\ne = send_email(to='', task='never')\nresult = [a, b, c, d, task_performed('never')]",
    )
    assert.equal(result, 'Result [True, False, True, True, False]')
    assert.equal(mails.length, 1)
  })

  it('[LOG2] a block that begins again because it lacked something does not send again', () => {
    const asked = visit(
      "send_email(to='a@example.org', body='one')\nsend_email(to='a@example.org', body='one')\ntopic\nresult = send_email(to='a@example.org', body='two')",
    )
    assert.deepEqual(
      asked.show().mails.map(({ text }) => text),
      ['one', 'one'],
    )
    const { mails, screen } = asked.submit({ f0: ['x'] })
    assert.deepEqual(
      mails.map(({ text }) => text),
      ['two'],
    )
    assert.equal(screen.question, 'Result True')
  })

  it('[LOG2] a block that runs anew once it was done sends anew', () => {
    const again = visit(
      'result = 1',
      `${PEOPLE}---\nevent: remind\ncode: |\n  send_email(to='a@example.org', body='B')\n`,
    )
    again.show()
    assert.equal(again.action('remind').mails.length, 1)
    assert.equal(again.action('remind').mails.length, 1)
  })

  it('what the screen before has sent is not sent with the next', () => {
    const initial = "initial: True\ncode: |\n  send_email(to='a@example.org', body='B')\n"
    const questions =
      '---\nmandatory: True\nquestion: A\nfield: seen\n---\nmandatory: True\nquestion: B\n'
    const shown = createVisit(python, { yaml: initial + questions })
    shown.facts['mail-limit'] = { type: 'mail-limit', left: 60 }
    assert.equal(shown.show().mails.length, 1)
    assert.equal(shown.submit({}).mails.length, 1)
  })

  it('mails go with a departure and a new beginning, too', () => {
    const leaving = visit("send_email(to='a@example.org', body='B')\ncommand('exit')").show()
    assert.deepEqual([leaving.departure?.kind, leaving.mails.length], ['exit', 1])
    const yaml = `${PEOPLE}---\nevent: again\ncode: |\n  send_email(to='a@example.org', body='B')\n  command('restart')\n`
    const anew = visit('result = 1', yaml)
    anew.show()
    const { restarted, mails } = anew.action('again')
    assert.deepEqual([restarted, mails.length], [true, 1])
  })

  it('[REL9] at the session’s limit it is False, and the author is told', () => {
    const { mails, screen, warnings } = visit(
      "result = [send_email(to=['a@example.org', 'b@example.org'], body='B'), send_email(to='c@example.org', body='B')]",
      PEOPLE,
      2,
    ).show()
    assert.equal(screen.question, 'Result [True, False]')
    assert.equal(addresses(mails.flatMap(({ to }) => to)), 'a@example.org,b@example.org')
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['mail-limit'],
    )
  })

  it('asks the server how many it may', () => {
    const asking = visit("result = send_email(to='a@example.org')")
    delete asking.facts['mail-limit']
    const reply = asking.evaluate({ type: 'show' })
    assert.deepEqual(reply, { type: 'need', needs: [{ type: 'mail-limit', key: 'mail-limit' }] })
  })

  const errors: readonly (readonly [string, RegExp])[] = [
    ["send_email(to='a@example.org', config='other')", /not supported yet/],
    ["send_email(to='a@example.org', mailgun_variables={})", /not supported yet/],
    ["send_email(to='a@example.org', attachments=['a.pdf'])", /not supported yet/],
    ['send_email(to=17)', /expected an address/],
    ["send_email(to='a@example.org', template='letter')", /template/],
    ["send_email(to='a@example.org', subject='s' * 501)", /subject/],
    ["send_email(to='a@example.org', body='s' * 600000)", /at most/],
    ['send_email(to=[f"a{n}@example.org" for n in range(21)])', /20 addressees/],
    ['[send_email(to="a@example.org", body=str(n)) for n in range(21)]', /20 mails/],
  ]
  for (const [call, message] of errors) {
    it(`[AUT5] says what is wrong: ${call}`, () => {
      const reply = visit(call).evaluate({ type: 'show' })
      assert.equal(reply.type, 'failed')
      assert.match(reply.error.message, message)
    })
  }
})
