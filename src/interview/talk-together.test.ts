import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, it } from 'node:test'
import { createPlainPython } from '../../test/support/plain-python.ts'
import { account, createVisit } from '../../test/support/visit.ts'
import type { Python } from './python.ts'

let python: Python

before(async () => {
  python = await createPlainPython()
})

it('[AUT9] [AUT11] [AUT12] [AUT13] [LOG4] the example for several people walks to its end', () => {
  const path = new URL('../../examples/talk-together.yml', import.meta.url)
  const visit = createVisit(python, {
    yaml: readFileSync(path, 'utf8'),
    path: 'talk-together.yml',
  })
  const asked = visit.evaluate({ type: 'show' })
  assert.ok(asked.type === 'need' && asked.needs[0]?.type === 'chat-partners')
  const [need] = asked.needs
  const partners = (help: number, peer: number) => {
    visit.facts[need.key] = { type: 'chat-partners', help, peer }
  }
  partners(0, 0)
  const alone = visit.show()
  assert.deepEqual([alone.multiUser, alone.settings.mode], [true, 'peerhelp'])
  assert.match(alone.screen.subquestion ?? '', /interview\?i=talk-together.yml&session=.*&share=/)
  assert.match(alone.screen.subquestion ?? '', /You are alone/)
  partners(1, 2)
  assert.match(
    visit.show().screen.subquestion ?? '',
    /2 other people[^]*volunteer can help you now/,
  )
  partners(0, 1)
  visit.submit({})

  visit.facts['chat-log'] = { type: 'chat-log', lines: [] }
  const other = visit.as(account())
  assert.equal(other.show().screen.name, 'the repair')
  const agree = other.submit({ f0: ['the heating'], f1: ['2026-01-02'], f2: ['True'] })
  assert.match(agree.screen.subquestion ?? '', /Talk about it/)
  const line = { message: 'Hello', sentAt: 0, email: null, firstName: null, lastName: null }
  visit.facts['chat-log'] = { type: 'chat-log', lines: [line] }
  assert.match(visit.show().screen.subquestion ?? '', /so far: 1\./)
  assert.equal(visit.submit({ press: ['refresh'] }).screen.name, 'agree')

  const letter = visit.submit({ press: ['continue'] })
  assert.match(letter.screen.subquestion ?? '', /repair the heating[^]*January 2, 2026[^]*told you/)
  assert.equal(visit.submit({ press: ['exit'] }).departure?.kind, 'exit')
})
