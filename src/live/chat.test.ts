import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LiveHelpSettings } from '../interview/request.ts'
import { MAX_CHAT_LENGTH } from '../base/chat-length.ts'
import { CHAT_KEPT_OFFLINE_MS, MAX_SEALED_TEXT, refuseText } from './room.ts'
import type { ChatSender, RoomCommand } from './command.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  ANN,
  begin,
  BOB,
  card,
  commandId,
  operatorReady,
  page,
  pageOpened,
  process,
  S,
  save,
} from './testing/samples.ts'

type Chat = 'off' | 'connected' | 'alone'

const STATES: Record<Chat, () => MemoryDriver> = {
  off() {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    begin(driver)
    return driver
  },
  connected() {
    const driver = STATES.off()
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    return driver
  },
  alone() {
    const driver = STATES.connected()
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
    driver.drain()
    return driver
  },
}

const settings = (changes: Partial<LiveHelpSettings>) => (driver: MemoryDriver) => {
  driver.toRoom(S, save(changes, { expects: 1, position: 1 }))
}

const EVENTS = {
  activated: (driver) => {
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
  },
  'turned off': (driver) => {
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
  },
  'operator gone, another there': (driver) => {
    operatorReady(driver, 'omar')
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
  },
  'operator gone, no other': (driver) => {
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
  },
  'an operator comes': (driver) => operatorReady(driver, 'omar'),
  'the operator goes not available': (driver) => {
    driver.toDesk({ type: 'set-available', operator: account('olga'), available: false })
  },
  'roles changed': settings({ partnerRoles: ['tax'] }),
  observeonly: settings({ availability: 'observeonly' }),
  unavailable: settings({ availability: 'unavailable' }),
  'offline for 30 minutes': (driver) => {
    const { page: closed, process: held } = { page: page('a'), process: process('P') }
    driver.toRoom(S, {
      type: 'page-closed',
      participant: ANN,
      page: closed,
      process: held,
      goodbye: true,
    })
    driver.advance(CHAT_KEPT_OFFLINE_MS)
    driver.sweep()
  },
} satisfies Record<string, (driver: MemoryDriver) => void>
type Event = keyof typeof EVENTS

const TABLE: Record<Chat, Record<Event, Chat>> = {
  off: {
    activated: 'connected',
    'turned off': 'off',
    'operator gone, another there': 'off',
    'operator gone, no other': 'off',
    'an operator comes': 'off',
    'the operator goes not available': 'off',
    'roles changed': 'off',
    observeonly: 'off',
    unavailable: 'off',
    'offline for 30 minutes': 'off',
  },
  connected: {
    activated: 'connected',
    'turned off': 'off',
    'operator gone, another there': 'connected',
    'operator gone, no other': 'alone',
    'an operator comes': 'connected',
    'the operator goes not available': 'connected',
    'roles changed': 'connected',
    observeonly: 'off',
    unavailable: 'off',
    'offline for 30 minutes': 'off',
  },
  alone: {
    activated: 'alone',
    'turned off': 'off',
    'operator gone, another there': 'connected',
    'operator gone, no other': 'alone',
    'an operator comes': 'connected',
    'the operator goes not available': 'alone',
    'roles changed': 'alone',
    observeonly: 'off',
    unavailable: 'off',
    'offline for 30 minutes': 'off',
  },
}

const RULES: Record<Event, string> = {
  activated: 'CHT4',
  'turned off': 'CHT12',
  'operator gone, another there': 'CHT14',
  'operator gone, no other': 'CHT14',
  'an operator comes': 'CHT5',
  'the operator goes not available': 'CHT13',
  'roles changed': 'AUT8',
  observeonly: 'AUT8',
  unavailable: 'AUT8',
  'offline for 30 minutes': 'CHT19',
}

function chatOf(driver: MemoryDriver): Chat {
  const chat = driver.room(S).participants[ANN]?.chat
  if (chat === undefined || chat.state === 'off') return 'off'
  return chat.operator === null ? 'alone' : 'connected'
}

function operatorOf(driver: MemoryDriver): string | undefined {
  const chat = driver.room(S).participants[ANN]?.chat
  return chat?.state === 'on' ? chat.operator?.name : undefined
}

const fromAnn: ChatSender = { kind: 'participant', participant: ANN }
const fromOperator = (name: string): ChatSender => ({ kind: 'operator', account: card(name) })
const send = (from: ChatSender, overrides: Partial<{ sealed: string }> = {}): RoomCommand => ({
  type: 'chat-send',
  from,
  conversation: ANN,
  sealed: 'c2VhbGVk',
  ...overrides,
})

