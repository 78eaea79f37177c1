/**
 * Blank room above and below the list, so that an entry can stay where it is also where the page cannot
 * scroll far enough: in a short list, or near its beginning.
 */
export interface SpareRoom {
  /**
   * What moved down by so many px within the list stays where it is on the screen. `from`: how far the
   * page was scrolled before the list was drawn anew, which a list grown shorter may have changed.
   */
  follow(from: number, by: number): void
  clear(): void
}

export function createSpareRoom(list: HTMLElement): SpareRoom {
  let above = 0
  let below = 0

  return {
    follow(from, by) {
      const used = Math.min(above, Math.max(by, 0))
      const to = from + by - used
      above += Math.max(0, -to) - used
      // Not its margin, which would partly vanish in the one before.
      list.style.top = `${above}px`
      const end = list.getBoundingClientRect().bottom + window.scrollY
      const { scrollHeight, clientHeight } = document.documentElement
      if (to + clientHeight > scrollHeight) below = Math.max(0, to + clientHeight - end)
      list.style.marginBottom = `${below}px`
      window.scrollTo({ top: Math.max(0, to), behavior: 'instant' })
    },
    clear() {
      if (above === 0 && below === 0) return
      above = 0
      below = 0
      list.style.top = ''
      list.style.marginBottom = ''
    },
  }
}
