/** Modes: who talks with whom, what a change of mode means, and who may read what was said. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LiveHelpSettings } from '../interview/request.ts'
import type { ParticipantId } from '../base/id.ts'
import { mayRead, participantView } from './derive.ts'
import { findParticipant } from './room.ts'
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
  S,
  saveNext,
  say,
  session,
} from './testing/samples.ts'

type Mode = LiveHelpSettings['mode']

function world(mode: Mode): MemoryDriver {
  const driver = createMemoryDriver()
  operatorReady(driver, 'olga')
  begin(driver, { mode })
  bobEnters(driver)
  return driver
}

/** Who carries what, by the desk: `olga: ann`, or `queued: session`. */
function deskOf(driver: MemoryDriver): readonly string[] {
  const name = (id: ParticipantId | null): string => (id ?? 'session').replace(/_+$/, '')
  const desk = driver.desk()
  return [
    ...Object.values(desk.operators).flatMap((one) =>
      one.conversations.map(({ participant }) => `${one.card.name}: ${name(participant)}`),
    ),
    ...desk.queue.map(({ participant }) => `queued: ${name(participant)}`),
  ].toSorted()
}

const viewOf = (driver: MemoryDriver, who = ANN) =>
  participantView(driver.room(S), who, driver.desk())
const chatOf = (driver: MemoryDriver, who = ANN) => findParticipant(driver.room(S), who)?.chat.state

/** Whose lines each reads now, by the number of the line from 1. */
function reads(driver: MemoryDriver): Record<'ann' | 'bob' | 'operator', readonly number[]> {
  const room = driver.room(S)
  const of = (reader: Parameters<typeof mayRead>[2]) =>
    driver.lines.flatMap((line, at) => (mayRead(room, line, reader) ? [at + 1] : []))
  return {
    ann: of({ kind: 'participant', participant: ANN }),
    bob: of({ kind: 'participant', participant: BOB }),
    operator: of({ kind: 'operator' }),
  }
}

describe('activating chat', () => {
  it('[CHT4] in peer modes it is always possible, though nobody is there', () => {
    for (const mode of ['peer', 'peerhelp'] as const) {
      const driver = createMemoryDriver()
      begin(driver, { mode })
      assert.equal(viewOf(driver).canActivate, true)
      assert.equal(activate(driver).type, 'done')
      assert.equal(say(driver, byParticipant(ANN), null).type, 'done')
    }
  })

  it('[CHT8] in mode peer the desk is not involved', () => {
    const driver = world('peer')
    activate(driver)
    assert.deepEqual(deskOf(driver), [])
    assert.deepEqual(driver.desk().queue, [])
    assert.equal(viewOf(driver).operatorName, null)
  })

  it('[CHT8] in peerhelp an operator joins the conversation once, for all', () => {
    const driver = world('peerhelp')
    activate(driver)
    activate(driver, BOB)
    assert.deepEqual(deskOf(driver), ['olga: session'])
    for (const who of [ANN, BOB]) assert.equal(viewOf(driver, who).operatorName, 'olga')
    driver.toRoom(S, { type: 'chat-off', participant: ANN })
    assert.deepEqual(deskOf(driver), ['olga: session'], 'Bob is still there')
    driver.toRoom(S, { type: 'chat-off', participant: BOB })
    assert.deepEqual(deskOf(driver), [])
    assert.equal(driver.room(S).shared, null)
  })

  it('[CHT5] in peerhelp who is activated without an operator gets the next one free', () => {
    const driver = createMemoryDriver()
    begin(driver, { mode: 'peerhelp' })
    activate(driver)
    assert.deepEqual(deskOf(driver), ['queued: session'])
    assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).queuePlace], [null, 1])
    operatorReady(driver, 'olga')
    driver.drain()
    assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).queuePlace], ['olga', null])
  })

  it('[CHT14] in peerhelp the conversation of an operator who is gone moves, told by name', () => {
    const driver = world('peerhelp')
    activate(driver)
    driver.toDesk({ type: 'operator-removed', operator: account('olga') })
    driver.drain()
    assert.deepEqual([viewOf(driver).operatorName, viewOf(driver).leftBehindBy], [null, 'olga'])
    operatorReady(driver, 'omar')
    driver.drain()
    assert.equal(viewOf(driver).operatorName, 'omar')
    assert.deepEqual(viewOf(driver).movedFrom, { name: 'olga', how: 'left' })
  })
})

