import { run, type Schedule } from './run.ts'
import type { Seams } from './seams.ts'

/** The rule that a run broke first; null when it broke none. */
export async function brokenRule(schedule: Schedule, seams?: Seams): Promise<string | null> {
  const { violations } = await run(schedule, seams)
  return violations[0]?.split(':')[0] ?? null
}

/** A schedule with as few steps as can be found that breaks the same rule. */
export async function shrink(schedule: Schedule, seams?: Seams): Promise<Schedule> {
  const rule = await brokenRule(schedule, seams)
  let { steps } = schedule
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length;) {
      const fewer = joined(steps, from, size)
      if ((await brokenRule({ ...schedule, steps: fewer }, seams)) === rule) steps = fewer
      else from += size
    }
  }
  return { ...schedule, steps }
}

/** Without some steps, but with their time. */
function joined(steps: Schedule['steps'], from: number, count: number): Schedule['steps'] {
  const passed = steps.slice(from, from + count).reduce((sum, one) => sum + one.after, 0)
  return steps
    .filter((_, at) => at < from || at >= from + count)
    .map((one, at) => (at === from ? { ...one, after: one.after + passed } : one))
}
