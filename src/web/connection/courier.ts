/** Brings commands to the server over a line that comes and goes; the outbox decides, this does. */
import {
  enqueue,
  formatOutbox,
  nextToSend,
  parseOutbox,
  refuse,
  refuseUnreadable,
  replace,
  retry,
  settle,
  type Command,
  type Outbox,
} from './outbox.ts'
import type { PageStorage } from './page-storage.ts'

/** A command before it has its id. */
export type Draft<C extends Command> = C extends Command ? Omit<C, 'id'> : never

export interface CourierOptions<C extends Command> {
  readonly pageKey: string
  readonly storage: PageStorage
  /** Names the session (or `monitor`), so that one tab's outboxes do not mix. */
  readonly storageKey: string
  isCommand(value: object): value is C
  /** Whether the person wrote it, so that it may not vanish. */
  isWritten(command: C): boolean
  /** False: the line is down. */
  transmit(command: C): boolean
  onChange(outbox: Outbox<C>): void
}

export interface Courier<C extends Command> {
  readonly outbox: Outbox<C>
  /** Gives the draft its id and sends it as soon as all before it are through. */
  submit(draft: Draft<C>): string
  /** The line is open (again): what is under way is sent again. */
  opened(): void
  acknowledged(id: string): void
  refused(id: string, why: string): void
  /**
   * The server has closed the line with `CLOSE.badMessage`. What was under way is not sent again,
   * lest every line be closed for it: what the person wrote waits for them, anything else is dropped.
   */
  unreadable(why: string): void
  /** The person wants a refused one sent again, or given up. */
  retry(id: string): void
  discard(id: string): void
}

export function createCourier<C extends Command>(options: CourierOptions<C>): Courier<C> {
  let outbox = parseOutbox(options.storage.read(options.storageKey), (value): value is C =>
    options.isCommand(value),
  )
  let counter = 0
  let underWay: string | null = null

  function change(next: Outbox<C>): void {
    outbox = next
    if (outbox.length === 0) options.storage.remove(options.storageKey)
    else options.storage.write(options.storageKey, formatOutbox(outbox))
    pump()
    options.onChange(outbox)
  }

  function pump(): void {
    const next = nextToSend(outbox)
    if (next === null || next.id === underWay) return
    underWay = options.transmit(next) ? next.id : null
  }

  function freshId(): string {
    return `${options.pageKey}-${++counter}`
  }

  function done(id: string): void {
    if (underWay === id) underWay = null
  }

  return {
    get outbox() {
      return outbox
    },
    submit(draft) {
      const id = freshId()
      change(enqueue(outbox, { ...draft, id } as unknown as C, Date.now()))
      return id
    },
    opened() {
      underWay = null
      pump()
    },
    acknowledged(id) {
      done(id)
      change(settle(outbox, id))
    },
    refused(id, why) {
      done(id)
      change(refuse(outbox, id, why))
    },
    unreadable(why) {
      const item = outbox.find(({ command }) => command.id === underWay)
      underWay = null
      if (item === undefined) return
      const { command } = item
      const isKept = options.isWritten(command)
      change(isKept ? refuseUnreadable(outbox, command.id, why) : settle(outbox, command.id))
    },
    retry(id) {
      const item = outbox.find(({ command }) => command.id === id)
      if (item?.isUnreadable !== true) return change(retry(outbox, id))
      change(replace(outbox, id, { ...item.command, id: freshId() }))
    },
    discard: (id) => change(settle(outbox, id)),
  }
}
