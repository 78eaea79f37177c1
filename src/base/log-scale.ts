/** A slider on which each step of the hand makes the number grow by the same part of itself. */
export interface LogScale {
  readonly min: number
  readonly max: number
  /** Numbers are `min` and multiples of this above it. */
  readonly step: number
}

/** The slider's own range is from 0 to this. */
export const SLIDER_END = 1000

export function positionOf(value: number, { min, max }: LogScale): number {
  if (!(max > min)) return 0
  const part = Math.log(1 + Math.max(0, value - min)) / Math.log(1 + max - min)
  return Math.round(Math.min(1, part) * SLIDER_END)
}

export function valueAt(position: number, scale: LogScale): number {
  const { min, max } = scale
  return snapped(min - 1 + (1 + max - min) ** (position / SLIDER_END), scale)
}

/** The nearest number of the scale. */
export function snapped(value: number, { min, max, step }: LogScale): number {
  const near = step > 0 ? min + Math.round((value - min) / step) * step : value
  // Without the dust of binary fractions.
  return Number(Math.min(max, Math.max(min, near)).toPrecision(12))
}
