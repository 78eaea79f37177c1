/** Brings what signatures need to the screens that ask for one. */
import { loadBuilt } from './load-built.ts'
import type * as signature from './signature.ts'

export interface Signing {
  /** Null where none has been asked for so far. */
  readonly tools: typeof signature | null
  screenChanged(): void
}

export function createSigning(root: HTMLElement): Signing {
  let tools: typeof signature | null = null

  async function start(): Promise<void> {
    if (root.querySelector('canvas.al-signature') === null) return
    tools ??= await loadBuilt<typeof signature>('signature')
    tools?.startSignatures(root)
  }

  void start()
  return {
    get tools() {
      return tools
    },
    screenChanged: () => void start(),
  }
}
