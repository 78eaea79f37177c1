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
process.exitCode = result.lost + result.doubled + result.disordered === 0 ? 0 : 1
