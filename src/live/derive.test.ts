import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chatPartners, mayRead, participantView, statusOf, type Reader } from './derive.ts'
import { isDismissed, isMonitored, monitorRows } from './monitor-view.ts'
import { OFFLINE_KEPT_MS, type ChatLine, type Room } from './room.ts'
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

/** Each cause present or absent; which status it then is. */
interface Causes {
  readonly away?: boolean
  readonly observeonly?: boolean
  readonly active?: boolean
  readonly operator?: boolean
  readonly mode?: 'help' | 'peer' | 'peerhelp'
}

function world(causes: Causes): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  begin(driver)
  if (causes.active === true)
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
  if (causes.operator !== true) {
    driver.toDesk({ type: 'set-available', operator: account('olga'), available: false })
  }
  const availability = causes.observeonly === true ? 'observeonly' : 'available'
  const settings = { availability, mode: causes.mode ?? 'help' } as const
  driver.toRoom(S, save(settings, { expects: 1, position: 1 }))
  if (causes.away === true) leave(driver)
  return driver
}

function leave(driver: MemoryDriver): void {
  const closed = { participant: ANN, page: page('a'), process: process('P'), goodbye: true }
  driver.toRoom(S, { type: 'page-closed', ...closed })
}

const statusIn = (driver: MemoryDriver) => statusOf(driver.room(S), ANN, driver.desk())
const viewIn = (driver: MemoryDriver) => participantView(driver.room(S), ANN, driver.desk())

function speak(driver: MemoryDriver): void {
  const from = { kind: 'participant', participant: ANN } as const
  driver.toRoom(S, { type: 'chat-send', from, conversation: ANN, sealed: 'x' })
}

describe('status', () => {
  const cases: readonly [string, Causes, string][] = [
    ['STA1', { away: true }, 'offline'],
    ['STA1, STA5', { away: true, observeonly: true, active: true, operator: true }, 'offline'],
    ['STA1, STA5', { away: true, active: true, operator: true }, 'offline'],
    ['STA2', { observeonly: true, operator: true }, 'off'],
    ['STA2, STA5', { observeonly: true, active: true, operator: true }, 'off'],
    ['STA3', { active: true, operator: true }, 'on'],
    ['STA3, STA5', { active: true }, 'on'],
    ['STA4', { operator: true }, 'standby'],
    ['STA4', { mode: 'peer' }, 'standby'],
    ['STA4', { mode: 'peerhelp' }, 'standby'],
    ['STA5', {}, 'waiting'],
  ]
  for (const [rules, causes, status] of cases) {
    it(`[${rules}] ${JSON.stringify(causes)} -> ${status}`, () => {
      assert.equal(statusIn(world(causes)), status)
    })
  }

  it('[STA4] operators in other roles do not stand by', () => {
    const driver = world({})
    operatorReady(driver, 'tom', ['tax'])
    assert.equal(statusIn(driver), 'waiting')
  })

  it('[STA6] never set or unavailable: on no Monitor, no trace for the user', () => {
    for (const settings of [{ called: false }, { availability: 'unavailable' }] as const) {
      const driver = createMemoryDriver()
      operatorReady(driver, 'olga')
      begin(driver, settings)
      assert.equal(isMonitored(driver.room(S)), false)
      assert.deepEqual(monitorRows(driver.room(S), driver.desk()), [])
      const { enabled, icon, operators, peers, canActivate, announce } = viewIn(driver)
      assert.deepEqual(
        { enabled, icon, operators, peers, canActivate, announce },
        {
          enabled: false,
          icon: 'none',
          operators: 0,
          peers: 0,
          canActivate: false,
          announce: false,
        },
      )
    }
  })
})

