import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, readConfig } from './config.ts'
import type { MailConfig } from './config-mail.ts'

const ROOT = 'url root: https://help.example.org\n'

function read(lines: Readonly<Record<string, string>>, more = ROOT): MailConfig | null {
  const inner = Object.entries(lines).map(([name, value]) => `  ${name}: ${value}\n`)
  const text = `${more}mail:\n${inner.join('')}`
  return readConfig({ file: { path: 'config.yml', text }, env: {} }).mail
}

function problemsOf(lines: Readonly<Record<string, string>>, more = ROOT): string {
  try {
    read(lines, more)
    return ''
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.join('\n')
  }
}

const SENDER = { 'default sender': '\'"Legal Aid" <no-reply@example.org>\'' }
const REMOTE = { server: 'mail.example.org', ...SENDER }

describe('the configuration of mail', () => {
  it('there is none: mails stay in the outbox', () => {
    assert.equal(readConfig({ file: null, env: {} }).mail, null)
    assert.equal(readConfig({ file: null, env: {} }).mailsPerSession, 60)
  })

  it('a server elsewhere is spoken to with STARTTLS or not at all', () => {
    assert.deepEqual(read(REMOTE), {
      server: 'mail.example.org',
      port: 25,
      username: null,
      password: null,
      encryption: 'starttls',
      defaultSender: { name: 'Legal Aid', address: 'no-reply@example.org' },
    })
    const full = { ...REMOTE, port: '587', username: 'u', password: 'p', 'use tls': 'True' }
    const { port, username, password, encryption } = read(full) ?? {}
    assert.deepEqual([port, username, password, encryption], [587, 'u', 'p', 'starttls'])
  })

  it('[ACC1] what is mailed leads to `url root`, never to where somebody else’s `Host` says', () => {
    assert.match(problemsOf(REMOTE, ''), /`url root` is missing beside `mail: server`/)
    // On an author's own machine nobody else asks for mails.
    assert.equal(problemsOf(REMOTE, 'development: true\n'), '')
  })

  it('with `use ssl` from the first byte', () => {
    const { port, encryption } = read({ ...REMOTE, 'use ssl': 'True', 'use tls': 'False' }) ?? {}
    assert.deepEqual([port, encryption], [465, 'ssl'])
  })

  it('one on this machine needs no encryption', () => {
    for (const server of ['localhost', '127.0.0.1', "'::1'"]) {
      assert.equal(read({ server, ...SENDER })?.encryption, 'plain')
      assert.equal(read({ server, ...SENDER, 'use tls': 'True' })?.encryption, 'starttls')
    }
  })

  it('`null` is nobody, as docassemble writes it', () => {
    assert.equal(read({ ...REMOTE, username: 'null', password: 'null' })?.username, null)
  })

  const wrong: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['no sender', { server: 'localhost' }, /`mail: default sender` is missing/],
    ['no server', { ...SENDER }, /`mail: default sender` is there without `mail: server`/],
    ['a sender that is none', { ...REMOTE, 'default sender': 'me' }, /expected an address/],
    ['both encryptions', { ...REMOTE, 'use ssl': 'True', 'use tls': 'True' }, /exclude each other/],
    ['half a sign-in', { ...REMOTE, password: 'hunter2' }, /belong together/],
    [
      'a password in the clear',
      { ...REMOTE, username: 'u', password: 'hunter2', 'use tls': 'False' },
      /in the clear/,
    ],
    ['a password that is a list', { ...REMOTE, username: 'u', password: '[hunter2]' }, /its value/],
    ['a key of docassemble that we have not', { 'mailgun domain': 'x' }, /not supported yet/],
    ['a mistyped key', { ...REMOTE, usename: 'u' }, /did you mean `mail: username`/],
  ]
  for (const [name, lines, expected] of wrong) {
    it(`is refused: ${name}`, () => {
      const problems = problemsOf(lines)
      assert.match(problems, expected)
      assert.doesNotMatch(problems, /hunter2/)
    })
  }
})
