/** Commands on their way to the server: in order, each until it is acknowledged. Pure. */

export interface Command {
  /** Made once; kept over resending and reloads, so that the server stores it once. */
  readonly id: string
  readonly type: string
}

export interface OutboxItem<C extends Command> {
  readonly command: C
  /** Why the server refused it; it waits for the person then. Null: on its way. */
  readonly refusal: string | null
  /** The server took it for no message at all: if it is sent again, then under another id. */
  readonly isUnreadable?: boolean
  /** When it was written, ms since 1970. */
  readonly at: number
}

export type Outbox<C extends Command> = readonly OutboxItem<C>[]

export function enqueue<C extends Command>(outbox: Outbox<C>, command: C, at: number): Outbox<C> {
  return [...outbox, { command, refusal: null, at }]
}

/** Acknowledged, or given up by the person. */
export function settle<C extends Command>(outbox: Outbox<C>, id: string): Outbox<C> {
  return outbox.filter((item) => item.command.id !== id)
}

export function refuse<C extends Command>(outbox: Outbox<C>, id: string, why: string): Outbox<C> {
  return outbox.map((item) => (item.command.id === id ? { ...item, refusal: why } : item))
}

/** As `refuse`, of what the server closed the line for. */
export function refuseUnreadable<C extends Command>(
  outbox: Outbox<C>,
  id: string,
  why: string,
): Outbox<C> {
  return outbox.map((item) =>
    item.command.id === id ? { ...item, refusal: why, isUnreadable: true } : item,
  )
}

export function retry<C extends Command>(outbox: Outbox<C>, id: string): Outbox<C> {
  return outbox.map((item) => (item.command.id === id ? { ...item, refusal: null } : item))
}

/** A refused one is on its way again, in its place, under the id of `command`. */
export function replace<C extends Command>(outbox: Outbox<C>, id: string, command: C): Outbox<C> {
  return outbox.map((item) =>
    item.command.id === id ? { command, refusal: null, at: item.at } : item,
  )
}

/** One at a time: what a person wrote second never arrives first. */
export function nextToSend<C extends Command>(outbox: Outbox<C>): C | null {
  return outbox.find((item) => item.refusal === null)?.command ?? null
}

export function formatOutbox<C extends Command>(outbox: Outbox<C>): string {
  return JSON.stringify(outbox)
}

/** What storage held; anything that is not a command is left out. */
export function parseOutbox<C extends Command>(
  stored: string | null,
  isCommand: (value: object) => value is C,
): Outbox<C> {
  let parsed: unknown
  try {
    parsed = JSON.parse(stored ?? '[]')
  } catch {
    // Cut off by a full storage: nothing in it can be trusted.
    return []
  }
  if (!Array.isArray(parsed)) return []
  const items: OutboxItem<C>[] = []
  for (const item of parsed as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) continue
    const { command, refusal, isUnreadable, at } = item as Record<string, unknown>
    if (typeof command !== 'object' || command === null || !isCommand(command)) continue
    items.push({
      command,
      refusal: typeof refusal === 'string' ? refusal : null,
      ...(isUnreadable === true ? { isUnreadable } : {}),
      at: typeof at === 'number' ? at : 0,
    })
  }
  return items
}
