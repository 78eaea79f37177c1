import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  cookieName,
  isAllowedOrigin,
  isOwnPage,
  ownOrigin,
  pagePolicy,
  readCookie,
  setCookie,
} from './browser.ts'
import type { Settings } from './settings.ts'

const LOCAL: Settings = {
  urlRoot: null,
  root: '/',
  behindHttpsLoadBalancer: false,
  allowedOrigins: [],
  timezone: 'UTC',
  language: 'en',
  brand: 'Test',
  minimumConsent: 'author',
  operatorLimits: {},
  mailsPerSession: 60,
  mailsPerHour: 1_000,
  development: false,
  allowRegistration: true,
  signIns: { idleMs: 1000, mostMs: 1000 },
  uploads: { requestBytes: 1, fileBytes: 1, sessionBytes: 1 },
  retention: { days: 0, byInterview: new Map() },
  secondFactor: { allowedFor: null, requiredFor: [] },
  openid: [],
  phone: null,
}
const PUBLIC: Settings = { ...LOCAL, urlRoot: 'https://help.example' }

describe('what the server believes of a browser', () => {
  it('[SCA3] its own origin is the configured one, else what Host says', () => {
    assert.equal(ownOrigin(PUBLIC, '10.0.0.1:8080'), 'https://help.example')
    assert.equal(ownOrigin(LOCAL, 'localhost:8080'), 'http://localhost:8080')
    assert.equal(
      ownOrigin({ ...LOCAL, behindHttpsLoadBalancer: true }, 'a.example'),
      'https://a.example',
    )
    for (const host of [null, '', 'a b', 'a/b', 'a@b', '"x"'])
      assert.equal(ownOrigin(LOCAL, host), null)
  })

  it('[SCA3] further origins are those of the configuration, exactly', () => {
    const settings = { ...PUBLIC, allowedOrigins: ['https://friend.example'] }
    const headers = new Headers({ host: 'help.example' })
    assert.equal(isAllowedOrigin(settings, headers, 'https://friend.example'), true)
    assert.equal(isAllowedOrigin(settings, headers, 'https://friend.example.evil.example'), false)
    assert.equal(isAllowedOrigin(settings, headers, 'http://friend.example'), false)
    assert.equal(isAllowedOrigin(settings, headers, 'https://help.example'), true)
  })

  for (const [site, origin, isOwn] of [
    ['same-origin', 'https://help.example', true],
    ['same-origin', 'null', true],
    ['none', null, true],
    ['same-site', 'https://help.example', false],
    ['cross-site', 'https://evil.example', false],
    [null, 'https://help.example', true],
    [null, 'https://evil.example', false],
    [null, 'null', false],
    [null, null, false],
  ] as const) {
    it(`[REL7] a post with Sec-Fetch-Site ${site} and Origin ${origin}: ${isOwn}`, () => {
      const headers = new Headers({ host: 'help.example' })
      if (site !== null) headers.set('sec-fetch-site', site)
      if (origin !== null) headers.set('origin', origin)
      assert.equal(isOwnPage(PUBLIC, headers), isOwn)
    })
  }

  it('[SES2] cookies are for this host alone, and only by https where there is https', () => {
    assert.equal(cookieName(PUBLIC, 'visitor'), '__Host-visitor')
    const cookie = setCookie(PUBLIC, 'signIn', 'secret', 60)
    assert.equal(
      cookie,
      '__Host-alongside=secret; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60',
    )
    assert.equal(setCookie(LOCAL, 'signIn', 'x'), 'alongside=x; Path=/; HttpOnly; SameSite=Lax')
    assert.match(setCookie(LOCAL, 'signIn', null), /^alongside=;.*Max-Age=0$/)
  })

  it('[REL7] a cookie is taken only as we made it', () => {
    assert.equal(readCookie(LOCAL, 'a=b; visitor=abc_-9; visitor=other', 'visitor'), 'abc_-9')
    assert.equal(readCookie(LOCAL, 'visitor=a b', 'visitor'), null)
    assert.equal(readCookie(LOCAL, `visitor=${'x'.repeat(200)}`, 'visitor'), null)
    assert.equal(readCookie(PUBLIC, 'visitor=abc', 'visitor'), null)
    assert.equal(readCookie(LOCAL, null, 'visitor'), null)
  })

  it('[OBS8] pages run no script but ours, and live lines go home only', () => {
    const policy = pagePolicy('https://help.example', 'n0nce')
    assert.match(policy, /connect-src 'self' wss:\/\/help\.example;/)
    assert.doesNotMatch(policy, /unsafe|\*/)
  })
})
