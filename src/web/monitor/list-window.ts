/**
 * The part of the list that is drawn: what is in sight with some margin, and wherever they are the
 * entry with the focus and those with a picture. What is in sight stays where it is when others come,
 * go or grow; the focus is never lost (MON8).
 */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { createAim } from './aim.ts'
import {
  drawnIndices,
  EMPTY_LAYOUT,
  findRange,
  heightOfAll,
  layOut,
  placeOf,
  shiftBetween,
  type Layout,
} from './list-layout.ts'
import { EVERYTHING } from './entry-order.ts'
import type { EntryNews, MonitorStore } from './monitor-model.ts'
import type { EntryKey } from './monitor-state.ts'
import type { Press } from './press.ts'
import { createSpareRoom, type SpareRoom } from './spare-room.ts'

/** Drawn above and below what is in sight, px. */
const MARGIN = 600
/** Until one was drawn, px. */
const FIRST_GUESS = 130
/** So much of an entry must be seen for it not to be called out of sight, px. */
const SEEN = 40
/** Left free above an entry that the operator goes to, px. */
const ROOM_ABOVE = 70

export interface Drawn {
  readonly key: EntryKey
  readonly index: number
  readonly top: number
}

export type Part = 'name' | 'box' | 'control'

export interface ListWindow {
  readonly drawn: ReadonlySignal<readonly Drawn[]>
  /** Of the whole list, px. */
  readonly height: ReadonlySignal<number>
  /** MON7: news out of sight, nearest first. */
  readonly above: ReadonlySignal<readonly EntryNews[]>
  readonly below: ReadonlySignal<readonly EntryNews[]>
  /** News in entries that the filters leave out. */
  readonly hidden: ReadonlySignal<readonly EntryNews[]>
  attach(list: HTMLElement): () => void
  watch(item: HTMLElement): () => void
  /** After what was drawn has changed. */
  settle(): void
  goTo(key: EntryKey, part: Part): void
  /** To the entry after (1) or before (-1) the one with the focus, or to the first in sight. */
  step(by: 1 | -1): void
  /** Of the entry with the focus. */
  focusedKey(): EntryKey | null
}

