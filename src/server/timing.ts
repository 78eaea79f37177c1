/** This process's own sense of time: for limits, heartbeats and polls, never for a decision of record. */
export interface Timing {
  /** ms; only differences mean anything. */
  now(): number
  /** Both return what stops them; neither keeps the process alive. */
  every(ms: number, run: () => void): () => void
  after(ms: number, run: () => void): () => void
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  every(ms, run) {
    const timer = setInterval(run, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export function pause(timing: Timing, ms: number): Promise<void> {
  return new Promise((resolve) => {
    timing.after(ms, resolve)
  })
}
