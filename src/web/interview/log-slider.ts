/** A slider with a logarithmic scale, and the number beside it: either moves the other. */
import { positionOf, snapped, valueAt, type LogScale } from '../../base/log-scale.ts'

/** True: the event was about such a pair, and both of them agree now. */
export function moveLogSlider(target: HTMLInputElement): boolean {
  const pair = target.closest('.al-range-log')
  const slider = pair?.querySelector<HTMLInputElement>('[data-al-log]')
  const number = pair?.querySelector<HTMLInputElement>('input[type=number]')
  if (!slider || !number) return false
  const scale = {
    min: Number(number.min),
    max: Number(number.max || 100),
    step: Number(number.step) || 1,
  }
  if (target === number) {
    slider.value = String(positionOf(Number(number.value), scale))
    return true
  }
  const before = Number(number.value)
  number.value = String(nextNumber(before, Number(slider.value), scale))
  slider.value = String(positionOf(Number(number.value), scale))
  number.dispatchEvent(new Event('input', { bubbles: true }))
  return true
}

/** An arrow key always leads to another number, also where numbers lie far apart. */
function nextNumber(before: number, position: number, scale: LogScale): number {
  const there = valueAt(position, scale)
  const from = positionOf(before, scale)
  if (there !== before || position === from) return there
  return snapped(before + (position > from ? scale.step : -scale.step), scale)
}
