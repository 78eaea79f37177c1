import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf } from './address.ts'
import { readConfig } from './config.ts'

function address(env: Record<string, string>): string {
  return addressOf(readConfig({ file: null, env }), 8080)
}

describe('the address that is printed', () => {
  it('[SCA3] is the one that browsers use', () => {
    assert.equal(address({}), 'http://localhost:8080/')
    assert.equal(address({ ALONGSIDE_HOST: '0.0.0.0' }), 'http://localhost:8080/')
    assert.equal(address({ ALONGSIDE_HOST: '::1' }), 'http://[::1]:8080/')
    assert.equal(
      address({ DAHOSTNAME: 'help.example.org', ALONGSIDE_ROOT: '/live/' }),
      'https://help.example.org/live/',
    )
  })
})
