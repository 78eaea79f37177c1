/** CHT15: that the user types. Nothing of it is kept: the server forgets what is not said again. */

/** Said at most this often while somebody types. */
const TELL_EVERY_MS = 3_000
/** No key for this long: they have stopped. */
const STOPPED_MS = 4_000

export interface OwnTyping {
  /** A key was pressed; `hasText`: something stands in the box. */
  typed(hasText: boolean): void
  stop(): void
}

export function createOwnTyping(tell: (is: boolean) => boolean): OwnTyping {
  let told = false
  let toldAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(timer)
    if (!told) return
    told = false
    tell(false)
  }

  return {
    typed(hasText) {
      if (!hasText) return stop()
      clearTimeout(timer)
      timer = setTimeout(stop, STOPPED_MS)
      const now = performance.now()
      if (told && now - toldAt < TELL_EVERY_MS) return
      told = tell(true)
      toldAt = now
    },
    stop,
  }
}
