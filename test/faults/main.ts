/** `npm run faults -- [rounds] [participants]`: the kill loop for as long as one likes. */
import { runKillLoop } from './kill-loop.ts'

const [rounds = 100, participants = 20] = process.argv.slice(2).map(Number)
const result = await runKillLoop({
  rounds,
  participants,
  lifeMs: [500, 5_000],
  random: Math.random,
  report: (line) => console.log(line),
})
console.log(JSON.stringify(result))
const { lost, doubled, disordered, torn, disagreeing } = result
process.exitCode = lost + doubled + disordered + torn + disagreeing === 0 ? 0 : 1
