import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeletedBy } from './command.ts'
import { ownerOf, USED_EXACT_MS } from './delete.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  byParticipant,
  card,
  operatorReady,
  page,
  participant,
  process,
  S,
  save,
  saveNext,
  say,
  session,
} from './testing/samples.ts'

const byAnn: DeletedBy = { kind: 'owner', participant: ANN }
const byBob: DeletedBy = { kind: 'owner', participant: BOB }
const byRoot: DeletedBy = { kind: 'administrator', account: card('root') }

function come(driver: MemoryDriver, by: DeletedBy): string {
  const reply = driver.toRoom(S, { type: 'delete', by })
  return reply.type === 'done' ? 'done' : reply.code
}

function twoPeople(): MemoryDriver {
  const driver = createMemoryDriver()
  begin(driver, {}, S)
  bobEnters(driver)
  return driver
}

/** Everybody has left, and the grace time is over. */
function forgotten(driver: MemoryDriver): void {
  const left = { process: process('P'), goodbye: true } as const
  driver.toRoom(S, { type: 'page-closed', participant: ANN, page: page('a'), ...left })
  driver.toRoom(S, { type: 'page-closed', participant: BOB, page: page('b'), ...left })
}

describe('deleting a session', () => {
  const table: readonly (readonly [string, DeletedBy, string])[] = [
    ['whoever began it', byAnn, 'done'],
    ['somebody else who takes part', byBob, 'unknown-participant'],
    ['an administrator', byRoot, 'done'],
    ['retention, while it is open', { kind: 'retention', untouchedSince: 9e12 }, 'stale'],
  ]
  for (const [who, by, expected] of table) {
    it(`[SES3] by ${who}: ${expected}`, () => {
      const driver = twoPeople()
      const before = driver.room(S)
      assert.equal(come(driver, by), expected)
      assert.equal(driver.rooms.get(S), expected === 'done' ? undefined : before)
    })
  }

  it('[SES3] who began it stays so when they turn out to be somebody who came later (CHT18)', () => {
    const driver = twoPeople()
    const ann = card('AnnLee')
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: ann })
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: ann })
    assert.equal(ownerOf(driver.room(S))?.id, ANN)
    assert.equal(come(driver, byBob), 'done')
  })

  it('[SES4] by retention only what nobody has used since', () => {
    const driver = twoPeople()
    forgotten(driver)
    const { usedAt } = driver.room(S)
    assert.equal(come(driver, { kind: 'retention', untouchedSince: usedAt }), 'stale')
    assert.equal(come(driver, { kind: 'retention', untouchedSince: usedAt + 1 }), 'done')
  })

  it('[SES3] conversations end at the desk, and who waits is served', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    driver.toDesk({ type: 'set-limit', operator: card('olga').id, limit: 1 })
    begin(driver)
    activate(driver)
    const other = session('other')
    begin(driver, {}, other)
    driver.toRoom(other, { type: 'chat-activate', participant: ANN, invited: false })
    assert.equal(driver.desk().queue.length, 1)
    assert.equal(come(driver, byAnn), 'done')
    driver.drain()
    assert.deepEqual(driver.desk().queue, [])
    const [one, ...more] = driver.desk().operators[card('olga').id]?.conversations ?? []
    assert.deepEqual([one?.session, more], [other, []])
  })

  it('[SES3] what comes late is refused, and the very same deletion again is done', () => {
    const driver = twoPeople()
    const id = driver.nextId()
    const command = { type: 'delete', by: byAnn } as const
    assert.equal(driver.toRoom(S, command, id).type, 'done')
    assert.equal(driver.toRoom(S, command, id).type, 'done')
    assert.deepEqual(say(driver, byParticipant(ANN), ANN), {
      type: 'refused',
      code: 'unknown-session',
    })
    assert.equal(come(driver, byRoot), 'unknown-session')
  })

  it('[SES3] [ACC5] whoever had joined is out, in a session of several, too', () => {
    const driver = twoPeople()
    saveNext(driver, {}, { multiUser: true })
    driver.toRoom(S, {
      type: 'join',
      participant: ANN,
      operator: card('olga'),
      joiner: participant('olga-joins'),
      monitor: page('olga'),
      process: process('P'),
      floor: 'author',
    })
    come(driver, byRoot)
    const told = driver.audit.map(({ operator, deed }) => `${operator?.name} ${deed.type}`)
    assert.deepEqual(told, ['olga joined', 'root session-deleted', 'olga join-ended'])
  })

  it('[SES3] [ACC5] the audit log says that it happened, by whom, and that watching ended', () => {
    const driver = twoPeople()
    const monitor = page('olga')
    const operator = card('olga')
    driver.toRoom(S, {
      type: 'observe',
      participant: ANN,
      operator,
      monitor,
      process: process('P'),
      floor: 'author',
    })
    come(driver, byRoot)
    const told = driver.audit.map(({ participant, operator: by, deed }) => [
      participant,
      by?.name ?? null,
      deed.type,
    ])
    assert.deepEqual(told, [
      [ANN, 'olga', 'observing-began'],
      [ANN, 'olga', 'observing-ended'],
      [ANN, 'root', 'session-deleted'],
    ])
  })
})

describe('when a session was used last', () => {
  it('[SES4] is noted to a minute, for what its people do', () => {
    const driver = twoPeople()
    const { usedAt } = driver.room(S)
    driver.advance(USED_EXACT_MS - 1)
    driver.toRoom(S, save({}, { expects: 1, position: 1 }))
    assert.equal(driver.room(S).usedAt, usedAt)
    driver.advance(1)
    driver.toRoom(S, save({}, { expects: 2, position: 2 }))
    assert.equal(driver.room(S).usedAt, usedAt + USED_EXACT_MS)
  })

  it('[SES4] does not change by leaving, by time, or by what is refused', () => {
    const driver = twoPeople()
    const { usedAt } = driver.room(S)
    driver.advance(10 * USED_EXACT_MS)
    forgotten(driver)
    driver.sweep()
    driver.toRoom(S, save({}, { expects: 7, position: 1 }))
    assert.equal(driver.room(S).usedAt, usedAt)
  })
})
