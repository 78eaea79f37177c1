import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createBusSeal } from './bus-seal.ts'

const { prefix, seal } = createBusSeal(new Uint8Array(32).fill(1))
const other = createBusSeal(new Uint8Array(32).fill(2))

describe('what goes between processes', () => {
  it('is opened by who has the key, and is never twice the same', () => {
    const sealed = seal.seal('Grüße 👋')
    assert.equal(seal.open(sealed), 'Grüße 👋')
    assert.notEqual(seal.seal('Grüße 👋'), sealed)
    assert.equal(sealed.includes(Buffer.from('Gr').toString('base64')), false)
  })

  it('is nothing to others, and nothing when it was changed', () => {
    const sealed = seal.seal('hello')
    assert.equal(other.seal.open(sealed), null)
    assert.notEqual(other.prefix, prefix)
    const bytes = Buffer.from(sealed, 'base64')
    bytes[14] = (bytes[14] ?? 0) ^ 1
    assert.equal(seal.open(bytes.toString('base64')), null)
    for (const junk of ['', 'hello', sealed.slice(0, 20)]) assert.equal(seal.open(junk), null)
  })
})
