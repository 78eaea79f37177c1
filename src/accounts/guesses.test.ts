import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { attempt, type AttemptPolicy, type Attempted } from '../store/attempts.ts'
import { mailAttempts, networkOf, passwordAttempts } from './guesses.ts'

const digest = (purpose: string, said: string): string =>
  createHmac('sha256', 'key').update(`${purpose}\n${said}`).digest('base64url')
const GUESS = { email: ' Ana@Example.org', address: '192.0.2.7', knownBrowser: null }
const DAY = 24 * 60 * 60 * 1000

describe('tries at passwords and mails', () => {
  it('[ACC1] count under digests: no address stands in them', () => {
    const attempts = [...passwordAttempts(digest, GUESS), ...mailAttempts(digest, GUESS)]
    assert.equal(new Set(attempts.map(({ key }) => key)).size, 4)
    for (const { key } of attempts) assert.match(key, /^[\w-]{43}$/)
    const [same] = passwordAttempts(digest, { ...GUESS, email: 'ana@example.ORG ' })
    assert.deepEqual(same, attempts[0])
    const [own] = passwordAttempts(digest, { ...GUESS, knownBrowser: 'nonce' })
    assert.notEqual(own.key, same.key)
  })

  it('[ACC1] at most some hundreds a day, however they are spread', () => {
    const most = (policy: AttemptPolicy): number => {
      let known: Attempted | null = null
      let tries = 0
      for (let now = 0; now < DAY;) {
        const next: Attempted | number = attempt(known, policy, now)
        if (typeof next === 'number') now += next
        else {
          known = next
          tries++
        }
      }
      return tries
    }
    const [stranger] = passwordAttempts(digest, GUESS)
    const [owner] = passwordAttempts(digest, { ...GUESS, knownBrowser: 'nonce' })
    const [mails] = mailAttempts(digest, GUESS)
    assert.ok(most(stranger.policy) < 310)
    assert.ok(most(owner.policy) < 60)
    assert.ok(mails !== undefined && most(mails.policy) < 15)
  })

  it('[ACC1] nobody waits longer than the longest wait, whatever others do', () => {
    const policy = { free: 3, firstMs: 10, mostMs: 1000, forgetMs: 5000 }
    fc.assert(
      fc.property(fc.array(fc.nat(2000)), (pauses) => {
        let known: Attempted | null = null
        let now = 0
        for (const pause of pauses) {
          now += pause
          const next: Attempted | number = attempt(known, policy, now)
          if (typeof next === 'number') assert.ok(next > 0 && next <= policy.mostMs)
          else known = next
        }
        assert.equal(typeof attempt(known, policy, now + policy.mostMs), 'object')
      }),
    )
  })

  it('[ACC1] IPv6 counts by its network, IPv4 as it is', () => {
    for (const [address, network] of [
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['192.0.2.7:50112', '192.0.2.7'],
      ['[2001:db8:1:2::7]:50112', '2001:db8:1:2'],
      ['[2001:db8:1:2::7]', '2001:db8:1:2'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
      ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
      ['2001:db8::9', '2001:db8:0:0'],
      ['::1', '0:0:0:0'],
      ['fe80::1%eth0', 'fe80:0:0:0'],
      ['', ''],
    ] as const) {
      assert.equal(networkOf(address), network, address)
    }
  })
})
