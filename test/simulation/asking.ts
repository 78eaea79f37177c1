/** A browser's request by HTTP on a page: some server answers it, or nobody does. */
import { pickProcess } from './dialing.ts'
import type { Person } from './people.ts'
import type { ServerProcess } from './server.ts'
import type { World } from './world.ts'

/** Then the browser says that nobody answers. */
const GIVES_UP_MS = 20_000

/** `lost`: no answer came; then it may or may not have been carried out. */
export type Answer<T> = { readonly value: T } | { readonly failed: string } | 'lost'

/**
 * `name`: of the tab that asks, where it is one with a network of its own. `heard` is called once,
 * never before this returns.
 */
export function askServer<T>(
  world: World,
  from: { readonly person: Person; readonly name: string | null },
  run: (process: ServerProcess) => Promise<T>,
  heard: (answer: Answer<T>) => void,
): void {
  const { clock, fortune, latencyMs } = world
  const way = (): number => fortune.int(1, latencyMs)
  let isOver = false
  const settle = (answer: Answer<T>): void => {
    if (isOver) return
    isOver = true
    heard(answer)
  }
  clock.after(GIVES_UP_MS, () => settle('lost'))
  const process = pickProcess(world, fortune)
  if (process === null || (from.name !== null && world.cutOff.has(from.name))) return
  clock.after(way(), () => {
    process.gate.enter(() => {
      run(process).then(
        (value) => void clock.after(way(), () => settle({ value })),
        (error: unknown) => {
          const failed = error instanceof Error ? error.name : 'unknown'
          clock.after(way(), () => settle({ failed }))
        },
      )
    })
  })
}
