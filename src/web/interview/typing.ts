/** CHT15: who types. Nothing of it is kept: what is not said again is forgotten. */
import type { PersonView } from '../../protocol/chat.ts'

/** Said at most this often while somebody types. */
const TELL_EVERY_MS = 3_000
/** No key for this long: they have stopped. */
const STOPPED_MS = 4_000
const FORGET_MS = 5_000

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

export interface OthersTyping {
  heard(who: readonly PersonView[]): void
  /** Their message is here: they no longer write it. */
  wrote(person: Pick<PersonView, 'name' | 'visitorNumber'>): void
}

export function createOthersTyping(show: (who: readonly PersonView[]) => void): OthersTyping {
  let present: readonly PersonView[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function become(who: readonly PersonView[]): void {
    clearTimeout(timer)
    present = who
    show(who)
    if (who.length > 0) timer = setTimeout(() => become([]), FORGET_MS)
  }

  return {
    heard: become,
    wrote({ name, visitorNumber }) {
      const others = present.filter(
        (one) => one.name !== name || one.visitorNumber !== visitorNumber,
      )
      if (others.length < present.length) become(others)
    },
  }
}
