import type { Bus } from './bus.ts'
import { callListener } from './listener.ts'
import type { OnBusError } from './listener.ts'

/** What joins buses within one program; a test may connect several to play several processes. */
export interface InProcessFabric {
  connect(): Bus
  /** For tests: while the fabric is away, messages are dropped. */
  setUp(isUp: boolean): void
}

interface Subscription {
  readonly topic: string
  readonly listener: (message: string) => void
  isOn: boolean
}

export function createInProcessFabric(onError: OnBusError = ignore): InProcessFabric {
  const topics = new Map<string, Set<Subscription>>()
  let waiting: { readonly to: readonly Subscription[]; readonly message: string }[] = []
  let isFabricUp = true

  function publish(topic: string, message: string): void {
    const to = topics.get(topic)
    if (to === undefined || !isFabricUp) return
    // Later, so that a publisher is never inside of its own listener; in one row, so in order.
    if (waiting.push({ to: [...to], message }) === 1) queueMicrotask(deliver)
  }

  function deliver(): void {
    const due = waiting
    waiting = []
    for (const { to, message } of due) {
      for (const subscription of to) {
        if (subscription.isOn) callListener(subscription.listener, message, onError)
      }
    }
  }

  function connect(): Bus {
    const own = new Set<Subscription>()
    let isOpen = true

    function end(subscription: Subscription): void {
      subscription.isOn = false
      own.delete(subscription)
      const all = topics.get(subscription.topic)
      all?.delete(subscription)
      if (all?.size === 0) topics.delete(subscription.topic)
    }

    return {
      publish(topic, message) {
        if (isOpen) publish(topic, message)
      },
      async subscribe(topic, listener) {
        const subscription: Subscription = { topic, listener, isOn: isOpen }
        if (isOpen) {
          own.add(subscription)
          topics.set(topic, (topics.get(topic) ?? new Set()).add(subscription))
        }
        return () => end(subscription)
      },
      isUp: () => isOpen && isFabricUp,
      async close() {
        isOpen = false
        for (const subscription of own) end(subscription)
      },
    }
  }

  return {
    connect,
    setUp(isUp) {
      isFabricUp = isUp
    },
  }
}

function ignore(): void {}
