/** PHN4: what the page says of telephone help is loaded with the first offer: without, there is no trace. */
import type { ParticipantView } from '../../live/views.ts'
import { loadBuilt } from './load-built.ts'
import type * as phoneHelp from './phone-help.ts'

const AGAIN_MS = 3_000

export interface Phone {
  update(view: ParticipantView | null): void
  /** The help area was opened or closed. */
  looked(): void
}

export function createPhone(options: phoneHelp.PhoneOptions): Phone {
  let shown: phoneHelp.PhoneHelp | null = null
  let view: ParticipantView | null = null
  let isLoading = false

  async function load(): Promise<void> {
    if (isLoading) return
    isLoading = true
    const module = await loadBuilt<typeof phoneHelp>('phone')
    isLoading = false
    if (module === null) {
      setTimeout(() => update(view), AGAIN_MS)
      return
    }
    shown = module.startPhone(options)
    update(view)
  }

  function update(next: ParticipantView | null): void {
    view = next
    if (shown !== null) shown.update(next)
    else if (next !== null && (next.phone !== null || next.calls.length > 0)) void load()
  }

  return { update, looked: () => shown?.looked() }
}
