/**
 * Between server processes: lowers latency and carries what may be lost (architecture.md, idea 3).
 * Nothing may depend on a message arriving. `contract.ts` holds the promises on every implementation:
 * - a subscriber gets the messages of its topic that are published after `subscribe` resolved, in the
 *   order of one publisher; its own process's too;
 * - a subscriber that throws harms nobody else; after `unsubscribe` it is not called again;
 * - `publish` never throws and never blocks; while the fabric is away messages are dropped.
 */
export interface Bus {
  publish(topic: string, message: string): void
  /** Resolves when the subscription stands; the result ends it. */
  subscribe(topic: string, listener: (message: string) => void): Promise<() => void>
  /** False while the fabric cannot be reached. */
  isUp(): boolean
  close(): Promise<void>
}
