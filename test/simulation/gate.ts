import type { VirtualClock } from './clock.ts'

/**
 * Whether something lives: a server process or a browser tab. What happens to it goes through here;
 * while it is frozen (SIGSTOP, a laptop asleep) that waits, and when it is gone nothing arrives.
 */
export interface Gate {
  readonly isAlive: boolean
  readonly isFrozen: boolean
  enter(run: () => void): void
  after(ms: number, run: () => void): () => void
  every(ms: number, run: () => void): () => void
  freeze(): void
  thaw(): void
  kill(): void
}

export function createGate(clock: VirtualClock, around: (run: () => void) => void): Gate {
  const waiting: (() => void)[] = []
  const cancels = new Set<() => void>()
  let isAlive = true
  let isFrozen = false

  function enter(run: () => void): void {
    if (!isAlive) return
    if (isFrozen) waiting.push(run)
    else around(run)
  }

  function keep(cancel: () => void): () => void {
    cancels.add(cancel)
    return () => {
      cancels.delete(cancel)
      cancel()
    }
  }

  return {
    get isAlive() {
      return isAlive
    },
    get isFrozen() {
      return isFrozen
    },
    enter,
    after(ms, run) {
      let isCancelled = false
      const cancel = clock.after(ms, () => {
        cancels.delete(stop)
        enter(() => {
          if (!isCancelled) run()
        })
      })
      const stop = (): void => {
        isCancelled = true
        cancels.delete(stop)
        cancel()
      }
      cancels.add(stop)
      return stop
    },
    every(ms, run) {
      let isCancelled = false
      // Turns that fall into a freeze are one turn afterwards.
      let isDue = false
      const stop = keep(
        clock.every(ms, () => {
          if (isDue) return
          isDue = true
          enter(() => {
            isDue = false
            if (!isCancelled) run()
          })
        }),
      )
      return () => {
        isCancelled = true
        stop()
      }
    },
    freeze() {
      isFrozen = true
    },
    thaw() {
      if (!isFrozen) return
      isFrozen = false
      for (const run of waiting.splice(0)) enter(run)
    },
    kill() {
      isAlive = false
      waiting.length = 0
      for (const cancel of cancels) cancel()
      cancels.clear()
    },
  }
}
