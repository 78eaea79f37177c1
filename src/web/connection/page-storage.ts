export interface PageStorage {
  read(key: string): string | null
  write(key: string, value: string): void
  remove(key: string): void
}

const PREFIX = 'al-'

/**
 * Survives a reload of the tab; where the browser blocks it, lives as long as the page (REL8).
 * `scope` keeps apart what must not mix: sessions, and the people who use them in one tab.
 */
export function openPageStorage(scope = ''): PageStorage {
  const memory = new Map<string, string>()
  const storage = findStorage()
  const nameOf = (key: string): string => PREFIX + scope + key

  return {
    read: (key) => memory.get(key) ?? attempt(() => storage?.getItem(nameOf(key))) ?? null,
    write(key, value) {
      memory.set(key, value)
      attempt(() => storage?.setItem(nameOf(key), value))
    },
    remove(key) {
      memory.delete(key)
      attempt(() => storage?.removeItem(nameOf(key)))
    },
  }
}

/** Takes away what any page of ours left in this tab. */
export function clearPageStorage(): void {
  attempt(() => {
    const names = Object.keys(window.sessionStorage).filter((name) => name.startsWith(PREFIX))
    for (const name of names) window.sessionStorage.removeItem(name)
  })
}

function findStorage(): Storage | null {
  // Blocked by the person's settings, the mere look at it throws.
  return attempt(() => window.sessionStorage) ?? null
}

/** Full or blocked: memory has it. */
function attempt<Result>(go: () => Result): Result | undefined {
  try {
    return go()
  } catch {
    return undefined
  }
}
