/** Every command to a desk that knows nobody. A new one fails to compile here. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeskCommand } from './desk-command.ts'
import { stepDesk } from './desk-step.ts'
import { EMPTY_DESK } from './desk.ts'
import type { RefusalCode } from './reply.ts'
import {
  account,
  ANN,
  callId,
  card,
  commandId,
  LINE,
  OPERATORS_NUMBER,
  page,
  process,
  session,
} from './testing/samples.ts'

const deskCommands: {
  readonly [T in DeskCommand['type']]: Extract<DeskCommand, { type: T }>
} = {
  'monitor-opened': {
    type: 'monitor-opened',
    privileges: [],
    operator: card('new'),
    page: page('n'),
    process: process('P'),
  },
  'monitor-closed': {
    type: 'monitor-closed',
    operator: account('x'),
    page: page('x'),
    process: process('P'),
  },
  'process-lost': { type: 'process-lost', process: process('P') },
  'set-available': { type: 'set-available', operator: account('x'), available: true },
  'set-roles': { type: 'set-roles', operator: account('x'), roles: ['law'] },
  'roles-named': { type: 'roles-named', roles: ['law'] },
  'set-limit': { type: 'set-limit', operator: account('x'), limit: 1 },
  assign: {
    type: 'assign',
    session: session('x'),
    participant: null,
    roles: ['law'],
    scope: { interview: 'interview.yml', operators: null },
    mayWait: false,
    prefer: account('x'),
    away: false,
  },
  away: { type: 'away', session: session('x'), participant: null, away: true },
  take: {
    type: 'take',
    session: session('x'),
    participant: null,
    operator: account('x'),
    scope: { interview: 'interview.yml', operators: null },
    away: false,
  },
  release: { type: 'release', session: session('x'), participant: null },
  'offer-transfer': {
    type: 'offer-transfer',
    session: session('x'),
    participant: null,
    from: account('x'),
    to: { kind: 'role', role: 'law' },
  },
  'cancel-transfer': {
    type: 'cancel-transfer',
    session: session('x'),
    participant: null,
    from: account('x'),
  },
  'answer-transfer': {
    type: 'answer-transfer',
    session: session('x'),
    participant: null,
    operator: account('x'),
    accepts: true,
  },
  'operator-privileges': {
    type: 'operator-privileges',
    operator: account('x'),
    privileges: ['advocate'],
  },
  'limit-operators': { type: 'limit-operators', limits: { '*': ['housing'] } },
  'operator-removed': { type: 'operator-removed', operator: account('x') },
  'set-phone': { type: 'set-phone', operator: account('x'), number: OPERATORS_NUMBER },
  'set-phone-line': { type: 'set-phone-line', line: LINE },
  'issue-code': {
    type: 'issue-code',
    id: commandId('offer'),
    operator: account('x'),
    session: session('x'),
    participant: ANN,
    whom: { account: null, visitorNumber: 1 },
    scope: { interview: 'interview.yml', operators: null },
    draw: 7,
  },
  'withdraw-code': {
    type: 'withdraw-code',
    operator: account('x'),
    session: session('x'),
    participant: ANN,
  },
  'renew-code': {
    type: 'renew-code',
    operator: account('x'),
    session: session('x'),
    participant: ANN,
  },
  'withdraw-codes': { type: 'withdraw-codes', session: session('x'), participant: null },
  'scope-codes': {
    type: 'scope-codes',
    session: session('x'),
    scope: { interview: 'interview.yml', operators: null },
  },
  'try-code': {
    type: 'try-code',
    call: callId('call'),
    attempt: 1,
    caller: null,
    digits: '0007',
    draws: [],
  },
  'call-status': { type: 'call-status', call: callId('call'), fate: 'ended' },
  tick: { type: 'tick' },
}

/** To a desk that knows nobody. */
const TO_EMPTY_DESK: Record<DeskCommand['type'], RefusalCode | 'nothing' | 'something'> = {
  'monitor-opened': 'something',
  'monitor-closed': 'unknown-operator',
  'process-lost': 'nothing',
  'set-available': 'unknown-operator',
  'set-roles': 'unknown-operator',
  'roles-named': 'something',
  'set-limit': 'unknown-operator',
  assign: 'nothing',
  away: 'nothing',
  take: 'unknown-operator',
  release: 'nothing',
  'offer-transfer': 'not-your-conversation',
  'cancel-transfer': 'nothing',
  'answer-transfer': 'no-transfer',
  'operator-privileges': 'nothing',
  'limit-operators': 'something',
  'operator-removed': 'nothing',
  'set-phone': 'unknown-operator',
  'set-phone-line': 'something',
  'issue-code': 'unknown-operator',
  'withdraw-code': 'nothing',
  'renew-code': 'no-offer',
  'withdraw-codes': 'nothing',
  'scope-codes': 'nothing',
  'try-code': 'nothing',
  'call-status': 'nothing',
  tick: 'nothing',
}

describe('every command to the desk', () => {
  for (const command of Object.values(deskCommands)) {
    const expected = TO_EMPTY_DESK[command.type]
    it(`[REL7] ${command.type} to a desk that knows nobody: ${expected}`, () => {
      const step = stepDesk(EMPTY_DESK, command, 0)
      const happened = step.next === EMPTY_DESK ? 'nothing' : 'something'
      assert.equal(step.refused ?? happened, expected)
      if (step.refused !== null) assert.equal(step.next, EMPTY_DESK)
    })
  }
})
