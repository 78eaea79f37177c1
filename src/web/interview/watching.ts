/**
 * Loads what the page needs while somebody sees it, asks for it or works on it, and keeps what comes
 * meanwhile. Weighs nothing on the page of anybody else.
 */
import type { ParticipantView } from '../../live/views.ts'
import type { ControlMessage } from '../../protocol/mirror.ts'
import type { Watched, WatchedOptions } from '../control/watched.ts'
import { loadBuilt } from './load-built.ts'

/** Of messages that wait for it. */
const MAX_KEPT = 200
const AGAIN_MS = 3_000

export interface Watching extends Pick<Watched, 'control' | 'alive' | 'screenChanged'> {
  update(view: ParticipantView | null): void
  ack(): ReturnType<Watched['ack']>
  submitting(): number | null
}

interface Module {
  startWatched(options: WatchedOptions): Watched
}

export function createWatching(options: Omit<WatchedOptions, 'begunBefore'>): Watching {
  let watched: Watched | null = null
  let view: ParticipantView | null = null
  let isLoading = false
  let begunBefore = 0
  let kept: ControlMessage[] = []

  /** Control that was elsewhere, or before this page, is joined midway. */
  function note(next: ParticipantView): void {
    const { control } = next
    if (control === null) return
    const isElsewhere = control.page !== options.pageKey
    if (view === null || isElsewhere) begunBefore = Math.max(begunBefore, control.number)
  }

  async function load(): Promise<void> {
    if (isLoading) return
    isLoading = true
    const module = await loadBuilt<Module>('watched')
    isLoading = false
    if (module === null) {
      setTimeout(() => update(view), AGAIN_MS)
      return
    }
    watched = module.startWatched({ ...options, begunBefore: () => begunBefore })
    update(view)
    for (const message of kept.splice(0)) watched.control(message)
  }

  function update(next: ParticipantView | null): void {
    if (next === null) return
    note(next)
    view = next
    if (watched !== null) return watched.update(next)
    const { watchedBy, joinedBy, asks, control } = next
    const told = watchedBy.length + joinedBy.length + asks.length
    if (told > 0 || control !== null) void load()
    else kept = []
  }

  return {
    update,
    control(message) {
      if (watched !== null) watched.control(message)
      else if (kept.length < MAX_KEPT) kept.push(message)
    },
    alive: (number) => watched?.alive(number),
    screenChanged: () => watched?.screenChanged(),
    ack: () => watched?.ack() ?? null,
    submitting: () => watched?.submitting() ?? null,
  }
}
