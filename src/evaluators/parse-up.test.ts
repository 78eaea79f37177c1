import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { BARE_FIELD } from '../interview/testing/bare-field.ts'
import { parseEvaluationReply, parseLoadReply, parseUp } from './parse-up.ts'
import { ShapeError } from './shape.ts'
import { screenReply } from './fixture/engine.ts'

const LIST = {
  entries: [{ key: 'e0', label: '1.', removable: false, droppable: false, fields: ['f0_0'] }],
  shown: 1,
  fresh: null,
  addLabel: 'Add another',
}

function parsed(reply: unknown): ReturnType<typeof parseEvaluationReply> {
  return parseEvaluationReply(JSON.stringify(reply))
}

describe('what an evaluator says', () => {
  it('is taken when it has the form', () => {
    const reply = screenReply('What?', 'AAAA')
    assert.deepEqual(parsed(reply), reply)
    assert.deepEqual(parsed({ type: 'source-missing' }), { type: 'source-missing' })
    const loaded = { type: 'loaded', title: 'a', shortTitle: 'b' }
    assert.deepEqual(parseLoadReply(JSON.stringify(loaded)), loaded)
    assert.deepEqual(parseUp({ type: 'reply', id: 3 }), { type: 'reply', id: 3 })
  })

  it('[QUE4] brings fields with their conditions and words, and nothing else of them', () => {
    const field = {
      ...BARE_FIELD,
      key: 'f0',
      widget: 'text',
      datatype: 'text',
      label: 'It',
      condition: { key: 'f1', values: ['x'], negated: false, effect: 'show' },
      others: [{ what: 'disable', keys: ['f2'] }],
      messages: { required: 'Say it.' },
    }
    const reply = screenReply('What?', 'AAAA')
    const withField = (more: object): unknown => {
      return { ...reply, screen: { ...reply.screen, fields: [{ ...field, ...more }] } }
    }
    assert.deepEqual(parsed(withField({ evil: 1 })), withField({}))
    for (const wrong of [
      { condition: { ...field.condition, effect: 'run' } },
      { condition: { ...field.condition, values: 'x' } },
      { others: [{ what: 'delete', keys: [] }] },
      { messages: { required: 3 } },
      { rows: 'many' },
    ]) {
      assert.throws(() => parsed(withField(wrong)), ShapeError, JSON.stringify(wrong))
    }
  })

  it('[QUE1] is taken with the entries of a list', () => {
    const reply = screenReply('What?', 'AAAA')
    const screen = { ...reply.screen, list: LIST }
    assert.deepEqual(parsed({ ...reply, screen }), { ...reply, screen })
  })

  it('loses what does not belong to it', () => {
    const reply = screenReply('What?', 'AAAA')
    const text = JSON.stringify({ ...reply, secret: 1, screen: { ...reply.screen, evil: 1 } })
    const result = parseEvaluationReply(text.replace('{', '{"__proto__":{"admin":true},'))
    assert.deepEqual(result, reply)
    assert.equal('admin' in result, false)
  })

  it('is refused when it has not', () => {
    const reply = screenReply('What?', 'AAAA')
    const wrong: unknown[] = [
      null,
      [],
      'screen',
      {},
      { type: 'toString' },
      { type: '__proto__' },
      { ...reply, answers: 'not base64!' },
      { ...reply, accepted: 'yes' },
      { ...reply, refusals: [] },
      { ...reply, refusals: { a: 1 } },
      { ...reply, screen: null },
      { ...reply, screen: { ...reply.screen, kind: 'script' } },
      { ...reply, screen: { ...reply.screen, question: 5 } },
      { ...reply, screen: { ...reply.screen, progress: '50' } },
      { ...reply, screen: { ...reply.screen, fields: [{}] } },
      { ...reply, screen: { ...reply.screen, buttons: {} } },
      { ...reply, screen: { ...reply.screen, list: {} } },
      { ...reply, screen: { ...reply.screen, list: { ...LIST, entries: [{ key: 'e0' }] } } },
      { type: 'need', needs: [{ type: 'file', key: '/etc/passwd' }] },
      { type: 'failed', error: { code: 'odd', message: '', chain: [], detail: '' } },
    ]
    for (const each of wrong) assert.throws(() => parsed(each), ShapeError, JSON.stringify(each))
    assert.throws(() => parseEvaluationReply('{"type":"screen"'), ShapeError)
    assert.throws(() => parseUp({ type: 'reply', id: '3' }), ShapeError)
    assert.throws(() => parseUp({ type: 'replaced', reason: 'because' }), ShapeError)
    assert.throws(() => parseUp(undefined), ShapeError)
  })

  it('[PYT5] fails the request when it is too large', () => {
    const large = screenReply('x'.repeat(1 << 20), 'AAAA')
    const result = parsed(large)
    assert.equal(result.type === 'failed' && result.error.code, 'output')
    const answers = parsed(screenReply('What?', 'A'.repeat(7 << 20)))
    assert.equal(answers.type === 'failed' && answers.error.code, 'answers')
  })

  it('holds no characters that a database refuses', () => {
    const result = parsed(screenReply('a\u0000b\ud800c', 'AAAA'))
    assert.equal(result.type === 'screen' && result.screen.question, 'a\uFFFDb\uFFFDc')
  })
})
