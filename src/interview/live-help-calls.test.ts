import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit } from '../../test/support/visit.ts'
import { CONSENTS } from '../base/consent.ts'
import type { Python } from './python.ts'
import type { LiveHelpSettings } from './request.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

/** The settings after these calls, one after the other, in an interview that says nothing else. */
function settingsAfter(...calls: readonly string[]): LiveHelpSettings {
  const code = calls.map((call) => `  ${call}\n`).join('')
  const yaml = `mandatory: True\ncode: |\n  pass\n${code}---\nmandatory: True\nquestion: A\n`
  return createVisit(python, { yaml }).show().settings
}

const START: LiveHelpSettings = {
  called: false,
  availability: 'unavailable',
  mode: 'help',
  partnerRoles: [],
  consent: 'author',
}

describe('set_live_help_status', () => {
  it('[AUT1] start values, and what a call leaves out stays as it was', () => {
    assert.deepEqual(settingsAfter(), START)
    assert.deepEqual(settingsAfter('set_live_help_status()'), { ...START, called: true })
    assert.deepEqual(
      settingsAfter(
        "set_live_help_status('available', 'peerhelp', 'family law')",
        'set_live_help_status(availability="observeonly")',
        'set_live_help_status(mode="peer")',
      ),
      {
        called: true,
        availability: 'observeonly',
        mode: 'peer',
        partnerRoles: ['family law'],
        consent: 'author',
      },
    )
  })

  it('[AUT2] [AUT3] takes each value of availability and mode', () => {
    for (const [given, wanted] of [
      ["'available'", 'available'],
      ['True', 'available'],
      ["'unavailable'", 'unavailable'],
      ['False', 'unavailable'],
      ["'observeonly'", 'observeonly'],
    ] as const) {
      const before = given === 'True' || given === "'available'" ? 'False' : 'True'
      const { availability } = settingsAfter(
        `set_live_help_status(availability=${before})`,
        `set_live_help_status(availability=${given})`,
      )
      assert.equal(availability, wanted, given)
    }
    for (const mode of ['help', 'peer', 'peerhelp'] as const) {
      assert.equal(settingsAfter(`set_live_help_status(mode='${mode}')`).mode, mode)
    }
  })

  it('[AUT4] takes roles as they are named: nested, in order, once each, by case, with spaces', () => {
    const roles = (given: string): readonly string[] =>
      settingsAfter(
        "set_live_help_status(partner_roles=['an earlier one'])",
        `set_live_help_status(partner_roles=${given})`,
      ).partnerRoles
    assert.deepEqual(roles("'family law'"), ['family law'])
    assert.deepEqual(roles("['b', ['a', ['Family Law', 'b']], ('c', 'a')]"), [
      'b',
      'a',
      'Family Law',
      'c',
    ])
    assert.deepEqual(roles("['Law', 'law', 'LAW']"), ['Law', 'law', 'LAW'])
    assert.deepEqual(roles('[]'), [])
  })

  it('[AUT14] takes each kind of consent; left out, it stays as it was', () => {
    for (const consent of CONSENTS) {
      const before = consent === 'ask' ? 'notice' : 'ask'
      const settings = settingsAfter(
        `set_live_help_status(consent='${before}')`,
        `set_live_help_status('available', partner_roles='a', consent='${consent}')`,
        "set_live_help_status(mode='peer')",
      )
      assert.equal(settings.consent, consent)
      assert.deepEqual([settings.availability, settings.mode], ['available', 'peer'])
    }
  })

  it('[AUT5] names the argument, the value and what is allowed, and changes nothing', () => {
    for (const [call, told] of [
      ["availability='on'", /`availability` cannot be 'on'; expected 'available'.*'observeonly'/],
      ['availability=1', /`availability` cannot be 1; expected/],
      ["mode='chat'", /`mode` cannot be 'chat'; expected 'help', 'peer' or 'peerhelp'/],
      ['mode=True', /`mode` cannot be True; expected/],
      ['partner_roles=3', /`partner_roles` cannot be 3; expected/],
      ["partner_roles=['a', None]", /`partner_roles` cannot be None; expected/],
      ["partner_roles={'a': 1}", /`partner_roles` cannot be {'a': 1}; expected/],
      [
        "partner_roles='r' * 101",
        /`partner_roles` cannot be 'r+'; expected .* at most 100 characters/,
      ],
      ["availability=True, mode='x', partner_roles='c'", /`mode` cannot be 'x'/],
      ["consent='never'", /`consent` cannot be 'never'; expected 'author', 'notice' or 'ask'/],
      ['consent=True', /`consent` cannot be True; expected/],
      ["availability=True, partner_roles='c', consent='Ask'", /`consent` cannot be 'Ask'/],
    ] as const) {
      const yaml = `
mandatory: True
code: |
  set_live_help_status('observeonly', 'peerhelp', partner_roles='a', consent='notice')
---
mandatory: True
question: A
subquestion: |
  <%
    try:
      set_live_help_status(${call})
      told = 'taken'
    except ValueError as error:
      told = str(error)
  %>
  \${ told }`
      const { screen, settings } = createVisit(python, { yaml }).show()
      assert.match(screen.subquestion ?? '', told)
      assert.deepEqual(
        settings,
        {
          called: true,
          availability: 'observeonly',
          mode: 'peerhelp',
          partnerRoles: ['a'],
          consent: 'notice',
        },
        call,
      )
    }
  })

  it('[AUT5] an error that the author does not catch tells where it is', () => {
    const yaml = "mandatory: True\ncode: |\n  set_live_help_status(mode='chat')\n"
    const reply = createVisit(python, { yaml }).evaluate({ type: 'show' })
    assert.ok(reply.type === 'failed')
    assert.match(reply.error.message, /`mode` cannot be 'chat'/)
  })

  it('[AUT6] warns in help and in peerhelp without a role, and not otherwise', () => {
    const codes = (call: string): readonly string[] => {
      const yaml = `mandatory: True\ncode: |\n  ${call}\n---\nmandatory: True\nquestion: A\n`
      return createVisit(python, { yaml })
        .show()
        .warnings.map(({ code }) => code)
    }
    const warned = ['no-partner-roles']
    assert.deepEqual(codes("set_live_help_status('available')"), warned)
    assert.deepEqual(codes("set_live_help_status('available', 'peerhelp')"), warned)
    assert.deepEqual(codes("set_live_help_status('available', 'peer')"), [])
    assert.deepEqual(codes("set_live_help_status('observeonly')"), [])
    assert.deepEqual(codes("set_live_help_status('available', partner_roles='a')"), [])
  })

  it('[AUT7] [AUT14] is a part of the answers: earlier answers bring back earlier settings', () => {
    const yaml = `
mandatory: True
question: First
fields:
  - Area: area
---
mandatory: True
code: |
  set_live_help_status(availability='available', partner_roles=area, consent='ask')
---
mandatory: True
question: Second
continue button field: second
---
mandatory: True
code: |
  set_live_help_status(availability='observeonly', mode='peer', partner_roles='other', consent='author')
---
mandatory: True
question: Third`
    const visit = createVisit(python, { yaml })
    visit.show()
    const second = visit.submit({ f0: ['housing'] })
    const third = visit.submit({})
    const { mode, consent } = third.settings
    assert.deepEqual([third.screen.question, mode, consent], ['Third', 'peer', 'author'])
    const back = createVisit(python, { yaml, answers: second.answers }).show()
    assert.equal(back.screen.question, 'Second')
    assert.deepEqual(back.settings, {
      called: true,
      availability: 'available',
      mode: 'help',
      partnerRoles: ['housing'],
      consent: 'ask',
    })
  })
})

