import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { createVisit, type Visit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

const FOLDER = fileURLToPath(new URL('../../examples/docassemble/', import.meta.url))
const BASIC = 'docassemble.base:data/questions/basic-questions.yml'

let python: Python

before(async () => {
  python = await createPlainPython()
})

function read(path: string): string {
  const [, set, name] = /^docassemble\.(\w+):(.+)$/.exec(path) ?? []
  return readFileSync(`${FOLDER}${set}/${name}`, 'utf8')
}

function start(path: string): Visit {
  return createVisit(python, { yaml: read(path), path, includes: { [BASIC]: read(BASIC) } })
}

describe("the reference's basic questions, unchanged", () => {
  it('[LOG5] [QUE3] object-try-3: includes them, and asks them of the client and the advocate', () => {
    const visit = start('docassemble.base:data/questions/examples/object-try-3.yml')
    const client = visit.show().screen
    assert.equal(client.question, 'What is your name?')
    assert.deepEqual(
      client.fields.map(({ label, required }) => [label, required]),
      [
        ['First Name', true],
        ['Middle Name', false],
        ['Last Name', true],
        ['Suffix', false],
      ],
    )
    const advocate = visit.submit({ f0: ['Ann'], f1: [''], f2: ['Li'], f3: [''] }).screen
    assert.equal(advocate.question, "What is the advocate's name?")
    const villain = visit.submit({ f0: ['Bo'], f1: [''], f2: ['Xu'], f3: ['Jr'] }).screen
    assert.equal(villain.question, 'Who is the villain?')
    const choices = villain.fields[0]?.choices ?? []
    assert.deepEqual(
      choices.map(({ label, selected }) => [label, selected]),
      [
        ['Ann Li', true],
        ['Bo Xu Jr', false],
      ],
    )
    const born = visit.submit({ f0: [choices[1]?.value ?? ''] }).screen
    assert.equal(born.question, "What is Bo Xu Jr's date of birth?")
    const end = visit.submit({ f0: ['2001-02-03'] }).screen
    assert.match(end.question, /^The villain, Bo Xu Jr, was\s+born on\s+February 3, 2001\.$/)
  })

  it('[LOG5] [QUE1] testplural: parties of a case, a decoration, verbs for one and for several', () => {
    const visit = start('docassemble.demo:data/questions/testplural.yml')
    const asked = visit.show().screen
    assert.equal(asked.question, 'Are you a plaintiff in this case?')
    assert.equal(asked.decoration, 'docassemble.base:data/static/judge1.svg')
    assert.match(asked.attributions[0] ?? '', /^Icon made by \[Freepik\]/)
    const name = { f0: ['Ann'], f1: ['abc'], f2: ['Li'], f3: ['Jr'] }
    assert.equal(
      visit.submit({ press: ['yes'] }).screen.question,
      'What is the name of the first defendant in the case?',
    )
    assert.equal(
      visit.submit(name).screen.question,
      'You have told me that there is\none defendant, Ann a. Li Jr.\nIs there another defendant?',
    )
    assert.equal(
      visit.submit({ press: ['yes'] }).screen.question,
      'What is the name of the second defendant in the case?',
    )
    visit.submit({ ...name, f0: ['Bo'] })
    const balance = visit.submit({ press: ['no'] }).screen
    assert.equal(balance.question, "What is the defendants' balance?")
    assert.equal(visit.submit({ f0: ['3'] }).screen.question, 'Defendants\nhave\nan asset.')
  })
})

describe("the reference's examples of words and sets, unchanged", () => {
  it('[PYT2] daobject-language-functions: speaks to the user, and of all others', () => {
    const path = 'docassemble.demo:data/questions/examples/daobject-language-functions.yml'
    const told = (start(path).show().screen.subquestion ?? '').replaceAll(/\s+/g, ' ')
    for (const phrase of [
      "Don't eat the apple's core. Thomas Montague's résumé is unimpressive.",
      "Do you understand the thing's intrinsic nature? Have you met the person's dog yet?",
      'do not stare at it. Look at Thomas Montague, but do not stare at him.',
      'its juice will get all over your hands. You have many fireplaces, but all your chimneys',
      'Is apple sweet? Are you sweet?',
      'Give the apple to yourself. Give the apple to Thomas Montague.',
      'itself. You can speak for yourself. Thomas Montague can speak for himself.',
      'Does apple exist? Do you exist? Does Thomas Montague exist?',
      'Did you invest in real estate? Did Thomas Montague invest in real estate?',
      'You eat like a pig. He eats like a pig.',
      'You went to the park. He went to the park.',
      'You will not disappoint me again. Thomas Montague will not disappoint me again.',
      'I gave the apple to you. I gave the apple to Thomas Montague.',
    ]) {
      assert.ok(told.includes(phrase), phrase)
    }
  })

  it('[QUE7] gather-set: asks for one after the other', () => {
    const visit = start('docassemble.base:data/questions/examples/gather-set.yml')
    assert.match(visit.show().screen.question, /^Should there be any fruits/)
    assert.match(visit.submit({ press: ['yes'] }).screen.question, /^What fruit/)
    const more = visit.submit({ f0: ['plum'] }).screen
    assert.equal(
      more.question,
      'So far, the fruits in the set\ninclude plum.  Are there\nany others?',
    )
    assert.match(visit.submit({ press: ['yes'] }).screen.question, /^What fruit/)
    visit.submit({ f0: ['apple'] })
    const end = visit.submit({ press: ['no'] }).screen
    assert.equal(end.question, 'There are two\nfruits in all.')
    assert.equal(end.subquestion, 'The fruit include apple and plum.')
  })

  it('[QUE7] gather-set-number: what is in the set already does not count', () => {
    const visit = start('docassemble.base:data/questions/examples/gather-set-number.yml')
    assert.match(visit.show().screen.question, /^How many fruit/)
    visit.submit({ f0: ['2'] })
    visit.submit({ f0: ['plum'] })
    assert.match(visit.submit({ f0: ['plum'] }).screen.question, /^What fruit/)
    const end = visit.submit({ f0: ['apple'] }).screen
    assert.equal(end.subquestion, 'The fruit include apple and plum.')
  })
})
