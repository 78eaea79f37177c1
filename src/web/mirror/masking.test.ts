import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BULLETS, isSecretKind, maskText } from './masking.ts'

describe('masking', () => {
  it('[OBS7] masks passwords and the autofill kinds of secrets', () => {
    for (const [type, autocomplete] of [
      ['password', ''],
      ['PASSWORD', 'off'],
      ['text', 'cc-number'],
      ['text', 'billing CC-CSC'],
      ['text', 'current-password'],
      ['text', 'section-a new-password'],
      ['text', 'one-time-code'],
    ] as const) {
      assert.equal(isSecretKind(type, autocomplete), true, `${type} ${autocomplete}`)
    }
  })

  it('[OBS7] leaves other fields readable', () => {
    for (const [type, autocomplete] of [
      ['text', ''],
      ['email', 'email'],
      ['tel', 'tel-national'],
      ['text', 'street-address'],
    ] as const) {
      assert.equal(isSecretKind(type, autocomplete), false, `${type} ${autocomplete}`)
    }
  })

  it('[OBS7] tells neither content nor length', () => {
    assert.equal(maskText('a'), BULLETS)
    assert.equal(maskText('a much longer secret'), BULLETS)
    assert.equal(BULLETS.length, 8)
    assert.equal(maskText(''), '')
  })
})