export function createListWindow(store: MonitorStore, press: Press): ListWindow {
  const layout = signal<Layout>(EMPTY_LAYOUT)
  /** px from the list's top */
  const sight = signal({ from: 0, to: 0 })
  const focused = signal<EntryKey | null>(null)
  const target = signal<{ readonly key: EntryKey; readonly part: Part } | null>(null)
  const heights = new Map<EntryKey, number>()
  let guess: number | null = null
  let list: HTMLElement | null = null
  let focusedElement: HTMLElement | null = null
  let focusedIndex = 0
  let shiftDue = 0
  let scrolledBefore = 0
  let room: SpareRoom | null = null
  let lastDrawn: readonly Drawn[] = []

  const drawn = computed(() => {
    const { value: present } = layout
    const { from, to } = sight.value
    const pinned = [...store.pinned.value]
    if (focused.value !== null) pinned.push(focused.value)
    if (target.value !== null) pinned.push(target.value.key)
    const range = findRange(present, from - MARGIN, to + MARGIN)
    const next = drawnIndices(present, range, pinned).map((index): Drawn => {
      return { key: present.keys[index] ?? '', index, top: present.offsets[index] ?? 0 }
    })
    // The same is the same object, so that scrolling draws nothing before it must.
    if (isSameDrawn(lastDrawn, next)) return lastDrawn
    lastDrawn = next
    return next
  })

  const aim = createAim()
  /** The entry that stays where it is: where the operator's hand is, or else the focus. */
  const keeper = (): EntryKey | null => aim.keeper(focused.peek())

  effect(() => {
    if (!press.held.value) arrange(store.keys.value)
  })
  effect(() => {
    const keys = [focused.value, aim.at.value]
    store.hold(keys.filter((key) => key !== null))
  })
  effect(() => {
    const isAway = !aim.isNear.value && focused.value === null
    if (!isAway || press.held.value) return
    room?.clear()
    look()
  })

  function arrange(keys: readonly EntryKey[]): void {
    const before = layout.peek()
    const after = layOut(keys, (key) => heights.get(key) ?? guess ?? FIRST_GUESS)
    const { from, to } = sight.peek()
    const shift = Math.round(shiftBetween(before, after, { from, to }, keeper()))
    if (shiftDue === 0) scrolledBefore = window.scrollY
    shiftDue += shift
    layout.value = after
    if (shift !== 0) sight.value = { from: from + shift, to: to + shift }
  }

  const watcher = new ResizeObserver((sizes) => {
    let changed = false
    for (const { target: item, borderBoxSize } of sizes) {
      const key = keyOf(item)
      const height = borderBoxSize[0]?.blockSize ?? 0
      if (key === null || height === 0 || Math.abs((heights.get(key) ?? 0) - height) < 0.5) continue
      heights.set(key, height)
      changed = true
    }
    if (!changed || press.held.peek()) return
    guess ??= [...heights.values()].reduce((sum, height) => sum + height, 0) / heights.size
    arrange(store.keys.peek())
  })

  function look(): void {
    if (list === null) return
    const { top } = list.getBoundingClientRect()
    const { from } = sight.peek()
    const to = window.innerHeight - top
    if (Math.abs(from + top) < 1 && Math.abs(sight.peek().to - to) < 1) return
    sight.value = { from: -top, to }
  }

  function noteFocus(event: FocusEvent): void {
    noteElement(event.target instanceof HTMLElement ? event.target : null)
  }

  function noteElement(element: HTMLElement | null): void {
    const key = element === null ? null : keyOf(element)
    focusedElement = element
    focusedIndex = layout.peek().indexOf.get(key ?? '') ?? 0
    focused.value = key
  }

  function noteBlur(event: FocusEvent): void {
    if (event.relatedTarget instanceof Element && list?.contains(event.relatedTarget) === true) {
      return
    }
    // Nowhere: the window lost it, a click went beside everything, or the element is gone.
    const isElsewhere = event.relatedTarget !== null
    setTimeout(() => {
      const active = document.activeElement
      if (active !== null && list?.contains(active) === true) return
      if (isElsewhere || (document.hasFocus() && focusedElement?.isConnected === true)) release()
    })
  }

  /** Into a picture: the frame's own focus is not told to this page. */
  function noteFrame(): void {
    const active = document.activeElement
    if (active instanceof HTMLIFrameElement && list?.contains(active) === true) noteElement(active)
  }

  function release(): void {
    focused.value = null
    focusedElement = null
  }

  function keepFocus(): void {
    if (list === null || focusedElement === null) return
    const active = document.activeElement
    if (active !== null && active !== document.body) return
    if (focusedElement.isConnected) {
      // Moved to another place in the list, by a browser that lets go of the focus then.
      focusedElement.focus({ preventScroll: true })
      return
    }
    const key = focused.peek()
    const { indexOf, keys } = layout.peek()
    const isThere = key !== null && indexOf.has(key)
    const next = isThere ? key : keys[Math.min(focusedIndex, keys.length - 1)]
    const item = next === undefined ? null : itemOf(next)
    const same = focusedElement.dataset['part']
    const again =
      same === undefined ? null : item?.querySelector<HTMLElement>(`[data-part="${same}"]`)
    const found =
      (isThere ? again : null) ??
      item?.querySelector<HTMLElement>('.mo-name') ??
      document.querySelector<HTMLElement>('#mo-sessions')
    found?.focus({ preventScroll: true })
  }

  function itemOf(key: EntryKey): HTMLElement | null {
    return list?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null
  }

  function settle(): void {
    if (shiftDue !== 0) {
      if (keeper() !== null) room?.follow(scrolledBefore, shiftDue)
      else window.scrollTo({ top: scrolledBefore + shiftDue, behavior: 'instant' })
      shiftDue = 0
    }
    reach()
    keepFocus()
    look()
  }

  /** To where the operator wants to go, once it is drawn. */
  function reach(): void {
    const wanted = target.peek()
    const item = wanted === null ? null : itemOf(wanted.key)
    if (wanted === null || item === null || list === null) return
    target.value = null
    const name = item.querySelector<HTMLElement>('.mo-name')
    const box = item.querySelector<HTMLElement>('textarea:not([readonly])')
    const control = item.querySelector<HTMLElement>('[data-part="control"]')
    const part = { name, box, control }[wanted.part] ?? name
    part?.focus({ preventScroll: true })
    const place = placeOf(layout.peek(), wanted.key)
    if (place === null) return
    const top = list.getBoundingClientRect().top + place.top
    const bottom = top + item.offsetHeight
    if (top < ROOM_ABOVE || bottom > window.innerHeight) {
      window.scrollBy({ top: top - ROOM_ABOVE, behavior: 'instant' })
    }
    // The entry may be higher than the window.
    part?.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }

  function goTo(key: EntryKey, part: Part): void {
    if (!store.keys.peek().includes(key)) {
      const { sort } = store.view.peek()
      store.view.value = { ...EVERYTHING, sort }
    }
    target.value = { key, part }
    // Drawn already: nothing will change.
    if (itemOf(key) !== null) settle()
  }

  const newsPlaces = computed(() => {
    const { from, to } = sight.value
    const present = layout.value
    const above: [number, EntryNews][] = []
    const below: [number, EntryNews][] = []
    const hidden: EntryNews[] = []
    for (const news of store.news.value) {
      const place = placeOf(present, news.key)
      if (place === null) hidden.push(news)
      else if (place.bottom < from + SEEN) above.push([-place.bottom, news])
      else if (place.top > to - SEEN) below.push([place.top, news])
    }
    const nearest = (all: [number, EntryNews][]): EntryNews[] =>
      all.sort(([a], [b]) => a - b).map(([, news]) => news)
    return { above: nearest(above), below: nearest(below), hidden }
  })

  return {
    drawn,
    height: computed(() => heightOfAll(layout.value)),
    above: computed(() => newsPlaces.value.above),
    below: computed(() => newsPlaces.value.below),
    hidden: computed(() => newsPlaces.value.hidden),
    attach(element) {
      list = element
      room = createSpareRoom(element)
      keepWhenMoved(element)
      const unaim = aim.attach(element)
      const mutations = new MutationObserver(keepFocus)
      mutations.observe(element, { childList: true, subtree: true })
      const pageSize = new ResizeObserver(look)
      pageSize.observe(document.body)
      element.addEventListener('focusin', noteFocus)
      element.addEventListener('focusout', noteBlur)
      window.addEventListener('blur', noteFrame)
      window.addEventListener('scroll', look, { passive: true })
      window.addEventListener('resize', look, { passive: true })
      look()
      return () => {
        list = null
        room = null
        unaim()
        mutations.disconnect()
        pageSize.disconnect()
        element.removeEventListener('focusin', noteFocus)
        element.removeEventListener('focusout', noteBlur)
        window.removeEventListener('blur', noteFrame)
        window.removeEventListener('scroll', look)
        window.removeEventListener('resize', look)
      }
    },
    watch(item) {
      watcher.observe(item)
      return () => watcher.unobserve(item)
    },
    settle,
    goTo,
    step(by) {
      const { keys, indexOf } = layout.peek()
      const at = focused.peek()
      const from = at === null ? undefined : indexOf.get(at)
      const { start } = findRange(layout.peek(), sight.peek().from + SEEN, sight.peek().to)
      const key = keys[from === undefined ? start : from + by]
      if (key !== undefined) goTo(key, 'name')
    },
    focusedKey: () => focused.peek(),
  }
}

/**
 * Where the browser can, an entry is moved to its new place without being taken out of the page: what
 * is typed in it keeps the focus, and a picture goes on.
 */
function keepWhenMoved(list: HTMLElement): void {
  const native = list as HTMLElement & {
    moveBefore?: (node: Node, before: Node | null) => void
  }
  if (native.moveBefore === undefined) return
  const insert = list.insertBefore.bind(list)
  list.insertBefore = <T extends Node>(node: T, before: Node | null): T => {
    if (node.parentNode !== list) return insert(node, before)
    native.moveBefore?.(node, before)
    return node
  }
}

function keyOf(element: Element): EntryKey | null {
  return element.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null
}

function isSameDrawn(a: readonly Drawn[], b: readonly Drawn[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i]
      return one.key === other?.key && one.index === other.index && one.top === other.top
    })
  )
}
