import type { Timing } from '../timing.ts'

export interface ManualTiming extends Timing {
  /** Time passes; what falls due is run, in order. */
  pass(ms: number): void
}

interface Timer {
  dueAt: number
  readonly everyMs: number | null
  readonly run: () => void
}

export function manualTiming(): ManualTiming {
  const timers = new Set<Timer>()
  let now = 0

  function add(ms: number, everyMs: number | null, run: () => void): () => void {
    const timer = { dueAt: now + ms, everyMs, run }
    timers.add(timer)
    return () => timers.delete(timer)
  }

  function nextDue(until: number): Timer | undefined {
    return [...timers]
      .filter((timer) => timer.dueAt <= until)
      .toSorted((a, b) => a.dueAt - b.dueAt)[0]
  }

  return {
    now: () => now,
    every: (ms, run) => add(ms, ms, run),
    after: (ms, run) => add(ms, null, run),
    pass(ms) {
      const until = now + ms
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        now = due.dueAt
        if (due.everyMs === null) timers.delete(due)
        else due.dueAt += due.everyMs
        due.run()
      }
      now = until
    },
  }
}
