/** ACC5: who carried which conversation, and to whom help was offered. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AuditEntry } from './audit-entry.ts'
import type { RoomCommand } from './command.ts'
import { CHAT_KEPT_OFFLINE_MS, GRACE_MS, INVITATION_MS } from './room.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  card,
  operatorReady,
  page,
  process,
  S,
  saveNext,
} from './testing/samples.ts'

function told({ operator, participant, deed }: AuditEntry): string {
  const { type, ...details } = deed
  const shown = Object.entries(details).map(([name, value]) => {
    const text = typeof value === 'object' && value !== null ? value.name : value
    return `${name}=${text}`
  })
  const whom = participant === null ? 'all' : participant.replaceAll('_', '')
  return [operator?.name ?? 'somebody', whom, type, ...shown].join(' ')
}

function world(mode: 'help' | 'peerhelp' = 'help') {
  const driver = createMemoryDriver(0)
  operatorReady(driver, 'olga')
  begin(driver, { mode })
  const order = (command: RoomCommand): void => {
    driver.toRoom(S, command)
    driver.drain()
  }
  return { driver, order, log: () => driver.audit.map(told) }
}

const about = { conversation: ANN, operator: card('olga') }

function goOffline(driver: MemoryDriver): void {
  const closed = { participant: ANN, page: page('a'), process: process('P') }
  driver.toRoom(S, { type: 'page-closed', ...closed, goodbye: true })
}

describe('the audit log of conversations', () => {
  const ends: readonly [string, (driver: MemoryDriver) => void, string][] = [
    ['the operator', (driver) => driver.toRoom(S, { type: 'end-chat', ...about }), 'operator'],
    [
      'the user',
      (driver) => driver.toRoom(S, { type: 'chat-off', participant: ANN }),
      'participant',
    ],
    [
      'a block',
      (driver) => driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') }),
      'blocked',
    ],
    ['settings', (driver) => saveNext(driver, { availability: 'observeonly' }), 'interview'],
    ['exit', (driver) => driver.toRoom(S, { type: 'exit', participant: ANN }), 'interview'],
    [
      'somebody offline',
      (driver) => {
        goOffline(driver)
        driver.advance(CHAT_KEPT_OFFLINE_MS + GRACE_MS)
        driver.sweep()
      },
      'offline',
    ],
  ]
  for (const [what, end, why] of ends) {
    it(`[ACC5] tells who carried it, since when, and what ended it: ${what}`, () => {
      const { driver, log } = world()
      activate(driver)
      driver.advance(700)
      const since = driver.audit[0]?.at
      end(driver)
      const lines = log().filter((line) => line.includes('conversation'))
      assert.deepEqual(lines, [
        'olga ann conversation-began how=assigned from=null',
        `olga ann conversation-ended since=${since} why=${why}`,
      ])
    })
  }

  it('[ACC5] tells of one that was taken by hand, handed on, and of an operator who left', () => {
    const { driver, order, log } = world()
    // Nobody is available: it waits.
    driver.toDesk({ type: 'set-available', operator: account('olga'), available: false })
    operatorReady(driver, 'tom', ['tax'])
    operatorReady(driver, 'omar')
    activate(driver)
    driver.drain()
    order({ type: 'transfer', conversation: ANN, operator: card('omar'), to: toOlga })
    driver.toDesk({ type: 'set-available', operator: account('olga'), available: true })
    order({ type: 'transfer', conversation: ANN, operator: card('omar'), to: toOlga })
    order({ type: 'answer-transfer', ...about, accepts: true })
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
    driver.toDesk({ type: 'operator-removed', operator: account('omar') })
    driver.drain()
    order({ type: 'take-chat', conversation: ANN, operator: card('tom') })
    assert.deepEqual(log(), [
      'omar ann conversation-began how=assigned from=null',
      'omar ann conversation-ended since=0 why=transferred',
      'olga ann conversation-began how=transferred from=omar',
      'olga ann conversation-ended since=0 why=left',
      'tom ann conversation-began how=taken from=null',
    ])
  })

  it('[ACC5] the conversation of a whole session is nobody’s own', () => {
    const { driver, order, log } = world('peerhelp')
    bobEnters(driver)
    activate(driver)
    activate(driver, BOB)
    driver.advance(5)
    order({ type: 'end-chat', conversation: null, operator: card('olga') })
    activate(driver)
    order({ type: 'chat-off', participant: ANN })
    order({ type: 'chat-off', participant: BOB })
    activate(driver)
    saveNext(driver, { mode: 'help' })
    assert.deepEqual(log(), [
      'olga all conversation-began how=assigned from=null',
      'olga all conversation-ended since=0 why=operator',
      'olga all conversation-began how=assigned from=null',
      'olga all conversation-ended since=5 why=participant',
      'olga all conversation-began how=assigned from=null',
      'olga ann conversation-began how=assigned from=null',
      'olga all conversation-ended since=5 why=interview',
    ])
  })

  it('[ACC5] [CHT18] of two who turn out to be one, the conversation that goes on goes on', () => {
    const { driver, order, log } = world()
    operatorReady(driver, 'omar')
    bobEnters(driver)
    activate(driver)
    activate(driver, BOB)
    order({ type: 'attach-account', participant: BOB, account: card('carla') })
    const before = driver.audit.length
    order({ type: 'attach-account', participant: ANN, account: card('carla') })
    const carriers = log().slice(0, before)
    assert.equal(carriers.length, 2)
    const ended = log().slice(before)
    assert.equal(ended.length, 1)
    assert.match(ended[0] ?? '', /^(olga|omar) ann conversation-ended since=0 why=merged$/)
  })

  it('[ACC5] tells to whom help was offered and what came of it', () => {
    const { driver, order, log } = world()
    const help = { participant: ANN, operator: card('olga') }
    order({ type: 'offer-help', ...help })
    order({ type: 'offer-help', ...help })
    order({ type: 'withdraw-help', ...help })
    order({ type: 'withdraw-help', ...help })
    order({ type: 'offer-help', ...help })
    order({ type: 'decline-help', participant: ANN })
    order({ type: 'offer-help', ...help })
    driver.advance(INVITATION_MS + 300)
    driver.sweep()
    const expired = driver.audit.at(-1)
    order({ type: 'offer-help', ...help })
    goOffline(driver)
    order({ type: 'page-opened', participant: ANN, page: page('a'), process: process('P') })
    order({ type: 'offer-help', ...help })
    activate(driver, ANN, true)
    const then = INVITATION_MS + 300
    assert.equal(expired?.at, INVITATION_MS)
    assert.deepEqual(log(), [
      'olga ann help-offered',
      'olga ann help-offer-ended since=0 why=withdrawn',
      'olga ann help-offered',
      'olga ann help-offer-ended since=0 why=declined',
      'olga ann help-offered',
      'olga ann help-offer-ended since=0 why=expired',
      'olga ann help-offered',
      `olga ann help-offer-ended since=${then} why=other`,
      'olga ann help-offered',
      `olga ann help-offer-ended since=${then} why=accepted`,
      'olga ann conversation-began how=invited from=null',
    ])
  })
})

const toOlga = { kind: 'operator', id: account('olga') } as const
