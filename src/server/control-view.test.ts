import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, PageId, ParticipantId, ProcessId } from '../base/id.ts'
import type { Ask, Control, ControlEnd, Participant, Permission } from '../live/room.ts'
import type { ControlView } from '../protocol/mirror.ts'
import { controlView } from './control-view.ts'

const id = <T extends string>(letter: string): T => letter.repeat(22) as T
const ME = { id: id<AccountId>('m'), name: 'Me' }
const OTHER = { id: id<AccountId>('o'), name: 'Other' }
const MONITOR = id<PageId>('M')
const ELSEWHERE = id<PageId>('E')
const SHOWN = id<PageId>('S')
const TAB = id<PageId>('T')

function person(parts: Partial<Participant>): Participant {
  return {
    id: id<ParticipantId>('p'),
    asks: [],
    permissions: {},
    control: null,
    ...parts,
  } as Participant
}

function control(parts: Partial<Control>): Control {
  const times = { before: null, since: 0, expiresAt: 10_000 }
  return { number: 4, operator: ME, monitor: MONITOR, page: SHOWN, over: null, ...times, ...parts }
}

function asks(operator = ME, what: Ask['what'] = 'control'): readonly Ask[] {
  return [{ operator, what, monitor: MONITOR, process: id<ProcessId>('P'), at: 0 }]
}

const view = (
  of: Partial<Participant>,
  before: ControlView | null = null,
  shown: PageId | null = SHOWN,
): ControlView => controlView(person(of), { operator: ME.id, monitor: MONITOR }, shown, before)

const FREE: ControlView = { state: 'free', why: null }
const YOURS: ControlView = { state: 'yours', number: 4, here: true }
const HELD: ControlView = { state: 'held', by: 'Other', own: false }
const ASKING: ControlView = { state: 'asking' }

describe('how control stands for a Monitor', () => {
  it('[CTL5] nobody has it, it has it, another has it, or the same operator elsewhere', () => {
    assert.deepEqual(view({}), FREE)
    assert.deepEqual(view({ control: control({}) }), YOURS)
    assert.deepEqual(view({ control: control({ operator: OTHER, monitor: ELSEWHERE }) }), HELD)
    const own = control({ monitor: ELSEWHERE })
    assert.deepEqual(view({ control: own }), { state: 'held', by: 'Me', own: true })
  })

  it('[CTL1] it says whether the picture shows the controlled page, where that is known', () => {
    const here = (page: PageId | null, shown: PageId | null): unknown => {
      const told = view({ control: control({ page }) }, null, shown)
      return told.state === 'yours' && told.here
    }
    assert.deepEqual([here(SHOWN, SHOWN), here(TAB, SHOWN)], [true, false])
    // Between two pages, or two pictures, nobody is in another tab.
    assert.deepEqual([here(null, SHOWN), here(TAB, null)], [true, true])
  })

  it('[CON3] the user has been asked, by this operator and about control', () => {
    assert.deepEqual(view({ asks: asks() }), ASKING)
    assert.deepEqual(view({ asks: asks(OTHER) }), FREE)
    assert.deepEqual(view({ asks: asks(ME, 'observe') }), FREE)
    const held = control({ operator: OTHER, monitor: ELSEWHERE })
    assert.deepEqual(view({ asks: asks(), control: held }), ASKING)
  })

  const ends: readonly (readonly [ControlEnd, unknown])[] = [
    ['released', null],
    ['lapsed', 'lapsed'],
    ['let-go', 'lapsed'],
    ['taken-back', 'taken-back'],
    ['interview', 'interview'],
    ['away', 'away'],
    ['merged', 'away'],
  ]
  for (const [over, why] of ends) {
    it(`[CTL4] [CTL6] [CTL7] it tells how it ended: ${over}`, () => {
      const ended = { control: control({ over }) }
      assert.deepEqual(view(ended, YOURS), { state: 'free', why })
      // Also to a Monitor whose line was broken meanwhile.
      assert.deepEqual(view(ended, null), { state: 'free', why })
      const others = { control: control({ over, monitor: ELSEWHERE }) }
      assert.deepEqual(view(others, HELD), FREE)
      assert.deepEqual(view(others, null), FREE)
    })
  }

  const answers: readonly (readonly [Permission, unknown])[] = [
    ['refused', 'refused'],
    ['unasked', 'no-answer'],
    ['stopped', 'no-answer'],
  ]
  for (const [said, why] of answers) {
    it(`[CON3] it tells what became of the question: ${said}`, () => {
      const permissions = {
        [ME.id]: { observe: 'accepted', control: said, join: 'unasked' },
      } as const
      assert.deepEqual(view({ permissions }, ASKING), { state: 'free', why })
      assert.deepEqual(view({ permissions }, HELD), FREE)
    })
  }

  it('[CTL4] what was told stays told until something else is', () => {
    const told: ControlView = { state: 'free', why: 'refused' }
    assert.deepEqual(view({}, told), told)
    assert.deepEqual(view({ control: control({ over: 'lapsed' }) }, told), told)
    assert.deepEqual(view({ control: control({ number: 5 }) }, told), { ...YOURS, number: 5 })
  })
})
