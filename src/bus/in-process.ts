import type { Bus } from './bus.ts'

/** What joins buses within one process; a test may connect several to play several processes. */
export interface InProcessFabric {
  connect(): Bus
}

export function createInProcessFabric(): InProcessFabric {
  type Listener = (message: string) => void
  const topics = new Map<string, Set<Listener>>()

  function deliver(topic: string, message: string): void {
    for (const listener of topics.get(topic) ?? []) {
      try {
        listener(message)
      } catch {
        // A subscriber's own trouble: the others are served, and the publisher is not bothered.
      }
    }
  }

  return {
    connect() {
      const own = new Set<() => void>()
      let open = true
      return {
        publish(topic, message) {
          if (open) queueMicrotask(() => deliver(topic, message))
        },
        subscribe(topic, listener) {
          const listeners = topics.get(topic) ?? new Set<Listener>()
          topics.set(topic, listeners)
          // A set of its own function each: the same listener may be given twice.
          const entry: Listener = (message) => listener(message)
          listeners.add(entry)
          const end = (): void => {
            own.delete(end)
            listeners.delete(entry)
            if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
          }
          own.add(end)
          return Promise.resolve(end)
        },
        isUp: () => open,
        close() {
          open = false
          for (const end of own) end()
          return Promise.resolve()
        },
      }
    },
  }
}
