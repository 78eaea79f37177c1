/**
 * The clock of a simulated world. Nothing waits for real time: what is due next is done next, and the
 * clock jumps there. After each event all promises that it settled have run, so a run is one thread
 * with one order.
 */

/** Taken before the globals are replaced. */
const realSetImmediate = setImmediate

export interface VirtualClock {
  /** ms since 1970. */
  now(): number
  /** Events done so far. */
  done(): number
  after(ms: number, run: () => void): () => void
  every(ms: number, run: () => void): () => void
  /** Passes time until `at`, or until `stop` says so; both are looked at after each event. */
  passUntil(at: number, stop: () => boolean): Promise<void>
}

interface Event {
  readonly at: number
  /** Of two events at the same time the one made first comes first. */
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

export function createVirtualClock(startAt: number): VirtualClock {
  const heap: Event[] = []
  let now = startAt
  let made = 0
  let done = 0

  function isBefore(a: Event, b: Event): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  function add(event: Event): void {
    let at = heap.push(event) - 1
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt]
      if (parent === undefined || !isBefore(event, parent)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = event
  }

  function take(): Event | undefined {
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined || heap.length === 0) return top
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      let child = heap[childAt]
      const right = heap[childAt + 1]
      if (child === undefined) break
      if (right !== undefined && isBefore(right, child)) {
        child = right
        childAt++
      }
      if (!isBefore(child, last)) break
      heap[at] = child
      at = childAt
    }
    heap[at] = last
    return top
  }

  function after(ms: number, run: () => void): () => void {
    const event: Event = {
      at: now + Math.max(0, Math.ceil(ms)),
      order: made++,
      run,
      cancelled: false,
    }
    add(event)
    return () => {
      event.cancelled = true
    }
  }

  return {
    now: () => now,
    done: () => done,
    after,
    every(ms, run) {
      let cancel = after(ms, again)
      let isOver = false
      function again(): void {
        cancel = after(ms, again)
        run()
        if (isOver) cancel()
      }
      return () => {
        isOver = true
        cancel()
      }
    },
    async passUntil(until, stop) {
      await settled()
      while (!stop()) {
        const next = heap[0]
        if (next === undefined || next.at > until) {
          now = Math.max(now, until)
          return
        }
        take()
        if (next.cancelled) continue
        now = next.at
        done++
        next.run()
        await settled()
      }
    },
  }
}

/** All promises that can settle now have, with everything that follows from them. */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => {
    realSetImmediate(resolve)
  })
}
