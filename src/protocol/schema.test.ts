/** What travels is a promise to pages that are open while the server is replaced. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { it } from 'node:test'
import { z } from 'zod'
import type { RefusalCode } from '../live/reply.ts'
import { ERROR_CODES, type ErrorCode } from './error-codes.ts'
import { monitorUp } from './monitor.ts'
import { pageUp } from './page.ts'
import { OLDEST_ACCEPTED_VERSION, PROTOCOL_VERSION } from './version.ts'

const file = new URL('schema.snapshot.json', import.meta.url)
const now = {
  version: PROTOCOL_VERSION,
  page: z.toJSONSchema(pageUp),
  monitor: z.toJSONSchema(monitorUp),
}

it('[SCA2] the schemas are those of the version', () => {
  // UPDATE_SCHEMA=1 writes the file anew: for a new version, or one that nobody has got yet.
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`)
  const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
  assert.deepEqual(
    JSON.parse(JSON.stringify(now)),
    kept,
    'the messages differ from schema.snapshot.json: bump the version in version.ts, ' +
      'then write the snapshot with UPDATE_SCHEMA=1',
  )
})

it('[SCA2] the oldest accepted version is not newer than the present one', () => {
  assert.ok(OLDEST_ACCEPTED_VERSION <= PROTOCOL_VERSION)
})

it('[REL7] every refusal of the machines has a code on the wire', () => {
  // The compiler's part: this list cannot leave a refusal out, nor can a code be missing below.
  const refusals: Record<RefusalCode, ErrorCode> = {
    'unknown-session': 'unknown-session',
    'not-allowed': 'not-allowed',
    'unknown-participant': 'unknown-participant',
    'unknown-operator': 'unknown-operator',
    exists: 'exists',
    stale: 'stale',
    'chat-unavailable': 'chat-unavailable',
    'chat-not-active': 'chat-not-active',
    'not-your-conversation': 'not-your-conversation',
    'other-readers': 'other-readers',
    blocked: 'blocked',
    'not-standby': 'not-standby',
    'nobody-there': 'nobody-there',
    'no-transfer': 'no-transfer',
    'not-observable': 'not-observable',
    'not-observing': 'not-observing',
    'no-page': 'no-page',
    held: 'held',
    'no-control': 'no-control',
    'join-over': 'join-over',
    'too-soon': 'too-soon',
    'no-question': 'no-question',
    'no-phone': 'no-phone',
    'no-offer': 'no-offer',
    'renewed-out': 'renewed-out',
    'call-limit': 'call-limit',
    'too-many-offers': 'too-many-offers',
    'reused-id': 'reused-id',
    'too-long': 'too-long',
    blank: 'blank',
  }
  for (const code of Object.keys(refusals)) {
    assert.ok((ERROR_CODES as readonly string[]).includes(code), code)
  }
  assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length)
})
