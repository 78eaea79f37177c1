/** Schedules that broke a rule once, with what it was: `seeds.json`, replayed first, for ever. */
import { readFileSync, writeFileSync } from 'node:fs'
import { ACTIONS, type ActionName } from './actions.ts'
import type { Schedule } from './run.ts'

const FILE = new URL('./seeds.json', import.meta.url)

export interface KeptSchedule extends Schedule {
  readonly found: string
}

/** A step is `[ms before it, action, seed]`; one whose action is no longer there is left out. */
interface Written {
  readonly found: string
  readonly seed: number
  readonly steps: readonly (readonly [number, string, number])[]
}

export function readSeeds(): readonly KeptSchedule[] {
  const written = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Written[]
  return written.map(({ found, seed, steps }) => ({
    found,
    seed,
    steps: steps.flatMap(([after, name, own]) =>
      isAction(name) ? [{ after, action: name, seed: own }] : [],
    ),
  }))
}

export function keepSeed(found: string, schedule: Schedule): void {
  const written = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Written[]
  const steps = schedule.steps.map(({ after, action, seed }) => [after, action, seed] as const)
  const all = [...written, { found, seed: schedule.seed, steps }]
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`)
}

function isAction(name: string): name is ActionName {
  return Object.hasOwn(ACTIONS, name)
}
