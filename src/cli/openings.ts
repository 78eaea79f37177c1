import type { Log } from '../server/settings.ts'

/** What is opened side by side, and closed one after the other, the last first. */
export interface Openings {
  /** `opening` is under way already. What it brings is closed by `closeAll`, however late it comes. */
  add<T>(name: string, opening: Promise<T>, close: (opened: T) => Promise<void>): Promise<T>
  /** One that fails does not keep the others open. */
  closeAll(): Promise<void>
}

export function createOpenings(log: Log): Openings {
  const closings: { readonly name: string; readonly close: () => Promise<void> }[] = []

  return {
    add(name, opening, close) {
      // Whoever waits for it is told; what never opened needs no end.
      const settled = opening.then(
        (opened) => () => close(opened),
        () => () => Promise.resolve(),
      )
      closings.unshift({ name, close: async () => (await settled)() })
      return opening
    },
    async closeAll() {
      for (const { name, close } of closings.splice(0)) {
        try {
          await close()
        } catch (error) {
          log('close-failed', { name, error: error instanceof Error ? error.name : typeof error })
        }
      }
    },
  }
}
