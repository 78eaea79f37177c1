import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { MAX_MESSAGE_BYTES, MAX_MIRROR_BYTES } from './limits.ts'
import { parseMonitorMessage, parsePageMessage } from './parse.ts'

const ID = 'A'.repeat(22)
const send = (text: string) => JSON.stringify({ type: 'chat-send', id: `${ID}-1`, text })
const mirror = (letters: number) =>
  JSON.stringify({
    type: 'mirror',
    snapshot: { epoch: 'e', screen: 1 },
    ops: [['h', 'm1', 'x'.repeat(letters)]],
  })

describe('what arrives on a socket', () => {
  it('[REL7] messages of the protocol pass whole', () => {
    const hello = { type: 'hello', version: 1, page: ID, cursor: null }
    assert.deepEqual(parsePageMessage(JSON.stringify(hello)), hello)
    const available = { type: 'set-available', id: `${ID}-7`, available: true }
    assert.deepEqual(parseMonitorMessage(JSON.stringify(available)), available)
    assert.deepEqual(parsePageMessage(send('héllo\n\u0000')), JSON.parse(send('héllo\n\u0000')))
  })

  const bad: readonly [string, string][] = [
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['unknown type', '{"type":"shutdown"}'],
    ['no type', '{}'],
    ['a key too many', '{"type":"ping","admin":true}'],
    ['a prototype', '{"type":"ping","__proto__":{"a":1}}'],
    ['an id without its counter', JSON.stringify({ type: 'chat-off', id: ID })],
    ['an id that is none', JSON.stringify({ type: 'chat-off', id: '../../etc' })],
    ['a text that is a number', JSON.stringify({ type: 'chat-send', id: `${ID}-1`, text: 5 })],
    ['a mark below zero', JSON.stringify({ type: 'chat-read', id: `${ID}-1`, upTo: -1 })],
    ['half a number', JSON.stringify({ type: 'chat-read', id: `${ID}-1`, upTo: 1.5 })],
    ['deep nesting', '['.repeat(30_000)],
    ['an unknown mirror op', JSON.stringify({ ...JSON.parse(mirror(1)), ops: [['x', 'm1']] })],
  ]
  for (const [what, text] of bad) {
    it(`[REL7] refused on both sockets: ${what}`, () => {
      assert.equal(parsePageMessage(text), null)
      assert.equal(parseMonitorMessage(text), null)
    })
  }

  it("[REL7] the other socket's messages are refused", () => {
    assert.equal(parseMonitorMessage(send('x')), null)
    assert.equal(
      parsePageMessage(JSON.stringify({ type: 'set-roles', id: `${ID}-1`, roles: [] })),
      null,
    )
  })

  it('[REL7] too large is refused by bytes, mirrored screens later than others', () => {
    assert.notEqual(parsePageMessage(send('x'.repeat(20_000))), null)
    assert.notEqual(parsePageMessage(send('€'.repeat(20_000))), null)
    assert.equal(parsePageMessage(send('€'.repeat(MAX_MESSAGE_BYTES / 3))), null)
    assert.equal(parsePageMessage(send('x'.repeat(MAX_MESSAGE_BYTES))), null)
    assert.notEqual(parsePageMessage(mirror(MAX_MESSAGE_BYTES * 2)), null)
    assert.equal(parsePageMessage(mirror(MAX_MIRROR_BYTES)), null)
    assert.equal(parseMonitorMessage(' '.repeat(MAX_MESSAGE_BYTES) + '{"type":"ping"}'), null)
  })

  it('[REL7] nothing throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        parsePageMessage(text)
        parseMonitorMessage(text)
      }),
    )
  })
})
