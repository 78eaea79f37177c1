/** Visitors without a browser, many at a time, and a browser that remembers what it was alerted to. */
import type { BrowserContext, Page } from '@playwright/test'
import type { PageUp } from '../../src/protocol/page.ts'
import { startParticipant } from '../support/wire-client.ts'

type Durable = Extract<PageUp, { readonly id: string }>
type Draft<M> = M extends unknown ? Omit<M, 'id'> : never

export interface WireVisitor {
  readonly session: string
  /** Asks, and waits until it is done. */
  do(draft: Draft<Durable>): Promise<void>
  activate(): Promise<void>
  say(text: string): Promise<void>
  typing(is: boolean): void
  close(): void
}

export async function wireVisitor(url: string, interview: string): Promise<WireVisitor> {
  const participant = await startParticipant(url, interview)
  const wire = await participant.connect(null)
  await wire.next('welcome')

  async function ask(draft: Draft<Durable>): Promise<void> {
    const asked = { ...draft, id: wire.nextId() } as Durable
    wire.send(asked)
    const answer = await Promise.race([
      wire.next('ack', (message) => message.id === asked.id),
      wire.next('refused', (message) => message.id === asked.id),
    ])
    if (answer.type === 'refused') throw new Error(`${draft.type} was refused: ${answer.code}`)
  }

  return {
    session: participant.session,
    do: ask,
    activate: () => ask({ type: 'chat-activate', invited: false }),
    say: (text) => ask({ type: 'chat-send', text }),
    typing: (is) => wire.send({ type: 'typing', is }),
    close: () => wire.terminate(),
  }
}

/** Notifications and sounds are counted where the browser is asked for them. */
export async function recordAlerts(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['notifications'])
  await context.addInitScript(`
    window.alerts = { notifications: [], tones: 0 }
    window.Notification = class extends window.Notification {
      constructor(title, options) {
        super(title, options)
        window.alerts.notifications.push(title + ': ' + options.body)
      }
    }
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (at) {
      window.alerts.tones++
      return start.call(this, at)
    }
  `)
}

export interface Alerted {
  readonly notifications: readonly string[]
  readonly tones: number
}

export function alertsOf(page: Page): Promise<Alerted> {
  return page.evaluate<Alerted>('window.alerts')
}
