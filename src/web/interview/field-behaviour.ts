/** Small manners of fields, for whichever screen stands in the root. */
import { clearRefusal } from './checks.ts'
import { applyFieldRules, mindBoxes } from './field-rules.ts'
import { moveLogSlider } from './log-slider.ts'

export function listenToFields(root: HTMLElement): void {
  root.addEventListener('input', (event) => {
    const { target } = event
    if (!(target instanceof Element)) return
    clearRefusal(target)
    if (target instanceof HTMLInputElement) showNumber(target)
    applyFieldRules(root)
  })
  root.addEventListener('change', (event) => {
    const { target } = event
    if (target instanceof HTMLInputElement && target.type === 'checkbox') mindBoxes(target)
    applyFieldRules(root)
  })
}

function showNumber(target: HTMLInputElement): void {
  if (moveLogSlider(target) || target.type !== 'range') return
  const output = target.parentElement?.querySelector('output')
  if (output) output.value = target.value
}
