/** What pages and Monitors show in each mode: icons, counts, notices, rows. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LiveHelpSettings } from '../interview/request.ts'
import { chatPartners, participantView, statusOf } from './derive.ts'
import { monitorRows } from './monitor-view.ts'
import { createMemoryDriver, type MemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  byOperator,
  byParticipant,
  card,
  operatorReady,
  page,
  process,
  S,
  saveNext,
  say,
} from './testing/samples.ts'

type Mode = LiveHelpSettings['mode']

function world(
  settings: Partial<LiveHelpSettings>,
  has: { operator?: boolean; bob?: boolean } = {},
) {
  const driver = createMemoryDriver()
  if (has.operator !== false) operatorReady(driver, 'olga')
  begin(driver, settings)
  if (has.bob !== false) bobEnters(driver)
  return driver
}
const viewOf = (driver: MemoryDriver, who = ANN) =>
  participantView(driver.room(S), who, driver.desk())
const rowsOf = (driver: MemoryDriver) => monitorRows(driver.room(S), driver.desk())
const statusIn = (driver: MemoryDriver) => statusOf(driver.room(S), ANN, driver.desk())
function bobLeaves(driver: MemoryDriver): void {
  const closed = { participant: BOB, page: page('b'), process: process('P'), goodbye: true }
  driver.toRoom(S, { type: 'page-closed', ...closed })
}

type Situation = 'alone' | 'a peer' | 'an operator' | 'on with nobody' | 'on with an operator'
type Icon = 'green' | 'grey' | 'none'
/** CHT1, without history; in `observeonly` and where chat cannot be on, the icon is as if off. */
const ICONS: Record<Mode, Record<Situation, Icon>> = {
  help: {
    alone: 'none',
    'a peer': 'none',
    'an operator': 'green',
    'on with nobody': 'grey',
    'on with an operator': 'green',
  },
  peer: {
    alone: 'green',
    'a peer': 'green',
    'an operator': 'green',
    'on with nobody': 'green',
    'on with an operator': 'green',
  },
  peerhelp: {
    alone: 'green',
    'a peer': 'green',
    'an operator': 'green',
    'on with nobody': 'green',
    'on with an operator': 'green',
  },
}

function inSituation(mode: Mode, situation: Situation): MemoryDriver {
  const driver = world({ mode }, { bob: situation === 'a peer', operator: false })
  if (situation === 'alone' || situation === 'a peer') return driver
  operatorReady(driver, 'olga')
  if (situation === 'an operator') return driver
  activate(driver)
  if (situation === 'on with an operator') return driver
  driver.toDesk({ type: 'operator-removed', operator: account('olga') })
  driver.drain()
  return driver
}

describe('the icon', () => {
  for (const [mode, row] of Object.entries(ICONS)) {
    for (const [situation, icon] of Object.entries(row)) {
      it(`[CHT1] ${mode}, ${situation}: ${icon}`, () => {
        assert.equal(viewOf(inSituation(mode as Mode, situation as Situation)).icon, icon)
      })
    }
  }

  it("[CHT1] observeonly: grey with history, also the peers' that one may read; else absent", () => {
    const driver = world({ mode: 'peer' })
    activate(driver, BOB)
    say(driver, byParticipant(BOB), null)
    saveNext(driver, { mode: 'peer', availability: 'observeonly' })
    assert.deepEqual([viewOf(driver).icon, viewOf(driver, BOB).icon], ['grey', 'grey'])
    saveNext(driver, { mode: 'help', availability: 'observeonly' })
    assert.deepEqual([viewOf(driver).icon, viewOf(driver, BOB).icon], ['none', 'grey'])
  })
})

describe('status', () => {
  it('[STA4] in peer modes a partner could always answer, a blocked participant included', () => {
    for (const mode of ['peer', 'peerhelp'] as const) {
      const driver = world({ mode }, { operator: false, bob: false })
      assert.equal(statusIn(driver), 'standby')
      driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') })
      assert.equal(statusIn(driver), 'standby')
    }
  })

  it('[STA3, STA5] on in every mode once activated; a blocked one waits in help', () => {
    for (const mode of ['help', 'peer', 'peerhelp'] as const) {
      const driver = world({ mode })
      activate(driver)
      assert.equal(statusIn(driver), 'on')
      driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') })
      assert.equal(statusIn(driver), mode === 'help' ? 'waiting' : 'on')
    }
  })
})

describe('asking for an operator again', () => {
  it('[CHT20] [CHT4] is offered to each peer after the operator ended theirs, until one does', () => {
    const driver = world({ mode: 'peerhelp' })
    activate(driver, ANN)
    activate(driver, BOB)
    const offered = () => [viewOf(driver).canAskAgain, viewOf(driver, BOB).canAskAgain]
    assert.deepEqual(offered(), [false, false])
    driver.toRoom(S, { type: 'end-chat', conversation: null, operator: card('olga') })
    assert.deepEqual(offered(), [true, true])
    assert.equal(viewOf(driver).leftBehindBy, 'olga')
    driver.toRoom(S, { type: 'block', participant: BOB, operator: card('olga') })
    assert.deepEqual(offered(), [true, false])
    activate(driver, ANN)
    assert.deepEqual(offered(), [false, false])
    assert.equal(viewOf(driver).operatorName, 'olga')
  })

  it('[CHT20] is not where chat is off, or was never on with one', () => {
    for (const mode of ['help', 'peer', 'peerhelp'] as const) {
      const driver = world({ mode })
      assert.equal(viewOf(driver).canAskAgain, false)
      activate(driver)
      assert.equal(viewOf(driver).canAskAgain, false)
      driver.toRoom(S, { type: 'chat-off', participant: ANN })
      assert.equal(viewOf(driver).canAskAgain, false)
    }
  })
})