/** Ann has chat on, with an operator there; then the mode changes. What the desk then has. */
const CHANGES: Record<Mode, Record<Mode, readonly string[]>> = {
  help: { help: ['olga: ann'], peer: [], peerhelp: ['olga: session'] },
  peer: { help: ['olga: ann'], peer: [], peerhelp: ['olga: session'] },
  peerhelp: { help: ['olga: ann'], peer: [], peerhelp: ['olga: session'] },
}

describe('a change of mode', () => {
  for (const [from, row] of Object.entries(CHANGES) as [Mode, Record<Mode, string[]>][]) {
    for (const [to, desk] of Object.entries(row) as [Mode, string[]][]) {
      it(`[AUT8, CHT8] ${from} -> ${to}: chat stays on; the desk: ${desk.join() || 'nothing'}`, () => {
        const driver = world(from)
        activate(driver)
        saveNext(driver, { mode: to })
        driver.drain()
        assert.equal(chatOf(driver), 'on')
        assert.deepEqual(deskOf(driver), desk)
        assert.equal(viewOf(driver).operatorName, to === 'peer' ? null : 'olga')
        assert.equal(viewOf(driver).movedFrom, null)
      })
    }
  }

  it('[AUT8, CHT14] the operator who carried it before carries it on, available or not', () => {
    const driver = world('help')
    activate(driver)
    driver.toDesk({ type: 'set-available', operator: account('olga'), available: false })
    driver.toDesk({ type: 'set-limit', operator: account('olga'), limit: 1 })
    operatorReady(driver, 'omar')
    saveNext(driver, { mode: 'peerhelp' })
    assert.deepEqual(deskOf(driver), ['olga: session'])
    saveNext(driver, { mode: 'help' })
    assert.deepEqual(deskOf(driver), ['olga: ann'])
  })

  it('[AUT8, CHT5] nobody from the queue slips into the place of a conversation that goes on', () => {
    const driver = world('help')
    driver.toDesk({ type: 'set-limit', operator: account('olga'), limit: 1 })
    activate(driver)
    activate(driver, BOB)
    const other = session('other')
    begin(driver, {}, other)
    driver.toRoom(other, { type: 'chat-activate', participant: ANN, invited: false })
    saveNext(driver, { mode: 'peerhelp' })
    driver.drain()
    assert.deepEqual(deskOf(driver), ['olga: session', 'queued: ann'])
  })

  it('[AUT8] to peer takes operators out, to help takes peers out: each then has their own', () => {
    const driver = world('peer')
    activate(driver)
    activate(driver, BOB)
    saveNext(driver, { mode: 'help' })
    assert.deepEqual(deskOf(driver), ['olga: ann', 'olga: bob'])
    saveNext(driver, { mode: 'peer' })
    assert.deepEqual(deskOf(driver), [])
    assert.equal(say(driver, byOperator('olga'), ANN).type, 'refused')
  })

  it('[AUT8] the present status and counts follow at once, with the same save', () => {
    const driver = world('help')
    assert.equal(viewOf(driver).peers, 0)
    saveNext(driver, { mode: 'peerhelp' })
    assert.deepEqual([viewOf(driver).peers, viewOf(driver).operators], [1, 1])
    saveNext(driver, { mode: 'peer' })
    assert.deepEqual([viewOf(driver).peers, viewOf(driver).operators], [1, 0])
  })
})

