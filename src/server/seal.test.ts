import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { encodeId, parseSessionId, type SessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { createKeyring, type ConfiguredKey } from './seal.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const OLD: ConfiguredKey = { id: 'old', bytes: randomBytes(32) }
const NEW: ConfiguredKey = { id: 'new', bytes: randomBytes(32) }
const PLAIN = Buffer.from('what was answered')

function newSession(): SessionId {
  return must(parseSessionId(encodeId(randomBytes(16))), 'an id')
}

describe('encryption at rest', () => {
  const keyring = createKeyring({ keys: [OLD], currentId: 'old', random })
  const session = newSession()
  const { key, wrapped } = keyring.create(session)

  it('[SES1] what was sealed opens under the same session, kind and version', () => {
    const sealed = key.seal('answers', '7', PLAIN)
    assert.equal(sealed.includes(PLAIN.toString('base64').slice(0, 10)), false)
    assert.deepEqual(keyring.unwrap(session, wrapped).open('answers', '7', sealed), PLAIN)
    assert.notEqual(key.seal('answers', '7', PLAIN), sealed)
  })

  it('[SES1] it opens nowhere else', () => {
    const sealed = key.seal('answers', '7', PLAIN)
    assert.throws(() => key.open('answers', '8', sealed))
    assert.throws(() => key.open('screen', '7', sealed))
    assert.throws(() => keyring.create(session).key.open('answers', '7', sealed))
    assert.throws(() => keyring.unwrap(newSession(), wrapped))
  })

  it('[SES1] a changed byte is noticed wherever it is', () => {
    const sealed = Buffer.from(key.seal('chat', 'c', PLAIN), 'base64')
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.throws(() => key.open('chat', 'c', changed.toString('base64')), `byte ${at}`)
    }
    for (const short of ['', 'AQ==', sealed.subarray(0, 20).toString('base64')]) {
      assert.throws(() => key.open('chat', 'c', short))
    }
  })

  it('a key of the configuration can be replaced: old sessions open, digests stay', () => {
    const rotated = createKeyring({ keys: [OLD, NEW], currentId: 'new', random })
    const sealed = key.seal('chat', 'c', PLAIN)
    assert.deepEqual(rotated.unwrap(session, wrapped).open('chat', 'c', sealed), PLAIN)
    assert.match(rotated.create(session).wrapped, /^w1\.new\./)
    assert.equal(rotated.digest('share', session), keyring.digest('share', session))
    assert.notEqual(rotated.digest('share', session), rotated.digest('other', session))
    const without = createKeyring({ keys: [NEW], currentId: 'new', random })
    assert.throws(() => without.unwrap(session, wrapped), /no key called old/)
  })

  it('wrong keys of the configuration are refused', () => {
    const short = { id: 'k', bytes: randomBytes(16) }
    assert.throws(() => createKeyring({ keys: [short], currentId: 'k', random }), /32 bytes/)
    assert.throws(
      () => createKeyring({ keys: [OLD], currentId: 'k', random }),
      /no key is called k/,
    )
  })
})
