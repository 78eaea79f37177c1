/** One screen, an operator who observes or controls it, and the user: on the wire, without browsers. */
import type { ControlView, MirrorDown } from '../../protocol/mirror.ts'
import type { PageDown } from '../../protocol/page.ts'
import { ask, type Monitor, type Page } from './scene.ts'
import type { TestServer } from './test-server.ts'

/** Names an entry in a Monitor's messages. */
export interface About {
  readonly session: string
  readonly participant: string
}

type Mirrored<K extends MirrorDown['kind']> = Extract<MirrorDown, { readonly kind: K }>
type Down<K extends PageDown['type']> = Extract<PageDown, { readonly type: K }>

/** The entry of the participant who entered first. */
export async function aboutFirst(server: TestServer, session: string): Promise<About> {
  const room = await server.deps.store.readRoom(session as never)
  const [participant] = Object.keys(room?.participants ?? {})
  if (participant === undefined) throw new Error('nobody has entered')
  return { session, participant }
}

/** Waits until the page is told that somebody observes; the epoch to send under. */
export async function toldToShow(page: Page): Promise<string> {
  const told = await page.next((message) => message.type === 'observe' && message.observers > 0)
  return (told as Down<'observe'>).epoch
}

export async function toldToStop(page: Page): Promise<void> {
  await page.next((message) => message.type === 'observe' && message.observers === 0)
}

export async function nextMirror<K extends MirrorDown['kind']>(
  monitor: Monitor,
  kind: K,
  fits: (message: Mirrored<K>) => boolean = () => true,
): Promise<Mirrored<K>> {
  const found = await monitor.next(
    (message) =>
      message.type === 'mirror' &&
      message.message.kind === kind &&
      fits(message.message as Mirrored<K>),
  )
  if (found.type !== 'mirror') throw new Error('looked for above')
  return found.message as Mirrored<K>
}

export async function nextControl<S extends ControlView['state']>(
  monitor: Monitor,
  state: S,
): Promise<Extract<ControlView, { readonly state: S }>> {
  const { control } = await nextMirror(monitor, 'control', (told) => told.control.state === state)
  return control as Extract<ControlView, { readonly state: S }>
}

/** The operator observes, and has the first picture; the epoch that the page sends under. */
export async function startObserving(
  monitor: Monitor,
  about: About,
  page: Page,
  screen = 1,
): Promise<string> {
  monitor.send({ type: 'observe', ...about })
  const epoch = await toldToShow(page)
  page.send({ type: 'mirror', snapshot: { epoch, screen }, ops: [['y', 0]] })
  await nextMirror(monitor, 'snapshot')
  return epoch
}

/** The operator takes control of what they observe; its number. */
export async function startControl(
  monitor: Monitor,
  about: About,
  takeOver = false,
): Promise<number> {
  const answer = await ask(monitor, { type: 'take-control', ...about, takeOver })
  if (answer !== 'ack') throw new Error(`not taken: ${answer}`)
  return (await nextControl(monitor, 'yours')).number
}

export function operate(
  monitor: Monitor,
  about: About,
  message: { readonly number: number; readonly cseq: number; readonly text: string },
): void {
  const { number, cseq, text } = message
  const ops = [['v', 'f0', text, text.length, text.length]]
  monitor.send({ type: 'control', ...about, number, cseq, screen: 1, ops })
}

/** What the page was told to do, in order: its texts. */
export function textsDone(page: Page): readonly string[] {
  return page.heard.flatMap((message) =>
    message.type === 'control' ? message.ops.map((op) => String(op[2])) : [],
  )
}

/** Waits until the page is told to do this. */
export async function isDone(page: Page, text: string): Promise<Down<'control'>> {
  const found = await page.next(
    (message) => message.type === 'control' && message.ops.some((op) => op[2] === text),
  )
  return found as Down<'control'>
}
