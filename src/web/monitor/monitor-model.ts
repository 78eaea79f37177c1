/** What the Monitor's parts know of its state and may do; `monitor-store.ts` makes it. */
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { TransferTarget } from '../../live/command.ts'
import type { MonitorRow } from '../../live/views.ts'
import type { DeskView } from '../../protocol/monitor.ts'
import type { ConnectionState } from '../connection/connection.ts'
import type { Outbox } from '../connection/outbox.ts'
import type { ToFrame } from '../mirror/frame-messages.ts'
import type { MonitorCommand } from './commands.ts'
import type { Control } from './control.ts'
import type { ListView } from './entry-order.ts'
import type { EntryKey, News } from './monitor-state.ts'
import type { Talk } from './talk.ts'

/** One entry that is drawn, or was: it changes by itself and redraws only what shows it. */
export interface Entry {
  readonly key: EntryKey
  readonly session: string
  readonly participant: string
  readonly row: Signal<MonitorRow>
  readonly observed: Signal<boolean>
  /** A frame stands ready, because the operator points at the button: making one takes a while. */
  readonly prepared: Signal<boolean>
  readonly control: Control
  /** CHT21: this operator's last offer of help was declined, or nobody answered it. */
  readonly unwanted: Signal<boolean>
}

/** MON7: an entry whose conversation has news. */
export interface EntryNews {
  readonly key: EntryKey
  readonly talk: Talk
  readonly news: Exclude<News, null>
}

/** What a command about an entry does. */
export type EntryCommand =
  | 'dismiss'
  | 'block'
  | 'unblock'
  | 'offer-help'
  | 'withdraw-help'
  | 'offer-call'
  | 'withdraw-call'
  | 'renew-call'

export interface MonitorStore {
  /** Path of the server, with a slash at its end. */
  readonly root: string
  /** The operator's account. */
  readonly ownId: string
  readonly line: ReadonlySignal<ConnectionState>
  /** SCA3: why the server refuses the line; empty when it does not say. */
  readonly whyRefused: ReadonlySignal<string>
  /** False until the first welcome. */
  readonly ready: ReadonlySignal<boolean>
  readonly desk: ReadonlySignal<DeskView | null>
  readonly rows: ReadonlySignal<ReadonlyMap<EntryKey, MonitorRow>>
  readonly view: Signal<ListView>
  /** Entries of the list, in order. */
  readonly keys: ReadonlySignal<readonly EntryKey[]>
  /** Entries that are drawn wherever they are: what is observed in them must go on. */
  readonly pinned: ReadonlySignal<readonly EntryKey[]>
  readonly news: ReadonlySignal<readonly EntryNews[]>
  readonly unanswered: ReadonlySignal<number>
  readonly outbox: ReadonlySignal<Outbox<MonitorCommand>>
  /** A refusal of something that is not a message. */
  readonly notice: Signal<string>
  /** PHN2: why the number that was sent last is not used; empty: it is. */
  readonly phoneRefusal: Signal<string>
  /** The server's clock, once a second. */
  readonly now: ReadonlySignal<number>
  /** Null: there is none in the list's whole. */
  entry(key: EntryKey): Entry | null
  /** The conversations that the entry shows. */
  talksOf(entry: Entry): readonly Talk[]
  /** Null: the operator never carried or followed it here. */
  talk(key: EntryKey): Talk | null
  /** The entry that shows the conversation. */
  hostOf(talk: Talk): EntryKey | null
  /** The operator is at work in these entries: they keep their places. */
  hold(keys: readonly EntryKey[]): void
  setAvailable(available: boolean): void
  setRoles(roles: readonly string[]): void
  setLimit(limit: number | null): void
  /** PHN2: as it was typed; empty: none from now on. */
  setPhone(number: string): void
  about(entry: Entry, type: EntryCommand): void
  /** CHT5: a conversation that nobody carries. */
  takeChat(ids: { readonly session: string; readonly participant: string | null }): void
  endChat(talk: Talk): void
  transfer(talk: Talk, to: TransferTarget): void
  cancelTransfer(talk: Talk): void
  answerTransfer(offer: DeskView['offers'][number], accepts: boolean): void
  follow(ids: { readonly session: string; readonly participant: string | null }): void
  unfollow(talk: Talk): void
  send(talk: Talk, message: string): void
  sendAgain(id: string): void
  discard(id: string): void
  /** The operator has clicked into the message box (MON5). */
  attend(talk: Talk): void
  typing(talk: Talk, is: boolean): void
  /** The operator points at the button that would observe, or no longer does. */
  prepare(entry: Entry, is: boolean): void
  observe(entry: Entry): void
  stopObserving(entry: Entry): void
  /** Pictures for an observed entry; returns how to stop listening. */
  onPicture(key: EntryKey, listener: (message: ToFrame) => void): () => void
  askPictureAgain(entry: Entry): void
}
