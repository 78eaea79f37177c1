/** `npm run simulate -- [minutes] [first seed]`: runs that many schedules, and keeps what fails. */
import { makeSchedule, run } from './run.ts'
import { keepSeed, readSeeds } from './seeds.ts'
import { shrink } from './shrink.ts'

const [minutes = 5, first = Math.floor(Date.now() / 1000)] = process.argv.slice(2).map(Number)
const began = performance.now()
const endsAt = began + minutes * 60_000
const reached = new Map<string, number>()
let simulatedMs = 0
let count = 0

for (const kept of readSeeds()) {
  const { violations } = await run(kept)
  if (violations.length === 0) continue
  console.log(`again: ${kept.found}\n${violations.join('\n')}`)
  process.exitCode = 1
}
for (let seed = first; performance.now() < endsAt; seed++) {
  const schedule = makeSchedule(seed)
  const result = await run(schedule)
  count++
  simulatedMs += result.simulatedMs
  for (const [what, times] of result.reached) reached.set(what, (reached.get(what) ?? 0) + times)
  if (result.violations.length === 0) continue
  const least = await shrink(schedule)
  const { violations, trace } = await run(least)
  console.log(`seed ${seed}, ${least.steps.length} steps left of ${schedule.steps.length}:`)
  console.log(trace.join('\n'))
  keepSeed(violations[0] ?? result.violations[0] ?? '', least)
  process.exitCode = 1
  break
}

for (const what of [...reached.keys()].toSorted((a, b) => (a < b ? -1 : 1))) {
  const times = reached.get(what) ?? 0
  console.log(`${String(times).padStart(8)}  ${what}`)
}
const tookMinutes = (performance.now() - began) / 60_000
console.log(
  `${count} schedules from seed ${first}, ${(simulatedMs / 3_600_000).toFixed(1)} simulated hours, ` +
    `${Math.round(count / tookMinutes)} schedules/minute`,
)