describe('what was said', () => {
  it('[CHT8, CHT9, CHT10] is for whom the mode was when it was sent', () => {
    const driver = world('help')
    activate(driver)
    activate(driver, BOB)
    say(driver, byParticipant(ANN), ANN)
    say(driver, byOperator('olga'), ANN)
    saveNext(driver, { mode: 'peer' })
    say(driver, byParticipant(ANN), ANN)
    say(driver, byParticipant(BOB), BOB)
    saveNext(driver, { mode: 'peerhelp' })
    say(driver, byParticipant(BOB), null)
    say(driver, byOperator('olga'), null)
    assert.deepEqual(
      driver.lines.map((line) => line.audience),
      ['private', 'private', 'peers', 'peers', 'session', 'session'],
    )
    assert.deepEqual(reads(driver), {
      ann: [1, 2, 3, 4, 5, 6],
      bob: [3, 4, 5, 6],
      operator: [1, 2, 5, 6],
    })
    saveNext(driver, { mode: 'help' })
    assert.deepEqual(reads(driver), {
      ann: [1, 2, 3, 6],
      bob: [4, 5],
      operator: [1, 2, 5, 6],
    })
  })

  it("[CHT8] an operator's line in peerhelp is addressed to who has been on longest", () => {
    const driver = world('peerhelp')
    activate(driver, BOB)
    driver.advance(1)
    activate(driver)
    say(driver, byOperator('olga'), null)
    assert.equal(driver.lines[0]?.conversation, BOB)
  })

  it('[CHT9] what a participant wrote in another mode is refused, until it is meant for the present one', () => {
    const modes = ['help', 'peer', 'peerhelp'] as const
    for (const written of modes) {
      for (const present of modes) {
        const driver = world(written)
        activate(driver)
        saveNext(driver, { mode: present })
        const message = {
          type: 'chat-send',
          from: byParticipant(ANN),
          conversation: ANN,
          sealed: 'c2VhbGVk',
        } as const
        const reply = driver.toRoom(S, { ...message, mode: written })
        const isMeant = written === present
        assert.equal(
          reply.type === 'refused' ? reply.code : 'done',
          isMeant ? 'done' : 'other-readers',
        )
        assert.equal(driver.lines.length, isMeant ? 1 : 0)
        assert.equal(driver.toRoom(S, { ...message, mode: present }).type, 'done')
      }
    }
  })

  it('[CHT9] what an operator meant for one person is refused when the mode has changed', () => {
    const driver = world('help')
    activate(driver)
    saveNext(driver, { mode: 'peerhelp' })
    assert.deepEqual(say(driver, byOperator('olga'), ANN), {
      type: 'refused',
      code: 'chat-not-active',
    })
    saveNext(driver, { mode: 'help' })
    assert.deepEqual(say(driver, byOperator('olga'), null), {
      type: 'refused',
      code: 'chat-not-active',
    })
    assert.deepEqual(driver.lines, [])
  })

  it('[CHT8] whoever has not activated chat does not write to peers', () => {
    const driver = world('peer')
    const reply = say(driver, byParticipant(ANN), null)
    assert.deepEqual(reply, { type: 'refused', code: 'chat-not-active' })
  })

  it('[CHT7] a line for peers is read when a peer has seen it, one for the session by either', () => {
    const driver = world('peerhelp')
    activate(driver)
    activate(driver, BOB)
    say(driver, byParticipant(ANN), null)
    const { seq } = driver.room(S)
    const read = (reader: ReturnType<typeof byOperator>) =>
      driver.toRoom(S, { type: 'chat-read', reader, conversation: null, upTo: seq })
    assert.deepEqual([viewOf(driver).readByPeersUpTo, viewOf(driver).readByOperatorsUpTo], [0, 0])
    read(byParticipant(ANN))
    assert.equal(viewOf(driver).readByPeersUpTo, 0, 'one has not read for oneself')
    read(byParticipant(BOB))
    assert.equal(viewOf(driver).readByPeersUpTo, seq)
    read(byOperator('olga'))
    assert.equal(viewOf(driver).readByOperatorsUpTo, seq)
    assert.equal(read(byOperator('omar')).type, 'refused')
  })

  it('[CHT7] marks of one kind of line say nothing of the other', () => {
    const driver = world('help')
    activate(driver)
    activate(driver, BOB)
    say(driver, byParticipant(ANN), ANN)
    const unread = driver.room(S).seq
    saveNext(driver, { mode: 'peerhelp' })
    say(driver, byParticipant(ANN), null)
    const upTo = driver.room(S).seq
    const mark = { type: 'chat-read', conversation: null, upTo } as const
    driver.toRoom(S, { ...mark, reader: byOperator('olga') })
    assert.ok(viewOf(driver).readByOperatorsUpTo < unread, 'the private line was not seen')
    saveNext(driver, { mode: 'help' })
    say(driver, byParticipant(BOB), BOB)
    const own = { ...mark, upTo: driver.room(S).seq, reader: byParticipant(BOB) }
    driver.toRoom(S, own)
    assert.equal(viewOf(driver).readByPeersUpTo, 0, 'nothing of the peers was there to be seen')
  })
})