describe('chat_partners_available', () => {
  /** Prints an expression over `partners`, with the world's answer of 2 and 3. */
  function partners(code: string, shown: string): string {
    const yaml = `mandatory: True\ncode: |\n  ${code}\n---\nmandatory: True\nquestion: \${ ${shown} }\n`
    const visit = createVisit(python, { yaml })
    const asked = visit.evaluate({ type: 'show' })
    assert.ok(asked.type === 'need', JSON.stringify(asked))
    for (const { key } of asked.needs)
      visit.facts[key] = { type: 'chat-partners', help: 2, peer: 3 }
    return visit.show().screen.question
  }

  it('[AUT9] always has both numbers as integers, also before any status was set', () => {
    const types = '(type(p.help).__name__, type(p.peer).__name__, p.help + p.peer)'
    assert.equal(partners("p = chat_partners_available('a')", types), "('int', 'int', 5)")
    assert.equal(partners('p = chat_partners_available()', types), "('int', 'int', 5)")
    assert.equal(
      partners("p = chat_partners_available('a', mode='help')", types),
      "('int', 'int', 5)",
    )
  })

  it('[AUT9] changes no list that it is given', () => {
    const code =
      "given = ['b', ['a', 'b']]; p = chat_partners_available(given, partner_roles=given)"
    assert.equal(partners(code, 'given'), "['b', ['a', 'b']]")
  })

  it('[AUT9] asks for the mode and the roles that were named', () => {
    const yaml =
      "mandatory: True\nquestion: ${ chat_partners_available('A b', ['c'], mode='peer').peer }\n"
    const reply = createVisit(python, { yaml }).evaluate({ type: 'show' })
    assert.ok(reply.type === 'need')
    const [need] = reply.needs
    assert.ok(need?.type === 'chat-partners')
    assert.deepEqual([need.roles, need.mode], [['A b', 'c'], 'peer'])
  })
})

describe('get_chat_log', () => {
  it('[AUT12] gives the lines in order, with exactly the keys of the original', () => {
    const yaml = 'mandatory: True\nquestion: |\n  ${ json_of(get_chat_log(utc=True)) }\nunder: x\n'
    const code = `
mandatory: True
code: |
  import json
  def json_of(lines):
    return json.dumps([{**line, 'datetime': line['datetime'].isoformat()} for line in lines])
---
`
    const visit = createVisit(python, { yaml: code + yaml })
    const said = { message: 'from a visitor', sentAt: 1000, email: null }
    const told = { message: 'from an operator', sentAt: 2000, email: 'o@example.org' }
    visit.facts['chat-log'] = {
      type: 'chat-log',
      lines: [
        { ...said, firstName: null, lastName: null },
        { ...told, firstName: 'Olivia', lastName: '' },
      ],
    }
    assert.deepEqual(JSON.parse(visit.show().screen.question), [
      {
        message: 'from a visitor',
        datetime: '1970-01-01T00:00:01+00:00',
        user_email: null,
        user_first_name: null,
        user_last_name: null,
      },
      {
        message: 'from an operator',
        datetime: '1970-01-01T00:00:02+00:00',
        user_email: 'o@example.org',
        user_first_name: 'Olivia',
        user_last_name: '',
      },
    ])
  })
})