describe("the user's view", () => {
  const icons: readonly [string, Causes, boolean, string][] = [
    ['an operator could answer', { operator: true }, false, 'green'],
    ['connected', { operator: true, active: true }, true, 'green'],
    ['connected to an operator who takes no new ones', { active: true }, true, 'green'],
    ['nobody there, no history', {}, false, 'none'],
    ['observeonly, no history', { observeonly: true, operator: true }, false, 'none'],
  ]
  for (const [what, causes, canSpeak, icon] of icons) {
    it(`[CHT1] ${what}: ${icon}`, () => {
      const driver = world(causes)
      if (canSpeak) speak(driver)
      assert.equal(viewIn(driver).icon, icon)
    })
  }

  it('[CHT1, CHT11] grey with history alone: nobody there, or observeonly', () => {
    const driver = world({ active: true, operator: true })
    speak(driver)
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.equal(viewIn(driver).icon, 'green')
    driver.toRoom(S, save({ availability: 'observeonly' }, { expects: 2, position: 2 }))
    assert.equal(viewIn(driver).icon, 'grey')
    driver.toRoom(S, save({}, { expects: 3, position: 3 }))
    driver.toDesk({ type: 'set-available', operator: account('olga'), available: false })
    assert.equal(viewIn(driver).icon, 'grey')
  })

  it('[CHT1, CHT14] grey when activated with nobody connected; says who left, and the place', () => {
    const driver = world({ active: true })
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
    driver.drain()
    const { icon, chat, operatorName, leftBehindBy, queuePlace } = viewIn(driver)
    assert.deepEqual(
      { icon, chat, operatorName, leftBehindBy, queuePlace },
      { icon: 'grey', chat: 'on', operatorName: null, leftBehindBy: 'olga', queuePlace: 1 },
    )
  })

  it('[CHT3, CHT4] counts operators in the roles; can be activated while there is one', () => {
    const driver = world({ operator: true })
    operatorReady(driver, 'omar', ['law', 'tax'])
    operatorReady(driver, 'tom', ['tax'])
    assert.equal(viewIn(driver).operators, 2)
    assert.equal(viewIn(driver).canActivate, true)
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    assert.equal(viewIn(driver).canActivate, false)
    assert.equal(viewIn(driver).operatorName, 'olga')
    assert.equal(viewIn(world({})).canActivate, false)
    assert.equal(viewIn(world({ mode: 'peer' })).canActivate, true)
  })

  it('[CHT16] the notice is due once', () => {
    const driver = world({ operator: true })
    assert.equal(viewIn(driver).announce, true)
    const informed = { type: 'informed', participant: ANN } as const
    assert.equal(driver.toRoom(S, informed).type, 'done')
    assert.equal(viewIn(driver).announce, false)
    // Another tab of the same person, which was about to say it too.
    assert.deepEqual(driver.toRoom(S, informed), { type: 'refused', code: 'exists' })
    assert.equal(viewIn(world({})).announce, false)
  })
})

describe('chat_partners_available', () => {
  const help = (driver: MemoryDriver, roles: readonly string[]) =>
    chatPartners(driver.room(S), ANN, driver.desk(), { roles, mode: 'help' }).help

  it('[AUT10] distinct operators in at least one of the roles; none asked for, none there', () => {
    const driver = world({ operator: true })
    operatorReady(driver, 'omar', ['law', 'tax'])
    assert.equal(help(driver, ['law', 'tax']), 2)
    assert.equal(help(driver, ['tax']), 1)
    assert.equal(help(driver, ['Law']), 0)
    assert.equal(help(driver, []), 0)
  })

  it('[AUT10] the one who chats with the participant counts, also when not available', () => {
    const driver = world({ active: true })
    assert.equal(help(driver, ['anything']), 1)
    assert.equal(help(driver, []), 0)
  })

  it('[AUT10, AUT11] mode peer has no help, mode help no peers', () => {
    const driver = world({ operator: true })
    driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
    driver.toRoom(S, pageOpened('b', BOB))
    const ask = (mode: 'help' | 'peer' | 'peerhelp') =>
      chatPartners(driver.room(S), ANN, driver.desk(), { roles: ['law'], mode })
    assert.deepEqual(ask('help'), { help: 1, peer: 0 })
    assert.deepEqual(ask('peer'), { help: 0, peer: 1 })
    assert.deepEqual(ask('peerhelp'), { help: 1, peer: 1 })
  })

  it('[AUT9] works before the session has set anything, or exists', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    const asked = { roles: ['law'], mode: 'peerhelp' } as const
    assert.deepEqual(chatPartners(null, ANN, driver.desk(), asked), { help: 1, peer: 0 })
    begin(driver, { called: false, availability: 'unavailable' })
    assert.deepEqual(chatPartners(driver.room(S), ANN, driver.desk(), asked), { help: 1, peer: 0 })
  })

  it('[AUT11] who never connected, or is offline, is no peer', () => {
    const driver = world({})
    driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
    const asked = { roles: [], mode: 'peer' } as const
    assert.equal(chatPartners(driver.room(S), ANN, driver.desk(), asked).peer, 0)
  })
})

