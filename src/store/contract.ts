/**
 * What every implementation of the store promises (store.ts), with the real machines of `live`.
 * Run by `sqlite.test.ts` and `postgres.pg.test.ts`.
 */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Clock } from '../base/clock.ts'
import { accountContract } from './contract-accounts.ts'
import { askedContract } from './contract-asked.ts'
import { auditSearchContract } from './contract-audit-search.ts'
import { auditContract } from './contract-audit.ts'
import { fileContract } from './contract-files.ts'
import { mailContract } from './contract-mails.ts'
import { identityContract } from './contract-identities.ts'
import { phoneContract } from './contract-phone.ts'
import { processContract } from './contract-processes.ts'
import { secondFactorContract } from './contract-second-factor.ts'
import { sessionContract } from './contract-sessions.ts'
import { EVENTS_KEPT, STEPS_KEPT } from './carry-out.ts'
import type { Store } from './store.ts'
import {
  createChattingRoom,
  createOpenRoom,
  createOperator,
  createRoom,
  newId,
  save,
  testClock,
  toDesk,
  toRoom,
} from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

export interface Place {
  /** Opens the same data once more, as another program would (beside those that are open). */
  open(): Promise<Store>
  /** Closes what is open and throws the data away. */
  remove(): Promise<void>
}

export type MakePlace = (clock: Clock) => Promise<Place>

