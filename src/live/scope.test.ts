import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { TransferTarget } from './command.ts'
import { chatPartners, standingInvitation, statusOf } from './derive.ts'
import { findOperator } from './desk.ts'
import { conversationsOf, deskView } from './monitor-view.ts'
import { must } from '../base/must.ts'
import { findParticipant, type ChatState } from './room.ts'
import { isOperatorBy, maySee, requiredLists, type OperatorLimits } from './scope.ts'
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

const INTERVIEW = 'interview.yml'
const HOUSING = ['advocate', 'housing']

function scene(operators: readonly string[] | null, ...names: string[]): MemoryDriver {
  const driver = createMemoryDriver()
  begin(driver)
  saveNext(driver, {}, { operators })
  for (const name of names) operatorReady(driver, name)
  return driver
}

function giveTo(driver: MemoryDriver, name: string, privileges: readonly string[]): void {
  driver.toDesk({ type: 'operator-privileges', operator: account(name), privileges })
  driver.drain()
}

function carries(driver: MemoryDriver, name: string): number {
  return conversationsOf(driver.desk(), account(name)).length
}

function chatOf(driver: MemoryDriver): Partial<Extract<ChatState, { state: 'on' }>> {
  const { chat } = must(findParticipant(driver.room(S), ANN), 'Ann')
  return chat.state === 'on' ? chat : {}
}

function help(driver: MemoryDriver): number {
  const asked = { roles: ['law'], mode: 'help' } as const
  return chatPartners(driver.room(S), ANN, driver.desk(), asked).help
}

describe('who may help where', () => {
  const CASES: readonly (readonly [
    string,
    OperatorLimits,
    readonly string[] | null,
    string[],
    boolean,
  ])[] = [
    ['nothing is said: every operator', {}, null, ['advocate'], true],
    ['the interview names a group', {}, ['housing'], ['advocate'], false],
    ['one of the list is enough', {}, ['tax', 'housing'], ['advocate', 'housing'], true],
    ['administrators are not exempt', {}, ['housing'], ['admin'], false],
    ['unless they are named', {}, ['housing', 'admin'], ['admin'], true],
    ['the configuration, by path', { [INTERVIEW]: ['housing'] }, null, ['advocate'], false],
    ['another interview’s', { 'other.yml': ['housing'] }, null, ['advocate'], true],
    ['by a pattern', { 'int*.yml': ['housing'] }, null, ['advocate'], false],
    ['for all', { '*': ['housing'] }, null, HOUSING, true],
    ['of several patterns all hold', { '*': ['housing'], 'i*': ['tax'] }, null, HOUSING, false],
    ['both must hold', { '*': ['housing'] }, ['tax'], HOUSING, false],
    ['both hold', { '*': ['housing'] }, ['tax', 'advocate'], HOUSING, true],
  ]
  for (const [name, limits, operators, privileges, expected] of CASES) {
    it(`[ACC4] ${name}`, () => {
      assert.equal(maySee(privileges, limits, { interview: INTERVIEW, operators }), expected)
    })
  }

  it('[ACC4] a pattern means what a regular expression of its pieces means', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.array(piece),
        (parts, path) => {
          const pattern = parts.join('*')
          const text = path.join('')
          const quoted = parts.map((part) => part.replaceAll('.', String.raw`\.`))
          const known = new RegExp(`^${quoted.join('.*')}$`).test(text)
          const lists = requiredLists({ [pattern]: ['x'] }, { interview: text, operators: null })
          assert.equal(lists.length === 1, known, `${pattern} ${text}`)
        },
      ),
    )
  })

  it('[ACC4] a limit more never lets anybody in, a privilege more never shuts anybody out', () => {
    const names = fc.subarray(['admin', 'advocate', 'housing', 'tax'])
    const some = fc.subarray(['admin', 'advocate', 'housing', 'tax'], { minLength: 1 })
    fc.assert(
      fc.property(names, names, some, fc.option(some), (has, gets, configured, operators) => {
        const scope = { interview: INTERVIEW, operators }
        const both = maySee(has, { '*': configured }, scope)
        assert.ok(!both || maySee(has, {}, scope))
        assert.ok(!both || maySee(has, { '*': configured }, { ...scope, operators: null }))
        assert.ok(!both || maySee([...has, ...gets], { '*': configured }, scope))
      }),
    )
  })

  it('[ACC3] only the two privileges make an operator, whatever else somebody has', () => {
    assert.deepEqual(
      ['admin', 'advocate', 'developer', 'user', 'housing', ''].map((name) => isOperatorBy([name])),
      [true, true, false, false, false, false],
    )
    assert.equal(isOperatorBy([]), false)
  })
})

