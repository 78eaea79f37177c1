/** CTL6, CTL10: what of control has its time, and what of it pages have done. */
import { isCalm } from './promptness.ts'
import type { Done } from './user-screen.ts'
import type { World } from './world.ts'

/** CTL6: the lease, a sweep, and what was under way. */
const FREE_MS = 12_000
/** Of a Monitor without trouble, in a world without. */
const WELL_MS = 13_000
/** A line that died without a word is noticed after this, and a new one is there. */
const QUIET_MS = 45_000

/** An operator's machine dies: others may have what it controlled after 12 s, if nothing else is wrong. */
export function watchLease(world: World, monitor: string): void {
  const diedAt = world.clock.now()
  world.clock.after(FREE_MS, () => {
    if (!isCalm(world, diedAt)) return
    for (const session of world.sessions) {
      for (const person of Object.values(world.checker.room(session)?.participants ?? {})) {
        const { control } = person
        if (control?.monitor !== monitor || person.mergedInto !== null) continue
        world.checker.count('controller died')
        if (control.over === null) {
          world.checker.violate('CTL6', `control ${control.number} outlives its operator's machine`)
        }
      }
    }
  })
}

/** Nothing has been wrong with this Monitor for long, nor with network, store and processes. */
export function isWell(world: World, monitor: string): boolean {
  const now = world.clock.now()
  const tab = world.operators.flatMap((one) => one.monitors).find(({ key }) => key === monitor)
  if (tab === undefined || tab.line !== 'open' || tab.page?.gate.isFrozen !== false) return false
  if (!isCalm(world, now - WELL_MS) || now - world.lastSilentAt < QUIET_MS) return false
  if (world.cutOff.size > 0 || world.allTabs().some((one) => one.page?.gate.isFrozen)) return false
  const open = world.links.filter(({ link }) => !link.isOver)
  const isYoung = open.some((one) => one.tab === tab.name && one.openedAt > now - WELL_MS)
  return !isYoung && open.every(({ isHurt }) => !isHurt)
}

export function noteDone(world: World, what: Done): void {
  const own = world.users.flatMap(({ tabs }) => tabs).find(({ tab }) => tab.name === what.tab)
  if (own === undefined) return
  const { clock, checker, lastSilentAt, lastFaultAt } = world
  const quietSince = Math.max(lastSilentAt, lastFaultAt)
  checker.watch.done(what, {
    session: own.session,
    isSure: clock.now() - quietSince > QUIET_MS,
  })
}
