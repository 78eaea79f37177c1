/** A pointer that draws: strokes in the space of signatures, told in parts while it moves. */
import { DRAWING_HEIGHT, DRAWING_WIDTH } from './drawings.ts'

/** ms between two parts of one stroke. */
const PART_MS = 50
/** A part ends there at the latest: a message holds 2,000 numbers. */
const PART_NUMBERS = 400

/** `drawable`: the canvas that may be drawn on, where the pointer is on one. */
export function listenToDrawing(
  drawable: (target: EventTarget | null) => HTMLCanvasElement | null,
  tell: (canvas: HTMLCanvasElement, stroke: number[]) => void,
): void {
  let canvas: HTMLCanvasElement | null = null
  let pointer = -1
  let points: number[] = []
  let toldAt = 0

  document.addEventListener('pointerdown', (event) => {
    const found = event.button === 0 ? drawable(event.target) : null
    if (found === null || canvas !== null) return
    canvas = found
    pointer = event.pointerId
    found.setPointerCapture(pointer)
    points = placeOf(found, event)
    toldAt = event.timeStamp
    event.preventDefault()
  })
  document.addEventListener('pointermove', (event) => {
    if (canvas === null || event.pointerId !== pointer) return
    if (drawable(canvas) === null) return end()
    for (const one of event.getCoalescedEvents?.() ?? [event]) add(placeOf(canvas, one))
    const isDue = event.timeStamp - toldAt >= PART_MS || points.length >= PART_NUMBERS
    if (isDue && points.length > 2) part(event.timeStamp)
  })
  for (const name of ['pointerup', 'pointercancel'] as const) {
    document.addEventListener(name, (event) => {
      if (canvas === null || event.pointerId !== pointer) return
      if (drawable(canvas) !== null && points.length > 0) tell(canvas, points)
      end()
    })
  }
  // The page would scroll under a finger that draws.
  document.addEventListener(
    'touchmove',
    (event) => {
      if (canvas !== null) event.preventDefault()
    },
    { passive: false },
  )

  function add([x = 0, y = 0]: readonly number[]): void {
    if (x !== points.at(-2) || y !== points.at(-1)) points.push(x, y)
  }

  /** The next part goes on where this one ends. */
  function part(now: number): void {
    if (canvas !== null) tell(canvas, points)
    points = points.slice(-2)
    toldAt = now
  }

  function end(): void {
    canvas = null
    points = []
  }
}

function placeOf(canvas: HTMLCanvasElement, event: PointerEvent): number[] {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  return [
    within(((event.clientX - left) / width) * DRAWING_WIDTH, DRAWING_WIDTH),
    within(((event.clientY - top) / height) * DRAWING_HEIGHT, DRAWING_HEIGHT),
  ]
}

function within(value: number, most: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(most, Math.max(0, value))) : 0
}
