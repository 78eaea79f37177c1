import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BULLETS, hideSecrets, isSecretKind, maskText } from './masking.ts'

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

  it('[OBS7] takes a secret out of what a script has written, in capitals or not', () => {
    const hide = (text: string): string =>
      hideSecrets(text, ['4242', ' 4242-77 ', 'Öl.*', 'Ed', ''])
    assert.equal(hide('Account 4242-77!'), `Account ${BULLETS}!`)
    assert.equal(hide('4242 and 4242'), `${BULLETS} and ${BULLETS}`)
    assert.equal(hide('öl.* ÖL.* Öl.*'), `${BULLETS} ${BULLETS} ${BULLETS}`)
    // Too short to be told from words that have nothing to do with it.
    assert.equal(hide('Edited by Öla'), 'Edited by Öla')
  })
})
