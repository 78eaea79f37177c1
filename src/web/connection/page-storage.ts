export interface PageStorage {
  read(key: string): string | null
  write(key: string, value: string): void
  remove(key: string): void
}

/** Survives a reload of the tab; where the browser blocks it, lives as long as the page (REL8). */
export function openPageStorage(): PageStorage {
  const memory = new Map<string, string>()
  let storage: Storage | null
  try {
    storage = window.sessionStorage
  } catch {
    // Blocked by the person's settings: memory does.
    storage = null
  }
  return {
    read: (key) => memory.get(key) ?? storage?.getItem(key) ?? null,
    write(key, value) {
      memory.set(key, value)
      try {
        storage?.setItem(key, value)
      } catch {
        // Full or blocked: memory has it.
      }
    },
    remove(key) {
      memory.delete(key)
      storage?.removeItem(key)
    },
  }
}
