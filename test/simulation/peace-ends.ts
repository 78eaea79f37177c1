/** What must hold in peace of sessions that are deleted, of operators who joined, and of forms that were sent. */
import { peopleOf } from './consent-memory.ts'
import { maySeeNow } from './peace.ts'
import type { Person } from './people.ts'
import type { World } from './world.ts'

/** Nobody answers one try of a hundred; after so many somebody must have. */
const TRIES = 5
const ANSWERED_MS = 2_000
/** A sweep, and what it does. */
const LATE_MS = 3_000

/** Tabs of sessions that are deleted, and of operators who are out, are over and say so; their people close them. */
export function closeEndedTabs(world: World): void {
  const { checker } = world
  for (const person of world.everyone()) {
    for (const { session, tab } of person.tabs.slice()) {
      const why = whyOver(world, person, session)
      if (why !== null && tab.line === 'open') checker.violate(why, `${tab.name} is open, and over`)
      // Signed out, or in as somebody else: the page leads to the sign-in.
      const isStranger = person.isOperator || person.isForgotten
      if (why === null && tab.line === 'ended' && !isStranger) continue
      if (why === null && tab.line !== 'ended') continue
      // By an earlier tab: whoever came back did so by another.
      const wasOut = person.account !== null && checker.joins.wasOut(session, person.account.id)
      if (why === null && !wasOut && isIn(world, person, session)) {
        checker.violate('JOI1', `${tab.name} has ended though its operator is in`)
      }
      checker.count(`tab over: ${why ?? 'out'}`)
      world.closeTab(person, tab, 'crash')
    }
  }
}

/** By which rule a tab must have ended; null: it may go on. */
function whyOver(world: World, person: Person, session: Person['tabs'][number]['session']) {
  if (world.checker.deletion.isDeleted(session)) return 'SES3'
  if (!person.isOperator) return null
  const { account } = person
  const isLost = account === null || person.lostRightAt !== null
  if (isLost || !maySeeNow(world, account.id, session)) return 'ACC3'
  return isIn(world, person, session) ? null : 'JOI1'
}

function isIn(world: World, { account }: Person, session: Person['tabs'][number]['session']) {
  const room = world.checker.room(session)
  if (room === null) return false
  const own = peopleOf(room).find((one) => one.account?.id === account?.id)
  return own !== undefined && (own.joined?.over ?? null) === null
}

/** What nobody has answered is sent until somebody does. */
export async function sendForms(world: World): Promise<void> {
  const all = (): readonly Parameters<World['forms']['sendAgain']>[0][] =>
    world.everyone().flatMap((person) => person.tabs.map((one) => ({ person, ...one })))
  for (let left = TRIES; left > 0; left--) {
    const isDone = all().filter((at) => world.forms.sendAgain(at)).length === 0
    if (isDone) return
    await world.pass(ANSWERED_MS + 8 * world.latencyMs)
  }
  world.checker.violate('REL5', 'a form that was sent gets no answer in peace')
}

/** JOI4: whoever only joined has nothing of it among their own. */
export function checkOwnLists(world: World): void {
  const listed = world.disk.query('select room, account from room_account')
  const operators = new Set<unknown>(world.operators.map(({ account }) => account?.id))
  if (listed.some(({ account }) => operators.has(account))) {
    world.checker.violate('JOI4', 'a session that was joined stands in the operator’s own list')
  }
}

/** PHN7, PHN12, ACC4: what nobody could be put through by any more is gone. */
export function checkOffers(world: World): void {
  const { checker } = world
  const late = world.clock.now() - LATE_MS
  for (const { operator: id, session, endsAt } of checker.desk().phone.offers) {
    const operator = world.operators.find(({ account }) => account?.id === id)
    checker.count('offer in peace')
    if ((operator?.monitors.length ?? 0) === 0) {
      checker.violate('PHN12', 'an offer outlives its operator’s being there')
    }
    if (endsAt < late) checker.violate('PHN7', 'a code outlives its time')
    if (!maySeeNow(world, id, session))
      checker.violate('ACC4', 'an offer to somebody not to be seen')
  }
}

/** SES3: neither on disk nor in any process. */
export async function checkDeleted(world: World): Promise<void> {
  const { checker } = world
  for (const session of checker.deletion.sessions()) {
    checker.count('deleted, looked at in peace')
    checker.deletion.scan(session, true)
    for (const process of world.processes) {
      process.holdsKey(session).then(
        (holds) => {
          if (holds) checker.violate('SES3', `a process holds the key of a deleted session`)
        },
        (error: unknown) => checker.violate('SES3', String(error)),
      )
    }
  }
  await world.pass(100)
}