describe("the operator's word", () => {
  it('[MON6, MON8] is waited for from the activation, or the first line unanswered', () => {
    for (const mode of ['help', 'peerhelp'] as const) {
      const driver = world(mode)
      const about = mode === 'help' ? ANN : null
      const since = () => {
        const { shared, participants } = driver.room(S)
        const chat = participants[ANN]?.chat
        return mode === 'help'
          ? chat?.state === 'on' && chat.unansweredSince
          : shared?.unansweredSince
      }
      activate(driver)
      const began = driver.now()
      driver.advance(5)
      say(driver, byParticipant(ANN), about)
      assert.equal(since(), began)
      say(driver, byOperator('olga'), about)
      assert.equal(since(), null)
      driver.advance(5)
      say(driver, byParticipant(ANN), about)
      driver.advance(5)
      say(driver, byParticipant(ANN), about)
      assert.equal(since(), began + 10)
    }
  })

  it('[MON6] a change of mode forgets nobody who waits', () => {
    const driver = world('help')
    activate(driver)
    const began = driver.now()
    driver.advance(5)
    saveNext(driver, { mode: 'peerhelp' })
    assert.equal(driver.room(S).shared?.unansweredSince, began)
    say(driver, byOperator('olga'), null)
    saveNext(driver, { mode: 'help' })
    const chat = driver.room(S).participants[ANN]?.chat
    assert.equal(chat?.state === 'on' ? chat.unansweredSince : 0, null)
  })

  it('[MON5] a conversation is new until its operator has looked, though nothing was written', () => {
    for (const mode of ['help', 'peerhelp'] as const) {
      const driver = world(mode)
      activate(driver)
      const { seq } = driver.room(S)
      const conversation = mode === 'help' ? ANN : null
      const chat = driver.room(S).participants[ANN]?.chat
      const own = chat?.state === 'on' ? chat.connectedSeq : 0
      assert.equal(mode === 'help' ? own : driver.room(S).shared?.connectedSeq, seq)
      const reader = byOperator('olga')
      driver.toRoom(S, { type: 'chat-read', reader, conversation, upTo: seq })
      const room = driver.room(S)
      const mark = mode === 'help' ? room.participants[ANN]?.readByOperatorUpTo : null
      assert.equal(mark ?? room.sharedReadByOperatorUpTo, seq)
    }
  })

  it('[CHT18] who signs in keeps the operator, though another is freer', () => {
    const driver = world('help')
    activate(driver)
    driver.toRoom(S, { type: 'attach-account', participant: ANN, account: card('AnnLee') })
    operatorReady(driver, 'omar')
    driver.toRoom(S, { type: 'attach-account', participant: BOB, account: card('AnnLee') })
    driver.drain()
    assert.deepEqual(deskOf(driver), ['olga: bob'])
    assert.equal(viewOf(driver, BOB).operatorName, 'olga')
  })
})
