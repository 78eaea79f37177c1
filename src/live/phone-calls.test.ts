/** What becomes of a call: in whatever order it is reported, and what rooms, views and the log say of it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { voiceAnswer } from './phone-calls.ts'
import {
  CALL_SLACK_MS,
  MAX_CALLS_KEPT,
  RINGING_MS,
  type CallEvent,
  type CallFate,
} from './phone.ts'
import { findParticipant } from './room.ts'
import { callers } from './testing/callers.ts'
import {
  account,
  ANN,
  BOB,
  callId,
  card,
  commandId,
  LINE,
  OPERATORS_NUMBER,
  S,
  saveNext,
} from './testing/samples.ts'

function connected() {
  const scene = callers()
  scene.offer('olga', 1)
  scene.dial('0001')
  return scene
}

const FATES: readonly CallFate[] = [
  'ringing',
  'answered',
  'ended',
  'busy',
  'no-answer',
  'failed',
  'unknown',
]

/** State of a call and what is reported of it: what it is from then on. */
const TABLE: Readonly<
  Record<'ringing' | 'answered' | 'over', Readonly<Record<CallFate, CallFate>>>
> = {
  ringing: {
    ringing: 'ringing',
    answered: 'answered',
    ended: 'ended',
    busy: 'busy',
    'no-answer': 'no-answer',
    failed: 'failed',
    unknown: 'unknown',
  },
  answered: {
    ringing: 'answered',
    answered: 'answered',
    ended: 'ended',
    // What was answered is not busy any more, whatever is reported late.
    busy: 'ended',
    'no-answer': 'ended',
    failed: 'ended',
    unknown: 'unknown',
  },
  over: {
    ringing: 'busy',
    answered: 'busy',
    ended: 'busy',
    busy: 'busy',
    'no-answer': 'busy',
    failed: 'busy',
    unknown: 'busy',
  },
}
const LEADS_TO = { ringing: [], answered: ['answered'], over: ['busy'] } as const

