/** The faults by name, as the simulation's network has them, made on the real line by the proxy. */
import { unreachable } from '../../src/base/unreachable.ts'
import type { Direction, FaultProxy } from './proxy.ts'

export type Fault =
  | { readonly name: 'delay'; readonly ms: number }
  | { readonly name: 'throttle'; readonly bytesPerSecond: number }
  | { readonly name: 'cut' }
  | { readonly name: 'silent-cut' }
  | { readonly name: 'one-way-stall'; readonly direction: Direction }
  | { readonly name: 'truncated-frame'; readonly direction: Direction }

const NAMES = [
  'delay',
  'throttle',
  'cut',
  'silent-cut',
  'one-way-stall',
  'truncated-frame',
] as const satisfies readonly Fault['name'][]

export function inject(proxy: FaultProxy, fault: Fault): void {
  switch (fault.name) {
    case 'delay':
      return proxy.delay(fault.ms)
    case 'throttle':
      return proxy.throttle(fault.bytesPerSecond)
    case 'cut':
      return proxy.cut()
    case 'silent-cut':
      return proxy.silentCut()
    case 'one-way-stall':
      return fault.direction === 'up' ? proxy.stallUp() : proxy.stallDown()
    case 'truncated-frame':
      return proxy.truncateNext(fault.direction)
    default:
      return unreachable(fault)
  }
}

/** Any of them, each as likely. `random` gives numbers in [0, 1). */
export function anyFault(random: () => number): Fault {
  const direction = random() < 0.5 ? 'up' : 'down'
  const name = NAMES[Math.floor(random() * NAMES.length)] ?? 'cut'
  switch (name) {
    case 'delay':
      return { name, ms: Math.round(random() * 400) }
    case 'throttle':
      return { name, bytesPerSecond: Math.round(2_000 + random() * 20_000) }
    case 'cut':
    case 'silent-cut':
      return { name }
    case 'one-way-stall':
    case 'truncated-frame':
      return { name, direction }
  }
}
