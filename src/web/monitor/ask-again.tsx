/** CON3: after "Not now" the operator sees when they may ask again. */
import { computed, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { text } from '../../texts/text.ts'
import { formatDuration } from './durations.ts'

type Now = ReadonlySignal<number>

/** `until`: ms since 1970, by the server's clock as `now` is; undefined: nobody said "Not now". */
export function useMayAsk(until: number | undefined, now: Now): boolean {
  // Not `useComputed`: what was computed without a look at the clock would never be computed again.
  const may = useMemo(() => computed(() => until === undefined || now.value >= until), [until, now])
  return may.value
}

/** Ticks in silence: that it was refused has been said aloud beside it. */
export function AskAgainIn({
  until,
  now,
}: {
  readonly until: number | undefined
  readonly now: Now
}) {
  const left = useMemo(
    () =>
      computed(() =>
        text('monitor.askAgainIn', { time: formatDuration((until ?? 0) - now.value + 999) }),
      ),
    [until, now],
  )
  if (useMayAsk(until, now)) return null
  return <span class="mo-ask-again">{left}</span>
}
