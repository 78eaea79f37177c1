/** An operator without a browser, for stories of the user's page: one participant at a time. */
import { expect, type Page } from '@playwright/test'
import { must } from '../../src/base/must.ts'
import type { LineView } from '../../src/protocol/chat.ts'
import type { MonitorDown, MonitorUp } from '../../src/protocol/monitor.ts'
import { signIn, type Wire } from '../support/wire-client.ts'

type Durable = Extract<MonitorUp, { readonly id: string }>
type Draft<M> = M extends unknown ? Omit<M, 'id'> : never

export interface WireDesk {
  readonly account: string
  /** Everything from here on is about the participant on this page. */
  meet(page: Page): Promise<void>
  /** Asks, and waits until it is done. */
  do(draft: Draft<Durable>): Promise<void>
  say(message: { readonly type: 'typing'; readonly is: boolean }): void
  write(text: string): Promise<void>
  /** Once a message that has this text in it has come. */
  readUpTo(text: string): Promise<void>
  offerHelp(): Promise<void>
  endChat(): Promise<void>
  /** The session's conversation, in mode `peerhelp`. */
  endSharedChat(): Promise<void>
  block(is: boolean): Promise<void>
  transferTo(other: WireDesk): Promise<void>
  answerTransfer(accepts: boolean): Promise<void>
  untilTyping(is: boolean): Promise<void>
  /** Every text that this operator was ever shown. */
  textsSeen(): readonly string[]
  /** Says goodbye and goes. */
  leave(): void
  close(): void
}

export async function openDesk(
  url: string,
  account: { readonly email: string; readonly password: string },
): Promise<WireDesk> {
  const operator = await signIn(url, account)
  const wire: Wire<MonitorUp, MonitorDown> = await operator.connect()
  const id = (await wire.next('welcome')).me.id
  let met: { readonly session: string; readonly participant: string } | null = null

  function about(): { readonly session: string; readonly participant: string } {
    return must(met, 'nobody was met')
  }

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
    account: id,
    async meet(page) {
      const [session = '', participant = ''] = await page.evaluate<string[]>(
        '[document.body.dataset.session, document.body.dataset.participant]',
      )
      met = { session, participant }
    },
    do: ask,
    say: (message) => wire.send({ ...message, ...about() }),
    write: (text) => ask({ type: 'chat-send', ...about(), text }),
    async readUpTo(text) {
      await expect
        .poll(() => wire.received.flatMap(linesOf).some((line) => line.text.includes(text)))
        .toBe(true)
      await ask({ type: 'chat-read', ...about(), upTo: lastSeq(wire.received) })
    },
    offerHelp: () => ask({ type: 'offer-help', ...about() }),
    endSharedChat: () => ask({ type: 'end-chat', ...about(), participant: null }),
    endChat: () => ask({ type: 'end-chat', ...about() }),
    block: (is) => ask({ type: is ? 'block' : 'unblock', ...about() }),
    transferTo: (other) =>
      ask({ type: 'transfer', ...about(), to: { kind: 'operator', id: other.account } }),
    answerTransfer: (accepts) => ask({ type: 'answer-transfer', ...about(), accepts }),
    async untilTyping(is) {
      await expect
        .poll(() => {
          const said = wire.received.filter((message) => message.type === 'typing').at(-1)
          return said !== undefined && said.who.length > 0
        })
        .toBe(is)
    },
    textsSeen: () => wire.received.flatMap(linesOf).map(({ text }) => text),
    leave() {
      wire.send({ type: 'goodbye' })
      wire.close()
    },
    close: () => wire.terminate(),
  }
}

function linesOf(message: MonitorDown): readonly LineView[] {
  if (message.type === 'welcome') return message.conversations.flatMap(({ lines }) => lines)
  if (message.type === 'conversation') return message.conversation.lines
  return message.type === 'lines' ? message.lines : []
}

function lastSeq(received: readonly MonitorDown[]): number {
  return Math.max(0, ...received.flatMap(linesOf).map(({ seq }) => seq))
}
