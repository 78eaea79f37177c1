import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isEmail } from '../accounts/email.ts'
import { addressOf, oneLine, parseAddress, shortened } from './mail-address.ts'

describe('addresses of mails', () => {
  const RIGHT: readonly (readonly [string, string | null, string])[] = [
    ['ana@example.org', null, 'ana@example.org'],
    [' ana@Example.ORG ', null, 'ana@example.org'],
    ['Ana Ruiz <ana@example.org>', 'Ana Ruiz', 'ana@example.org'],
    ['"Ruiz, Ana" <ana@example.org>', 'Ruiz, Ana', 'ana@example.org'],
    ['"Ana \\"A\\" Ruiz" <ana@example.org>', 'Ana "A" Ruiz', 'ana@example.org'],
    ["<o'brien+x_1@a-b.example.org>", null, "o'brien+x_1@a-b.example.org"],
    ['ana@müller.example', null, 'ana@xn--mller-kva.example'],
  ]
  for (const [written, name, address] of RIGHT) {
    it(`${JSON.stringify(written)} is one`, () => {
      assert.deepEqual(parseAddress(written), { name, address })
    })
  }

  const WRONG = [
    '',
    'ana',
    'ana@',
    '@example.org',
    'ana@localhost',
    'ana@example..org',
    'ana@-example.org',
    'ana@example.o',
    'a b@example.org',
    'ana@example.org, eve@example.org',
    'ana@example.org\r\nRCPT TO:<eve@example.org>',
    'Ana\r\nBcc: eve@example.org <ana@example.org>',
    'Ana\u2028 <ana@example.org>',
    'ana\0@example.org',
    'ana@example.org\0',
    '"a b"@example.org',
    'ana@[127.0.0.1]',
    'ana@example.org>',
    '<ana@example.org> <eve@example.org>',
    '.ana@example.org',
    'aña@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.org`,
    `${'N'.repeat(201)} <ana@example.org>`,
  ]
  for (const written of WRONG) {
    it(`${JSON.stringify(written).slice(0, 60)} is none`, () => {
      assert.equal(parseAddress(written), null)
    })
  }

  it('line breaks of a name apart become blanks', () => {
    const found = addressOf('Ana\r\nBcc: eve@example.org', 'ana@example.org')
    assert.deepEqual(found, { name: 'Ana Bcc: eve@example.org', address: 'ana@example.org' })
  })

  it('a name or an address of a megabyte is refused at once', () => {
    const long = 'x'.repeat(1024 * 1024)
    assert.equal(parseAddress(`${long} <ana@example.org>`), null)
    assert.equal(addressOf(long, 'ana@example.org'), null)
    assert.equal(addressOf(null, `${long}@example.org`), null)
  })

  it('whatever comes in, no line break comes out, and nothing that ends an address', () => {
    const bits = fc.constantFrom(
      '\r',
      '\n',
      '\0',
      '<',
      '>',
      '"',
      '\\',
      ',',
      ';',
      ' ',
      '@',
      '\u2028',
    )
    const noise = fc.array(fc.oneof(bits, fc.string(), fc.constant('ana@example.org')))
    fc.assert(
      fc.property(noise, fc.option(fc.string()), (parts, name) => {
        for (const found of [parseAddress(parts.join('')), addressOf(name, parts.join(''))]) {
          if (found === null) continue
          assert.doesNotMatch(found.address, /[\s<>",;:\\()[\]\p{Cc}]/u)
          assert.doesNotMatch(found.name ?? '', /[\p{Cc}\p{Zl}\p{Zp}]/u)
          assert.deepEqual(parseAddress(found.address), { name: null, address: found.address })
        }
      }),
    )
  })

  it('one line is one line', () => {
    assert.equal(oneLine(' a\r\n\tb\u0000\u2028c\u0085d '), 'a b c d')
    assert.equal(oneLine('\ud800x'), '\ufffdx')
  })

  it('administrators see the beginning and the host', () => {
    assert.equal(shortened('ana@example.org'), 'a***@example.org')
  })

  it('[ACC1] an address is one that mail can go to', () => {
    for (const good of ['a@b.org', "o'hara@b.org", 'a.b+c@bücher.de']) {
      assert.equal(isEmail(good), true, good)
      assert.notEqual(parseAddress(good), null, good)
    }
    for (const bad of [
      'josé@b.org',
      'a..b@b.org',
      '.a@b.org',
      'a@b',
      'a@b.c',
      'a@-b.org',
      '@b.org',
      'a@b..org',
      `${'a'.repeat(65)}@b.org`,
      'a@b.org\nBcc: c@d.org',
    ]) {
      assert.equal(isEmail(bad), false, bad)
    }
  })
})