describe('Monitor', () => {
  it('[MON4, STA3] an entry tells what an operator needs, of each participant', () => {
    const driver = world({ active: true, operator: true })
    driver.toRoom(S, { type: 'enter', participant: BOB, account: card('bob') })
    driver.toRoom(S, pageOpened('b', BOB))
    const [ann, bob] = monitorRows(driver.room(S), driver.desk())
    assert.deepEqual(ann, {
      session: S,
      participant: ANN,
      status: 'on',
      title: 'Child support',
      name: null,
      visitorNumber: 1,
      mode: 'help',
      roles: ['law'],
      operator: card('olga'),
      queuePlace: null,
      canTake: false,
      hasTalk: true,
      chatSince: 1_000_000,
      shared: false,
      unansweredSince: 1_000_000,
      blocked: null,
      invited: null,
      canOfferHelp: false,
      progress: null,
      question: 'income',
      questionSince: 1_000_000,
      startedAt: 1_000_000,
      offlineAt: null,
      canObserve: true,
      watchedBy: [],
      joinedBy: [],
      controlledBy: null,
      interview: 'interview.yml',
      phone: null,
    })
    assert.deepEqual([bob?.name, bob?.visitorNumber, bob?.status], ['bob', null, 'standby'])
    assert.equal(bob?.hasTalk, false, 'who never chatted has nothing to read')
  })

  it('[MON4, STA1] offline entries stay for a day, marked, unless dismissed by who looks', () => {
    const driver = world({ away: true })
    const [row] = monitorRows(driver.room(S), driver.desk())
    assert.deepEqual([row?.status, row?.canObserve], ['offline', false])
    driver.toRoom(S, { type: 'dismiss', participant: ANN, operator: account('olga') })
    assert.equal(isDismissed(driver.room(S), ANN, account('olga')), true)
    assert.equal(isDismissed(driver.room(S), ANN, account('omar')), false)
    driver.advance(OFFLINE_KEPT_MS - 1)
    driver.sweep()
    assert.equal(isMonitored(driver.room(S)), true)
    driver.advance(1)
    driver.sweep()
    assert.equal(isMonitored(driver.room(S)), false)
    assert.deepEqual(monitorRows(driver.room(S), driver.desk()), [])
    driver.toRoom(S, pageOpened('again'))
    assert.equal(monitorRows(driver.room(S), driver.desk()).length, 1)
  })

  it('[MON4] who is there cannot be dismissed', () => {
    const driver = world({})
    driver.toRoom(S, { type: 'dismiss', participant: ANN, operator: account('olga') })
    assert.equal(isDismissed(driver.room(S), ANN, account('olga')), false)
  })

  it('[MON4] who never had a live connection is on no list', () => {
    const driver = world({})
    driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
    assert.equal(monitorRows(driver.room(S), driver.desk()).length, 1)
  })

  it('[MON11] no sessions, no rows', () => {
    assert.deepEqual([...createMemoryDriver().rooms.values()].filter(isMonitored), [])
  })
})

describe('who may read a line', () => {
  const line = (audience: ChatLine['audience']): ChatLine => ({
    seq: 1,
    id: commandId('line'),
    conversation: ANN,
    sender: { kind: 'participant', participant: ANN },
    audience,
    sentAt: 0,
    sealed: '',
  })
  const readers: Record<'ann' | 'bob' | 'operator', Reader> = {
    ann: { kind: 'participant', participant: ANN },
    bob: { kind: 'participant', participant: BOB },
    operator: { kind: 'operator' },
  }
  type May = Record<keyof typeof readers, boolean>
  const TABLE: Record<ChatLine['audience'], Record<Room['settings']['mode'], May>> = {
    private: {
      help: { ann: true, bob: false, operator: true },
      peer: { ann: true, bob: false, operator: true },
      peerhelp: { ann: true, bob: false, operator: true },
    },
    session: {
      help: { ann: true, bob: false, operator: true },
      peer: { ann: true, bob: true, operator: true },
      peerhelp: { ann: true, bob: true, operator: true },
    },
    peers: {
      help: { ann: true, bob: false, operator: false },
      peer: { ann: true, bob: true, operator: false },
      peerhelp: { ann: true, bob: true, operator: false },
    },
  }
  for (const [audience, modes] of Object.entries(TABLE)) {
    for (const [mode, may] of Object.entries(modes)) {
      it(`[CHT8, CHT10] sent to ${audience}, mode ${mode} now`, () => {
        const driver = createMemoryDriver()
        begin(driver, { mode: mode as Room['settings']['mode'] })
        driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
        for (const [who, is] of Object.entries(may)) {
          const reader = readers[who as keyof typeof readers]
          const sent = line(audience as ChatLine['audience'])
          assert.equal(mayRead(driver.room(S), sent, reader), is, who)
        }
      })
    }
  }
})
