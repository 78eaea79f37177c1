/**
 * Signatures: drawn with a pointer, or typed for who cannot draw. Loaded where a screen asks for one;
 * before that, and without it, a picture can be chosen instead.
 *
 * Strokes are kept as numbers (x, y, x, y, ... in 0..1000 and 0..500), so that they can be drawn again in
 * any size, and so that observers are told them: each change is an event `al-signature` on the canvas,
 * with `detail: { stroke }`; null means that nothing is left.
 */
const WIDTH = 1000
const HEIGHT = 500
const PEN = 6
/** Where the page's style draws the line to sign on. */
const LINE = 385
/** ms between two parts of what is being drawn: observers see it grow. */
const PART_MS = 80
/** A part ends there at the latest, but for what the browser tells at once. */
const PART_NUMBERS = 400
/** What the server takes as one stroke. */
const MOST_AT_ONCE = 2000
/** Numbers of one signature; more than anybody draws. */
const MOST_NUMBERS = 100_000
const LARGEST_LETTERS = 220

type Stroke = readonly number[]

interface Signature {
  strokes: Stroke[]
  numbers: number
}

/** What belongs to one canvas on the page. */
interface Pad {
  readonly canvas: HTMLCanvasElement
  /** Carries the picture when the form is sent. */
  readonly file: HTMLInputElement
  readonly typed: HTMLInputElement
  readonly state: HTMLElement
}

const signatures = new WeakMap<HTMLCanvasElement, Signature>()
const pads = new WeakMap<HTMLCanvasElement, Pad>()

export function readSignature(canvas: HTMLCanvasElement): number[][] {
  return signatureOf(canvas).strokes.map((stroke) => [...stroke])
}

/** Whole numbers; what lies outside is put at the edge. */
export function addStroke(canvas: HTMLCanvasElement, points: readonly number[]): void {
  const signature = signatureOf(canvas)
  const stroke = points
    .slice(0, Math.min(points.length - (points.length % 2), MOST_AT_ONCE))
    .map((part, index) => within(part, index % 2 === 0 ? WIDTH : HEIGHT))
  if (stroke.length === 0 || signature.numbers + stroke.length > MOST_NUMBERS) return
  signature.strokes.push(stroke)
  signature.numbers += stroke.length
  changed(canvas, stroke)
}

export function clearSignature(canvas: HTMLCanvasElement): void {
  signatures.delete(canvas)
  changed(canvas, null)
}

/** Makes every place for a signature in the screen one to draw on; again is no mistake. */
export function startSignatures(root: HTMLElement): void {
  for (const canvas of root.querySelectorAll<HTMLCanvasElement>('canvas.al-signature')) {
    const pad = pads.has(canvas) ? null : padOf(canvas)
    if (pad !== null) start(pad)
  }
}

function padOf(canvas: HTMLCanvasElement): Pad | null {
  const place = canvas.closest('.al-sign')
  const file = place?.querySelector<HTMLInputElement>('input[type=file]')
  const typed = place?.querySelector<HTMLInputElement>('[data-al-typed]')
  const state = place?.querySelector<HTMLElement>('.al-sign-state')
  return file && typed && state ? { canvas, file, typed, state } : null
}

function start(pad: Pad): void {
  const { canvas, file, typed } = pad
  pads.set(canvas, pad)
  canvas.closest('.al-sign')?.classList.add('al-signing')
  // It is filled in when the form is sent; who is led to it is led on to where one signs.
  file.tabIndex = -1
  file.setAttribute('aria-hidden', 'true')
  file.addEventListener('focus', () => canvas.focus())
  canvas.tabIndex = -1
  canvas.addEventListener('al-signature', (event) => {
    const isDrawn = event instanceof CustomEvent && event.detail?.stroke !== null
    // One or the other: what stands on the line is what is sent.
    if (isDrawn) typed.value = ''
    show(pad)
  })
  typed.addEventListener('input', () => {
    if (signatureOf(canvas).strokes.length > 0 && typed.value.trim() !== '') clearSignature(canvas)
    show(pad)
  })
  canvas
    .closest('.al-sign')
    ?.querySelector('[data-al-clear]')
    ?.addEventListener('click', () => {
      typed.value = ''
      clearSignature(canvas)
    })
  file.form?.addEventListener('submit', () => fill(pad), { capture: true })
  listenToPointer(canvas)
  new ResizeObserver(() => draw(pad)).observe(canvas)
  show(pad)
}

