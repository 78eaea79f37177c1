/**
 * How many screens a second do evaluators make, memory reset and all walls included?
 * `node bench/evaluator.ts [workers]`: a screen here is a pickle of 100 variables in and out, 15
 * pieces of code run and 15 expressions evaluated.
 */
import { cpus } from 'node:os'

import { createProbedEvaluators } from '../src/evaluators/fixture/probe.ts'

const SCREEN = `
import pickle
names = {f"variable_{i}": {"value": i, "text": "x" * 40} for i in range(100)}
blob = pickle.dumps(names)
names = pickle.loads(blob)
for i in range(15):
    exec(f"total_{i} = variable_{i}['value'] + 1", names)
r = sum(eval(f"total_{i} * 2", names) for i in range(15))
`
const SECONDS = 5
const IN_FLIGHT = 8

const workers = Number(process.argv[2] ?? 1)
const begun = performance.now()
const evaluators = await createProbedEvaluators({ workers })
const startMs = performance.now() - begun

const durations: number[] = []
const end = performance.now() + SECONDS * 1000
async function client(): Promise<void> {
  while (performance.now() < end) {
    const from = performance.now()
    await evaluators.run(SCREEN)
    durations.push(performance.now() - from)
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, client))
await evaluators.close()

durations.sort((a, b) => a - b)
const at = (part: number): string =>
  (durations[Math.floor(durations.length * part)] ?? 0).toFixed(1)
const lines = [
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, ${workers} worker(s)`,
  `walls: ${JSON.stringify(evaluators.walls)}`,
  `start ${startMs.toFixed(0)} ms`,
  `${(durations.length / SECONDS).toFixed(0)} screens/s with ${IN_FLIGHT} in flight`,
  `median ${at(0.5)} ms, p99 ${at(0.99)} ms`,
]
process.stdout.write(`${lines.join('\n')}\n`)
