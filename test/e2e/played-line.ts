/**
 * The Monitor's line with a hand on it: what the server says of pictures and control is played by the
 * story, past all checks of the server, and what the Monitor says of it is written down.
 */
import type { Page } from '@playwright/test'
import type {
  ControlMessage,
  ControlOp,
  ControlView,
  MirrorDown,
  MirrorOp,
} from '../../src/protocol/mirror.ts'
import type { MonitorDown, MonitorUp } from '../../src/protocol/monitor.ts'

const PLAYED: readonly string[] = [
  'observe',
  'unobserve',
  'take-control',
  'release-control',
  'renew-control',
  'control',
] satisfies MonitorUp['type'][]

type Snapshot = Extract<MirrorDown, { kind: 'snapshot' }>

export interface PlayedLine {
  /** Whether what the operator does is answered by itself, as by a page on which it happens. */
  answers: boolean
  /** What the Monitor said of pictures and control. */
  readonly said: readonly MonitorUp[]
  controls(): readonly ControlMessage[]
  /** As if the server passed on what the user's page said. */
  show(html: string, ops?: readonly MirrorOp[], more?: Partial<Snapshot>): void
  delta(ops: readonly MirrorOp[], ack?: number): void
  control(control: ControlView): void
  mirror(message: MirrorDown): void
  acknowledge(cseq: number, gap?: boolean): void
  /** The command that was asked last is done. */
  done(): void
  /** The line breaks, and the Monitor comes back by itself. */
  cut(): void
}

/** Before the Monitor's page is loaded. Everything is about whoever is observed. */
export async function playLine(page: Page): Promise<PlayedLine> {
  const said: MonitorUp[] = []
  let toPage: (message: MonitorDown) => void = () => {}
  let close: () => void = () => {}
  let about = { session: '', participant: '' }
  let number = 0
  let lease = 1
  let screen = 1

  await page.routeWebSocket(/\/live\/monitor$/, (socket) => {
    const server = socket.connectToServer()
    toPage = (message) => socket.send(JSON.stringify(message))
    close = () => void socket.close({ code: 4503 })
    socket.onMessage((text) => {
      const message = JSON.parse(String(text)) as MonitorUp
      if (!PLAYED.includes(message.type)) return server.send(text)
      said.push(message)
      if (message.type === 'control' && line.answers)
        line.delta(message.ops.flatMap(toldOf), message.cseq)
      if (message.type === 'observe') {
        about = { session: message.session, participant: message.participant }
      }
    })
  })

  function mirror(message: MirrorDown): void {
    toPage({ type: 'mirror', ...about, message })
  }

  const line: PlayedLine = {
    answers: true,
    said,
    controls: () => said.filter((message) => message.type === 'control'),
    show(html, ops = [], more = {}) {
      number = 1
      screen = more.screen ?? screen
      const base = { epoch: 'e1', number, screen, tab: 1, html, css: [], ops } as const
      mirror({ kind: 'snapshot', ...base, ...more })
    },
    delta(ops, ack) {
      number++
      const told = ack === undefined ? {} : { ack: { number: lease, cseq: ack, gap: false } }
      mirror({ kind: 'delta', epoch: 'e1', number, ops, ...told })
    },
    acknowledge(cseq, gap = false) {
      number++
      mirror({ kind: 'delta', epoch: 'e1', number, ops: [], ack: { number: lease, cseq, gap } })
    },
    control(control) {
      if (control.state === 'yours') lease = control.number
      mirror({ kind: 'control', control })
    },
    mirror,
    done() {
      const command = said.findLast((message) => 'id' in message)
      if (command !== undefined && 'id' in command) toPage({ type: 'ack', id: command.id })
    },
    cut: () => close(),
  }
  return line
}

function toldOf(op: ControlOp): readonly MirrorOp[] {
  switch (op[0]) {
    case 'v':
    case 'c':
    case 'o':
    case 'k':
    case 'K':
      return [op]
    case 't':
      return [[op[0], op[1], op[2], op[3], op[4], op[5], op[6]]]
    case 's':
    case 'p':
    case 'ch':
    case 'y':
      return []
  }
}
