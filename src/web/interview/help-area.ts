/** The help area: beside the question where there is room, a sheet over it where there is not. */
import type { PageStorage } from '../connection/page-storage.ts'
import { element } from './element.ts'

const WIDE = window.matchMedia('(min-width: 992px)')
const OPEN_KEY = 'help-open'

export interface HelpArea {
  readonly isOpen: boolean
  /** Whether there is anything to read in it besides the chat. */
  readonly hasTexts: boolean
  /** Where the keyboard goes; null: to the area's heading. */
  open(focus?: HTMLElement | null): void
  close(): void
}

export function createHelpArea(storage: PageStorage, onToggle: (open: boolean) => void): HelpArea {
  const area = element('al-help')
  const screen = element('al-screen')
  const button = element('al-help-button')
  const chatButton = element('al-chat-button')
  let opener: HTMLElement | null = null

  function set(open: boolean): void {
    area.hidden = !open
    document.body.classList.toggle('al-help-open', open)
    for (const control of document.querySelectorAll('[aria-controls=al-help]')) {
      control.setAttribute('aria-expanded', String(open))
    }
    // Under the sheet nothing can be reached; beside the area everything can.
    screen.toggleAttribute('inert', open && !WIDE.matches)
    storage.write(OPEN_KEY, open ? '1' : '')
    onToggle(open)
  }

  const helpArea: HelpArea = {
    get isOpen() {
      return !area.hidden
    },
    get hasTexts() {
      return element('al-help-texts').childElementCount > 0
    },
    open(focus = null) {
      if (area.hidden) {
        opener = document.activeElement instanceof HTMLElement ? document.activeElement : null
        set(true)
      }
      const target = focus ?? element('al-help-title')
      target.focus({ preventScroll: WIDE.matches })
    },
    close() {
      if (area.hidden) return
      const within = area.contains(document.activeElement)
      set(false)
      if (!within && WIDE.matches) return
      const ways = [opener, button, chatButton, screen.querySelector<HTMLElement>('h1')]
      ways.find((way) => way !== null && way.getClientRects().length > 0)?.focus()
    },
  }

  button.addEventListener('click', (event) => {
    event.preventDefault()
    if (helpArea.isOpen) helpArea.close()
    else helpArea.open()
  })
  element('al-help-close').addEventListener('click', (event) => {
    event.preventDefault()
    helpArea.close()
  })
  // Links written as buttons answer to the space bar as well.
  for (const link of [button, element('al-help-close')]) {
    link.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return
      event.preventDefault()
      link.click()
    })
  }
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || area.hidden) return
    if (!WIDE.matches || area.contains(document.activeElement)) helpArea.close()
  })
  // HLP3: `url_of('help')` is an address that ends in #help.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || link === button || link.hash !== '#help' || !isThisPage(link)) return
    event.preventDefault()
    helpArea.open()
  })
  WIDE.addEventListener('change', () => set(helpArea.isOpen))

  if (location.hash === '#help') {
    history.replaceState(history.state, '', location.pathname + location.search)
    set(true)
  } else if (storage.read(OPEN_KEY) === '1' && WIDE.matches) {
    set(true)
  }
  return helpArea
}

function isThisPage(link: HTMLAnchorElement): boolean {
  return link.origin === location.origin && link.pathname === location.pathname
}
