import { useSignal, useSignalEffect } from '@preact/signals'
import type { ListWindow } from './list-window.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { EntryKey } from './monitor-state.ts'

/** For what the operator has just taken: its message box has the focus as soon as it is theirs. */
export function useGoWhenCarried(store: MonitorStore, list: ListWindow): (key: EntryKey) => void {
  const awaited = useSignal<EntryKey | null>(null)
  useSignalEffect(() => {
    const talk = awaited.value === null ? null : store.talk(awaited.value)
    if (talk?.conversation.value?.state.carried !== true) return
    awaited.value = null
    // Once its box is drawn.
    setTimeout(() => {
      const host = store.hostOf(talk)
      if (host !== null) list.goTo(host, 'box')
    })
  })
  return (key) => {
    awaited.value = key
  }
}
