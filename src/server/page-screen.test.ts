import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { AccountId, PageId, ParticipantId, SessionId } from '../base/id.ts'
import type { Command } from '../live/command.ts'
import type { Control } from '../live/room.ts'
import type { ControlMessage } from '../protocol/mirror.ts'
import type { PageDown } from '../protocol/page.ts'
import type { Visit } from './door.ts'
import { createPageScreen, type PageScreen } from './page-screen.ts'

const id = <T extends string>(letter: string): T => letter.repeat(22) as T
const PAGE = id<PageId>('P')
const CONTROL: Control = {
  number: 4,
  operator: { id: id<AccountId>('o'), name: 'Olivia' },
  monitor: id<PageId>('M'),
  page: PAGE,
  before: null,
  since: 0,
  expiresAt: 10_000,
  over: null,
}

describe('the screen of a page, where its line is', () => {
  let told: Control | null
  let participant: ParticipantId
  let screen: PageScreen
  let pass: (message: ControlMessage) => void
  let catchUp: () => Promise<void>
  let sent: PageDown[]
  let performed: Command[]
  let logged: string[]
  let shownAs: string[]

  beforeEach(() => {
    told = null
    participant = id('p')
    sent = []
    performed = []
    logged = []
    shownAs = []
    catchUp = async () => {}
    const world = {
      mirror: {
        addPage(visit: Visit) {
          const as = visit.participant.id
          shownAs.push(`shows ${as[0]}`)
          return { take() {}, close: () => void shownAs.push(`hides ${as[0]}`) }
        },
      },
      relay: {
        addPage(_page: unknown, take: (message: ControlMessage) => void) {
          pass = take
          return () => {}
        },
      },
      shell: {
        freshId: () => 'x',
        perform: async (command: Command) => void performed.push(command),
      },
      log: (event: string) => void logged.push(event),
    } as unknown as Parameters<typeof createPageScreen>[0]
    screen = createPageScreen(world, {
      page: PAGE,
      visit: () =>
        ({
          room: { id: id<SessionId>('s') },
          participant: { id: participant, control: told },
        }) as Visit,
      catchUp: () => catchUp(),
      send: (message) => void sent.push(message),
    })
  })

  function operate(number: number, cseq: number): void {
    pass({ number, cseq, screen: 1, ops: [['p', 'm1']] })
  }

  async function doneBy(): Promise<readonly string[]> {
    await setImmediate()
    return sent.flatMap((message) =>
      message.type === 'control' ? [`${message.number}.${message.cseq}`] : [],
    )
  }

  it('[CTL6] passes on only what is of the control that the page was told of', async () => {
    told = CONTROL
    for (const number of [3, 4, 5]) operate(number, 1)
    assert.deepEqual(await doneBy(), ['4.1'])
    for (const other of [
      { over: 'taken-back' as const },
      { page: id<PageId>('T') },
      { page: null },
    ]) {
      told = { ...CONTROL, ...other }
      operate(4, 2)
      assert.deepEqual(await doneBy(), ['4.1'], JSON.stringify(other))
    }
  })

  it('[CTL6] [CTL10] what it does not know of yet waits until the page was told, and nothing passes it', async () => {
    const read = Promise.withResolvers<void>()
    catchUp = () => read.promise
    for (const cseq of [1, 2, 3]) operate(4, cseq)
    assert.deepEqual(await doneBy(), [])
    told = CONTROL
    read.resolve()
    assert.deepEqual(await doneBy(), ['4.1', '4.2', '4.3'])
  })

  it('[CTL6] [REL7] what cannot be looked up is left, and what comes after it is not', async () => {
    catchUp = async () => {
      throw new Error('the store is away')
    }
    operate(4, 1)
    assert.deepEqual(await doneBy(), [])
    assert.deepEqual(logged, ['control-failed'])
    told = CONTROL
    operate(4, 1)
    assert.deepEqual(await doneBy(), ['4.1'])
  })

  it('[REL9] a flood that waits for the room has an end', async () => {
    const read = Promise.withResolvers<void>()
    catchUp = () => read.promise
    for (let cseq = 1; cseq <= 1_000; cseq++) operate(4, cseq)
    told = CONTROL
    read.resolve()
    assert.equal((await doneBy()).length, 200)
  })

  it('[CTL6] tells the page of each renewal once, and of nobody else’s', () => {
    const alive = (): number => sent.filter(({ type }) => type === 'control-alive').length
    screen.follow()
    told = { ...CONTROL, page: id<PageId>('T') }
    screen.follow()
    assert.equal(alive(), 0)
    told = CONTROL
    screen.follow()
    screen.follow()
    assert.equal(alive(), 1)
    told = { ...CONTROL, expiresAt: 13_000 }
    screen.follow()
    assert.equal(alive(), 2)
    told = { ...CONTROL, expiresAt: 16_000, over: 'released' }
    screen.follow()
    assert.equal(alive(), 2)
  })

  it('[CTL3] a controlled page that is left says so to the room, and no other does', async () => {
    await screen.leave()
    told = { ...CONTROL, over: 'lapsed' }
    await screen.leave()
    assert.deepEqual(performed, [])
    told = CONTROL
    await screen.leave()
    assert.deepEqual(
      performed.map(({ command }) => command),
      [{ type: 'page-leaves', participant, page: PAGE }],
    )
  })

  it('[CHT18] [OBS1] under another id of the participant it is another’s picture', () => {
    screen.follow()
    screen.follow()
    participant = id('q')
    screen.follow()
    screen.close()
    assert.deepEqual(shownAs, ['shows p', 'hides p', 'shows q', 'hides q'])
  })
})
