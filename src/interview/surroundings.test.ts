import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'
import type { Person } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

/** What the interview prints in front of this person. */
function printed(expression: string, person?: Person): string {
  const visit = createVisit(python, {
    yaml: `mandatory: True\nid: end\nquestion: \${ ${expression} }\nsection: about\n`,
    path: 'docassemble.demo:data/questions/who.yml',
  })
  return (person === undefined ? visit : visit.as(person)).show().screen.question
}

const ALL = `[getattr(user_info(), name) for name in ('id', 'first_name', 'last_name', 'email',
  'login_method', 'phone_number', 'country', 'subdivision_first', 'organization', 'language',
  'timezone', 'privileges', 'permissions')]`.replaceAll('\n', ' ')

describe('the person in front of the screen', () => {
  it('[PYT3] user_info() of somebody signed in, and of a visitor', () => {
    assert.equal(
      printed(ALL, account({ privileges: ['advocate'] })),
      "['account-1', 'Olga', 'Perez', 'op@example.com', 'local', None, None, None, None, None, None, ['advocate'], []]",
    )
    assert.equal(
      printed(ALL),
      "[None, 'Anonymous', 'User', None, None, None, None, None, None, None, None, ['user'], []]",
    )
  })

  it('[PYT3] user_privileges(), user_has_privilege() and user_logged_in()', () => {
    const all = `[user_logged_in(), user_privileges(), user_has_privilege('advocate'),
      user_has_privilege(['developer', 'admin']), user_has_privilege('admin', 'advocate'),
      user_has_privilege('user')]`.replaceAll('\n', ' ')
    assert.equal(printed(all), "[False, ['user'], False, False, False, True]")
    assert.equal(
      printed(all, account({ privileges: ['advocate', 'user'] })),
      "[True, ['advocate', 'user'], True, False, True, True]",
    )
    assert.equal(printed(all, account()), "[True, ['user'], False, False, False, True]")
  })

  it('[PYT3] current_context() says where code runs', () => {
    assert.equal(
      printed(
        `[getattr(current_context(), name) for name in ('session', 'filename', 'package', 'question_id',
        'current_filename', 'current_package', 'current_section', 'inside_of', 'attachment', 'variable')]`.replaceAll(
          '\n',
          ' ',
        ),
      ),
      "['abcdefghijklmnopqrstuv', 'docassemble.demo:data/questions/who.yml', 'docassemble.demo', 'end', " +
        "'docassemble.demo:data/questions/who.yml', 'docassemble.demo', 'about', 'standard', None, None]",
    )
    const visit = createVisit(python, {
      yaml: 'mandatory: True\nquestion: ${ current_context().request_url }',
    })
    const asked = visit.evaluate({ type: 'show' })
    assert.ok(asked.type === 'failed')
    assert.equal(asked.error.code, 'unsupported')
  })

  it('[PYT3] set_info() is for the present screen only, whatever it is told', () => {
    const visit = createVisit(python, {
      yaml: `
objects:
  - client: Individual.using(gender='female')
---
initial: True
code: |
  if user_logged_in():
    set_info(user=client, role='client', interview_type='standard')
---
code: |
  client.name.first = 'Ana'
  client.name.last = 'Li'
---
mandatory: True
question: \${ client.do_question('have') } \${ get_info('interview_type') } \${ get_info('role') } \${ get_info('nothing') }
`,
    })
    const signedIn = visit.as(account())
    assert.equal(signedIn.show().screen.question, 'do you have standard client None')
    assert.equal(visit.show().screen.question, 'does Ana Li have None None None')
  })
})

describe('screens that look again', () => {
  it('[QUE1] `reload` gives seconds: ten unless it says, never fewer than four', () => {
    for (const [written, seconds] of [
      ['True', 10],
      ['False', null],
      ['5', 5],
      ['2', 4],
      ['0', null],
      ['${ 2 * 10 }', 20],
      ['${ None }', null],
      ['${ False }', null],
      ["${ 'soon' }", null],
      ['1000000', 86_400],
    ] as const) {
      const yaml = `mandatory: True\nquestion: Wait\nreload: ${written}\n`
      assert.equal(createVisit(python, { yaml }).show().screen.reload, seconds, written)
    }
    assert.equal(
      createVisit(python, { yaml: 'mandatory: True\nquestion: Hi' }).show().screen.reload,
      null,
    )
  })

  it('[LNG1] `reload` that is no time is said at loading', () => {
    for (const written of ['soon', '-3', '[1]']) {
      const yaml = `mandatory: True\nquestion: Wait\nreload: ${written}\n`
      assert.throws(() => createVisit(python, { yaml }), /`reload`: expected/)
    }
  })
})
