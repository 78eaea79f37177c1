/** MON8: the keyboard for everything. Single letters can be switched off, as WCAG 2.1.4 asks. */
import type { Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { text, type TextKey } from '../../texts/text.ts'
import type { ListWindow } from './list-window.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { Preferences } from './preferences.ts'

interface ShortcutsProps {
  readonly store: MonitorStore
  readonly list: ListWindow
  readonly preferences: Signal<Preferences>
}

interface Shortcut {
  readonly keys: readonly string[]
  readonly label: TextKey
}

const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['j'], label: 'monitor.keys.next' },
  { keys: ['k'], label: 'monitor.keys.previous' },
  { keys: ['n'], label: 'monitor.keys.news' },
  { keys: ['m'], label: 'monitor.keys.box' },
  { keys: ['o'], label: 'monitor.keys.observe' },
  { keys: ['c'], label: 'monitor.keys.control' },
  { keys: ['/'], label: 'monitor.keys.search' },
  { keys: ['?'], label: 'monitor.keys.help' },
]

const ALWAYS: readonly Shortcut[] = [
  { keys: ['Tab', 'Shift+Tab'], label: 'monitor.keys.tab' },
  { keys: ['Enter'], label: 'monitor.keys.send' },
  { keys: ['Shift+Enter'], label: 'monitor.keys.newLine' },
  { keys: ['Escape'], label: 'monitor.keys.leaveBox' },
  { keys: ['Escape'], label: 'monitor.keys.leavePicture' },
]

export function Shortcuts({ store, list, preferences }: ShortcutsProps) {
  const dialog = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const { target } = event
      if (event.key === 'Escape' && target instanceof HTMLTextAreaElement) {
        const key = list.focusedKey()
        if (key !== null) list.goTo(key, 'name')
        return
      }
      if (!preferences.value.shortcuts || isTyped(target) || dialog.current?.open === true) return
      if (perform(event.key)) event.preventDefault()
    }
    function perform(key: string): boolean {
      const focused = list.focusedKey()
      switch (key) {
        case 'j':
          list.step(1)
          return true
        case 'k':
          list.step(-1)
          return true
        case 'n': {
          const [first] = store.news.peek()
          if (first !== undefined) list.goTo(first.key, 'box')
          return true
        }
        case 'm':
          if (focused !== null) list.goTo(focused, 'box')
          return true
        case 'o': {
          const entry = focused === null ? null : store.entry(focused)
          if (entry === null) return true
          if (entry.observed.peek()) store.stopObserving(entry)
          else if (entry.row.peek().canObserve) store.observe(entry)
          return true
        }
        case 'c':
          if (focused !== null) list.goTo(focused, 'control')
          return true
        case '/':
          document.querySelector<HTMLElement>('#mo-search')?.focus()
          return true
        case '?':
          dialog.current?.showModal()
          return true
        default:
          return false
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])

  return (
    <>
      <button type="button" class="btn btn-sm btn-link" onClick={() => dialog.current?.showModal()}>
        {text('monitor.keys')}
      </button>
      <dialog ref={dialog} class="mo-keys" aria-labelledby="mo-keys-title">
        <h2 id="mo-keys-title" class="mo-subtitle">
          {text('monitor.keys')}
        </h2>
        <dl>
          {[...ALWAYS, ...SHORTCUTS].map(({ keys, label }) => (
            <div key={label}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{text(label)}</dd>
            </div>
          ))}
        </dl>
        <label class="mo-role">
          <input
            type="checkbox"
            class="form-check-input"
            checked={preferences.value.shortcuts}
            onChange={(event) => {
              const shortcuts = event.currentTarget.checked
              preferences.value = { ...preferences.value, shortcuts }
            }}
          />
          <span>{text('monitor.keys.single')}</span>
        </label>
        <form method="dialog">
          <button type="submit" class="btn btn-primary">
            {text('monitor.keys.close')}
          </button>
        </form>
      </dialog>
    </>
  )
}

/** Where letters are text. */
function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox')
  )
}