export function storeContract(name: string, makePlace: MakePlace): void {
  describe(`${name} keeps the store's promises:`, () => {
    let place: Place
    let store: Store
    let clock: TestClock
    beforeEach(async () => {
      clock = testClock()
      place = await makePlace(clock)
      store = await place.open()
    })
    afterEach(() => place.remove())

    describe('commands', () => {
      it('a session is created once, with its key', async () => {
        const { room, participant } = await createRoom(store)
        const again = await store.transact(
          toRoom(room, {
            type: 'create',
            interview: 'other.yml',
            participant: newId(),
            account: null,
            wrappedKey: 'another key',
          }),
        )
        assert.deepEqual(again.reply, { type: 'refused', code: 'exists' })
        const kept = await store.readRoom(room)
        assert.equal(kept?.interview, 'interview.yml')
        assert.equal(kept.createdAt, clock())
        assert.deepEqual(Object.keys(kept.participants), [participant])
        assert.equal(await store.readWrappedKey(room), `key of ${room}`)
      })

      it('two creations of one session at the same time: one of them', async () => {
        const other = await place.open()
        const room = newId<'session'>()
        const [first, second] = await Promise.all(
          [store, other].map((at) =>
            at.transact(
              toRoom(room, {
                type: 'create',
                interview: 'interview.yml',
                participant: newId(),
                account: null,
                wrappedKey: 'key',
              }),
            ),
          ),
        )
        const types = new Set([first?.reply.type, second?.reply.type])
        assert.deepEqual(types, new Set(['done', 'refused']))
      })

      it('[REL7] what does not exist is refused, or read as null', async () => {
        const room = newId<'session'>()
        const participant = newId<'participant'>()
        const { reply, changed } = await store.transact(
          toRoom(room, { type: 'chat-activate', participant, invited: false }),
        )
        assert.deepEqual(reply, { type: 'refused', code: 'unknown-session' })
        assert.deepEqual(changed, [])
        assert.equal(await store.readRoom(room), null)
        assert.equal(await store.readWrappedKey(room), null)
        assert.equal(await store.readStep(room), null)
        assert.equal(await store.readEvents(room, 0), null)
        assert.deepEqual(await store.readLines(room, 0, 10), [])
      })

      it('[REL7] a command that throws rejects its own caller and nobody else', async () => {
        const seat = await createRoom(store)
        const wrong = { ...toRoom(seat.room, { type: 'tick' }), command: null }
        const settled = await Promise.allSettled([
          seat.send(save({ participant: seat.participant })),
          store.transact(wrong as never),
          seat.send(save({ participant: seat.participant, expects: 1, position: 1 })),
        ])
        assert.deepEqual(
          settled.map(({ status }) => status),
          ['fulfilled', 'rejected', 'fulfilled'],
        )
        assert.equal((await store.readRoom(seat.room))?.version, 2)
      })

      it('[REL3] parallel commands on one room have one order without gaps', async () => {
        await createOperator(store)
        const seat = await createChattingRoom(store)
        const other = await place.open()
        const start = (await store.readRoom(seat.room))?.seq ?? 0
        const from = { kind: 'participant', participant: seat.participant } as const
        const sent = await Promise.all(
          Array.from({ length: 50 }, (_, n) =>
            (n % 2 === 0 ? store : other).transact(
              toRoom(seat.room, {
                type: 'chat-send',
                from,
                conversation: seat.participant,
                sealed: `line ${n}`,
              }),
            ),
          ),
        )
        const seqs = sent.map(({ reply }) => (reply.type === 'done' ? reply.seq : 0))
        const expected = Array.from({ length: 50 }, (_, n) => start + 1 + n)
        assert.deepEqual(
          seqs.toSorted((a, b) => a - b),
          expected,
        )
        const events = await store.readEvents(seat.room, start)
        assert.deepEqual(
          events?.map(({ seq }) => seq),
          expected,
        )
        const lines = await other.readLines(seat.room, start, 100)
        assert.deepEqual(
          lines.map(({ seq }) => seq),
          expected,
        )
        for (const { lines: own } of sent) {
          assert.deepEqual(
            own,
            lines.filter(({ seq }) => seq === own[0]?.seq),
          )
        }
        assert.deepEqual(await store.readLines(seat.room, start + 10, 3), lines.slice(10, 13))
      })

      it('one caller is carried out in the order of the calls', async () => {
        await createOperator(store)
        const seat = await createChattingRoom(store)
        await Promise.all(['one', 'two', 'three', 'four'].map((sealed) => seat.chat(sealed)))
        const lines = await store.readLines(seat.room, 0, 10)
        assert.deepEqual(
          lines.map(({ sealed }) => sealed),
          ['one', 'two', 'three', 'four'],
        )
      })

      it('rooms and the desk never wait for each other', async () => {
        const other = await place.open()
        const operators = await Promise.all([createOperator(store), createOperator(other)])
        const seats = await Promise.all(
          Array.from({ length: 12 }, (_, n) => createOpenRoom(n % 2 === 0 ? store : other)),
        )
        await Promise.all([
          ...seats.map((seat) =>
            seat.send({ type: 'chat-activate', participant: seat.participant, invited: false }),
          ),
          ...operators.map(({ id }) =>
            store.transact(toDesk({ type: 'set-roles', operator: id, roles: ['helper', 'more'] })),
          ),
        ])
        const desk = await store.readDesk()
        const loads = Object.values(desk.operators).map((each) => each.conversations.length)
        assert.deepEqual(loads, [6, 6])
        assert.equal(desk.queue.length, 0)
      })
    })

    describe('receipts', () => {
      it('[REL2] the same command again gives the first reply and changes nothing', async () => {
        await createOperator(store)
        const seat = await createChattingRoom(store)
        const { participant } = seat
        const from = { kind: 'participant', participant } as const
        const line = toRoom(seat.room, {
          type: 'chat-send',
          from,
          conversation: participant,
          sealed: 'once',
        })
        const other = await place.open()
        const copies = await Promise.all(
          Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? store : other).transact(line)),
        )
        assert.equal(copies.filter(({ repeated }) => !repeated).length, 1)
        for (const copy of copies) {
          assert.deepEqual(copy.reply, copies[0]?.reply)
          if (copy.repeated) assert.deepEqual([copy.changed, copy.lines], [[], []])
        }
        const before = await store.readRoom(seat.room)
        assert.equal((await store.readLines(seat.room, 0, 10)).length, 1)

        // Also later, when it would have been refused, and by a program that was started since.
        await seat.send({ type: 'chat-off', participant })
        const late = await (await place.open()).transact(line)
        assert.deepEqual(late.reply, copies[0]?.reply)
        assert.equal(late.repeated, true)
        assert.equal((await store.readRoom(seat.room))?.seq, (before?.seq ?? 0) + 1)
      })

      it('[REL2] a late copy of what had nothing to do does nothing', async () => {
        const seat = await createOpenRoom(store)
        await createOperator(store)
        const off = toRoom(seat.room, { type: 'chat-off', participant: seat.participant })
        assert.equal((await store.transact(off)).reply.type, 'done')
        await seat.send({ type: 'chat-activate', participant: seat.participant, invited: false })
        assert.equal((await store.transact(off)).repeated, true)
        const kept = await store.readRoom(seat.room)
        assert.equal(kept?.participants[seat.participant]?.chat.state, 'on')
      })

      it('[REL2] the same id with another body is refused', async () => {
        const seat = await createRoom(store)
        const first = toRoom(seat.room, save({ participant: seat.participant }), 'one digest')
        await store.transact(first)
        const { reply, repeated } = await store.transact({ ...first, digest: 'another' })
        assert.deepEqual(reply, { type: 'refused', code: 'reused-id' })
        assert.equal(repeated, false)
      })

      it('[REL2] a line is not stored twice even when its receipt has run out', async () => {
        await createOperator(store)
        const seat = await createChattingRoom(store)
        const { participant } = seat
        const from = { kind: 'participant', participant } as const
        const line = toRoom(seat.room, {
          type: 'chat-send',
          from,
          conversation: participant,
          sealed: 'once',
        })
        await store.transact(line)
        const before = await store.readRoom(seat.room)
        clock.advance(31 * 24 * 60 * 60 * 1000)
        await store.renewProcess(newId())
        // In one batch with others, of which nothing is taken back.
        const [again, other] = await Promise.allSettled([store.transact(line), seat.chat('two')])
        assert.deepEqual([again.status, other.status], ['rejected', 'fulfilled'])
        const sealed = (await store.readLines(seat.room, 0, 10)).map((each) => each.sealed)
        assert.deepEqual(sealed, ['once', 'two'])
        assert.equal((await store.readRoom(seat.room))?.seq, (before?.seq ?? 0) + 1)
      })

      it('a refusal is not remembered', async () => {
        const seat = await createRoom(store)
        const early = toRoom(
          seat.room,
          save({ participant: seat.participant, expects: 1, position: 1 }),
        )
        assert.equal((await store.transact(early)).reply.type, 'refused')
        await seat.send(save({ participant: seat.participant }))
        assert.equal((await store.transact(early)).reply.type, 'done')
      })
    })

    describe('steps', () => {
      it('[REL5] of two screens made from the same answers one is saved, whole', async () => {
        const seat = await createRoom(store)
        const { participant } = seat
        const other = await place.open()
        const replies = await Promise.all(
          ['a', 'b'].map((mark) =>
            (mark === 'a' ? store : other).transact(
              toRoom(
                seat.room,
                save({ participant, title: mark, answers: `answers ${mark}`, screen: mark }),
              ),
            ),
          ),
        )
        const winner = replies[0]?.reply.type === 'done' ? 'a' : 'b'
        const loser = replies.find(({ reply }) => reply.type === 'refused')
        assert.deepEqual(loser?.reply, { type: 'refused', code: 'stale' })
        assert.equal((await store.readRoom(seat.room))?.title, winner)
        assert.deepEqual(await store.readStep(seat.room), {
          position: 0,
          version: 1,
          answers: `answers ${winner}`,
          screen: winner,
          savedAt: clock(),
        })
      })

      it('[SES1] every step is kept, and Back drops what came after', async () => {
        const { room, participant, send } = await createRoom(store)
        for (const [expects, position] of [0, 1, 2, 1].entries()) {
          await send(save({ participant, expects, position, answers: `answers ${expects}` }))
        }
        assert.equal((await store.readStep(room))?.answers, 'answers 3')
        assert.equal((await store.readStep(room, 1))?.answers, 'answers 3')
        assert.equal((await store.readStep(room, 0))?.answers, 'answers 0')
        assert.equal(await store.readStep(room, 2), null)
      })

      it('[CHT19] exit drops all steps and keeps the lines; another interview begins at the first', async () => {
        await createOperator(store)
        const { room, participant, send, chat } = await createChattingRoom(store)
        await send(save({ participant, expects: 1, position: 1 }))
        await chat('a line')
        assert.equal((await send({ type: 'exit', participant })).reply.type, 'done')
        for (const at of [undefined, 0, 1]) assert.equal(await store.readStep(room, at), null)
        assert.equal((await store.readLines(room, 0, 10)).length, 1)
        assert.equal((await store.readRoom(room))?.settings.called, false)
        await send(save({ participant, expects: 3, position: 0 }))
        assert.equal((await store.readStep(room))?.version, 4)
      })

      it('[SES1] history and events are bounded; a reader too far behind is told', async () => {
        const { room, participant, send } = await createRoom(store)
        const count = EVENTS_KEPT + 5
        await Promise.all(
          Array.from({ length: count }, (_, n) =>
            send(save({ participant, expects: n, position: n })),
          ),
        )
        assert.equal((await store.readStep(room))?.position, count - 1)
        assert.notEqual(await store.readStep(room, count - STEPS_KEPT), null)
        assert.equal(await store.readStep(room, count - STEPS_KEPT - 1), null)
        const head = (await store.readRoom(room))?.seq ?? 0
        assert.equal((await store.readEvents(room, head - EVENTS_KEPT))?.length, EVENTS_KEPT)
        assert.equal(await store.readEvents(room, head - EVENTS_KEPT - 1), null)
        assert.deepEqual(await store.readEvents(room, head), [])
        assert.equal(await store.readEvents(room, head + 1), null)
      })
    })

    askedContract(() => ({ place, store }))
    auditContract(() => ({ place, store, clock }))
    auditSearchContract(() => ({ store, clock }))
    processContract(() => ({ place, store, clock }))
    accountContract(() => ({ store, clock }))
    identityContract(() => ({ store, clock }))
    secondFactorContract(() => ({ place, store, clock }))
    fileContract(() => ({ place, store, clock }))
    mailContract(() => ({ place, store, clock }))
    sessionContract(() => ({ place, store, clock }))
    phoneContract(() => ({ place, store, clock }))
  })
}
