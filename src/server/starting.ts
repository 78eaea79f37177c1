/** A start that fails leaves nothing behind that its successors would have to clear away. */
import type { ProcessId } from '../base/id.ts'
import type { Store } from '../store/store.ts'
import type { Sweeper } from './sweeper.ts'

/** The store may be what fails. */
const TRIES = 3

/**
 * Starts the sweeper, which takes up this process's lease, and then the parts in their order. What is
 * read before the sweeper notices changes would stay as it was.
 */
export async function startInOrder(
  world: { readonly store: Store; readonly process: ProcessId; readonly sweeper: Sweeper },
  parts: readonly { start(): Promise<void> }[],
): Promise<void> {
  const { store, process, sweeper } = world
  try {
    await sweeper.start()
    for (const part of parts) await part.start()
  } catch (error) {
    sweeper.close()
    await forget(store, process)
    throw error
  }
}

/** Started again and again in vain, each would be a process that was lost. */
async function forget(store: Store, process: ProcessId): Promise<void> {
  for (let left = TRIES; left > 0; left--) {
    try {
      return await store.forgetProcess(process)
    } catch {
      // Its lease runs out by itself.
    }
  }
}
