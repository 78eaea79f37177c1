/** What the picture says where it cannot show the thing itself: files, players, what is hidden. */
import type { FrameWords } from './frame-messages.ts'
import { PLAYER_CLASS } from './sanitise.ts'

/** A file field cannot be given files, so the names stand beside it (OBS9). */
export function showFileNames(element: HTMLElement, names: readonly string[]): void {
  const next = element.nextElementSibling
  const list =
    next?.classList.contains('al-mirror-files') === true ? next : document.createElement('div')
  list.className = 'al-mirror-files'
  const chips = names.map((name) => {
    const chip = document.createElement('span')
    chip.textContent = name
    return chip
  })
  list.replaceChildren(...chips)
  if (names.length === 0) list.remove()
  else if (list !== next) element.after(list)
}

/** OBS9. The target is the player, or what stands around it. */
export function showPlaying(
  element: HTMLElement,
  isPlaying: boolean,
  second: number,
  words: FrameWords,
): void {
  const player = element.classList.contains(PLAYER_CLASS)
    ? element
    : element.querySelector<HTMLElement>(`.${PLAYER_CLASS}`)
  if (player === null) return
  const time = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`
  player.toggleAttribute('data-playing', isPlaying)
  const state = (isPlaying ? words.plays : words.stands).replace('{time}', time)
  player.textContent = `${kindOf(player, words)}: ${state}`
}

function kindOf(player: HTMLElement, words: FrameWords): string {
  return player.dataset['kind'] === 'video' ? words.video : words.audio
}

/** OBS7: says at each field that its content is hidden, and names the players. */
export function showMasks(
  within: HTMLElement,
  isMasked: (element: Element) => boolean,
  words: FrameWords,
): void {
  for (const field of within.querySelectorAll('input,textarea,select,canvas')) {
    if (!isMasked(field)) continue
    field.setAttribute('data-al-masked', '')
    field.setAttribute('title', words.masked)
    const around = field.closest('[data-private]:not(input,textarea,select)')
    around?.setAttribute('data-al-hidden', words.masked)
  }
  for (const player of within.querySelectorAll<HTMLElement>(`.${PLAYER_CLASS}`)) {
    if (player.textContent === '') player.textContent = kindOf(player, words)
  }
}
