import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseE164 } from '../base/e164.ts'
import type { Id } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Place } from './contract.ts'
import type { Audited } from './audit-store.ts'
import type { Store } from './store.ts'
import { createOpenRoom, createOperator, newId, save, toDesk, toRoom } from './testing/scene.ts'
import type { TestClock } from './testing/scene.ts'

const OLIVE = { id: newId<'account'>(), name: 'Olive' }

/** The part of the contract about the audit log. */
export function auditContract(
  here: () => { readonly place: Place; readonly store: Store; readonly clock: TestClock },
): void {
  describe('the audit log', () => {
    it('[CTL8] an answer saved under control names the operator and the question', async () => {
      const { store, clock } = here()
      const seat = await createWatchedRoom(store)
      const { room, participant, monitor } = seat
      const control = { ...monitor, takeOver: false, page: seat.page }
      await seat.send({ type: 'take-control', ...control })
      clock.advance(1000)
      await seat.send(
        save({ participant, expects: 1, position: 1, question: 'children', control: 1 }),
      )
      await seat.send(save({ participant, expects: 2, position: 2, control: null }))
      const entries = await store.readAudit({ after: 0, limit: 10 })
      assert.deepEqual(
        entries.map(({ entry }) => entry.deed),
        [
          { type: 'observing-began' },
          { type: 'control-began', number: 1, from: null },
          { type: 'answer-saved', number: 1, question: 'Question', over: false },
        ],
      )
      const about = { session: room, interview: 'interview.yml', participant, operator: OLIVE }
      const nobody = { account: null, accountName: null }
      const { deed: _, ...rest } = entries[2]?.entry ?? {}
      assert.deepEqual(rest, { ...about, ...nobody, at: clock(), visitorNumber: 1 })
      const all = JSON.stringify(entries)
      for (const secret of ['answers', 'screen', seat.page, monitor.monitor]) {
        assert.equal(all.includes(secret), false, secret)
      }
    })

    it('[CTL8] a command that fails, is refused or repeated leaves no entry', async () => {
      const { place, store } = here()
      const seat = await createOpenRoom(store)
      const observe = { type: 'observe', ...monitorOf(seat) } as const
      const order = toRoom(seat.room, observe)
      // The receipt, written last, cannot be without a digest: all that was written before goes back.
      const failing = { ...toRoom(seat.room, observe), digest: null }
      await assert.rejects(store.transact(failing as never))
      assert.deepEqual(await readAll(store), [])
      assert.deepEqual(
        (await store.readRoom(seat.room))?.participants[seat.participant]?.watchers,
        {},
      )
      const other = await place.open()
      await Promise.all([store, other].map((at) => at.transact(order)))
      const unknown = { ...observe, participant: newId<'participant'>() }
      assert.equal((await seat.send(unknown)).reply.type, 'refused')
      assert.equal((await readAll(store)).length, 1)
    })

    it('[CTL8] is read in parts, by each process the same, in the order of its keys', async () => {
      const { place, store } = here()
      const other = await place.open()
      const seats = await Promise.all(
        Array.from({ length: 12 }, (_, n) => createWatchedRoom(n % 2 === 0 ? store : other)),
      )
      const all = await readAll(store)
      assert.equal(all.length, seats.length)
      const keys = all.map(({ key }) => key)
      assert.deepEqual(
        keys,
        keys.toSorted((a, b) => a - b),
      )
      const parts: Audited[] = []
      for (let after = 0; ; after = parts.at(-1)?.key ?? 0) {
        const part = await other.readAudit({ after, limit: 5 })
        if (part.length === 0) break
        assert.ok(part.length <= 5)
        parts.push(...part)
      }
      assert.deepEqual(parts, all)
    })

    it('[PHN13] tells what changes at the desk alone: a number, never which', async () => {
      const { store } = here()
      const line = { number: parse('+12762410114'), display: '', callsPerDay: 3, timeLimitS: 60 }
      await store.transact(toDesk({ type: 'set-phone-line', line }))
      const { id: operator } = await createOperator(store)
      const number = parse('+4930901820')
      const before = (await readAll(store)).length
      await store.transact(toDesk({ type: 'set-phone', operator, number }))
      const told = (await readAll(store)).slice(before)
      assert.deepEqual(
        told.map(({ entry }) => [entry.operator?.id, entry.deed]),
        [[operator, { type: 'phone-number-set' }]],
      )
      assert.doesNotMatch(JSON.stringify(told), /901820/)
    })

    it('[CTL8] is not missed by a reader who goes on from the last key', async () => {
      const { place, store } = here()
      const others = [store, await place.open(), await place.open()]
      const seats = await Promise.all(
        others.flatMap((at) => [1, 2, 3].map(() => createOpenRoom(at))),
      )
      const read: Audited[] = []
      const work = seats.map((seat) =>
        seat
          .send({ type: 'observe', ...monitorOf(seat) })
          .then(() => seat.send({ type: 'block', participant: seat.participant, operator: OLIVE })),
      )
      let isOver = false
      const writing = Promise.all(work).finally(() => {
        isOver = true
      })
      while (!isOver) {
        read.push(...(await store.readAudit({ after: read.at(-1)?.key ?? 0, limit: 100 })))
      }
      await writing
      read.push(...(await store.readAudit({ after: read.at(-1)?.key ?? 0, limit: 100 })))
      assert.deepEqual(read, await readAll(store))
      assert.equal(read.length, 2 * seats.length)
    })
  })
}

/** As the first version wrote them. */
export const EARLY_ENTRY = {
  at: 1000,
  session: newId<'session'>(),
  interview: 'interview.yml',
  participant: newId<'participant'>(),
  account: null,
  visitorNumber: 1,
  operator: OLIVE,
  deed: { type: 'blocked' },
} as const

/** A deed of each kind that a session's end must not take away. */
export async function createWatchedRoom(store: Store) {
  const seat = await createOpenRoom(store)
  const monitor = monitorOf(seat)
  await seat.send({ type: 'observe', ...monitor })
  return { ...seat, monitor }
}

function monitorOf({ participant }: { readonly participant: Id<'participant'> }) {
  return {
    participant,
    operator: OLIVE,
    monitor: newId<'page'>(),
    process: newId<'process'>(),
    floor: 'author',
  } as const
}

function readAll(store: Store): Promise<readonly Audited[]> {
  return store.readAudit({ after: 0, limit: 1000 })
}

function parse(number: string) {
  return must(parseE164(number), 'a number')
}
