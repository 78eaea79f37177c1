/** OBS4, CON3, CTL5, CTL10: what Monitors show of watching and control is what the store has. */
import type { SessionId } from '../../src/base/id.ts'
import type { Participant } from '../../src/live/room.ts'
import type { ControlView } from '../../src/protocol/mirror.ts'
import { resolve } from './line-checks.ts'
import type { Observed } from './operator-hand.ts'
import type { Person } from './people.ts'
import type { MonitorTab } from './tabs.ts'
import type { World } from './world.ts'

/** Between asking and the server's word. */
const ASKED_MS = 3_000
/** Longer than a lease, and than a page keeps still without a word. */
const HELD_MS = 16_000
/** REL4 */
const SILENT_MS = 30_000

export function checkWatched(world: World, person: Person, tab: MonitorTab): void {
  const { part, key } = tab
  const { account } = person
  if (part === null || account === null) return
  for (const one of part.observed()) {
    const present = participantOf(world, one)
    if (present === null) continue
    const asks = present.asks.filter(({ operator }) => operator.id === account.id)
    const watches = present.id === one.participant && Object.hasOwn(present.watchers, key)
    // By an older line of this Monitor, of whose end the server learns by silence only.
    const openedAt = world.links.findLast((link) => link.tab === tab.name)?.openedAt ?? 0
    if (one.status === 'gone' && world.clock.now() - openedAt < SILENT_MS) continue
    const isAsked = asks.some(({ what }) => what === 'observe')
    checkStatus(world, tab, one, { watches, isAsked })
    const isShown = one.status === 'wait' || one.status === 'picture'
    if (!watches || !isShown) continue
    const isAsking = asks.some(({ what }) => what === 'control')
    checkControl(world, tab, part.view(one), { present, isAsking })
  }
}

function participantOf(world: World, { session, participant }: Observed): Participant | null {
  const room = world.checker.room(session as SessionId)
  return room?.participants[resolve(room, participant as never)] ?? null
}

function checkStatus(
  world: World,
  tab: MonitorTab,
  { status, askedAt, participant }: Observed,
  room: { readonly watches: boolean; readonly isAsked: boolean },
): void {
  const age = world.clock.now() - world.beganAt - askedAt
  if (status === 'asked' && age < ASKED_MS + 4 * world.latencyMs) return
  const isRight = {
    asked: false,
    asking: room.isAsked && !room.watches,
    wait: room.watches,
    picture: room.watches,
    gone: !room.watches,
  }[status]
  if (isRight) return world.checker.count(`shown rightly: ${status}`)
  const rule = room.isAsked || status === 'asking' ? 'CON3' : 'OBS4'
  const is = room.watches ? 'watches' : room.isAsked ? 'has asked' : 'watches no more'
  const whom = participant.slice(0, 4)
  world.checker.violate(rule, `${tab.name} shows "${status}" of ${whom}, but ${is}`)
}

function checkControl(
  world: World,
  tab: MonitorTab,
  shown: ControlView,
  room: { readonly present: Participant; readonly isAsking: boolean },
): void {
  const { control } = room.present
  const present = control !== null && control.over === null ? control : null
  const isOwn = present?.monitor === tab.key
  const held = present === null ? 'free' : `held ${present.operator.name}`
  const expected = isOwn ? `yours ${present.number}` : room.isAsking ? 'asking' : held
  const { state } = shown
  const is =
    state === 'yours' ? `yours ${shown.number}` : state === 'held' ? `held ${shown.by}` : state
  world.checker.count(`control shown: ${state}`)
  if (is === expected) return
  world.checker.violate('CTL5', `${tab.name} shows control as ${is}, which is ${expected}`)
}

/** CTL1, CTL6: in peace whoever may take control has it, and has it for as long as they want. */
export async function checkControlled(world: World): Promise<void> {
  const all = world.operators.flatMap(({ monitors }) =>
    monitors.flatMap((tab) => (tab.part?.observed() ?? []).map((one) => ({ tab, one }))),
  )
  if (all.length === 0) return
  for (const { tab, one } of all) {
    const isFree = tab.part?.view(one).state === 'free'
    if (one.status === 'picture' && isFree) tab.act((hand) => hand.take(one, false))
  }
  await world.pass(1_000 + 6 * world.latencyMs)
  const held = all.flatMap(({ tab, one }) => {
    const view = tab.part?.view(one)
    return view?.state === 'yours' ? [{ tab, one, number: view.number }] : []
  })
  await world.pass(held.length === 0 ? 0 : HELD_MS)
  for (const { tab, one, number } of held) {
    world.checker.count('held in peace')
    const view = tab.part?.view(one)
    if (view?.state === 'yours' && view.number === number) continue
    world.checker.violate('CTL6', `${tab.name} has lost control ${number} in peace`)
  }
  await checkWork(world)
}

/** CTL10: a key arrives. */
async function checkWork(world: World): Promise<void> {
  const { checker } = world
  const worked: { readonly tab: MonitorTab; readonly one: Observed; readonly text: string }[] = []
  for (const tab of world.operators.flatMap(({ monitors }) => monitors)) {
    for (const one of tab.part?.observed() ?? []) {
      if (tab.part?.view(one).state !== 'yours' || one.status !== 'picture') continue
      const text = world.nextText()
      tab.act((hand) => {
        const under = hand.type(one, text)
        if (under === null) return
        checker.watch.typed(text, under.number)
        worked.push({ tab, one, text })
      })
    }
  }
  if (worked.length === 0) return
  await world.pass(3_000 + 8 * world.latencyMs)
  for (const { tab, one, text } of worked) {
    if (tab.part?.view(one).state !== 'yours') continue
    const page = participantOf(world, one)?.control?.page ?? null
    const found = world.users.flatMap(({ tabs }) => tabs).find((user) => user.tab.key === page)
    if (found === undefined) continue
    checker.count('worked in peace')
    const holds = found.tab.part?.text() ?? ''
    if (holds !== text) {
      checker.violate('CTL10', `${found.tab.name} holds "${holds}", not ${text}`)
    }
  }
}