describe('counts', () => {
  const counts: Record<Mode, { operators: number; peers: number }> = {
    help: { operators: 1, peers: 0 },
    peer: { operators: 0, peers: 1 },
    peerhelp: { operators: 1, peers: 1 },
  }
  for (const [mode, expected] of Object.entries(counts)) {
    it(`[CHT3] ${mode}: ${JSON.stringify(expected)}, kept current`, () => {
      const driver = world({ mode: mode as Mode })
      const { operators, peers } = viewOf(driver)
      assert.deepEqual({ operators, peers }, expected)
      bobLeaves(driver)
      driver.toDesk({ type: 'set-available', operator: account('olga'), available: false })
      assert.deepEqual([viewOf(driver).operators, viewOf(driver).peers], [0, 0])
    })
  }

  it("[AUT10] who chats with all in peerhelp counts for each that takes part, as 'already chatting'", () => {
    const driver = world({ mode: 'peerhelp' })
    const help = (who: typeof ANN) =>
      chatPartners(driver.room(S), who, driver.desk(), { roles: ['other'], mode: 'help' }).help
    activate(driver)
    assert.deepEqual([help(ANN), help(BOB)], [1, 0])
    activate(driver, BOB)
    assert.deepEqual([help(ANN), help(BOB)], [1, 1])
  })

  it('[AUT11] peers are those present, whatever their chat; the mode asked for decides', () => {
    const driver = world({ mode: 'help' })
    const peer = (mode: Mode) =>
      chatPartners(driver.room(S), ANN, driver.desk(), { roles: ['law'], mode }).peer
    assert.deepEqual([peer('help'), peer('peer'), peer('peerhelp')], [0, 1, 1])
    bobLeaves(driver)
    assert.deepEqual([peer('peer'), peer('peerhelp')], [0, 0])
  })
})

describe('the notice', () => {
  it('[CHT16] is due when a partner first is there: an operator, or in peer modes somebody else', () => {
    const driver = world({ mode: 'peerhelp' }, { operator: false, bob: false })
    assert.equal(viewOf(driver).announce, false)
    bobEnters(driver)
    assert.equal(viewOf(driver).announce, true)
    driver.toRoom(S, { type: 'informed', participant: ANN })
    assert.equal(viewOf(driver).announce, false)
    assert.equal(viewOf(driver, BOB).announce, true)
    activate(driver, BOB)
    assert.equal(viewOf(driver, BOB).announce, false)
  })
})

describe('rows of the Monitor', () => {
  it("[MON4, CHT8] in peerhelp show the session's operator and wait, for those who take part", () => {
    const driver = world({ mode: 'peerhelp' })
    const since = driver.now()
    activate(driver)
    const about = () =>
      rowsOf(driver).map((row) => [row.shared, row.operator?.name ?? null, row.unansweredSince])
    assert.deepEqual(about(), [
      [true, 'olga', since],
      [true, null, null],
    ])
    say(driver, byOperator('olga'), null)
    assert.deepEqual(about()[0], [true, 'olga', null])
    driver.toRoom(S, { type: 'block', participant: ANN, operator: card('olga') })
    assert.deepEqual(about()[0], [false, null, null])
  })

  it('[MON4] in peer show chat on, and nobody connected or waited for', () => {
    const driver = world({ mode: 'peer' })
    activate(driver)
    const [row] = rowsOf(driver)
    assert.deepEqual(
      [row?.status, row?.shared, row?.operator, row?.unansweredSince, row?.canOfferHelp],
      ['on', false, null, null, false],
    )
  })

  it('[MON10] tell the progress, where the interview does', () => {
    const driver = world({})
    assert.equal(rowsOf(driver)[0]?.progress, null)
    saveNext(driver, {}, { progress: 40 })
    assert.equal(rowsOf(driver)[0]?.progress, 40)
  })
})

describe('what there is to read', () => {
  const hasTalk = (driver: MemoryDriver) => rowsOf(driver).map((row) => row.hasTalk)

  it('[CHT10] in help: for whoever has chat on, or had; not for who never chatted', () => {
    const driver = world({ mode: 'help' })
    assert.deepEqual(hasTalk(driver), [false, false])
    activate(driver)
    assert.deepEqual(hasTalk(driver), [true, false])
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.deepEqual(hasTalk(driver), [false, false], 'nothing was written')
    activate(driver)
    say(driver, byParticipant(ANN), ANN)
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.deepEqual(hasTalk(driver), [true, false])
  })

  it('[CHT10] in peerhelp: the session’s, from every entry', () => {
    const driver = world({ mode: 'peerhelp' })
    activate(driver)
    assert.deepEqual(hasTalk(driver), [true, false])
    say(driver, byParticipant(ANN), null)
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.deepEqual(hasTalk(driver), [true, true])
  })
})
