/** Telephone help on a store that several programs share: codes, and who is put through (PHN5, PHN7, PHN8). */
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { parseE164 } from '../base/e164.ts'
import { parseCallId, parseCommandId, type CallId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { AccountCard, CommandToDesk } from '../live/command.ts'
import { voiceAnswer, type VoiceAnswer } from '../live/phone-calls.ts'
import { CODE_MS, MAX_PHONE_OFFERS } from '../live/phone.ts'
import type { Place } from './contract.ts'
import type { Store } from './store.ts'
import { account, createOpenRoom, createOperator, newId, toDesk } from './testing/scene.ts'
import type { Seat, TestClock } from './testing/scene.ts'

const NUMBER = must(parseE164('+12025550143'), 'a number')
const LINE = {
  number: must(parseE164('+12025550199'), 'a number'),
  display: '(202) 555-0199',
  callsPerDay: 30,
  timeLimitS: 3600,
}
const DRAWS = Array.from({ length: MAX_PHONE_OFFERS }, (_, at) => at)

export function phoneContract(
  context: () => { readonly place: Place; readonly store: Store; readonly clock: TestClock },
): void {
  describe('telephone help', () => {
    let place: Place
    let store: Store
    /** As of another program. */
    let other: Store
    let clock: TestClock
    beforeEach(async () => {
      ;({ place, store, clock } = context())
      other = await place.open()
    })

    async function operators(count: number): Promise<readonly AccountCard[]> {
      await store.transact(toDesk({ type: 'set-phone-line', line: LINE }))
      const made: AccountCard[] = []
      for (let at = 0; at < count; at++) {
        const { id, name } = await createOperator(store)
        await store.transact(toDesk({ type: 'set-phone', operator: id, number: NUMBER }))
        made.push({ id, name })
      }
      return made
    }

    const offer = (at: Store, { room, participant }: Seat, operator: AccountCard, draw: number) =>
      at.transact({
        aggregate: { kind: 'room', id: room },
        id: newId(),
        digest: 'digest',
        command: { type: 'offer-call', participant, operator, draw },
      })

    function tryCode(call: CallId, digits: string): CommandToDesk {
      const id = must(parseCommandId(`${call}-1`), 'an id')
      const command = { type: 'try-code', call, attempt: 1, caller: null, digits, draws: DRAWS }
      return { ...toDesk(command as CommandToDesk['command'], digits), id }
    }

    /** As a server answers the provider's request. */
    async function dial(at: Store, call: CallId, digits: string): Promise<VoiceAnswer['type']> {
      const { reply, repeated } = await at.transact(tryCode(call, digits))
      const isNew = reply.type === 'done' && !repeated
      const tried = { call, attempt: 1, repeated: !isNew }
      return voiceAnswer(await at.readDesk(), tried).type
    }

    const callId = (): CallId => must(parseCallId(newId()), 'an id')

    it('[PHN7] two programs that draw the same code at the same moment give two', async () => {
      const [olga, omar] = await operators(2)
      const seats = await Promise.all(Array.from({ length: 10 }, () => createOpenRoom(store)))
      await Promise.all(
        seats.flatMap((seat) => [
          offer(store, seat, must(olga, 'made'), 4711),
          offer(other, seat, must(omar, 'made'), 4711),
        ]),
      )
      const { offers } = (await store.readDesk()).phone
      assert.equal(offers.length, 20)
      assert.equal(new Set(offers.map(({ code }) => code)).size, 20)
      assert.deepEqual(await other.readDesk(), await store.readDesk())
    })

    it('[PHN5] [PHN8] of two callers with one code at two programs exactly one is put through', async () => {
      const [olga] = await operators(1)
      for (let round = 0; round < 10; round++) {
        const seat = await createOpenRoom(store)
        await offer(store, seat, must(olga, 'made'), 4711)
        const calls = [callId(), callId()]
        const came = await Promise.all(
          calls.map((call, at) => dial(at === 0 ? store : other, call, '4711')),
        )
        assert.deepEqual(came.toSorted(), ['connect', 'wrong'])
      }
    })

    it('[PHN8] one request, delivered to two programs and once more, dials once', async () => {
      const [olga] = await operators(1)
      const seat = await createOpenRoom(store)
      await offer(store, seat, must(olga, 'made'), 4711)
      const call = callId()
      const both = await Promise.all([store, other].map((at) => dial(at, call, '4711')))
      assert.deepEqual(both.toSorted(), ['connect', 'connected-already'])
      assert.equal(await dial(other, call, '4711'), 'connected-already')
      assert.equal((await store.readDesk()).phone.guessing.failures.length, 0)
    })

    it('[PHN8] the same request with other digits is none: nobody is put through, nothing is counted', async () => {
      const [olga] = await operators(1)
      const seat = await createOpenRoom(store)
      await offer(store, seat, must(olga, 'made'), 4711)
      const call = callId()
      assert.equal(await dial(store, call, '9999'), 'wrong')
      const { reply } = await other.transact(tryCode(call, '4711'))
      assert.deepEqual(reply, { type: 'refused', code: 'reused-id' })
      assert.equal(await dial(other, call, '4711'), 'wrong')
      const { phone } = await store.readDesk()
      assert.deepEqual([phone.offers.length, phone.guessing.failures.length], [1, 1])
    })

    it('[PHN9] what was guessed at one program counts at the other, and after both were started anew', async () => {
      const [olga] = await operators(1)
      const seat = await createOpenRoom(store)
      await offer(store, seat, must(olga, 'made'), 4711)
      await Promise.all(
        Array.from({ length: 30 }, (_, at) => dial(at % 2 === 0 ? store : other, callId(), '9999')),
      )
      const third = await place.open()
      for (const at of [store, other, third])
        assert.equal(await dial(at, callId(), '4711'), 'wrong')
      assert.equal((await third.readDesk()).phone.guessing.failures.length, 30)
      const entries = await third.searchAudit({ filter: {}, before: null, limit: 100 })
      assert.equal(entries.filter(({ entry }) => entry.deed.type === 'codes-frozen').length, 1)
    })

    for (const [way, change] of [
      ['loses the privilege', { privileges: ['user'] }],
      ['is switched off', { active: false }],
    ] as const) {
      it(`[ACC3] [PHN12] an operator who ${way} takes number and offers along, though no Monitor tells of it`, async () => {
        const made = await operators(2)
        const [olga, omar] = [must(made[0], 'made'), must(made[1], 'made')]
        const seat = await createOpenRoom(store)
        for (const { id } of [olga, omar]) {
          await store.createAccount(account({ id, privileges: ['user', 'advocate'] }))
          await store.changeAccount(id, { privileges: ['advocate', 'user'] })
        }
        await offer(store, seat, olga, 1)
        await offer(store, seat, omar, 2)
        assert.equal((await store.readOutbox(10)).length, 0)
        await store.changeAccount(olga.id, change)
        await store.changeAccount(olga.id, { firstName: 'Olga' })
        const left = await store.readOutbox(10)
        assert.equal(left.length, 1)
        for (const { command } of left) await other.transact(command)
        const { phone, operators: known } = await store.readDesk()
        assert.deepEqual(
          [phone.offers.map((one) => one.operator), Object.keys(known)],
          [[omar.id], [omar.id]],
        )
        const digits = must(phone.offers[0], 'of Omar').code
        assert.equal(await dial(store, callId(), digits === '0001' ? '0002' : '0001'), 'wrong')
        assert.equal(await dial(store, callId(), digits), 'connect')
      })
    }

    it('[PHN7] [PHN10] the desk is due when a code ends, and rooms hear what became of calls', async () => {
      const [olga] = await operators(1)
      const seat = await createOpenRoom(store)
      await offer(store, seat, must(olga, 'made'), 4711)
      clock.advance(CODE_MS - 1)
      assert.deepEqual(await store.readDue(10), [])
      clock.advance(1)
      assert.deepEqual(await store.readDue(10), [{ kind: 'desk' }])
      await store.transact(toDesk({ type: 'tick' }))
      assert.deepEqual((await store.readDesk()).phone.offers, [])
      await offer(store, seat, must(olga, 'made'), 815)
      assert.equal(await dial(store, callId(), '0815'), 'connect')
      for (const { key, command } of await other.readOutbox(10)) {
        await other.transact(command)
        await other.outboxDone(key)
      }
      const person = (await store.readRoom(seat.room))?.participants[seat.participant]
      assert.deepEqual(
        person?.calls.map(({ fate }) => fate),
        ['ringing'],
      )
    })
  })
}
