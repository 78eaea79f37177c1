import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MonitorCommand } from './commands.ts'
import { stillAwaited, AWAITED_MS, type Acknowledged } from './awaited.ts'
import { isOffering, isRenewing, ownOffer } from './call-orders.ts'
import { EMPTY_STATE, entryKey } from './monitor-state.ts'
import { call } from '../interview/testing/samples.ts'
import { offered, row, START_DESK } from './testing/samples.ts'

const OWN = 'olivia'
const grey = row('tina', { phone: offered([]) })
const green = row('tina', { phone: offered(['olivia']) })

function order(type: 'offer-call' | 'withdraw-call' | 'renew-call', participant = 'tina') {
  const command: MonitorCommand = {
    type,
    id: `${type} ${participant}`,
    session: 'session',
    participant,
  }
  return { command, refusal: null, at: 0 }
}

describe('the phone button', () => {
  it('[PHN3] is green for an own offer, and not for a colleague’s', () => {
    assert.equal(isOffering(grey, [], OWN), false)
    assert.equal(isOffering(green, [], OWN), true)
    assert.equal(isOffering(row('tina', { phone: offered(['otto']) }), [], OWN), false)
    assert.equal(isOffering(row('tina'), [], OWN), false)
    assert.equal(
      ownOffer(row('tina', { phone: offered(['otto', 'olivia']) }), OWN)?.operator.id,
      OWN,
    )
  })

  it('[PHN3] W10: what was pressed last shows at once, for this entry alone', () => {
    assert.equal(isOffering(grey, [order('offer-call')], OWN), true)
    assert.equal(isOffering(green, [order('withdraw-call')], OWN), false)
    const all = [order('offer-call'), order('withdraw-call'), order('offer-call')]
    assert.equal(isOffering(green, all.slice(0, 2), OWN), false)
    assert.equal(isOffering(grey, all, OWN), true)
    assert.equal(isOffering(grey, [order('offer-call', 'tom')], OWN), false)
  })

  it('[PHN7] more time is asked for once', () => {
    assert.equal(isRenewing(green, [order('renew-call')]), true)
    assert.equal(isRenewing(green, [order('renew-call', 'tom')]), false)
    assert.equal(isRenewing(green, []), false)
  })
})

describe('what the server has taken', () => {
  const acknowledged = (
    command: MonitorCommand,
    more: Partial<Acknowledged> = {},
  ): Acknowledged => {
    return { command, refusal: null, at: 0, ackAt: 1000, before: undefined, ...more }
  }
  const state = (entry: typeof grey) => ({
    ...EMPTY_STATE,
    desk: START_DESK,
    rows: new Map([[entryKey(entry), entry]]),
  })

  it('[PHN3] W10: an offer shows on until its row has come, so that the button never flickers', () => {
    const offer = acknowledged(order('offer-call').command)
    assert.deepEqual(stillAwaited([offer], state(grey), OWN, 1001), [offer])
    assert.deepEqual(stillAwaited([offer], state(green), OWN, 1001), [])
    const withdrawal = acknowledged(order('withdraw-call').command)
    assert.deepEqual(stillAwaited([withdrawal], state(green), OWN, 1001), [withdrawal])
    assert.deepEqual(stillAwaited([withdrawal], state(grey), OWN, 1001), [])
  })

  it('[PHN3] W10: what was undone since is not waited for', () => {
    const [offer, withdrawal] = (['offer-call', 'withdraw-call'] as const).map((type) =>
      acknowledged(order(type).command),
    )
    const all = [offer, withdrawal].filter((item) => item !== undefined)
    assert.deepEqual(stillAwaited(all, state(grey), OWN, 1001), [])
    assert.deepEqual(stillAwaited(all, state(green), OWN, 1001), [withdrawal])
  })

  it('[PHN3] [PHN5] W10: an offer whose code was used at once is over, though no row told of it', () => {
    const [earlier, newest] = [call({ id: 'earlier', fate: 'busy' }), call({ id: 'newest' })]
    const own = [earlier, newest].map((one) => ({ ...one, operator: { id: OWN, name: 'Olivia' } }))
    const rowWith = (calls: typeof own) => row('tina', { phone: { ...offered([]), calls } })
    const before = state(rowWith(own.slice(0, 1)))
    const offer = acknowledged(order('offer-call').command, { before })
    assert.deepEqual(stillAwaited([offer], before, OWN, 1001), [offer])
    assert.deepEqual(stillAwaited([offer], state(rowWith(own)), OWN, 1001), [])
    const others = own.map((one) => ({ ...one, operator: { id: 'otto', name: 'Otto' } }))
    const colleagues = state(rowWith([...own.slice(0, 1), ...others]))
    assert.deepEqual(stillAwaited([offer], colleagues, OWN, 1001), [offer])
  })

  it('[PHN3] W9: but not for ever: another tab may have changed it meanwhile', () => {
    const offer = acknowledged(order('offer-call').command)
    assert.deepEqual(stillAwaited([offer], state(grey), OWN, 1000 + AWAITED_MS), [])
    assert.deepEqual(stillAwaited([offer], EMPTY_STATE, OWN, 1001), [])
  })

  it('[PHN2] a number is being saved until the desk tells of it', () => {
    const command = { type: 'set-phone', id: 'a', number: '030 1' } as const
    const sent = acknowledged(command, { before: state(grey) })
    assert.deepEqual(stillAwaited([sent], state(grey), OWN, 1001), [sent])
    const told = { ...state(grey), desk: { ...START_DESK } }
    assert.deepEqual(stillAwaited([sent], told, OWN, 1001), [])
  })

  it('[MON2] anything else shows by itself', () => {
    const available = acknowledged({ type: 'set-available', id: 'a', available: true })
    assert.deepEqual(stillAwaited([available], state(grey), OWN, 1001), [])
  })
})
