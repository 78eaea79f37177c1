import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Place } from './contract.ts'
import type { Store } from './store.ts'
import { account, createOpenRoom, newId, save, toDesk, toRoom } from './testing/scene.ts'

/** The part of the contract about operators, whose right is read in the transaction. */
export function askedContract(here: () => { readonly place: Place; readonly store: Store }): void {
  const NOT_ALLOWED = { type: 'refused', code: 'not-allowed' }

  /** A session, an operator's account, and the order to block, as often as it is asked for. */
  async function scene() {
    const { store } = here()
    const seat = await createOpenRoom(store)
    const person = account({ privileges: ['advocate'] })
    await store.createAccount(person)
    const operator = { id: person.id, name: 'Olive' }
    const { participant } = seat
    const order = (type: 'block' | 'unblock' = 'block', limits = {}) => ({
      ...toRoom(seat.room, { type, participant, operator }),
      by: { account: person.id, limits },
    })
    return { store, seat, person, operator, order }
  }

  describe('an order by an operator', () => {
    it('[ACC3] is refused from the moment the privilege is gone, and leaves nothing behind', async () => {
      const { store, seat, person, order } = await scene()
      const late = order()
      await store.changeAccount(person.id, { privileges: ['user'] })
      const before = await store.readRoom(seat.room)
      const audited = await store.readAudit({ after: 0, limit: 10 })
      assert.deepEqual((await store.transact(late)).reply, NOT_ALLOWED)
      assert.deepEqual(await store.readRoom(seat.room), before)
      assert.deepEqual(await store.readAudit({ after: 0, limit: 10 }), audited)
      await store.changeAccount(person.id, { active: false })
      assert.deepEqual((await store.transact(late)).reply, NOT_ALLOWED, 'switched off')
      await store.changeAccount(person.id, { privileges: ['advocate'], active: true })
      assert.equal((await store.transact(late)).reply.type, 'done', 'a refusal is not remembered')
    })

    it('[ACC3] of an account that there never was is refused', async () => {
      const { store, order } = await scene()
      const by = { account: newId<'account'>(), limits: {} }
      assert.deepEqual((await store.transact({ ...order(), by })).reply, NOT_ALLOWED)
    })

    it('[ACC4] is refused outside of what the account may see, by interview or configuration', async () => {
      const { store, seat, person, order } = await scene()
      const outside = { type: 'refused', code: 'unknown-session' }
      const limits = { 'inter*': ['housing'] }
      assert.deepEqual((await store.transact(order('block', limits))).reply, outside)
      const { participant } = seat
      await seat.send(save({ participant, expects: 1, position: 1, operators: ['tax'] }))
      assert.deepEqual((await store.transact(order())).reply, outside)
      await store.changeAccount(person.id, { privileges: ['advocate', 'tax', 'housing'] })
      assert.equal((await store.transact(order('block', limits))).reply.type, 'done')
    })

    it('[ACC3] to the desk is looked at in the same way', async () => {
      const { store, person, operator } = await scene()
      const page = newId<'page'>()
      const process = newId<'process'>()
      const { privileges } = person
      const opened = { type: 'monitor-opened', operator, privileges, page, process } as const
      const by = { account: person.id, limits: {} }
      await store.changeAccount(person.id, { privileges: ['user'] })
      assert.deepEqual((await store.transact({ ...toDesk(opened), by })).reply, NOT_ALLOWED)
      assert.equal((await store.readDesk()).operators[person.id], undefined)
    })

    it('[ACC3] [SCA2] while privileges are taken and given, nothing is done after they were taken', async () => {
      const { store, seat, person, order } = await scene()
      const other = await here().place.open()
      const participant = async () =>
        (await store.readRoom(seat.room))?.participants[seat.participant]
      for (let round = 0; round < 15; round++) {
        const racing = [store, other].flatMap((at) => [
          at.transact(order('block')),
          at.transact(order('unblock')),
        ])
        await Promise.all([store.changeAccount(person.id, { privileges: ['user'] }), ...racing])
        const then = await participant()
        const late = await Promise.all([store, other].map((at) => at.transact(order('unblock'))))
        for (const { reply } of late) assert.deepEqual(reply, NOT_ALLOWED)
        assert.deepEqual(await participant(), then)
        await other.changeAccount(person.id, { privileges: ['advocate'] })
      }
    })
  })
}
