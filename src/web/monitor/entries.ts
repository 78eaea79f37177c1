/** The entries that are drawn, or were, and what of them is observed. */
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import type { MirrorDown } from '../../protocol/mirror.ts'
import type { MonitorUp } from '../../protocol/monitor.ts'
import type { Draft } from '../connection/courier.ts'
import type { ToFrame } from '../mirror/frame-messages.ts'
import type { MonitorCommand } from './commands.ts'
import { createControl } from './control.ts'
import type { Entry } from './monitor-model.ts'
import type { EntryKey } from './monitor-state.ts'

const UNWELCOME: ReadonlySet<string> = new Set(['refused', 'no-answer', 'stopped', 'consent'])

export interface Entries {
  /** Entries that are drawn wherever they are: what is observed in them must go on. */
  readonly pinned: ReadonlySignal<readonly EntryKey[]>
  /** Null: there is none in the list's whole. */
  get(key: EntryKey): Entry | null
  /** The rows have changed: only what changed is touched. */
  update(): void
  /** A fresh line: what only this page asked for is asked for again. */
  askAgain(): void
  prepare(entry: Entry, is: boolean): void
  observe(entry: Entry): void
  /** CHT21: the operator takes the offer of help back. */
  withdraw(entry: Entry): void
  stopObserving(entry: Entry): void
  /** Returns how to stop listening. */
  onPicture(key: EntryKey, listener: (message: ToFrame) => void): () => void
  showPicture(key: EntryKey, message: MirrorDown): void
  askPictureAgain(entry: Entry): void
  /** The server's answer to a command about control; `why` null: done. False: it was about something else. */
  controlAnswered(id: string, why: string | null): boolean
  /** The server has spoken: leases are renewed where that is due. */
  beat(): void
}

export function createEntries(
  ownId: string,
  rows: ReadonlySignal<ReadonlyMap<EntryKey, MonitorRow>>,
  line: {
    send(message: MonitorUp): void
    submit(command: Draft<MonitorCommand>): string
  },
): Entries {
  const send = (message: MonitorUp): void => line.send(message)
  const entries = new Map<EntryKey, Entry>()
  const pictures = new Map<EntryKey, (message: ToFrame) => void>()
  const withdrawn = new Set<EntryKey>()
  /** CON3: the user does not want it, so nothing asks again but the operator. */
  const unwelcome = new Set<EntryKey>()
  const changes = signal(0)

  function updateOne(entry: Entry): void {
    const row = rows.peek().get(entry.key)
    if (row === undefined) {
      if (entry.observed.peek()) setObserved(entry, false)
      entry.control.end()
      entries.delete(entry.key)
      return
    }
    const before = entry.row.peek()
    entry.row.value = row
    noteInvitation(entry, before, row)
    const isBack = before.status === 'offline' && row.status !== 'offline'
    // The server ended the picture when they left.
    if (isBack || (!before.canObserve && row.canObserve)) askIfWelcome(entry)
  }

  function askIfWelcome(entry: Entry): void {
    if (entry.observed.peek() && !unwelcome.has(entry.key)) ask(entry)
  }

  /** CHT21: an own offer of help that went without a chat was not wanted, unless taken back here. */
  function noteInvitation({ key, unwanted }: Entry, before: MonitorRow, row: MonitorRow): void {
    if (row.invited !== null || row.status === 'on') unwanted.value = false
    else if (before.invited?.id === ownId) unwanted.value = !withdrawn.has(key)
    if (row.invited === null) withdrawn.delete(key)
  }

  function ask({ session, participant }: Entry): void {
    send({ type: 'observe', session, participant })
  }

  function setObserved(entry: Entry, observed: boolean): void {
    unwelcome.delete(entry.key)
    entry.observed.value = observed
    entry.prepared.value = false
    changes.value++
  }

  return {
    pinned: computed(() => {
      void changes.value
      return [...entries.values()].filter((it) => it.observed.value).map((it) => it.key)
    }),
    get(key) {
      const known = entries.get(key)
      if (known !== undefined) return known
      const row = rows.peek().get(key)
      if (row === undefined) return null
      const { session, participant } = row
      const made: Entry = {
        key,
        session,
        participant,
        row: signal(row),
        observed: signal(false),
        prepared: signal(false),
        control: createControl({ session, participant }, line),
        unwanted: signal(false),
      }
      entries.set(key, made)
      return made
    },
    update() {
      for (const entry of entries.values()) updateOne(entry)
    },
    askAgain() {
      for (const entry of entries.values()) askIfWelcome(entry)
    },
    prepare(entry, is) {
      entry.prepared.value = is && !entry.observed.peek()
    },
    observe(entry) {
      setObserved(entry, true)
      ask(entry)
    },
    withdraw: ({ key }) => void withdrawn.add(key),
    stopObserving(entry) {
      const { session, participant } = entry
      setObserved(entry, false)
      // The server ends control with it.
      entry.control.end()
      send({ type: 'unobserve', session, participant })
    },
    onPicture(key, listener) {
      pictures.set(key, listener)
      return () => {
        if (pictures.get(key) === listener) pictures.delete(key)
      }
    },
    showPicture(key, message) {
      const entry = entries.get(key)
      if (entry === undefined) return
      if (message.kind === 'gone') {
        if (UNWELCOME.has(message.why)) unwelcome.add(key)
      } else {
        unwelcome.delete(key)
      }
      const told = entry.control.hear(message)
      pictures.get(key)?.(told)
    },
    askPictureAgain: ask,
    controlAnswered(id, why) {
      for (const { control } of entries.values()) if (control.answered(id, why)) return true
      return false
    },
    beat() {
      for (const { control } of entries.values()) control.beat()
    },
  }
}
