/** Operators who offer calls, people who call, and people who guess. */
import { later, row, withEntry, withMonitor, withUserTab, type Row } from './action.ts'
import type { CallFate } from '../../src/live/phone.ts'
import type { Random } from './random.ts'
import type { MonitorTab } from './tabs.ts'
import { OWN_NUMBERS } from './phone-line.ts'
import type { World } from './world.ts'

const FATES: readonly CallFate[] = ['ringing', 'answered', 'ended', 'busy', 'no-answer', 'failed']

export const TELEPHONE = {
  setPhone: row(2, (world, random) =>
    withMonitor(world, random, ({ tab }) => {
      const number = random.pick([...OWN_NUMBERS, ...OWN_NUMBERS, ''])
      tab.submit({ type: 'set-phone', number })
    }),
  ),
  offerCall: row(3, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      offer(world, tab, { session, participant, number: random.pick(OWN_NUMBERS) })
    }),
  ),
  withdrawCall: row(2, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'withdraw-call', session, participant })
    }),
  ),
  renewCall: row(2, (world, random) =>
    withEntry(world, random, ({ tab, session, participant }) => {
      tab.submit({ type: 'renew-call', session, participant })
    }),
  ),
  /** Keys what stands on some page, which may be old. */
  dial: row(3, (world, random) => {
    const times = random.pick([1, 1, 2])
    withUserTab(world, random, ({ tab }) => {
      const [offered] = tab.state.view?.phone?.offers ?? []
      if (offered === undefined) return
      key(world, random, offered.code, { caller: random.pick([null, 'ann', 'bob']), times })
    })
  }),
  /** A number, an offer, and calls with its code: one by its user, maybe another by somebody who saw it. */
  phoneHelp: row(5, (world, random) => {
    const [callers, ms] = [random.int(1, 3), random.pick([0, 20, 2_000])]
    const isLate = random.chance(0.2)
    withEntry(world, random, ({ tab, session, participant }) => {
      offer(world, tab, { session, participant, number: random.pick(OWN_NUMBERS) })
      const begins = 8 * world.latencyMs + 2_000 + (isLate ? 5 * 60_000 : 0)
      const codes: string[] = []
      later(world, 8 * world.latencyMs + 1_800, () => {
        const pages = world.users.flatMap(({ tabs }) => tabs)
        codes.push(
          ...pages.flatMap((one) =>
            (one.tab.state.view?.phone?.offers ?? []).map(({ code }) => code),
          ),
        )
      })
      for (let n = 0; n < callers; n++) {
        later(world, begins + n * ms, () => {
          const [code] = codes
          if (code !== undefined) key(world, random, code, { caller: `caller${n}`, times: 2 })
        })
      }
      later(world, begins + 3_000, () => reportAny(world, random))
      later(world, begins + 4_000, () => reportAny(world, random))
    })
  }),
  reportCall: row(2, (world, random) => reportAny(world, random)),
  guess: row(2, (world, random) => {
    const caller = random.pick([null, 'ann', 'eve'])
    key(world, random, digits(random), { caller, times: random.pick([1, 2]) })
  }),
  /** Faster than anybody may, from many numbers. */
  guessMany: row(2, (world, random) => {
    const count = random.pick([12, 35, 60])
    for (let n = 0; n < count; n++) {
      const code = digits(random)
      const caller = random.pick([null, `eve${n}`])
      later(world, n * random.int(10, 200), () => key(world, random, code, { caller, times: 1 }))
    }
  }),
} satisfies Record<string, Row>

function offer(
  world: World,
  tab: MonitorTab,
  to: { readonly session: string; readonly participant: string; readonly number: string },
): void {
  const { session, participant, number } = to
  if ((tab.state.desk?.phone?.number ?? null) === null) tab.submit({ type: 'set-phone', number })
  later(world, 100, () => tab.submit({ type: 'offer-call', session, participant }))
}

function key(
  world: World,
  random: Random,
  code: string,
  by: { readonly caller: string | null; readonly times: number },
): void {
  const { telephone } = world
  const call = telephone.call(random)
  world.note(`${by.caller ?? 'somebody'} calls (${call.slice(0, 4)}) and keys ${code}`)
  telephone.key({ call, attempt: 1, caller: by.caller, digits: code }, by.times)
  if (random.chance(0.3)) {
    // Not put through: keyed once more.
    const again = {
      call,
      attempt: 2,
      caller: by.caller,
      digits: random.chance(0.5) ? code : digits(random),
    }
    later(world, 3_000, () => telephone.key(again, 1))
  }
}

function reportAny(world: World, random: Random): void {
  const { telephone } = world
  const { connected } = telephone
  if (connected.length > 0) telephone.report(random.pick(connected), random.pick(FATES))
}

function digits(random: Random): string {
  return String(random.int(0, 9_999)).padStart(4, '0')
}