function listenToPointer(canvas: HTMLCanvasElement): void {
  let pointer: number | null = null
  let points: number[] = []
  let toldAt = 0

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || pointer !== null) return
    pointer = event.pointerId
    canvas.setPointerCapture(pointer)
    points = placeOf(canvas, event)
    toldAt = event.timeStamp
    // No text is selected, and the focus stays where it is.
    event.preventDefault()
  })
  canvas.addEventListener('pointermove', (event) => {
    if (event.pointerId !== pointer) return
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const [x = 0, y = 0] = placeOf(canvas, one)
      if (x !== points.at(-2) || y !== points.at(-1)) points.push(x, y)
    }
    const isDue = event.timeStamp - toldAt >= PART_MS || points.length >= PART_NUMBERS
    if (!isDue || points.length < 4) return
    addStroke(canvas, points)
    // The next part goes on where this one ends.
    points = points.slice(-2)
    toldAt = event.timeStamp
  })
  for (const name of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId !== pointer) return
      pointer = null
      addStroke(canvas, points)
    })
  }
}

function placeOf(canvas: HTMLCanvasElement, event: PointerEvent): number[] {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  return [
    within(((event.clientX - left) / width) * WIDTH, WIDTH),
    within(((event.clientY - top) / height) * HEIGHT, HEIGHT),
  ]
}

function within(value: number, most: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(most, Math.max(0, value))) : 0
}

function signatureOf(canvas: HTMLCanvasElement): Signature {
  const known = signatures.get(canvas)
  if (known !== undefined) return known
  const made: Signature = { strokes: [], numbers: 0 }
  signatures.set(canvas, made)
  return made
}

function changed(canvas: HTMLCanvasElement, stroke: Stroke | null): void {
  const detail = { stroke: stroke === null ? null : [...stroke] }
  canvas.dispatchEvent(new CustomEvent('al-signature', { bubbles: true, detail }))
}

function isEmpty({ canvas, typed }: Pad): boolean {
  return signatureOf(canvas).strokes.length === 0 && typed.value.trim() === ''
}

function show(pad: Pad): void {
  draw(pad)
  const { alEmpty = '', alSigned = '' } = pad.state.dataset
  const words = isEmpty(pad) ? alEmpty : alSigned
  if (pad.state.textContent !== words) pad.state.textContent = words
  // A refusal is over as soon as something stands there.
  if (!isEmpty(pad)) pad.file.dispatchEvent(new Event('input', { bubbles: true }))
}

/** As sharp as the screen is. */
function draw(pad: Pad): void {
  const { canvas } = pad
  const scale = (canvas.clientWidth * window.devicePixelRatio) / WIDTH
  if (scale === 0) return
  canvas.width = Math.round(WIDTH * scale)
  canvas.height = Math.round(HEIGHT * scale)
  const pen = canvas.getContext('2d')
  if (pen === null) return
  pen.scale(scale, scale)
  paint(pen, pad)
}

function paint(pen: CanvasRenderingContext2D, { canvas, typed }: Pad): void {
  pen.strokeStyle = '#000'
  // A colour that is none leaves the one before.
  pen.strokeStyle = canvas.dataset['alPen'] ?? '#000'
  pen.fillStyle = pen.strokeStyle
  pen.lineWidth = PEN
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  for (const stroke of signatureOf(canvas).strokes) trace(pen, stroke)
  const name = typed.value.trim()
  if (name !== '') write(pen, name)
}

function trace(pen: CanvasRenderingContext2D, stroke: Stroke): void {
  const [x = 0, y = 0] = stroke
  pen.beginPath()
  pen.moveTo(x, y)
  // A point alone is a dot.
  if (stroke.length < 4) pen.lineTo(x, y)
  for (let i = 2; i + 1 < stroke.length; i += 2) pen.lineTo(stroke[i] ?? 0, stroke[i + 1] ?? 0)
  pen.stroke()
}

function write(pen: CanvasRenderingContext2D, name: string): void {
  const font = (size: number): string =>
    `italic ${size}px "Brush Script MT", "Segoe Script", cursive`
  pen.font = font(LARGEST_LETTERS)
  const room = WIDTH * 0.9
  const size = Math.min(LARGEST_LETTERS, (LARGEST_LETTERS * room) / pen.measureText(name).width)
  pen.font = font(size)
  pen.textAlign = 'center'
  pen.fillText(name, WIDTH / 2, LINE)
}

/** Puts the picture into the form; nothing where nothing stands there. */
function fill(pad: Pad): void {
  const files = new DataTransfer()
  const picture = document.createElement('canvas')
  picture.width = WIDTH
  picture.height = HEIGHT
  const pen = picture.getContext('2d')
  if (!isEmpty(pad) && pen !== null) {
    paint(pen, pad)
    const [, data = ''] = picture.toDataURL('image/png').split(',')
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
    files.items.add(new File([bytes], 'signature.png', { type: 'image/png' }))
  }
  pad.file.files = files.files
}
