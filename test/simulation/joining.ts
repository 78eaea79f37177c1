/** Operators who join sessions: from the press of "Join" to the tab of the session, as their browsers do it. */
import type { ParticipantId, SessionId } from '../../src/base/id.ts'
import { askServer } from './asking.ts'
import { cookiesOf, type Person } from './people.ts'
import type { UserTab } from './tabs.ts'
import type { World } from './world.ts'

/** How often the tab that waits for the user's answer looks, and how long whoever waits has patience. */
const LOOKS_EVERY_MS = 2_000
const WAITS_MS = 130_000

export interface Joining {
  join(operator: Person, session: SessionId, participant: ParticipantId): void
  /** Presses "Leave". */
  leave(operator: Person, session: SessionId, tab: UserTab): void
}

export function joiningOf(world: () => World): Joining {
  function join(operator: Person, session: SessionId, participant: ParticipantId): void {
    const from = { person: operator, name: null }
    askServer(
      world(),
      from,
      async (process) => {
        const visitor = await process.visitorOf(cookiesOf(operator))
        return process.http.join(session, visitor, participant)
      },
      (answer) => {
        if (typeof answer === 'string' || 'failed' in answer) return
        world().note(`${operator.name} joins: ${answer.value}`)
        if (answer.value === 'in') open(operator, session)
        if (answer.value === 'asked') wait(operator, session, participant)
      },
    )
  }

  function open(operator: Person, session: SessionId): void {
    const mine = operator.tabs.filter((one) => one.session === session)
    if (mine.length < 2 && !world().isOver) world().openTab(operator, session)
  }

  function wait(operator: Person, session: SessionId, participant: ParticipantId): void {
    const { clock } = world()
    const endsAt = clock.now() + WAITS_MS
    const look = (): void => {
      if (world().isOver || clock.now() > endsAt) return
      askServer(
        world(),
        { person: operator, name: null },
        async (process) => {
          const visitor = await process.visitorOf(cookiesOf(operator))
          return process.http.joining(session, visitor, participant)
        },
        (answer) => {
          const state = typeof answer === 'string' || 'failed' in answer ? 'asking' : answer.value
          if (state === 'asking') clock.after(LOOKS_EVERY_MS, look)
          if (state === 'accepted' && !world().isOver) join(operator, session, participant)
        },
      )
    }
    clock.after(LOOKS_EVERY_MS, look)
  }

  return {
    join,
    leave(operator, session, tab) {
      askServer(
        world(),
        { person: operator, name: tab.name },
        async (process) => {
          const visitor = await process.visitorOf(cookiesOf(operator))
          await process.http.leave(session, visitor)
        },
        (answer) => {
          if (answer === 'lost' || 'failed' in answer) return
          world().note(`${operator.name} has left`)
          if (operator.tabs.some((one) => one.tab === tab))
            world().closeTab(operator, tab, 'goodbye')
        },
      )
    },
  }
}