describe('the desk knows who may see what', () => {
  it('[ACC4] [CHT5] [AUT10] only who may see it is connected, counted, and makes it standby', () => {
    const driver = scene(['housing'], 'olga', 'omar')
    giveTo(driver, 'olga', ['advocate'])
    assert.equal(help(driver), 0)
    assert.equal(statusOf(driver.room(S), ANN, driver.desk()), 'waiting')
    assert.deepEqual(activate(driver), { type: 'refused', code: 'chat-unavailable' })
    giveTo(driver, 'omar', HOUSING)
    assert.equal(help(driver), 1)
    assert.equal(statusOf(driver.room(S), ANN, driver.desk()), 'standby')
    activate(driver)
    assert.deepEqual([carries(driver, 'olga'), carries(driver, 'omar')], [0, 1])
  })

  it('[ACC4] [AUT10] the first screen counts by what the interview says, before any is saved', () => {
    const driver = scene(null, 'olga')
    const asked = { roles: ['law'], mode: 'help', operators: ['housing'] } as const
    assert.equal(chatPartners(driver.room(S), ANN, driver.desk(), asked).help, 0)
    giveTo(driver, 'olga', HOUSING)
    assert.equal(chatPartners(driver.room(S), ANN, driver.desk(), asked).help, 1)
  })

  it('[ACC4] [AUT10] nor is a limit counted that the interview has no more', () => {
    const driver = scene(['housing'], 'olga')
    giveTo(driver, 'olga', ['advocate'])
    const asked = { roles: ['law'], mode: 'help', operators: null } as const
    assert.equal(chatPartners(driver.room(S), ANN, driver.desk(), asked).help, 1)
  })

  it('[ACC4] [CHT14] who loses the group: the conversation moves on with the name, or waits', () => {
    const driver = scene(['housing'], 'olga', 'omar')
    giveTo(driver, 'olga', HOUSING)
    activate(driver)
    giveTo(driver, 'omar', HOUSING)
    giveTo(driver, 'olga', ['advocate'])
    assert.equal(chatOf(driver).operator?.name, 'omar')
    assert.equal(chatOf(driver).movedFrom?.name, 'olga')
    giveTo(driver, 'omar', ['advocate'])
    assert.deepEqual([chatOf(driver).operator, chatOf(driver).leftBehindBy], [null, 'omar'])
    giveTo(driver, 'olga', HOUSING)
    assert.equal(chatOf(driver).operator?.name, 'olga', 'the queue is served')
  })

  it('[ACC4] [CHT14] the interview names another group, or the configuration does: the same', () => {
    const driver = scene(null, 'olga', 'omar')
    giveTo(driver, 'omar', HOUSING)
    const first = scene(null, 'olga')
    activate(first)
    assert.equal(chatOf(first).operator?.name, 'olga')
    saveNext(first, {}, { operators: ['housing'] })
    first.drain()
    assert.deepEqual([chatOf(first).operator, carries(first, 'olga')], [null, 0])
    driver.toDesk({ type: 'set-available', operator: account('omar'), available: false })
    activate(driver)
    driver.toDesk({ type: 'set-available', operator: account('omar'), available: true })
    assert.equal(chatOf(driver).operator?.name, 'olga')
    driver.toDesk({ type: 'limit-operators', limits: { '*': ['housing'] } })
    driver.drain()
    assert.equal(chatOf(driver).operator?.name, 'omar')
  })

  it('[ACC4] [CHT14] a limit that came while one carries it, or waits, counts from then on', () => {
    const carried = scene(null, 'olga')
    giveTo(carried, 'olga', HOUSING)
    activate(carried)
    saveNext(carried, {}, { operators: ['housing'] })
    assert.equal(chatOf(carried).operator?.name, 'olga')
    giveTo(carried, 'olga', ['advocate'])
    assert.equal(chatOf(carried).operator, null)

    const waiting = scene(null, 'olga')
    waiting.toDesk({ type: 'set-limit', operator: account('olga'), limit: 1 })
    bobEnters(waiting)
    activate(waiting, BOB)
    activate(waiting)
    assert.equal(chatOf(waiting).operator, null)
    giveTo(waiting, 'olga', HOUSING)
    saveNext(waiting, {}, { operators: ['housing'] })
    operatorReady(waiting, 'omar')
    waiting.drain()
    assert.equal(chatOf(waiting).operator, null)
    giveTo(waiting, 'omar', HOUSING)
    assert.equal(chatOf(waiting).operator?.name, 'omar')
  })

  it('[ACC4] [CHT5] nobody takes a conversation that waits in a session which does not exist for them', () => {
    const driver = scene(['housing'], 'olga')
    giveTo(driver, 'olga', HOUSING)
    activate(driver)
    giveTo(driver, 'olga', ['advocate'])
    const take = { type: 'take-chat', conversation: ANN, operator: card('olga') } as const
    assert.deepEqual(driver.toRoom(S, take), refused('unknown-session'))
    assert.equal(chatOf(driver).operator, null)
  })

  it('[ACC4] [CHT20] offered, to an operator or a role, only to who may see it', () => {
    const driver = scene(null, 'olga')
    activate(driver)
    saveNext(driver, {}, { operators: ['advocate'] })
    giveTo(driver, 'olga', ['advocate'])
    activate(driver)
    operatorReady(driver, 'omar')
    const offer = (to: TransferTarget) => transfer(driver, to)
    assert.deepEqual(offer({ kind: 'operator', id: account('omar') }), refused('nobody-there'))
    assert.deepEqual(offer({ kind: 'role', role: 'law' }), refused('nobody-there'))
    giveTo(driver, 'omar', ['advocate'])
    assert.equal(offer({ kind: 'role', role: 'law' }).type, 'done')
    assert.equal(deskView(driver.desk(), account('omar')).offers.length, 1)
    giveTo(driver, 'omar', ['admin'])
    assert.equal(deskView(driver.desk(), account('omar')).offers.length, 0)
    const answer = { type: 'answer-transfer', conversation: ANN, operator: card('omar') } as const
    assert.deepEqual(driver.toRoom(S, { ...answer, accepts: true }), refused('no-transfer'))
  })

  it('[ACC4] [CHT21] an invitation stands only while who made it may see the session', () => {
    const driver = scene(null, 'olga')
    driver.toRoom(S, { type: 'offer-help', participant: ANN, operator: card('olga') })
    const stands = () => {
      const room = driver.room(S)
      return standingInvitation(room, must(findParticipant(room, ANN), 'Ann'), driver.desk())
    }
    assert.equal(stands()?.operator.name, 'olga')
    saveNext(driver, {}, { operators: ['housing'] })
    assert.equal(stands(), null)
    activate(driver, ANN, true)
    assert.equal(carries(driver, 'olga'), 0)
  })

  it('[ACC4] one who comes back with other privileges is seen with those', () => {
    const driver = scene(['housing'], 'olga')
    const opened = { type: 'monitor-opened', page: page('olga'), process: process('P') } as const
    driver.toDesk({ ...opened, operator: card('olga'), privileges: HOUSING })
    assert.deepEqual(findOperator(driver.desk(), account('olga'))?.privileges, HOUSING)
    activate(driver)
    assert.equal(carries(driver, 'olga'), 1)
    driver.toDesk({ ...opened, operator: card('olga'), privileges: ['advocate'] })
    driver.drain()
    assert.equal(carries(driver, 'olga'), 0)
  })
})