describe('conversation with operators', () => {
  for (const [from, row] of Object.entries(TABLE)) {
    for (const [event, to] of Object.entries(row)) {
      it(`[${RULES[event as Event]}] ${from}: ${event} -> ${to}`, () => {
        const driver = STATES[from as Chat]()
        assert.equal(chatOf(driver), from)
        EVENTS[event as Event](driver)
        driver.drain()
        assert.equal(chatOf(driver), to)
      })
    }
  }

  it('[CHT4] without an operator in one of the roles it cannot be activated', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'tom', ['tax'])
    begin(driver)
    const before = driver.room(S)
    const reply = driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    assert.deepEqual(reply, { type: 'refused', code: 'chat-unavailable' })
    assert.equal(driver.room(S), before)
    assert.deepEqual(driver.desk().queue, [])
  })

  it('[CHT14] who loses their operator reads the name, and is served when one comes', () => {
    const driver = STATES.alone()
    const chat = driver.room(S).participants[ANN]?.chat
    assert.equal(chat?.state === 'on' ? chat.leftBehindBy : null, 'olga')
    operatorReady(driver, 'omar')
    driver.drain()
    assert.equal(operatorOf(driver), 'omar')
  })

  it('[CHT14] an old message that the operator is gone does not undo a new conversation', () => {
    const driver = STATES.connected()
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    operatorReady(driver, 'olga')
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    assert.equal(driver.outbox.length, 1)
    driver.drain()
    assert.equal(operatorOf(driver), 'olga')
  })

  it("[AUT8] roles that are not the operator's change who is found next", () => {
    const driver = STATES.alone()
    EVENTS['roles changed'](driver)
    operatorReady(driver, 'law-man', ['law'])
    driver.drain()
    assert.equal(chatOf(driver), 'alone')
    operatorReady(driver, 'tax-man', ['tax'])
    driver.drain()
    assert.equal(operatorOf(driver), 'tax-man')
  })

  it("[CHT7] lines follow each other in the room's numbers and are private", () => {
    const driver = STATES.connected()
    const { seq } = driver.room(S)
    driver.toRoom(S, send(fromAnn))
    driver.toRoom(S, send(fromOperator('olga')))
    assert.deepEqual(
      driver.lines.map((line) => [line.seq, line.audience, line.sender.kind]),
      [
        [seq + 1, 'private', 'participant'],
        [seq + 2, 'private', 'operator'],
      ],
    )
  })

  it('[CHT14] what is written while nobody is connected is kept', () => {
    const driver = STATES.alone()
    assert.equal(driver.toRoom(S, send(fromAnn)).type, 'done')
    assert.equal(driver.lines.length, 1)
  })

  const refused: readonly [string, Chat, RoomCommand, string][] = [
    ['participant, chat off', 'off', send(fromAnn), 'chat-not-active'],
    ['operator, chat off', 'off', send(fromOperator('olga')), 'chat-not-active'],
    [
      'operator who does not carry it',
      'connected',
      send(fromOperator('omar')),
      'not-your-conversation',
    ],
    ['operator who has lost it', 'alone', send(fromOperator('olga')), 'not-your-conversation'],
    [
      'another participant',
      'connected',
      send({ kind: 'participant', participant: BOB }),
      'not-your-conversation',
    ],
    [
      'too long',
      'connected',
      send(fromAnn, { sealed: 'x'.repeat(MAX_SEALED_TEXT + 1) }),
      'too-long',
    ],
    ['empty', 'connected', send(fromAnn, { sealed: '' }), 'blank'],
  ]
  for (const [who, state, command, code] of refused) {
    it(`[CHT7, CHT8] refuses a line: ${who}`, () => {
      const driver = STATES[state]()
      driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
      const before = driver.room(S)
      assert.deepEqual(driver.toRoom(S, command), { type: 'refused', code })
      assert.equal(driver.room(S), before)
      assert.deepEqual(driver.lines, [])
    })
  }

  it('[CHT7] blank and overlong texts have their codes, and the longest fits its seal', () => {
    assert.equal(refuseText(' \n\t'), 'blank')
    assert.equal(refuseText('€'.repeat(MAX_CHAT_LENGTH)), null)
    assert.equal(refuseText('x'.repeat(MAX_CHAT_LENGTH + 1)), 'too-long')
    assert.ok(Math.ceil((MAX_CHAT_LENGTH * 3) / 3) * 4 + 200 <= MAX_SEALED_TEXT)
  })

  it('[CHT7] read marks grow only, to the last line at most, by those who may', () => {
    const driver = STATES.connected()
    driver.toRoom(S, send(fromAnn))
    const { seq } = driver.room(S)
    const read = (reader: ChatSender, upTo: number) =>
      driver.toRoom(S, { type: 'chat-read', reader, conversation: ANN, upTo })
    read(fromOperator('olga'), 1_000_000)
    assert.equal(driver.room(S).participants[ANN]?.readByOperatorUpTo, seq)
    read(fromOperator('olga'), 1)
    assert.equal(driver.room(S).participants[ANN]?.readByOperatorUpTo, seq)
    assert.equal(driver.room(S).participants[ANN]?.readUpTo, 0)
    assert.equal(read(fromOperator('omar'), seq).type, 'refused')
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.equal(read(fromAnn, seq).type, 'done')
    assert.equal(driver.room(S).participants[ANN]?.readUpTo, seq)
  })

  it('[CHT19] back within 30 minutes: the same operator', () => {
    const driver = STATES.connected()
    const closed = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
    driver.toRoom(S, { type: 'page-closed', ...closed })
    driver.advance(CHAT_KEPT_OFFLINE_MS - 1)
    driver.sweep()
    driver.toRoom(S, pageOpened('b'))
    driver.advance(CHAT_KEPT_OFFLINE_MS)
    driver.sweep()
    // The operator's Monitor counted as open all the time.
    assert.equal(operatorOf(driver), 'olga')
  })

  it('[CHT7] the same command is one line, and its id stays with the line', () => {
    const driver = STATES.connected()
    driver.toRoom(S, send(fromAnn), commandId('once'))
    driver.toRoom(S, send(fromAnn), commandId('once'))
    assert.deepEqual(
      driver.lines.map((line) => line.id),
      [commandId('once')],
    )
  })
})
