/** Small manners of fields, for whichever screen stands in the root. */
import { clearRefusal } from './checks.ts'

export function listenToFields(root: HTMLElement): void {
  root.addEventListener('input', (event) => {
    const { target } = event
    if (!(target instanceof Element)) return
    clearRefusal(target)
    if (target instanceof HTMLInputElement && target.type === 'range') {
      const output = target.parentElement?.querySelector('output')
      if (output) output.value = target.value
    }
  })
  root.addEventListener('change', (event) => {
    const { target } = event
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox' || !target.checked)
      return
    const boxes = target.closest('fieldset')?.querySelectorAll<HTMLInputElement>('[type=checkbox]')
    for (const box of boxes ?? []) {
      // "None of the above" and the others exclude each other.
      if (box !== target && isNone(box) !== isNone(target)) box.checked = false
    }
  })
}

function isNone(box: Element): boolean {
  return box.hasAttribute('data-al-none')
}
