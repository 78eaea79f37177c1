/** The entries that are drawn, or were, and what of them is observed. */
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { MonitorRow } from '../../live/views.ts'
import type { MirrorDown } from '../../protocol/mirror.ts'
import type { MonitorUp } from '../../protocol/monitor.ts'
import type { Entry } from './monitor-model.ts'
import type { EntryKey } from './monitor-state.ts'

export interface Entries {
  /** Entries that are drawn wherever they are: what is observed in them must go on. */
  readonly pinned: ReadonlySignal<readonly EntryKey[]>
  /** Null: there is none in the list's whole. */
  get(key: EntryKey): Entry | null
  /** The rows have changed: only what changed is touched. */
  update(): void
  /** A fresh line: what only this page asked for is asked for again. */
  askAgain(): void
  observe(entry: Entry): void
  /** CHT21: the operator takes the offer of help back. */
  withdraw(entry: Entry): void
  stopObserving(entry: Entry): void
  /** Returns how to stop listening. */
  onPicture(key: EntryKey, listener: (message: MirrorDown) => void): () => void
  showPicture(key: EntryKey, message: MirrorDown): void
  askPictureAgain(entry: Entry, all: boolean): void
}

export function createEntries(
  ownId: string,
  rows: ReadonlySignal<ReadonlyMap<EntryKey, MonitorRow>>,
  send: (message: MonitorUp) => void,
): Entries {
  const entries = new Map<EntryKey, Entry>()
  const pictures = new Map<EntryKey, (message: MirrorDown) => void>()
  const withdrawn = new Set<EntryKey>()
  const changes = signal(0)

  function updateOne(entry: Entry): void {
    const row = rows.peek().get(entry.key)
    if (row === undefined) {
      if (entry.observed.peek()) setObserved(entry, false)
      entries.delete(entry.key)
      return
    }
    const before = entry.row.peek()
    entry.row.value = row
    noteInvitation(entry, before, row)
    const isBack = before.status === 'offline' && row.status !== 'offline'
    // The server ended the picture when they left.
    if (entry.observed.peek() && (isBack || (!before.canObserve && row.canObserve))) ask(entry)
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
    entry.observed.value = observed
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
      const made = {
        key,
        session,
        participant,
        row: signal(row),
        observed: signal(false),
        unwanted: signal(false),
      }
      entries.set(key, made)
      return made
    },
    update() {
      for (const entry of entries.values()) updateOne(entry)
    },
    askAgain() {
      for (const entry of entries.values()) if (entry.observed.peek()) ask(entry)
    },
    observe(entry) {
      setObserved(entry, true)
      ask(entry)
    },
    withdraw: ({ key }) => void withdrawn.add(key),
    stopObserving(entry) {
      const { session, participant } = entry
      setObserved(entry, false)
      send({ type: 'unobserve', session, participant })
    },
    onPicture(key, listener) {
      pictures.set(key, listener)
      return () => {
        if (pictures.get(key) === listener) pictures.delete(key)
      }
    },
    showPicture: (key, message) => pictures.get(key)?.(message),
    askPictureAgain(entry, all) {
      const { session, participant } = entry
      if (all) send({ type: 'unobserve', session, participant })
      ask(entry)
    },
  }
}
