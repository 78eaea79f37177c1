import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf } from './openid.ts'

describe('the address that a provider tells', () => {
  it('[ACC2] is verified only by whoever tells it', () => {
    const [mine, yours] = ['mine@example.org', 'yours@example.org']
    const said = (idToken: object, userInfo: object) =>
      Object.values(addressOf({ ...idToken }, { ...userInfo })).join(' ')
    assert.equal(said({ email: mine, email_verified: true }, {}), `${mine} true`)
    assert.equal(said({}, { email: mine, email_verified: true }), `${mine} true`)
    assert.equal(said({ email: yours }, { email: mine, email_verified: true }), `${mine} true`)
    assert.equal(said({ email: yours }, { email_verified: true }), `${yours} false`)
    assert.equal(said({ email_verified: true }, { email: yours }), `${yours} false`)
    assert.equal(said({ email: mine, email_verified: 'true' }, {}), `${mine} false`)
    assert.equal(said({ email_verified: true }, {}), ' false')
  })
})
