/**
 * Entries of a list on one screen: adds those that wait, removes and brings back, all without the
 * server. The box of an entry is the truth, so that a reload and an observer find what stands here.
 */

/** For whichever screen stands in the root; before whatever puts typed answers back into it. */
export function listenToEntries(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    const press = event.target instanceof Element ? event.target.closest('button') : null
    if (press === null) return
    if (press.matches('.al-entry-add')) {
      const entry = nextWaiting(press)
      // None is left: the server makes more, with what has been typed.
      if (entry === null) return
      event.preventDefault()
      setRemoved(entry, false)
      firstControl(entry)?.focus()
    }
    const entry = press.closest<HTMLFieldSetElement>('.al-entry')
    if (entry === null) return
    if (press.matches('.al-entry-remove')) remove(entry)
    if (press.matches('.al-entry-undo')) {
      setRemoved(entry, false)
      part(entry, '.al-entry-remove')?.focus()
    }
  })
  root.addEventListener('change', (event) => {
    const { target } = event
    if (!(target instanceof HTMLInputElement) || !target.matches('.al-entry-box input')) return
    const entry = target.closest<HTMLFieldSetElement>('.al-entry')
    if (entry !== null) show(entry, target.checked)
  })
}

/** An entry that was added and not touched: to the server it is as if it was not there. */
export function isLeftBlank(control: Element): boolean {
  const entry = control.closest<HTMLFieldSetElement>('.al-entry[data-al-droppable]')
  return entry !== null && isUntouched(entry)
}

/** Behind the last that is shown, so that what is added comes last. */
function nextWaiting(add: Element): HTMLFieldSetElement | null {
  const all = add.closest('.al-entries')?.querySelectorAll<HTMLFieldSetElement>('.al-entry') ?? []
  let next: HTMLFieldSetElement | null = null
  for (const entry of [...all].reverse()) {
    if (!entry.hidden) return next
    next = entry
  }
  return next
}

function remove(entry: HTMLFieldSetElement): void {
  const add = entry.closest('.al-entries')?.querySelector<HTMLElement>('.al-entry-add')
  setRemoved(entry, true)
  const undo = part(entry, '.al-entry-undo')
  if (entry.hidden) add?.focus()
  else undo?.focus()
}

/** By its box, and told like a hand's own tick. */
function setRemoved(entry: HTMLFieldSetElement, removed: boolean): void {
  const box = entry.querySelector<HTMLInputElement>('.al-entry-box input')
  if (box === null || box.checked === removed) return show(entry, removed)
  box.checked = removed
  box.dispatchEvent(new Event('input', { bubbles: true }))
  box.dispatchEvent(new Event('change', { bubbles: true }))
}

function show(entry: HTMLFieldSetElement, removed: boolean): void {
  const waits = removed && entry.hasAttribute('data-al-droppable') && isUntouched(entry)
  entry.hidden = waits
  entry.disabled = waits
  for (const [selector, hidden] of [
    ['.al-entry-fields', removed && !waits],
    ['.al-entry-remove', removed],
    ['.al-entry-gone', !removed],
  ] as const) {
    const found = part(entry, selector)
    if (found !== null) found.hidden = hidden
  }
}

function part(entry: Element, selector: string): HTMLElement | null {
  return entry.querySelector<HTMLElement>(selector)
}

export function firstControl(entry: Element | null): HTMLElement | null {
  if (entry === null) return null
  const controls = entry.querySelectorAll<HTMLElement>(
    '.al-entry-fields input,.al-entry-fields select,.al-entry-fields textarea,.al-entry-fields button',
  )
  const shown = [...controls].filter((control) => control.closest('[hidden]') === null)
  return shown.find((control) => control.getAttribute('type') !== 'hidden') ?? null
}

function isUntouched(entry: Element): boolean {
  const fields = part(entry, '.al-entry-fields')
  return [...(fields?.querySelectorAll('input,select,textarea') ?? [])].every((control) => {
    if (control instanceof HTMLSelectElement) {
      const options = [...control.options]
      const first = options.some((option) => option.defaultSelected)
      return options.every(({ selected, defaultSelected }, index) =>
        first || control.multiple ? selected === defaultSelected : selected === (index === 0),
      )
    }
    if (control instanceof HTMLTextAreaElement) return control.value === control.defaultValue
    if (!(control instanceof HTMLInputElement)) return true
    const ticks = control.type === 'checkbox' || control.type === 'radio'
    if (ticks) return control.checked === control.defaultChecked
    return control.value === control.defaultValue
  })
}