describe('an order by an operator', () => {
  const block = { type: 'block', participant: ANN, operator: card('olga') } as const
  const by = (limits: OperatorLimits = {}) => ({ account: account('olga'), limits })
  const order = (driver: MemoryDriver, limits?: OperatorLimits) =>
    driver.transact({
      aggregate: { kind: 'room', id: S },
      id: driver.nextId(),
      digest: '',
      command: block,
      by: by(limits),
    }).reply

  it('[ACC3] [ACC4] is carried out only while the account, as it is then, may see the session', () => {
    const driver = scene(['housing'])
    assert.deepEqual(order(driver), refused('not-allowed'), 'no such account')
    driver.setAccount(account('olga'), ['housing', 'user'])
    assert.deepEqual(order(driver), refused('not-allowed'), 'no operator')
    driver.setAccount(account('olga'), ['advocate'])
    assert.deepEqual(order(driver), refused('unknown-session'), 'outside')
    driver.setAccount(account('olga'), HOUSING)
    assert.deepEqual(order(driver, { '*': ['tax'] }), refused('unknown-session'))
    assert.equal(findParticipant(driver.room(S), ANN)?.block, null)
    assert.equal(order(driver).type, 'done')
    assert.equal(findParticipant(driver.room(S), ANN)?.block?.by.name, 'olga')
  })

  it('[ACC3] to the desk is looked at in the same way', () => {
    const driver = scene(null, 'olga')
    const command = { type: 'set-available', operator: account('olga'), available: false } as const
    const toDesk = () =>
      driver.transact({
        aggregate: { kind: 'desk' },
        id: driver.nextId(),
        digest: '',
        command,
        by: by(),
      }).reply
    assert.deepEqual(toDesk(), refused('not-allowed'))
    driver.setAccount(account('olga'), ['admin'])
    assert.equal(toDesk().type, 'done')
  })
})

function transfer(driver: MemoryDriver, to: TransferTarget) {
  return driver.toRoom(S, { type: 'transfer', conversation: ANN, operator: card('olga'), to })
}

function refused(code: string) {
  return { type: 'refused', code }
}
