import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readSecretKey } from './secret-key.ts'

describe('the key of what is stored', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-key-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('is made once, for its owner only, and kept', () => {
    const data = join(folder, 'data')
    const made = readSecretKey(null, data)
    assert.equal(made.key.length, 32)
    assert.equal(made.madeIn, join(data, 'secret.key'))
    assert.equal(statSync(join(data, 'secret.key')).mode & 0o777, 0o600)
    assert.deepEqual(readSecretKey(null, data), { key: made.key, madeIn: null })
    assert.deepEqual(readdirSync(data), ['secret.key'])
    assert.notDeepEqual(readSecretKey(null, join(folder, 'other')).key, made.key)
  })

  it('is closed to others when somebody opened it', () => {
    const data = join(folder, 'data')
    chmodSync(join(data, 'secret.key'), 0o644)
    readSecretKey(null, data)
    assert.equal(statSync(join(data, 'secret.key')).mode & 0o777, 0o600)
  })

  it('is never made anew over a file that is broken', () => {
    const data = join(folder, 'data')
    writeFileSync(join(data, 'secret.key'), 'half')
    assert.throws(() => readSecretKey(null, data), /does not hold a key/)
  })

  it('comes from the configuration where it has one', () => {
    const { key } = readSecretKey('correct horse battery staple', join(folder, 'none'))
    assert.equal(key.length, 32)
    assert.notDeepEqual(readSecretKey('another horse battery', folder).key, key)
    assert.equal(readdirSync(folder).includes('none'), false)
  })
})
