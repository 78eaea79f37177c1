import { expect, test } from '@playwright/test'
import { runKillLoop } from '../faults/kill-loop.ts'

test('[REL1] [REL2] [REL3] [REL5] [REL6] kill -9 and bad lines lose, double and disorder nothing', async () => {
  // Long runs: `npm run faults`.
  const result = await runKillLoop({
    rounds: 3,
    participants: 20,
    lifeMs: [700, 3_000],
    random: Math.random,
  })
  expect(result.acknowledged).toBeGreaterThan(0)
  expect(result.toldOfPeers).toBeGreaterThan(0)
  expect(result.steps).toBeGreaterThan(0)
  expect(result).toMatchObject({
    kills: 3,
    lost: 0,
    doubled: 0,
    disordered: 0,
    torn: 0,
    disagreeing: 0,
  })
})
