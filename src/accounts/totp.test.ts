import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createQrCode } from './qr-code.ts'
import { createRecoveryCode, parseRecoveryCode } from './recovery-codes.ts'
import { codeAt, describeSecret, findStep, TOTP_STEP_MS } from './totp.ts'

/** RFC 6238, appendix B, its last six digits. */
const SECRET = new TextEncoder().encode('12345678901234567890')
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

describe('codes of an authenticator app', () => {
  for (const [seconds, code] of VECTORS) {
    it(`[ACC2] RFC 6238: ${code} at ${seconds} s`, () => {
      assert.equal(codeAt(SECRET, seconds * 1000), code)
      assert.equal(findStep(SECRET, code, seconds * 1000), Math.floor(seconds / 30))
    })
  }

  it('[ACC2] count for one step before and after, as the step that they are of', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: 10 * TOTP_STEP_MS, max: 2 ** 42 }),
        fc.integer({ min: -4, max: 4 }),
        (secret, now, away) => {
          const step = Math.floor(now / TOTP_STEP_MS) + away
          const code = codeAt(secret, step * TOTP_STEP_MS)
          const near = [-1, 0, 1].some(
            (other) => codeAt(secret, now + other * TOTP_STEP_MS) === code,
          )
          const found = findStep(secret, code, now)
          if (Math.abs(away) <= 1) assert.ok(found !== null && near)
          if (!near) assert.equal(found, null)
        },
      ),
    )
  })

  it('[ACC2] have six digits and nothing else', () => {
    for (const typed of ['', '28708', '2870822', '28708x', '287 082', ' 287082', '２８７０８２']) {
      assert.equal(findStep(SECRET, typed, 59_000), null, typed)
    }
  })

  it('[ACC2] are set up by an address that apps know, and a picture of it', () => {
    const names = { issuer: 'Legal Aid: Chicago', account: 'ana@example.org' }
    const { uri, secret } = describeSecret(SECRET, names)
    assert.equal(secret, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    const url = new URL(uri)
    assert.equal(url.protocol, 'otpauth:')
    assert.equal(url.searchParams.get('secret'), secret)
    assert.equal(url.searchParams.get('issuer'), 'Legal Aid: Chicago')
    const { size, path } = createQrCode(uri)
    assert.ok(size >= 29)
    // Nothing dark in the quiet zone, and all of it within.
    const places = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].flatMap(([, x, y]) => [
      Number(x),
      Number(y),
    ])
    assert.ok(places.length > 400)
    assert.ok(places.every((place) => place >= 4 && place < size - 4))
  })
})

describe('recovery codes', () => {
  it('[ACC2] are read however they are typed, and differ', () => {
    const codes = Array.from({ length: 500 }, () => createRecoveryCode((n) => randomBytes(n)))
    assert.equal(new Set(codes).size, 500)
    for (const code of codes) {
      assert.match(code, /^[a-hjkmnp-z2-8]{5}-[a-hjkmnp-z2-8]{5}$/)
      const plain = code.replace('-', '')
      assert.equal(parseRecoveryCode(code), plain)
      assert.equal(parseRecoveryCode(` ${code.toUpperCase()} `), plain)
    }
    for (const typed of ['', '123456', 'abcde-fghi', 'abcde-fghij-k', 'abcde-fghi1']) {
      assert.equal(parseRecoveryCode(typed), null, typed)
    }
  })
})