describe('a call', () => {
  for (const [state, row] of Object.entries(TABLE)) {
    for (const fate of FATES) {
      it(`[PHN10] ${state}, and ${fate} is reported: ${row[fate]}`, () => {
        const { driver, report, fates } = connected()
        for (const earlier of LEADS_TO[state as keyof typeof TABLE]) report(earlier)
        assert.equal(report(fate).type, 'done')
        driver.drain()
        assert.deepEqual(fates(), [row[fate]])
        const isOver = row[fate] !== 'ringing' && row[fate] !== 'answered'
        assert.equal(driver.desk().phone.calls.length, isOver ? 0 : 1)
        const ended = driver.audit.flatMap(({ deed }) =>
          deed.type === 'call-ended' ? [deed.fate] : [],
        )
        assert.deepEqual(ended, isOver ? [row[fate]] : [])
      })
    }
  }

  it('[PHN10] the participant and operators are told, and nobody else; when, with whom, and how it ended', () => {
    const { driver, report, view, row } = connected()
    const at = driver.now()
    driver.advance(4_000)
    report('answered')
    driver.advance(60_000)
    report('answered')
    report('ended')
    driver.drain()
    const call = {
      id: view().calls[0]?.id,
      operator: card('olga'),
      at,
      fate: 'ended',
      answeredAt: at + 4_000,
      endedAt: at + 64_000,
    }
    assert.deepEqual(view().calls, [call])
    assert.deepEqual(row().phone?.calls, [call])
    assert.deepEqual(view(BOB).calls, [])
    assert.deepEqual(row(BOB).phone?.calls, [])
    assert.ok(!JSON.stringify([driver.rooms.get(S), view(), row()]).includes(OPERATORS_NUMBER))
  })

  it('[PHN10] what is told late, twice or the wrong way round leaves the room as it is', () => {
    const { driver, report, fates } = connected()
    report('answered')
    report('ended')
    const told = [...driver.outbox]
    assert.equal(told.length, 3)
    for (const at of [2, 2, 0, 1, 0, 2]) {
      const command = told[at]
      if (command !== undefined) driver.transact(command)
      assert.deepEqual(fates(), ['ended'])
    }
    driver.drain()
    assert.deepEqual(fates(), ['ended'])
    // Under ids of their own, too: nothing is told again, and an end stays what it was.
    const before = driver.room(S)
    for (const { command } of told) {
      if (command.type !== 'call-told') continue
      driver.toRoom(S, command)
      driver.toRoom(S, { ...command, call: { ...command.call, fate: 'busy' } })
    }
    assert.equal(driver.room(S), before)
  })

  it('[PHN10] one that nothing is heard of is over at last', () => {
    const ringing = connected()
    ringing.driver.advance(RINGING_MS - 1)
    ringing.driver.sweep()
    assert.equal(ringing.driver.desk().phone.calls.length, 1)
    ringing.driver.advance(1)
    ringing.driver.sweep()
    ringing.driver.drain()
    assert.deepEqual(ringing.fates(), ['unknown'])

    const answered = connected()
    answered.report('answered')
    answered.driver.advance(LINE.timeLimitS * 1000 + CALL_SLACK_MS - 1)
    answered.driver.sweep()
    answered.driver.drain()
    assert.deepEqual(answered.fates(), ['answered'])
    answered.driver.advance(1)
    answered.driver.sweep()
    answered.driver.drain()
    assert.deepEqual(answered.fates(), ['unknown'])
  })

  it('[PHN10] after "no answer" the operator offers again, with another code', () => {
    const { driver, offer, report, view, dial } = connected()
    report('no-answer')
    driver.drain()
    assert.equal(offer('olga', 8).type, 'done')
    assert.equal(view().phone?.offers.length, 1)
    assert.equal(dial('0008', 'again').type, 'connect')
    driver.drain()
    assert.deepEqual(
      view().calls.map(({ fate }) => fate),
      ['no-answer', 'ringing'],
    )
  })

  it('[PHN5] of two who key one code one is put through, and it counts as a failure of the other', () => {
    const { driver, offer, dial } = callers()
    offer('olga', 1)
    assert.equal(dial('0001', 'first').type, 'connect')
    assert.equal(dial('0001', 'second').type, 'wrong')
    assert.equal(driver.desk().phone.guessing.failures.length, 1)
    assert.equal(driver.desk().phone.calls.length, 1)
  })

  it('[PHN6] wrong, used, withdrawn and expired sound alike', () => {
    const { driver, offer, dial, withdraw } = callers()
    const wrong = dial('0001', 'wrong')
    offer('olga', 1)
    dial('0001', 'used')
    const used = dial('0001', 'after')
    offer('olga', 2)
    withdraw()
    const withdrawn = dial('0002', 'withdrawn')
    offer('olga', 3)
    driver.advance(10 * 60_000)
    const expired = dial('0003', 'expired')
    driver.sweep()
    assert.deepEqual([used, withdrawn, expired], [wrong, wrong, wrong])
  })

  it('[PHN8] a call that was put through is not put through once more', () => {
    const { driver, offer, dial } = connected()
    offer('olga', 2)
    offer('omar', 3)
    const desk = driver.desk()
    for (const [digits, attempt] of [
      ['0002', 2],
      ['0003', 3],
      ['9999', 2],
    ] as const) {
      assert.deepEqual(dial(digits, 'call', attempt), { type: 'connected-already' })
    }
    assert.equal(driver.desk(), desk, 'nothing is used up, and nothing counted')
    const tried = { call: callId('call'), attempt: 1 }
    assert.equal(voiceAnswer(desk, { ...tried, repeated: true }).type, 'connected-already')
    assert.equal(voiceAnswer(desk, { ...tried, repeated: false }).type, 'connect')
  })

  it('[PHN2] nobody is put through to a number that its operator has just erased', () => {
    const { driver } = connected()
    driver.toDesk({ type: 'set-phone', operator: account('olga'), number: null })
    const tried = { call: callId('call'), attempt: 1, repeated: false }
    assert.equal(voiceAnswer(driver.desk(), tried).type, 'connected-already')
  })

  it('[PHN10] of whom it was, is kept after the settings end live help, and shown again with it', () => {
    const { driver, report, view } = connected()
    saveNext(driver, { availability: 'unavailable' })
    report('ended')
    driver.drain()
    saveNext(driver, { availability: 'available' })
    assert.equal(view().calls[0]?.fate, 'ended')
  })

  it('[PHN10] [SES3] it names nobody after the operator’s account was deleted', () => {
    const { driver, report, view } = connected()
    driver.drain()
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
    driver.toRoom(S, { type: 'forget-account', account: account('olga'), name: 'olga' })
    report('ended')
    driver.drain()
    assert.deepEqual(
      view().calls.map(({ fate, operator }) => [fate, operator.name]),
      [['ended', '']],
    )
  })

  it('[PHN10] [CHT18] who signs in keeps their calls, and has those that were made under the account', () => {
    const { driver, offer, dial, view } = connected()
    driver.advance(1000)
    offer('omar', 2, BOB)
    dial('0002', 'bobs')
    driver.drain()
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('AnnLee') })
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    assert.deepEqual(
      view().calls.map(({ operator }) => operator.name),
      ['olga', 'omar'],
    )
    driver.toDesk({ type: 'call-status', call: callId('bobs'), fate: 'busy' })
    driver.drain()
    assert.deepEqual(
      view().calls.map(({ fate }) => fate),
      ['ringing', 'busy'],
    )
  })

  it('[PHN10] the last twenty are kept', () => {
    const { driver, fates } = callers()
    const told = (at: number, fate: CallFate): CallEvent => ({
      id: commandId(`o${at}`),
      operator: card('olga'),
      at,
      fate,
      answeredAt: null,
      endedAt: null,
    })
    const tell = (at: number, fate: CallFate = 'ringing') =>
      driver.toRoom(S, { type: 'call-told', participant: ANN, call: told(at, fate) })
    for (let at = 1; at <= MAX_CALLS_KEPT + 2; at++) tell(at)
    assert.equal(fates().length, MAX_CALLS_KEPT)
    const before = driver.room(S)
    tell(1, 'ended')
    assert.equal(driver.room(S), before, 'what was forgotten is not told anew')
    tell(4, 'busy')
    const kept = findParticipant(driver.room(S), ANN)?.calls ?? []
    assert.deepEqual([kept[0]?.at, kept[1]?.fate], [3, 'busy'])
  })
})
