/**
 * Signatures in the picture: strokes as the user's page tells them, and those of the operator that it
 * has not acknowledged yet. Kept as strokes, so that they can be drawn again at any time.
 */

/** Of a signature, as the messages have it. */
export const DRAWING_WIDTH = 1000
export const DRAWING_HEIGHT = 500
export const DRAWING = 'canvas.al-signature'
/** Numbers kept for one signature: a hostile page would send strokes without end. */
const MAX_KEPT = 200_000
const PEN = 6

type Stroke = readonly number[]

interface Drawing {
  theirs: Stroke[]
  kept: number
  own: { readonly stroke: Stroke; readonly cseq: number }[]
}

export interface Drawings {
  /** By the user's page; null: cleared. */
  told(target: string, stroke: Stroke | null): void
  /** By the operator, with message `cseq`. */
  drawn(target: string, stroke: Stroke, cseq: number): void
  /** Returns what has to be drawn anew. */
  acknowledged(cseq: number): readonly string[]
  revert(): readonly string[]
  /** Nothing is drawn. */
  clear(): readonly string[]
  draw(canvas: HTMLCanvasElement, target: string): void
}

export function createDrawings(): Drawings {
  const drawings = new Map<string, Drawing>()

  function drawingOf(target: string): Drawing {
    const known = drawings.get(target)
    if (known !== undefined) return known
    const made: Drawing = { theirs: [], kept: 0, own: [] }
    drawings.set(target, made)
    return made
  }

  function settle(isOver: (cseq: number) => boolean): readonly string[] {
    const settled: string[] = []
    for (const [target, drawing] of drawings) {
      const own = drawing.own.filter(({ cseq }) => !isOver(cseq))
      if (own.length === drawing.own.length) continue
      drawing.own = own
      settled.push(target)
    }
    return settled
  }

  function draw(canvas: HTMLCanvasElement, target: string): void {
    const drawing = drawings.get(target)
    const pen = prepare(canvas)
    if (drawing === undefined || pen === null) return
    for (const stroke of drawing.theirs) trace(pen, stroke)
    for (const { stroke } of drawing.own) trace(pen, stroke)
  }

  return {
    told(target, stroke) {
      const drawing = drawingOf(target)
      if (stroke === null) {
        drawing.theirs = []
        drawing.kept = 0
      } else if (drawing.kept + stroke.length <= MAX_KEPT) {
        drawing.theirs.push(stroke)
        drawing.kept += stroke.length
      }
    },
    drawn: (target, stroke, cseq) => void drawingOf(target).own.push({ stroke, cseq }),
    acknowledged: (done) => settle((cseq) => cseq <= done),
    revert: () => settle(() => true),
    clear() {
      const targets = [...drawings.keys()]
      drawings.clear()
      return targets
    },
    draw,
  }
}

/** An empty canvas of the signature's own size: the page's CSS says how large it is shown. */
function prepare(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  canvas.width = DRAWING_WIDTH
  canvas.height = DRAWING_HEIGHT
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  // The author's colour, as on the user's page. One that is none leaves the one before.
  pen.strokeStyle = canvas.dataset['alPen'] ?? '#000'
  pen.lineWidth = PEN
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  return pen
}

function trace(pen: CanvasRenderingContext2D, stroke: Stroke): void {
  const [x = 0, y = 0] = stroke
  if (stroke.length < 2) return
  pen.beginPath()
  pen.moveTo(x, y)
  // A point alone is a dot.
  if (stroke.length < 4) pen.lineTo(x, y)
  for (let i = 2; i + 1 < stroke.length; i += 2) pen.lineTo(stroke[i] ?? 0, stroke[i + 1] ?? 0)
  pen.stroke()
}
