import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, it } from 'node:test'
import { account } from '../../test/support/visit.ts'
import type { Person } from './request.ts'
import { markTold, NO_TURNS, takeTurn, type Letter, type Step, type Turns } from './turns.ts'

const visitor = (visitorNumber: number): Person => ({ visitorNumber, account: null })
const CLIENT = visitor(1)
const ADVOCATE = account({ id: 'adv', email: 'adv@example.com' })

function step(parts: Partial<Step>): Step {
  return { person: CLIENT, roles: ['client'], needs: null, acted: true, ...parts }
}

const waits = (...needs: string[]): Step => step({ needs })
const advises = (needs: readonly string[] | null = null): Step =>
  step({ person: ADVOCATE, roles: ['advocate'], needs })

/** All that are told, as the letters' keys. */
function told(letters: readonly Letter[]): readonly string[] {
  return letters.map(({ key }) => key)
}

function take(before: Turns, next: Step, free = false): { after: Turns; told: readonly string[] } {
  const { after, letters } = takeTurn(
    before,
    next,
    before.waiting.map(({ needs }) => (free ? null : needs)),
  )
  const marked = letters.reduce(
    (turns, letter) => (letter.type === 'turn' ? markTold(turns, letter.roles) : turns),
    after,
  )
  return { after: marked, told: told(letters) }
}

describe('who is told whose turn it is', () => {
  it('[ROL2] the role when somebody begins to wait for it, and them when they can go on', () => {
    const begun = take(NO_TURNS, waits('advocate'))
    assert.deepEqual(begun.told, ['turn ["advocate"] 0'])
    const still = take(begun.after, waits('advocate'))
    assert.deepEqual(still.told, [], 'reloaded, or checked')
    const half = take(still.after, advises())
    assert.deepEqual(half.told, [], 'the advocate has more to answer')
    const done = take(half.after, advises(), true)
    assert.deepEqual(done.told, ['go-on visitor 1 2'])
    assert.deepEqual(done.after.waiting, [])
    assert.deepEqual(done.after.taken, { advocate: { adv: 'adv@example.com' } })
    // A second round is another change.
    assert.deepEqual(take(done.after, waits('advocate')).told, ['turn ["advocate"] 2'])
  })

  it('[ROL2] one change tells one person once, though both wait by then', () => {
    const begun = take(NO_TURNS, waits('advocate'))
    const swapped = take(begun.after, advises(['client']), true)
    assert.deepEqual(swapped.told, ['go-on visitor 1 1'])
    const back = take(swapped.after, step({}), true)
    assert.deepEqual(back.told, ['go-on account adv 1'])
  })

  it('[ROL2] two who wait for the same role have it told once', () => {
    const first = take(NO_TURNS, waits('organizer'))
    const second = take(
      first.after,
      step({ person: visitor(2), roles: ['bidder'], needs: ['organizer'] }),
    )
    assert.deepEqual(second.told, [])
    const both = take(second.after, step({ person: ADVOCATE, roles: ['organizer'] }), true)
    assert.deepEqual(both.told, ['go-on visitor 1 1', 'go-on visitor 2 1'])
  })

  it('[ROL2] whoever waits for another role by now has that one told', () => {
    const first = take(NO_TURNS, waits('advocate'))
    const { letters, after } = takeTurn(first.after, advises(), [['supervisor']])
    assert.deepEqual(told(letters), ['turn ["supervisor"] 0'])
    assert.deepEqual(after.waiting[0]?.needs, ['supervisor'])
  })

  it('[ROL2] a step undone and taken again tells by the same key', () => {
    const one = take(NO_TURNS, waits('advocate'))
    const again = take(NO_TURNS, waits('advocate'))
    assert.deepEqual(one.told, again.told)
    const changed = take(NO_TURNS, step({}))
    assert.deepEqual(take(changed.after, waits('advocate')).told, one.told, 'by another way')
  })

  it('[ROL2] what could not be told yet is told as soon as it can be', () => {
    const begun = takeTurn(NO_TURNS, waits('advocate'), ['unknown'])
    const later = takeTurn(begun.after, waits('advocate'), ['unknown'])
    assert.deepEqual(told(later.letters), told(begun.letters))
  })

  it('[ROL2] of whom nobody can say what they wait for, nothing is said', () => {
    const begun = take(NO_TURNS, waits('advocate'))
    const { letters, after } = takeTurn(begun.after, advises(), ['unknown'])
    assert.deepEqual(letters, [])
    assert.deepEqual(after.waiting, begun.after.waiting)
  })

  it('[ROL2] whatever people do: nobody is told a second time before somebody has answered', () => {
    const role = fc.constantFrom('client', 'advocate', 'judge')
    const move = fc.record({
      person: fc.integer({ min: 1, max: 4 }),
      roles: fc.uniqueArray(role, { minLength: 1, maxLength: 2 }),
      needs: fc.option(fc.uniqueArray(role, { minLength: 1, maxLength: 2 })),
      acted: fc.boolean(),
      free: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        let turns = NO_TURNS
        for (const { person, free, ...rest } of moves) {
          const next = take(turns, { ...rest, person: visitor(person) }, free)
          assert.equal(new Set(next.told).size, next.told.length, 'twice in one step')
          const repeated = take(
            next.after,
            { ...rest, person: visitor(person), acted: false },
            free,
          )
          const news = repeated.told.filter((key) => key.startsWith('turn'))
          assert.deepEqual(news, [], 'looked at once more')
          assert.equal(
            next.after.waiting.some((one) => one.person.visitorNumber === person),
            rest.needs !== null,
          )
          turns = next.after
        }
      }),
    )
  })
})
