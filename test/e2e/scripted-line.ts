/**
 * A page's live line with a script in the server's place: each view and each message of a controller
 * comes exactly when a story wants it, and the line can be cut. Screens and answers are the real server's.
 */
import type { Page, WebSocketRoute } from '@playwright/test'
import { must } from '../../src/base/must.ts'
import { view as bareView } from '../../src/web/interview/testing/samples.ts'
import { withCaret } from '../../src/server/mirror-ops.ts'
import type { ParticipantView } from '../../src/live/views.ts'
import type { ControlOp, MirrorFromPage, MirrorOp } from '../../src/protocol/mirror.ts'
import type { PageDown, PageUp } from '../../src/protocol/page.ts'

export const OLIVIA = { id: 'OLIVIAOLIVIAOLIVIAOLIV', name: 'Olivia Ortega' } as OperatorView
export const OTTO = { id: 'OTTOOTTOOTTOOTTOOTTOOT', name: 'Otto Orban' } as OperatorView
type OperatorView = ParticipantView['watchedBy'][number]
type Order = Extract<PageUp, { readonly id: string }>

/** With every caret written out. */
export type Mirrored = Omit<MirrorFromPage, 'ops'> & { readonly ops: readonly MirrorOp[] }

export interface ScriptedLine {
  /** Everything the page said, over all its lines. */
  readonly said: readonly PageUp[]
  show(overrides: Partial<ParticipantView>): void
  send(message: PageDown): void
  /** Control of this page, or of another. */
  controlled(number: number, by?: OperatorView, where?: 'here' | 'elsewhere'): void
  /** As the next message of that control; the version is the screen's that stands there now. */
  operate(number: number, ops: readonly ControlOp[]): Promise<void>
  /** With a `cseq` and a version of its own. */
  operateAs(
    at: { readonly number: number; readonly cseq: number; readonly screen: number },
    ops: readonly ControlOp[],
  ): void
  observe(epoch: string): void
  version(): Promise<number>
  orders<T extends Order['type']>(type: T): readonly Extract<Order, { type: T }>[]
  mirrored(): readonly Mirrored[]
  /** The line breaks, and none comes back until `mend`. */
  cut(): void
  mend(): void
}

/** Before the page is opened. */
export async function scriptLine(page: Page): Promise<ScriptedLine> {
  const said: PageUp[] = []
  const cseqs = new Map<number, number>()
  let line: WebSocketRoute | null = null
  let pageKey = ''
  let cursor = 0
  let shown = bareView({ icon: 'none', canActivate: false, operators: 0 })
  let isCut = false

  function send(message: PageDown): void {
    line?.send(JSON.stringify(message))
  }

  await page.routeWebSocket(/\/live\/session\//, (socket) => {
    if (isCut) return void socket.close({ code: 1013, reason: '' })
    line = socket
    socket.onMessage((data) => {
      const message = JSON.parse(String(data)) as PageUp
      said.push(message)
      if (message.type === 'hello') {
        pageKey = message.page
        send({
          type: 'welcome',
          version: message.version,
          cursor,
          view: shown,
          lines: [],
          answersVersion: 0,
          now: Date.now(),
        })
      } else if ('id' in message) {
        send({ type: 'ack', id: message.id, seq: cursor })
      }
    })
  })

  const scripted: ScriptedLine = {
    said,
    send,
    show(overrides) {
      shown = { ...shown, ...overrides }
      const from = cursor
      cursor++
      send({ type: 'push', from, to: cursor, lines: [], view: shown, answersVersion: 0 })
    },
    controlled(number, by = OLIVIA, where = 'here') {
      const key = where === 'here' ? pageKey : 'elsewhereelsewhereelse'
      scripted.show({ control: { number, by, page: key } as ParticipantView['control'] })
    },
    async operate(number, ops) {
      const cseq = (cseqs.get(number) ?? 0) + 1
      cseqs.set(number, cseq)
      scripted.operateAs({ number, cseq, screen: await scripted.version() }, ops)
    },
    operateAs(at, ops) {
      send({ type: 'control', ...at, ops })
    },
    observe(epoch) {
      send({ type: 'observe', observers: 1, epoch })
    },
    version: async () =>
      Number(must(await page.locator('#al-screen').getAttribute('data-version'), 'a version')),
    orders: (type) =>
      said.filter(
        (message): message is Extract<Order, { type: typeof type }> => message.type === type,
      ),
    mirrored: () =>
      said
        .filter((message) => message.type === 'mirror')
        .map((message) => ({ ...message, ops: message.ops.map(withCaret) })),
    cut() {
      isCut = true
      void line?.close({ code: 1013, reason: '' })
    },
    mend() {
      isCut = false
    },
  }
  return scripted
}
