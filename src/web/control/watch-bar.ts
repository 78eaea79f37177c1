/**
 * The bar over the page that says who sees the screen, asks for it or works on it. First in the
 * document, so that the keyboard comes to "Take back" first; it takes room of its own, so that it
 * covers nothing. Said aloud by a live region beside it: the bar itself may be drawn anew in silence.
 */
import type { Draft } from '../connection/courier.ts'
import type { PageCommand } from '../interview/commands.ts'
import { make, setText } from '../interview/element.ts'
import type { WatchButton, WatchRow } from './watch-rows.ts'

/** A live region speaks of what comes after it is there. */
const SPEAK_AFTER_MS = 120
/** By then it was read out; nobody shall come upon it later and take it for news. */
const SPOKEN_AFTER_MS = 5_000
/** How long what was said about a denied change stands in the bar. */
const HINT_MS = 6_000

export interface WatchBar {
  show(rows: readonly WatchRow[]): void
  /** Announces politely. */
  say(words: string): void
  /** Beneath the words of a row, for a while. */
  hint(key: string, words: string): void
  /** False: there is nothing to go to. */
  focus(): boolean
}

interface ShownRow {
  readonly item: HTMLElement
  readonly words: HTMLElement
  readonly hint: HTMLElement
  readonly actions: HTMLElement
  buttons: string
}

export function createWatchBar(options: {
  readonly label: string
  press(command: Draft<PageCommand> | null): void
  /** The focused part is gone: where the keyboard goes then. */
  refuge(): HTMLElement | null
}): WatchBar {
  const bar = make('section', '')
  const voice = make('div', 'visually-hidden')
  const shown = new Map<string, ShownRow>()
  let hintTimer: ReturnType<typeof setTimeout> | undefined

  bar.id = 'al-watch'
  bar.setAttribute('aria-label', options.label)
  bar.hidden = true
  voice.id = 'al-watch-voice'
  voice.setAttribute('role', 'status')
  // Each sentence once, also where another still stands.
  voice.setAttribute('aria-atomic', 'false')
  bar.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    options.refuge()?.focus({ preventScroll: true })
  })
  document.body.prepend(bar)
  document.body.append(voice)
  new ResizeObserver(() => {
    const { style } = document.documentElement
    style.setProperty('--al-watch-height', `${bar.offsetHeight}px`)
    // What is being filled in does not end up under it.
    document.querySelector('#al-screen :focus')?.scrollIntoView({ block: 'nearest' })
  }).observe(bar)

  function create(key: string): ShownRow {
    const words = make('p', 'al-watch-words')
    const hint = make('p', 'al-watch-hint')
    const actions = make('div', 'al-watch-actions')
    const text = make('div', 'al-watch-text', words, hint)
    const item = make('div', '', make('span', 'al-watch-sign'), text, actions)
    item.setAttribute('role', 'group')
    hint.hidden = true
    const row = { item, words, hint, actions, buttons: '' }
    shown.set(key, row)
    return row
  }

  function fill(row: ShownRow, { kind, words, buttons }: WatchRow): void {
    row.item.className = `al-watch-row al-watch-${kind}`
    row.item.setAttribute('aria-label', words)
    setText(row.words, words)
    const written = JSON.stringify(buttons)
    if (written === row.buttons) return
    row.buttons = written
    row.actions.replaceChildren(...buttons.map(makeButton))
  }

  function makeButton({ label, longLabel, isFirst, command }: WatchButton): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = `btn btn-sm ${isFirst ? 'btn-light' : 'btn-outline-light'}`
    button.textContent = label
    if (longLabel !== null) button.setAttribute('aria-label', longLabel)
    button.addEventListener('click', () => options.press(command))
    return button
  }

  return {
    show(rows) {
      const hadFocus = bar.contains(document.activeElement)
      const keys = new Set(rows.map(({ key }) => key))
      for (const [key, { item }] of shown) {
        if (keys.has(key)) continue
        item.remove()
        shown.delete(key)
      }
      rows.forEach((row, index) => {
        const place = shown.get(row.key) ?? create(row.key)
        fill(place, row)
        // Moved only where it has to be: a moved part loses the focus.
        if (bar.children[index] !== place.item) {
          bar.insertBefore(place.item, bar.children[index] ?? null)
        }
      })
      bar.hidden = rows.length === 0
      document.body.classList.toggle('al-watched', rows.length > 0)
      if (hadFocus && !bar.contains(document.activeElement)) {
        options.refuge()?.focus({ preventScroll: true })
      }
    },
    say(words) {
      const sentence = make('p', '', words)
      setTimeout(() => voice.append(sentence), SPEAK_AFTER_MS)
      setTimeout(() => sentence.remove(), SPOKEN_AFTER_MS)
    },
    focus() {
      const first = bar.querySelector('button')
      if (bar.hidden || first === null) return false
      first.focus()
      return true
    },
    hint(key, words) {
      const row = shown.get(key)
      if (row === undefined) return
      setText(row.hint, words)
      row.hint.hidden = false
      row.item.classList.add('al-watch-denied')
      clearTimeout(hintTimer)
      hintTimer = setTimeout(() => {
        row.hint.hidden = true
        row.item.classList.remove('al-watch-denied')
      }, HINT_MS)
    },
  }
}
