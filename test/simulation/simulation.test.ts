/**
 * The whole of live help in simulated worlds: schedules that failed once, new ones, and worlds with a
 * known defect, which must be found. See README.md.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BREAKS, DEFECTS, FAVOURS, FOUND_BY, seamsWith } from './defects.ts'
import { makeSchedule, run, type RunResult, type Schedule } from './run.ts'
import { readSeeds } from './seeds.ts'
import { shrink } from './shrink.ts'

/** Runs that a defect may take to be found: several times what it took when this was written. */
const BUDGET = 150
/** New schedules of one test run, on top of what the gate runs. */
const NEW_MS = 50_000
/** A check of one commit gives one answer; seeds that nobody has tried are for `npm run simulate`. */
const FIRST_SEED = 777_000

async function fail(schedule: Schedule, result: RunResult): Promise<never> {
  const least = await shrink(schedule)
  const { violations, trace } = await run(least)
  assert.fail(
    [
      `seed ${schedule.seed}: ${result.violations[0]}`,
      `shrunken to ${least.steps.length} steps: ${JSON.stringify(least)}`,
      ...violations,
      ...trace,
    ].join('\n'),
  )
}

describe('in a simulated world', () => {
  for (const [at, kept] of readSeeds().entries()) {
    it(`what was found once is right for ever (${at + 1}: ${kept.found})`, async () => {
      const result = await run(kept)
      if (result.violations.length > 0) await fail(kept, result)
    })
  }

  it('the same seed is the same run', async () => {
    const [one, other] = [await run(makeSchedule(7)), await run(makeSchedule(7))]
    assert.ok(one.trace.length > 20)
    assert.deepEqual(one.trace, other.trace)
  })

  it('[REL1] [REL2] [REL3] [REL4] [REL6] [CHT8] [CHT9] [CHT10] [CHT17] [CHT18] [CHT19] [CHT20] [BLK4] [STA1] [STA7] [MON9] [ACC3] [OBS4] [CON2] [CON3] [CON4] [CTL5] [CTL6] [CTL7] [CTL10] [JOI1] [JOI3] [JOI4] [AUT8] [ACC4] [SES3] [SES4] [REL5] [PHN2] [PHN3] [PHN4] [PHN5] [PHN6] [PHN7] [PHN8] [PHN9] [PHN12] [PHN13] new schedules break no rule', async () => {
    const endsAt = performance.now() + NEW_MS
    const reached = new Map<string, number>()
    for (let seed = FIRST_SEED; performance.now() < endsAt || seed < FIRST_SEED + 20; seed++) {
      const schedule = makeSchedule(seed)
      const result = await run(schedule)
      if (result.violations.length > 0) await fail(schedule, result)
      for (const [what, times] of result.reached) {
        reached.set(what, (reached.get(what) ?? 0) + times)
      }
    }
    // A run in which nothing happens proves nothing.
    for (const what of [
      'message acknowledged',
      'process-lost',
      'operator took a conversation',
      'transfer accepted',
      'unblock',
      'operator-removed',
      'all looked at after a second',
      'picture shown',
      'control began',
      'done at an operator’s word',
      'held in peace',
      'joined page told',
      'join over: left',
      'tab over: SES3',
      'deleted, looked at in peace',
      'form given back',
      'an operator’s word looked at',
      'put through',
      'codes frozen',
      'offer in peace',
      'a caller hears: wrong',
    ]) {
      assert.ok((reached.get(what) ?? 0) > 0, `no run reached: ${what}`)
    }
  })

  for (const name of Object.keys(DEFECTS)) {
    it(`the checker finds: ${name}`, async () => {
      const known = FOUND_BY[name]
      const others = Array.from({ length: BUDGET }, (_, at) => at + 1)
      for (const seed of known === undefined ? others : [known, ...others]) {
        const { violations } = await run(makeSchedule(seed, FAVOURS[name]), seamsWith(name))
        if (violations.some((one) => one.startsWith(BREAKS[name] ?? ''))) return
      }
      assert.fail(`${BUDGET} runs did not find it`)
    })
  }
})
