import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PHRASES } from '../phone/phone.ts'
import { spokenPhrases } from './spoken.ts'

describe('spoken phrases', () => {
  for (const [language, tag, hello] of [
    ['en', 'en-US', /^Hello/],
    ['es', 'es-MX', /^Hola/],
    ['es-AR', 'es-MX', /^Hola/],
    ['ES_es', 'es-MX', /^Hola/],
    ['fr', 'en-US', /^Hello/],
    ['constructor', 'en-US', /^Hello/],
  ] as const) {
    it(`[I18N1] with \`language: ${language}\` a voice of ${tag} has all of them`, () => {
      const { phrases, spokenIn } = spokenPhrases(language, {}, null)
      assert.equal(spokenIn, tag)
      assert.match(phrases.enter, hello)
      assert.deepEqual(Object.keys(phrases), [...PHRASES])
      for (const phrase of Object.values(phrases)) assert.match(phrase, /\p{L}.*\.$/u)
    })
  }

  it('[I18N1] an administrator’s own words go before ours, in a voice of their choice', () => {
    const { phrases, spokenIn } = spokenPhrases('es', { goodbye: 'Chau.' }, 'es-AR')
    assert.equal(phrases.goodbye, 'Chau.')
    assert.equal(phrases.wrong, spokenPhrases('es', {}, null).phrases.wrong)
    assert.equal(spokenIn, 'es-AR')
  })

  it('[PHN9] none of them tells how long codes are just now', () => {
    for (const language of ['en', 'es']) {
      const all = Object.values(spokenPhrases(language, {}, null).phrases).join(' ')
      assert.doesNotMatch(all, /\d|four|six|cuatro|seis|digit|dígito/i)
    }
  })
})
