/** What stands in `#al-screen`, and everything of the page that belongs to the screen. */
import type { RenderedScreen } from '../../server/pages/rendered.ts'
import { text } from '../../texts/text.ts'
import { addAuthorFiles } from './author-files.ts'
import { element } from './element.ts'
import { firstControl } from './entries.ts'

export interface ScreenView {
  readonly root: HTMLElement
  /** Of the answers that the screen belongs to. */
  readonly version: number
  readonly title: string
  /** STA6: without it the page says nothing of live help, not even that it cannot be reached. */
  readonly hasLiveHelp: boolean
  /** The screen's HTML before anybody touched it: what the mirror compares with. */
  readonly pristine: string
  /** ROL3: it is somebody else's turn. */
  readonly waits: boolean
  /** Seconds after which the page looks again; null: it does not. */
  readonly reload: number | null
  /** `unasked`: the person did nothing for it, and stays where they are on the page. */
  show(screen: RenderedScreen, version: number, unasked?: 'unasked'): void
  /** In place of a screen: why there is none. */
  showFailure(html: string): void
}

/** `onShown` runs in the task of the swap, before anything else can happen to the new screen. */
export function createScreenView(onShown: (what: 'screen' | 'failure') => void): ScreenView {
  const root = element('al-screen')
  let version = Number(root.dataset['version'])
  let title = document.title
  let hasLiveHelp = 'live' in document.body.dataset
  let waits = 'waits' in document.body.dataset
  let reload = Number(document.body.dataset['reload'] ?? 0) || null
  prepare()
  let pristine = root.innerHTML
  window.addEventListener('load', announce)

  function prepare(): void {
    // A parser drops space before the first element: the mirror must not take that for a change.
    while (root.firstChild instanceof Text) root.firstChild.remove()
    // Our own checks speak at the fields; the browser's bubbles would only speak at the first.
    for (const form of root.querySelectorAll('form')) form.noValidate = true
  }

  function swap(what: 'screen' | 'failure', html: string): void {
    root.innerHTML = html
    prepare()
    pristine = root.innerHTML
    onShown(what)
  }

  return {
    root,
    get version() {
      return version
    },
    get title() {
      return title
    },
    get hasLiveHelp() {
      return hasLiveHelp
    },
    get pristine() {
      return pristine
    },
    get waits() {
      return waits
    },
    get reload() {
      return reload
    },
    show(screen, shownVersion, unasked) {
      const place = placeOf(root)
      version = shownVersion
      title = screen.title
      hasLiveHelp = screen.liveHelp === true
      waits = screen.waits === true
      reload = screen.reload ?? null
      root.dataset['version'] = String(version)
      document.documentElement.lang = screen.language
      swap('screen', screen.html)
      showTitles(screen)
      showMenu(screen)
      showHelp(screen)
      if (unasked === undefined || !keepPlace(root, place)) moveTo(root)
      void addAuthorFiles(screen).then(announce)
    },
    showFailure(html) {
      swap('failure', html)
      moveTo(root)
    },
  }
}

/** docassemble's event: authors' scripts hook on it. */
function announce(): void {
  document.dispatchEvent(new Event('daPageLoad'))
}

interface FocusPlace {
  readonly screen: string | null
  /** Null: nowhere in the screen. */
  readonly mark: string | null
  readonly elsewhere: boolean
}

function placeOf(root: HTMLElement): FocusPlace {
  const active = document.activeElement
  const inside = active !== null && root.contains(active)
  return {
    screen: nameIn(root),
    mark: inside ? active.getAttribute('data-m') : null,
    elsewhere: !inside && active !== null && active !== document.body,
  }
}

/** The same screen once more, or somebody who is busy elsewhere on the page. */
function keepPlace(root: HTMLElement, { screen, mark, elsewhere }: FocusPlace): boolean {
  if (elsewhere) return true
  if (screen === null || nameIn(root) !== screen) return false
  if (mark !== null) {
    const same = root.querySelector<HTMLElement>(`[data-m="${CSS.escape(mark)}"]`)
    same?.focus({ preventScroll: true })
  }
  return true
}

function nameIn(root: HTMLElement): string | null {
  return root.querySelector<HTMLInputElement>('#al-form > input[name=screen]')?.value ?? null
}

/** To what was refused or asked for, else to the heading: that is what a screen reader then reads. */
function moveTo(root: HTMLElement): void {
  const refused = root.querySelector<HTMLElement>('[aria-invalid=true], fieldset.is-invalid input')
  const fresh = root.querySelector<HTMLElement>('[autofocus]')
  const target = refused ?? firstControl(fresh) ?? root.querySelector<HTMLElement>('h1')
  window.scrollTo(0, 0)
  if (target === null) return
  if (!target.matches('input,select,textarea')) target.tabIndex = -1
  target.focus({ preventScroll: refused === null && fresh === null })
}

function showTitles(screen: RenderedScreen): void {
  for (const [name, content] of [
    ['.al-title-long', screen.title],
    ['.al-title-short', screen.shortTitle],
  ] as const) {
    const place = element('al-title').querySelector(name)
    if (place !== null) place.textContent = content
  }
}

function showMenu(screen: RenderedScreen): void {
  element('al-menu-items').replaceChildren(
    ...screen.menu.map((item) => {
      const link = document.createElement('a')
      link.className = 'dropdown-item'
      link.href = item.url
      link.textContent = item.label
      const entry = document.createElement('li')
      entry.append(link)
      return entry
    }),
  )
}

/** The area itself stays as it is, open or closed, with whatever is being written there (CHT2). */
function showHelp(screen: RenderedScreen): void {
  element('al-help-texts').innerHTML = screen.help
  element('al-help-label').textContent = screen.helpLabel ?? text('help.title')
  element('al-help-button').hidden = !screen.hasHelp
  element('al-help-button').toggleAttribute('data-marked', screen.questionHelp)
  element('al-help-mark').hidden = !screen.questionHelp
}
