import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Place } from './contract.ts'
import type { AccountId, SessionId } from '../base/id.ts'
import type { Store } from './store.ts'
import {
  account,
  createChattingRoom,
  createOperator,
  createRoom,
  newId,
  save,
  toRoom,
  type Seat,
  type TestClock,
} from './testing/scene.ts'

const MINUTE = 60_000

export function sessionContract(
  here: () => { readonly place: Place; readonly store: Store; readonly clock: TestClock },
): void {
  describe('sessions', () => {
    function drop({ room, participant }: Seat) {
      return toRoom(room, { type: 'delete', by: { kind: 'owner', participant } })
    }

    async function begunBy(account: AccountId, interview = 'interview.yml'): Promise<Seat> {
      const room = newId<'session'>()
      const participant = newId<'participant'>()
      const card = { id: account, name: 'Ada' }
      const wrappedKey = `key of ${room}`
      const { store } = here()
      const send = (command: Parameters<typeof toRoom>[1]) => store.transact(toRoom(room, command))
      await send({ type: 'create', interview, participant, account: card, wrappedKey })
      return { room, participant, send, chat: () => Promise.reject(new Error('not here')) }
    }

    it('[SES3] nothing is left of a deleted one: rows, key, files, conversations, receipts', async () => {
      const { store } = here()
      const olive = await createOperator(store)
      const seat = await createChattingRoom(store)
      const { room, participant } = seat
      await seat.chat('sealed')
      const late = toRoom(room, save({ participant, expects: 1, position: 1 }))
      await store.transact(late)
      await store.bindVisitor(room, 'digest', participant)
      const most = { files: 9, bytes: 99 }
      const file = { id: newId<'file'>(), room, digest: 'd', sealed: 's', size: 1, most }
      await store.addFile(file)

      const done = await store.transact(drop(seat))
      assert.equal(done.reply.type, 'done')
      const gone = done.changed.filter(({ aggregate }) => aggregate.kind === 'room')
      assert.deepEqual(
        gone.map((change) => change.gone),
        [true],
      )
      assert.equal(await store.readRoom(room), null)
      assert.equal(await store.readWrappedKey(room), null)
      assert.equal(await store.readStep(room), null)
      assert.equal(await store.readEvents(room, 0), null)
      assert.deepEqual(await store.readLines(room, 0, 10), [])
      assert.deepEqual(await store.readFiles(room), [])
      assert.equal(await store.findVisitor(room, 'digest'), null)
      assert.deepEqual(await store.readDroppedFiles(10), [{ id: file.id, room }])
      assert.deepEqual((await store.readDesk()).operators[olive.id]?.conversations, [])
      assert.deepEqual(await store.readMonitoredRooms(), [])

      const refused = { type: 'refused', code: 'unknown-session' }
      assert.deepEqual((await store.transact(late)).reply, refused)
      assert.deepEqual((await seat.chat('later')).reply, refused)
      assert.deepEqual(await store.addFile({ ...file, id: newId() }), { type: 'unknown-session' })
    })

    it('[SES3] a deletion that is sent again is told the same; others go on', async () => {
      const { store } = here()
      const [seat, other] = [await createRoom(store), await createRoom(store)]
      const command = drop(seat)
      const first = await store.transact(command)
      const again = await store.transact(command)
      assert.deepEqual([again.reply, again.repeated], [first.reply, true])
      assert.equal(await store.readWrappedKey(other.room), `key of ${other.room}`)
      assert.equal((await store.readRoom(other.room))?.id, other.room)
    })

    it('[SES3] two deletions at the same time: one does it', async () => {
      const { place, store } = here()
      const seat = await createRoom(store)
      const others = await place.open()
      const done = await Promise.all([store, others].map((at) => at.transact(drop(seat))))
      const types = done.map(({ reply }) => reply.type)
      assert.deepEqual(types.toSorted(), ['done', 'refused'])
    })

    it('[SES3] every process learns of it, also the one that was told nothing', async () => {
      const { store, clock } = here()
      const seat = await createRoom(store)
      const { mark } = await store.changedSince('')
      const { reply } = await store.transact(drop(seat))
      const found = await store.changedSince(mark)
      const seq = reply.type === 'done' ? reply.seq : 0
      const aggregate = { kind: 'room', id: seat.room } as const
      assert.deepEqual(found.changed, [{ aggregate, seq, gone: true }])
      assert.deepEqual((await store.changedSince(found.mark)).changed, [])
      clock.advance(25 * 60 * MINUTE)
      await store.renewProcess(newId())
      assert.deepEqual((await store.changedSince(mark)).changed, [])
    })

    it('[SES3] an account has its own in the order of their last use, in parts', async () => {
      const { store, clock } = here()
      const [ada, eve] = [newId<'account'>(), newId<'account'>()]
      const seats: Seat[] = []
      for (let count = 0; count < 5; count++) {
        seats.push(await begunBy(ada))
        clock.advance(MINUTE)
      }
      await begunBy(eve)
      const [first, second] = seats
      assert.ok(first !== undefined && second !== undefined)
      clock.advance(MINUTE)
      await first.send(save({ participant: first.participant }))
      await store.transact(drop(second))
      const all = await readAll(ada)
      const [, , ...others] = seats.map(({ room }) => room)
      assert.deepEqual(all, [first.room, ...others.toReversed()])

      async function readAll(account: AccountId): Promise<readonly SessionId[]> {
        const found: SessionId[] = []
        let after = null
        for (;;) {
          const part = await store.readSessionsOf({ account, after, limit: 2 })
          found.push(...part.map(({ id }) => id))
          const last = part.at(-1)
          if (last === undefined || part.length < 2) return found
          after = { usedAt: last.usedAt, id: last.id }
        }
      }
    })

    it('[CHT18] a session becomes an account’s when its visitor signs in', async () => {
      const { store } = here()
      const seat = await createRoom(store)
      const account = { id: newId<'account'>(), name: 'Ada' }
      const mine = () => store.readSessionsOf({ account: account.id, after: null, limit: 9 })
      assert.deepEqual(await mine(), [])
      await seat.send({ type: 'attach-account', participant: seat.participant, account })
      assert.deepEqual(
        (await mine()).map(({ id }) => id),
        [seat.room],
      )
    })

    it('[SES3] what is taken off a list is on the others’, and on it again once taken up', async () => {
      const { store, clock } = here()
      const [ada, eve] = [newId<'account'>(), newId<'account'>()]
      const seat = await begunBy(ada)
      clock.advance(MINUTE)
      const newer = await begunBy(eve)
      const participant = newId<'participant'>()
      await seat.send({ type: 'enter', participant, account: { id: eve, name: 'Eve' } })
      const list = async (account: AccountId) =>
        (await store.readSessionsOf({ account, after: null, limit: 9 })).map(({ id }) => id)
      assert.deepEqual(new Set(await list(eve)), new Set([seat.room, newer.room]))
      await seat.send({ type: 'set-aside', participant })
      assert.deepEqual([await list(ada), await list(eve)], [[seat.room], [newer.room]])
      assert.equal(await store.findAccountParticipant(seat.room, eve), participant)
      clock.advance(MINUTE)
      // Used meanwhile: it comes back at its place in the order.
      await seat.send(save({ participant: seat.participant }))
      assert.deepEqual(await list(eve), [newer.room])
      await seat.send({ type: 'take-up', participant })
      assert.deepEqual(await list(eve), [seat.room, newer.room])
      const owners = await seat.send({ type: 'set-aside', participant: seat.participant })
      assert.equal(owners.reply.type, 'refused')
      assert.deepEqual(await list(ada), [seat.room])
    })

    it('[SES3] with an account go the sessions that it began, and no others', async () => {
      const { store } = here()
      const ada = account()
      await store.createAccount(ada)
      const own = await begunBy(ada.id)
      const other = await createRoom(store)
      const card = { id: ada.id, name: 'Ada' }
      await other.send({ type: 'enter', participant: newId(), account: card })
      assert.equal(await store.deleteAccount(ada.id, 'Ada'), 'deleted')
      for (const { key, command } of await store.readOutbox(9)) {
        await store.transact(command)
        await store.outboxDone(key)
      }
      assert.equal(await store.readRoom(own.room), null)
      assert.notEqual(await store.readRoom(other.room), null)
    })

    it('[SES4] the unused ones are found, longest unused first, of all or of one interview', async () => {
      const { store, clock } = here()
      const ada = newId<'account'>()
      const old = await begunBy(ada, 'a.yml')
      clock.advance(MINUTE)
      const older = await begunBy(ada, 'b.yml')
      clock.advance(MINUTE)
      await begunBy(ada, 'a.yml')
      const before = clock()
      const all = { before, interview: null, after: null, limit: 9 }
      const found = await store.readUntouched(all)
      assert.deepEqual(
        found.map(({ id, interview }) => [id, interview]),
        [
          [old.room, 'a.yml'],
          [older.room, 'b.yml'],
        ],
      )
      const after = { usedAt: found[0]?.usedAt ?? 0, id: old.room }
      assert.deepEqual(await store.readUntouched({ ...all, after, limit: 1 }), found.slice(1))
      assert.deepEqual(await store.readUntouched({ ...all, interview: 'b.yml' }), found.slice(1))
    })

    it('an administrator is told how much there is, and which processes live', async () => {
      const { store, clock } = here()
      const seat = await createRoom(store)
      await createRoom(store)
      const process = newId<'process'>()
      const page = { page: newId<'page'>(), process }
      await store.renewProcess(process)
      await seat.send({ type: 'page-opened', participant: seat.participant, ...page })
      clock.advance(7)
      const state = await store.readState()
      assert.deepEqual([state.sessions, state.openSessions, state.accounts], [2, 1, 0])
      assert.deepEqual(state.processes, [{ id: process, renewedAt: clock() - 7, sessions: 1 }])
      assert.deepEqual([state.outbox, state.auditEntries, state.now], [0, 0, clock()])
      assert.deepEqual(state.files, { count: 0, bytes: 0 })
      assert.ok(state.bytes > 10_000)
      assert.match(state.migration, /^\d+ [\w-]+$/)
    })

    it('an administrator finds all, last used first, by interview, and those that are open', async () => {
      const { store, clock } = here()
      assert.deepEqual(await store.listInterviews(), [])
      const begun: Seat[] = []
      for (const interview of ['a.yml', 'b.yml', 'a.yml', 'c.yml']) {
        begun.push(await begunBy(newId(), interview))
        clock.advance(MINUTE)
      }
      const [first, second, third, last] = begun.map(({ room }) => room)
      const find = async (part: Partial<Parameters<Store['findSessions']>[0]>) => {
        const all = { interview: null, isOpen: false, after: null, limit: 9 }
        return (await store.findSessions({ ...all, ...part })).map(({ id }) => id)
      }
      assert.deepEqual(await find({}), [last, third, second, first])
      assert.deepEqual(await find({ interview: 'a.yml' }), [third, first])
      assert.deepEqual(await find({ interview: 'd.yml' }), [])
      const [newest] = await store.findSessions({
        interview: null,
        isOpen: false,
        after: null,
        limit: 1,
      })
      const after = { usedAt: newest?.usedAt ?? 0, id: newest?.id ?? newId<'session'>() }
      assert.deepEqual(await find({ after, limit: 2 }), [third, second])
      const [seat] = begun
      const page = { page: newId<'page'>(), process: newId<'process'>() }
      await seat?.send({ type: 'page-opened', participant: seat.participant, ...page })
      assert.deepEqual(await find({ isOpen: true }), [first])
      assert.deepEqual((await store.listInterviews()).toSorted(), ['a.yml', 'b.yml', 'c.yml'])
    })
  })
}
