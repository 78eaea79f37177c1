/** What operators and participants do about watching and control, as short orders for `S`. */
import { must } from '../../base/must.ts'
import type { Consent } from '../../base/consent.ts'
import type { PageId, ParticipantId } from '../../base/id.ts'
import type { RoomCommand } from '../command.ts'
import type { Reply } from '../reply.ts'
import { findParticipant, type Participant, type What } from '../room.ts'
import { participantView } from '../derive.ts'
import type { ParticipantView } from '../views.ts'
import { createMemoryDriver, type MemoryDriver } from './memory-driver.ts'
import { account, ANN, begin, card, page, process, S } from './samples.ts'

type Order<T extends RoomCommand['type']> = Partial<Extract<RoomCommand, { type: T }>>

/** Of the operator `name`, in the Monitor `${name}-monitor`, on process `P`, unless told otherwise. */
export function watching(driver: MemoryDriver) {
  const monitorOf = (name: string): PageId => page(`${name}-monitor`)
  const of = (name: string) => ({
    participant: ANN,
    operator: card(name),
    monitor: monitorOf(name),
    process: process('P'),
    floor: 'author' as const,
  })
  return {
    monitorOf,
    observe: (name: string, changes: Order<'observe'> = {}): Reply =>
      driver.toRoom(S, { type: 'observe', ...of(name), ...changes }),
    unobserve: (name: string, changes: Order<'unobserve'> = {}): Reply => {
      const { participant, monitor, process: holder } = of(name)
      const order = { participant, monitor, process: holder, lost: false }
      return driver.toRoom(S, { type: 'unobserve', ...order, ...changes })
    },
    take: (name: string, changes: Order<'take-control'> = {}): Reply =>
      driver.toRoom(S, {
        type: 'take-control',
        ...of(name),
        page: page('a'),
        takeOver: false,
        ...changes,
      }),
    renew: (name: string, number: number): Reply =>
      driver.toRoom(S, {
        type: 'renew-control',
        participant: ANN,
        monitor: monitorOf(name),
        number,
      }),
    release: (name: string, number: number): Reply =>
      driver.toRoom(S, {
        type: 'release-control',
        participant: ANN,
        monitor: monitorOf(name),
        number,
      }),
    takeBack: (number: number, silent = false): Reply =>
      driver.toRoom(S, { type: 'take-back', participant: ANN, number, silent }),
    answer: (name: string, what: What, accepts: boolean): Reply =>
      driver.toRoom(S, {
        type: 'answer-ask',
        participant: ANN,
        operator: account(name),
        what,
        accepts,
      }),
    endWatch: (name: string): Reply =>
      driver.toRoom(S, { type: 'end-watch', participant: ANN, operator: account(name) }),
    leavePage: (name: string): Reply =>
      driver.toRoom(S, { type: 'page-leaves', participant: ANN, page: page(name) }),
    /** Lets time pass, and whatever is due happen. */
    wait: (ms: number): void => {
      driver.advance(ms)
      driver.sweep()
    },
    ann: (): Participant => personOf(driver),
    view: (): ParticipantView => participantView(driver.room(S), ANN, driver.desk()),
    /** Names of who watches, one for each Monitor. */
    watchers: (): readonly string[] =>
      Object.values(personOf(driver).watchers).map(({ operator }) => operator.name),
    /** `what` of whom, oldest first. */
    asks: (): readonly string[] =>
      personOf(driver).asks.map(({ operator, what }) => `${operator.name} ${what}`),
    /** Who controls which page, or how the last control ended. */
    control: (): string => {
      const { control } = personOf(driver)
      if (control === null) return 'none'
      const { number, operator, page: at, over } = control
      if (over !== null) return `${number} over: ${over}`
      return `${number} ${operator.name} ${at === null ? 'between pages' : at.replaceAll('_', '')}`
    },
  }
}

export function personOf(driver: MemoryDriver, who: ParticipantId = ANN): Participant {
  return must(findParticipant(driver.room(S), who), 'in the room')
}

/** A session of Ann's, who has one page open; whoever is named observes her. */
export function watched(consent: Consent = 'author', ...operators: readonly string[]) {
  const driver = createMemoryDriver()
  begin(driver, { consent })
  const acts = watching(driver)
  for (const name of operators) acts.observe(name)
  return { driver, ...acts }
}
