import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { CONFIG_KEYS, type ConfigKeyName } from './config-keys.ts'
import { ConfigError, readConfig } from './config.ts'

function read(text: string, env: Record<string, string> = {}) {
  return readConfig({ file: { path: 'config.yml', text }, env })
}

function problemsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    read(text, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('configuration', () => {
  it('works without any', () => {
    const config = readConfig({ file: null, env: {} })
    assert.equal(config.port, 8080)
    assert.equal(config.database, null)
    assert.equal(config.interviewsFolder, 'examples')
  })

  it('takes the file, and the environment over it', () => {
    const config = read('port: 9000\nurl root: https://help.example.org\n', { PORT: '9001' })
    assert.equal(config.port, 9001)
    assert.equal(config.urlRoot, 'https://help.example.org')
  })

  it("[SCA3] takes the reference's names from the environment", () => {
    const config = readConfig({
      file: null,
      env: { DAHOSTNAME: 'help.example.org', BEHINDHTTPSLOADBALANCER: 'true' },
    })
    assert.equal(config.urlRoot, 'https://help.example.org')
    assert.equal(config.behindHttpsLoadBalancer, true)
  })

  it('[REL7] names file, key, value and what was expected, all problems together', () => {
    const problems = problemsOf('port: eighty\nurl rot: https://x.org\nroot: help\n')
    assert.equal(problems.length, 3)
    assert.match(problems[0] ?? '', /config\.yml: `port`: "eighty" is not right: expected a number/)
    assert.match(problems[1] ?? '', /`url rot` is not known \(did you mean `url root`\?\)/)
    assert.match(problems[2] ?? '', /`root`: "help"/)
  })

  it('[REL7] refuses what is not YAML, and what is not a mapping', () => {
    assert.match(problemsOf('port: [1').join(), /not YAML/)
    assert.match(problemsOf('- a\n- b\n').join(), /expected keys and values/)
    assert.match(problemsOf('', { ALONGSIDE_PROT: '1' }).join(), /ALONGSIDE_PROT/)
  })

  for (const text of [
    'secretkey: hunter2',
    'database: mysql://root:hunter2@localhost/x',
    'redis: redis://:hunter2@example.org',
    'default admin account: {email: a@b.org, password: hunter2}',
    'secretkey: [hunter2',
  ]) {
    it(`never prints a secret: ${text.split(':')[0]}`, () => {
      const [problem = ''] = problemsOf(text)
      assert.notEqual(problem, '')
      assert.doesNotMatch(problem, /hunter2/)
    })
  }

  it("says of docassemble's own keys that they are not supported yet", () => {
    assert.match(problemsOf('google:\n  api key: a\n').join(), /`google` is not supported yet/)
    assert.match(problemsOf('default icons: x\n').join(), /`default icons` is not supported yet/)
    assert.match(problemsOf('twilio:\n  sms: True\n').join(), /`twilio: sms` is not supported yet/)
  })

  it('takes every key, from the file and from the environment alike', () => {
    const given: Record<ConfigKeyName, readonly [string, string]> = {
      'url root': ['https://h.org', 'https://i.org'],
      root: ['/a/', '/b/'],
      'behind https load balancer': ['True', 'False'],
      'allowed origins': ['["https://a.org"]', 'https://b.org, https://c.org'],
      'default admin account': ['a@b.org', 'B@b.org'],
      language: ['es', 'fr'],
      timezone: ['Europe/Berlin', 'Asia/Tokyo'],
      port: ['1', '2'],
      host: ['127.0.0.1', '0.0.0.0'],
      'data folder': ['a', 'b'],
      'interviews folder': ['a', 'b'],
      database: ['postgres://a@b/c', 'postgresql://a@b/d'],
      'database schema': ['a', 'b'],
      redis: ['redis://127.0.0.1', 'rediss://:secret@h.org'],
      secretkey: ['a'.repeat(20), 'b'.repeat(20)],
      sandbox: ['strict', 'auto'],
      'evaluator workers': ['1', '2'],
      'evaluator time limit': ['1', '0.5'],
      'evaluator memory limit': ['64', '128'],
      'live help: minimum consent': ['notice', 'ask'],
      'live help: operators': ['{"*": housing}', '{"a*": ["housing", "admin"]}'],
      'files folder': ['a', 'b'],
      openid: [
        '{a: {issuer: "https://a.org", client id: x, client secret: hush}}',
        '{"b": {"issuer": "https://b.org", "client id": "x"}}',
      ],
      'two factor authentication: enable': ['False', 'True'],
      'two factor authentication: allowed for': ['[admin]', 'advocate, admin'],
      'two factor authentication: required for': ['[admin]', 'advocate'],
      'mail: server': ['localhost', '127.0.0.2'],
      'mail: port': ['25', '587'],
      'mail: username': ['a', 'b'],
      'mail: password': ['a', 'b'],
      'mail: use ssl': ['True', 'False'],
      'mail: use tls': ['False', 'True'],
      'mail: default sender': ['a@example.org', 'B <b@example.org>'],
      'mail: session limit': ['10', '20'],
      'mail: hourly limit': ['100', '200'],
      'twilio: voice': ['True', 'False'],
      'twilio: account sid': [`AC${'0'.repeat(32)}`, `AC${'1'.repeat(32)}`],
      'twilio: auth token': ['a', 'b'],
      'twilio: number': ['"+12762410114"', '+442079460123'],
      'twilio: allowed countries': ['[us, CA]', 'GB,IE'],
      'twilio: calls per day': ['5', '6'],
      'twilio: call time limit': ['5', '6'],
      'twilio: prompts': ['{goodbye: Bye}', '{"goodbye": "So long"}'],
      'twilio: voice language': ['en-GB', 'fr-CA'],
      'maximum content length': ['2048', '4096'],
      'file size limit': ['1', '0.5'],
      'session files limit': ['1', '2'],
      'interview delete days': ['30', '0'],
      'interview delete days by filename': ['{a.yml: 3}', 'a.yml: 4'],
      'allow registration': ['False', 'True'],
      'session lifetime seconds': ['600', '3600'],
      'sign in again days': ['1', '2'],
      brand: ['a', 'b'],
      development: ['True', 'no'],
    }
    // What is of no use alone.
    const beside = {
      ALONGSIDE_URL_ROOT: 'https://c.org',
      ALONGSIDE_MAIL_SERVER: '127.0.0.1',
      ALONGSIDE_MAIL_DEFAULT_SENDER: 'c@example.org',
      ALONGSIDE_MAIL_USERNAME: 'c',
      ALONGSIDE_MAIL_PASSWORD: 'c',
      ALONGSIDE_MAIL_USE_TLS: 'no',
      ALONGSIDE_TWILIO_VOICE: 'True',
      ALONGSIDE_TWILIO_ACCOUNT_SID: `AC${'2'.repeat(32)}`,
      ALONGSIDE_TWILIO_NUMBER: '+12125550123',
      ALONGSIDE_DEVELOPMENT: 'True',
    }
    for (const [name, [inFile, inEnvironment]] of Object.entries(given)) {
      const text = `${name.replace(': ', ':\n  ')}: ${inFile}\n`
      const variable = `ALONGSIDE_${name.toUpperCase().replaceAll(/:? /g, '_')}`
      const needsOthers = /^(mail|twilio): /.test(name)
      const env = needsOthers ? { ...beside, [variable]: '' } : {}
      const one = read(text, env)
      const standsAlone = name === 'mail: use ssl' || name.startsWith('twilio: ')
      const without = standsAlone ? read('', env) : readConfig({ file: null, env: {} })
      assert.notDeepEqual(one, without, name)
      assert.notDeepEqual(read(text, { ...env, [variable]: inEnvironment }), one, name)
    }
  })

  it('[CON4] takes the least consent of all interviews, and says what is wrong with it', () => {
    const key = 'live help: minimum consent'
    assert.equal(readConfig({ file: null, env: {} }).minimumConsent, 'author')
    assert.equal(read('live help:\n  minimum consent: ask\n').minimumConsent, 'ask')
    assert.equal(
      read('', { ALONGSIDE_LIVE_HELP_MINIMUM_CONSENT: 'notice' }).minimumConsent,
      'notice',
    )
    assert.deepEqual(problemsOf('live help:\n  minimum consent: never\n'), [
      `config.yml: \`${key}\`: "never" is not right: expected one of author, notice, ask`,
    ])
    assert.deepEqual(problemsOf('live help:\n  minimum concent: ask\n'), [
      `config.yml: \`live help: minimum concent\` is not known (did you mean \`${key}\`?)`,
    ])
    for (const wrong of ['ask', '[ask]', 'null']) {
      assert.match(
        problemsOf(`live help: ${wrong}`).join(),
        /`live help`: expected keys and values/,
      )
    }
  })

  it('[ACC2] takes the short form of the second factor, and lists of privileges', () => {
    const of = (text: string) => read(text).secondFactor
    assert.deepEqual(of(''), { allowedFor: null, requiredFor: [] })
    assert.deepEqual(of('two factor authentication: True'), { allowedFor: null, requiredFor: [] })
    assert.deepEqual(of('two factor authentication: False'), { allowedFor: [], requiredFor: [] })
    const required = 'two factor authentication:\n  required for:\n    - admin\n    - advocate\n'
    assert.deepEqual(of(required), { allowedFor: null, requiredFor: ['admin', 'advocate'] })
    assert.deepEqual(of(`${required}  enable: False\n`), { allowedFor: [], requiredFor: [] })
    const wrong = problemsOf('two factor authentication:\n  required for: [1]\n')
    assert.match(wrong.join(), /`two factor authentication: required for`.*a list of privileges/)
  })

  it('[ACC2] takes providers of OpenID Connect, with what may be left out', () => {
    const least = 'issuer: "https://a.org/realms/x"\n    client id: x\n'
    assert.deepEqual(read(`openid:\n  a-1:\n    ${least}`).openid, [
      {
        id: 'a-1',
        name: 'a-1',
        issuer: 'https://a.org/realms/x',
        clientId: 'x',
        clientSecret: null,
        scopes: ['openid', 'email', 'profile'],
        onlyDomains: null,
        createsAccounts: true,
        privileges: null,
      },
    ])
    const mapped = `${least}    privileges claim: groups\n    privileges: {helpers: advocate, it: [admin]}\n    only domains: [A.org]`
    const [provider] = read(`openid:\n  a:\n    ${mapped}`).openid
    assert.deepEqual(provider?.privileges, {
      claim: 'groups',
      values: { helpers: ['advocate'], it: ['admin'] },
    })
    assert.deepEqual(provider?.onlyDomains, ['a.org'])
  })

  for (const [wrong, expected] of [
    ['[]', /providers by name/],
    ['{A B: {}}', /names of providers in lower-case/],
    ['{a: 1}', /in `a` keys and values/],
    ['{a: {client id: x}}', /in `a` an `issuer`/],
    ['{a: {issuer: "http://a.org", client id: x}}', /in `a` an `issuer`/],
    ['{a: {issuer: "https://a.org"}}', /in `a` a `client id`/],
    ['{a: {issuer: "https://a.org", client id: x, secret: hush}}', /in `a` only the keys/],
    ['{a: {issuer: "https://a.org", client id: x, client secret: [hush]}}', /that is text/],
    ['{a: {issuer: "https://a.org", client id: x, scopes: [email]}}', /`scopes` with `openid`/],
    ['{a: {issuer: "https://a.org", client id: x, only domains: x}}', /`only domains`/],
    ['{a: {issuer: "https://a.org", client id: x, create accounts: 1}}', /`create accounts`/],
    ['{a: {issuer: "https://a.org", client id: x, privileges: {a: b}}}', /or neither/],
  ] as const) {
    it(`[ACC2] says what is wrong with \`openid: ${wrong}\``, () => {
      const problems = problemsOf(`openid: ${wrong}\n`).join()
      assert.match(problems, expected)
      assert.doesNotMatch(problems, /hush/)
    })
  }

  it('has its page in the documentation, with every key', () => {
    const page = new URL('../../docs/reference/configuration.md', import.meta.url)
    const documented = [...readFileSync(page, 'utf8').matchAll(/^\| `([^`]+)` \|/gm)]
    assert.deepEqual(
      documented.map(([, name]) => name),
      Object.keys(CONFIG_KEYS),
    )
  })

  for (const text of ['url root: help', 'url root: ftp://x.org', 'url root: https://x.org/path']) {
    it(`[SCA3] ${text === 'url root: help' ? 'takes a bare name' : `refuses ${text}`}`, () => {
      assert.equal(problemsOf(text).length, text === 'url root: help' ? 0 : 1)
    })
  }

  it('[SES4] takes days after which sessions are deleted, for all and for single interviews', () => {
    assert.deepEqual(read('').retention, { days: 90, byInterview: new Map() })
    const file =
      'interview delete days: 0\ninterview delete days by filename:\n  a.b:data/c.yml: 10\n'
    const byInterview = new Map([['a.b:data/c.yml', 10]])
    assert.deepEqual(read(file).retention, { days: 0, byInterview })
    const env = { ALONGSIDE_INTERVIEW_DELETE_DAYS_BY_FILENAME: 'a.b:data/c.yml: 7, d.yml: 0' }
    const given = new Map([
      ['a.b:data/c.yml', 7],
      ['d.yml', 0],
    ])
    assert.deepEqual(read(file, env).retention.byInterview, given)
    for (const wrong of [
      'a.yml: -1',
      'a.yml: soon',
      'a.yml: 1.5',
      'a.yml:',
      ': 3',
      '{}',
      '[3]',
      '3',
    ]) {
      const problems = problemsOf(`interview delete days by filename: {${wrong}}\n`)
      assert.match(problems.join(), /interviews and days|not YAML|expected/, wrong)
    }
    assert.match(problemsOf('interview delete days: -1').join(), /a number from 0/)
  })
})
