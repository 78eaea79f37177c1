/** An operator's own number: how long it is kept, who is told of it, and how often it is called. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findOperator } from './desk.ts'
import { DAY_MS, dayOf, PHONE_KEPT_MS } from './phone.ts'
import { deskView } from './monitor-view.ts'
import { GRACE_MS } from './room.ts'
import { callers } from './testing/callers.ts'
import {
  account,
  BOB,
  card,
  e164,
  LINE,
  OPERATORS_NUMBER,
  readyMonitor,
} from './testing/samples.ts'

type Scene = ReturnType<typeof callers>

describe('an operator’s number', () => {
  const number = (scene: Scene) => scene.driver.desk().operators[account('olga')]?.phone?.number
  const wait = ({ driver }: Scene, ms: number) => {
    driver.advance(ms)
    driver.sweep()
  }
  const erased = ({ driver }: Scene) =>
    driver.audit.flatMap(({ deed }) => (deed.type === 'phone-number-erased' ? [deed.by] : []))

  it('[PHN2] is kept for 30 days after the Monitor was last open, and while it is', () => {
    const scene = callers()
    wait(scene, PHONE_KEPT_MS)
    assert.equal(number(scene), OPERATORS_NUMBER, 'the Monitor is open')
    scene.driver.toDesk({ type: 'monitor-closed', ...readyMonitor('olga') })
    wait(scene, GRACE_MS)
    wait(scene, PHONE_KEPT_MS - GRACE_MS - 1)
    assert.equal(number(scene), OPERATORS_NUMBER)
    scene.driver.toDesk({
      ...readyMonitor('olga'),
      type: 'monitor-opened',
      operator: card('olga'),
      privileges: [],
    })
    scene.driver.toDesk({ type: 'monitor-closed', ...readyMonitor('olga') })
    wait(scene, GRACE_MS)
    wait(scene, PHONE_KEPT_MS - GRACE_MS - 1)
    assert.equal(number(scene), OPERATORS_NUMBER, 'from the last time on')
    wait(scene, 1)
    assert.equal(number(scene), undefined)
    assert.deepEqual(erased(scene), ['time'])
    assert.equal(deskView(scene.driver.desk(), account('olga')).phone?.number, null)
  })

  it('[PHN13] each change of it is audited, and none holds the number', () => {
    const scene = callers()
    const { driver } = scene
    driver.toDesk({ type: 'set-phone', operator: account('olga'), number: e164('+12025550145') })
    driver.toDesk({ type: 'set-phone', operator: account('olga'), number: null })
    driver.toDesk({ type: 'set-phone', operator: account('olga'), number: null })
    driver.toDesk({ type: 'operator-removed', operator: account('omar') })
    assert.deepEqual(
      driver.audit.map(({ deed, operator }) => `${operator?.name} ${deed.type}`),
      [
        'olga phone-number-set',
        'omar phone-number-set',
        'olga phone-number-set',
        'olga phone-number-erased',
        'omar phone-number-erased',
      ],
    )
    assert.deepEqual(erased(scene), ['operator', 'account'])
    assert.ok(!JSON.stringify(driver.audit).includes('555'))
  })

  it('[PHN13] is erased, with the offers, where the configuration lets nobody call it any more', () => {
    const scene = callers()
    const { driver, offer } = scene
    offer('olga', 1)
    offer('omar', 2)
    const barred = [OPERATORS_NUMBER]
    const command = { type: 'set-phone-line', line: LINE, barred } as const
    driver.toDesk(command)
    assert.equal(number(scene), undefined)
    assert.deepEqual(erased(scene), ['configuration'])
    assert.deepEqual(
      driver.desk().phone.offers.map(({ operator }) => operator),
      [account('omar')],
    )
    const after = driver.desk()
    driver.toDesk(command)
    assert.equal(driver.desk(), after)
  })

  it('[PHN1] none is taken without telephony, and none is shown', () => {
    const { driver } = callers()
    driver.toDesk({ type: 'set-phone-line', line: null })
    assert.deepEqual(
      driver.toDesk({ type: 'set-phone', operator: account('olga'), number: OPERATORS_NUMBER }),
      { type: 'refused', code: 'no-phone' },
    )
    assert.equal(deskView(driver.desk(), account('olga')).phone, null)
  })

  it('[PHN13] so many calls a day of UTC, then none until the next', () => {
    const { driver, offer, dial } = callers()
    driver.toDesk({ type: 'set-phone-line', line: { ...LINE, callsPerDay: 2 } })
    const left = () => deskView(driver.desk(), account('olga')).phone?.callsLeft
    const called = ['first', 'second'].map((name) => {
      offer('olga', 1)
      return [dial('0001', name).type, left()]
    })
    assert.deepEqual(called, [
      ['connect', 1],
      ['connect', 0],
    ])
    assert.deepEqual(offer('olga', 1), { type: 'refused', code: 'call-limit' })
    assert.equal(offer('omar', 1).type, 'done')
    driver.advance(DAY_MS - (driver.now() % DAY_MS))
    driver.sweep()
    assert.equal(left(), 2)
    assert.equal(offer('olga', 1).type, 'done')
  })

  it('[PHN13] a call just after midnight is of the new day, though nobody has looked yet', () => {
    const { driver, offer, dial } = callers()
    driver.advance(DAY_MS - (driver.now() % DAY_MS) - 1)
    offer('olga', 1)
    offer('olga', 2, BOB)
    assert.equal(dial('0001', 'before').type, 'connect')
    driver.advance(1)
    assert.equal(dial('0003', 'after').type, 'connect')
    const { callsToday } = findOperator(driver.desk(), account('olga')) ?? {}
    assert.deepEqual(callsToday, { day: dayOf(driver.now()), count: 1 })
  })
})
