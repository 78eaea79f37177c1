import { setTimeout as pause } from 'node:timers/promises'

/** The least that a story needs of a browser. What is done is done with real keys and a real pointer. */
export interface Driver {
  readonly name: string
  go(address: string): Promise<void>
  /** The JSON value of an expression, in the page or in its first frame. */
  read(place: Place, expression: string): Promise<unknown>
  /** A click at a point of the window, CSS pixels. */
  clickAt(x: number, y: number): Promise<void>
  /** Keys for whatever has the focus; WebDriver's code points stand for keys without a letter. */
  keys(place: Place, keys: string): Promise<void>
  close(): Promise<void>
}

export type Place = 'page' | 'picture'

export const ARROW_DOWN = '\uE015'
export const END = '\uE010'

/** What is awaited comes within this. */
const PATIENCE_MS = 15_000
const LOOK_MS = 50

export async function until(driver: Driver, place: Place, expression: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while ((await readOrNull(driver, place, expression)) !== true) {
    if (Date.now() > end) throw new Error(`${driver.name}: never in the ${place}: ${expression}`)
    await pause(LOOK_MS)
  }
}

/** A page that is being left, or a frame that is not there yet, tells nothing. */
async function readOrNull(driver: Driver, place: Place, expression: string): Promise<unknown> {
  try {
    return await driver.read(place, expression)
  } catch {
    return null
  }
}

/** In the middle of the element that the expression finds; in the picture as far as it is scaled. */
export async function click(driver: Driver, place: Place, element: string): Promise<void> {
  await until(driver, place, `${element} != null`)
  if (place === 'picture') await driver.read('page', scrolledTo(FRAME))
  // Within a frame this scrolls the page around it, too.
  await driver.read(place, scrolledTo(element))
  const { x, y } = await atRest(() =>
    place === 'page' ? middleOf(driver, element) : inPicture(driver, element),
  )
  await driver.clickAt(x, y)
}

/** Where it is when it has stopped moving: what changes above it moves it along. */
async function atRest(look: () => Promise<Point>): Promise<Point> {
  let before = await look()
  for (;;) {
    await pause(4 * LOOK_MS)
    const now = await look()
    if (now.x === before.x && now.y === before.y) return now
    before = now
  }
}

const FRAME = "document.querySelector('iframe')"

async function inPicture(driver: Driver, element: string): Promise<Point> {
  const inner = await middleOf(driver, element, 'picture')
  const at = `(() => {
    const { left, top, width } = ${FRAME}.getBoundingClientRect()
    const scale = width / ${FRAME}.offsetWidth
    return { x: left + ${inner.x} * scale, y: top + ${inner.y} * scale }
  })()`
  return (await driver.read('page', at)) as Point
}

interface Point {
  readonly x: number
  readonly y: number
}

async function middleOf(driver: Driver, element: string, place: Place = 'page'): Promise<Point> {
  const at = `(() => {
    const { left, top, width, height } = (${element}).getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  })()`
  return (await driver.read(place, at)) as Point
}

function scrolledTo(element: string): string {
  return `(${element}.scrollIntoView({ block: 'center', behavior: 'instant' }), 0)`
}
