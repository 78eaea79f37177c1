import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { splitLinks } from './links.ts'

it('[CHT7] addresses become links without the punctuation of the sentence', () => {
  assert.deepEqual(splitLinks('See https://example.org/a?b=1.'), [
    { text: 'See ', href: null },
    { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
    { text: '.', href: null },
  ])
  assert.equal(
    splitLinks('(http://example.org/Law_(field))').find(({ href }) => href !== null)?.href,
    'http://example.org/Law_(field)',
  )
})

it('[CHT7] nothing else is interpreted, and no character is lost', () => {
  for (const written of ['javascript:alert(1)', 'data:text/html,x', '<a href=x>', '**bold**', '']) {
    assert.ok(splitLinks(written).every(({ href }) => href === null))
  }
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('https://x.org', ' ', '(', ').', '"', '<b>', '\n'),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const written = pieces.join('')
      const parts = splitLinks(written)
      assert.equal(parts.map(({ text }) => text).join(''), written)
      for (const { href } of parts) if (href !== null) assert.match(href, /^https?:\/\//i)
    }),
  )
})
