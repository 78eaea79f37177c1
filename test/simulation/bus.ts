import type { Bus } from '../../src/bus/bus.ts'
import type { VirtualClock } from './clock.ts'
import type { Gate } from './gate.ts'
import type { Random } from './random.ts'

export interface Fabric {
  /** How many of a hundred messages are lost. */
  loss: number
  latencyMs: number
  connect(gate: Gate): Bus
}

/** Between the processes: what is published arrives late, in order from each, or not at all. */
export function createFabric(clock: VirtualClock, random: Random): Fabric {
  const listeners = new Map<string, Set<(message: string) => void>>()
  const fabric: Fabric = {
    loss: 0,
    latencyMs: 3,
    connect(gate) {
      let lastAt = 0
      return {
        publish(topic, message) {
          const at = Math.max(lastAt, clock.now() + random.int(0, fabric.latencyMs))
          lastAt = at
          for (const listener of listeners.get(topic) ?? []) {
            if (random.int(0, 99) < fabric.loss) continue
            clock.after(at - clock.now(), () => listener(message))
          }
        },
        async subscribe(topic, listener) {
          const mine = (message: string): void => gate.enter(() => listener(message))
          const all = listeners.get(topic) ?? new Set()
          listeners.set(topic, all.add(mine))
          return () => all.delete(mine)
        },
        isUp: () => fabric.loss < 100,
        async close() {},
      }
    },
  }
  return fabric
}
