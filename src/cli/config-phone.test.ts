import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseE164 } from '../base/e164.ts'
import { must } from '../base/must.ts'
import { ConfigError, readConfig } from './config.ts'
import type { PhoneConfig } from './config-phone.ts'

const SID = 'ACfad8e668d876f5473fb232a311243b58'
const LEAST = { voice: 'True', 'account sid': SID, number: '"+12762410114"' }
const ROOT = 'url root: https://help.example.org\n'

type Lines = Readonly<Record<string, string>>

function inner(lines: Lines, indent = '  '): string {
  return Object.entries(lines)
    .map(([name, value]) => `${indent}${name}: ${value}\n`)
    .join('')
}

function readText(text: string): PhoneConfig | null {
  return readConfig({ file: { path: 'config.yml', text }, env: {} }).phone
}

function read(lines: Lines, more = ''): PhoneConfig | null {
  return readText(`${more}twilio:\n${inner(lines)}`)
}

function problemsOf(text: string): string {
  try {
    readText(text)
    return ''
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.join('\n')
  }
}

describe('the configuration of telephone help', () => {
  it('[PHN1] without `voice: True` or without any number there is none', () => {
    assert.equal(readConfig({ file: null, env: {} }).phone, null)
    const { voice: _, ...silent } = LEAST
    const { number: __, ...numberless } = LEAST
    assert.equal(read(silent), null)
    assert.equal(read({ ...silent, voice: 'False' }), null)
    assert.equal(read(numberless), null)
  })

  it('[PHN1] as docassemble writes it', () => {
    const expected: PhoneConfig = {
      accountSid: SID,
      authToken: null,
      number: must(parseE164('+12762410114'), 'a number'),
      allowedCountries: null,
      callsPerDay: 30,
      timeLimitS: 3600,
      prompts: {},
      voiceLanguage: null,
    }
    assert.deepEqual(read(LEAST), expected)
    assert.deepEqual(readText(`twilio:\n  - name: default\n${inner(LEAST, '    ')}`), expected)
    assert.deepEqual(readText(`twilio:\n  -\n${inner(LEAST, '    ')}`), expected)
    assert.deepEqual(read({ ...LEAST, 'auth token': 'null' }), expected)
  })

  it('[PHN13] with everything else', () => {
    const all = {
      ...LEAST,
      'auth token': 'hush',
      'allowed countries': '[us, CA]',
      'calls per day': '5',
      'call time limit': '1.5',
      prompts: '{goodbye: " So long. "}',
      'voice language': 'en-GB',
    }
    assert.deepEqual(read(all, ROOT), {
      accountSid: SID,
      authToken: 'hush',
      number: must(parseE164('+12762410114'), 'a number'),
      allowedCountries: ['US', 'CA'],
      callsPerDay: 5,
      timeLimitS: 90,
      prompts: { goodbye: 'So long.' },
      voiceLanguage: 'en-GB',
    })
  })

  it('[PHN1] for development the account may be left out', () => {
    const { 'account sid': _, ...bare } = LEAST
    assert.equal(read(bare, 'development: True\n')?.accountSid, null)
    assert.match(problemsOf(`twilio:\n${inner(bare)}`), /`twilio: account sid` is missing/)
  })

  const several = `twilio:\n  - name: default\n${inner(LEAST, '    ')}  - name: other\n`
  const wrong: readonly (readonly [string, Lines | string, RegExp])[] = [
    ['no plus', { ...LEAST, number: '"12762410114"' }, /`twilio: number`: "12762410114" .* E\.164/],
    ['no quotes', { ...LEAST, number: '+12762410114' }, /`twilio: number`.*in quotes/],
    ['as people write it', { ...LEAST, number: '"+1 276 241 0114"' }, /`twilio: number`/],
    ['too short', { ...LEAST, number: '"+12345"' }, /`twilio: number`/],
    ['an account that is none', { ...LEAST, 'account sid': 'AC123' }, /`twilio: account sid`/],
    ['a token, and no address', { ...LEAST, 'auth token': 'hush' }, /`url root` is missing beside/],
    [
      'a token that is a list',
      { ...LEAST, 'auth token': '[hush]' },
      /`twilio: auth token`: its val/,
    ],
    ['a country that is none', { ...LEAST, 'allowed countries': '[XQ]' }, /ISO codes/],
    ['no countries at all', { ...LEAST, 'allowed countries': '[]' }, /ISO codes/],
    ['no calls at all', { ...LEAST, 'calls per day': '0' }, /`twilio: calls per day`/],
    ['beyond Twilio’s limit', { ...LEAST, 'call time limit': '300' }, /`twilio: call time limit`/],
    ['a phrase that is none', { ...LEAST, prompts: '{hello: Hi}' }, /phrases by name \(enter, /],
    ['silence', { ...LEAST, prompts: '{enter: " "}' }, /phrases by name/],
    ['a sign of control', { ...LEAST, prompts: '{enter: "a\\u0000b"}' }, /phrases by name/],
    ['a voice that is none', { ...LEAST, 'voice language': 'french' }, /`twilio: voice language`/],
    ['sms', { ...LEAST, sms: 'True' }, /`twilio: sms` is not supported yet/],
    ['a slip', { ...LEAST, 'acount sid': SID }, /did you mean `twilio: account sid`/],
    ['several accounts', several, /`twilio`: only one account and number/],
    ['a list of nothing', 'twilio: []\n', /`twilio`: expected keys and values/],
    ['a list of numbers', 'twilio: ["+12762410114"]\n', /`twilio`: expected keys and values/],
    ['a flag', 'twilio: True\n', /`twilio`: expected keys and values/],
  ]
  for (const [name, given, expected] of wrong) {
    it(`[PHN1] refused, and why: ${name}`, () => {
      const text = typeof given === 'string' ? given : `twilio:\n${inner(given)}`
      const problems = problemsOf(text)
      assert.match(problems, expected)
      assert.doesNotMatch(problems, /hush/)
    })
  }
})
