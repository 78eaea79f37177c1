/** CHT22: the chat as a text that a participant saves: what that participant may read, in order. */
import { mayRead } from '../live/derive.ts'
import { findParticipant } from '../live/room.ts'
import type { LineView } from '../protocol/chat.ts'
import type { Store } from '../store/store.ts'
import { text } from '../texts/text.ts'
import { readAllLines, viewLine } from './chat-lines.ts'
import type { Visit } from './door.ts'
import type { Keyring } from './seal.ts'

/** Whatever a reader of plain text may take for the end of a line. */
const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/
/** A name, not an offset: what is said about the times is true all year. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/
const INDENT = '    '

export interface ChatLogFile {
  readonly name: string
  readonly text: string
  /** Nothing was said. */
  readonly isEmpty: boolean
}

/** `timezones`: IANA names; the first that is known here is the reader's, UTC where none is. */
export async function chatLogFile(
  world: { readonly store: Store; readonly keyring: Keyring },
  visit: Visit,
  timezones: readonly (string | null | undefined)[],
): Promise<ChatLogFile> {
  const { participant, key } = visit
  const { store, keyring } = world
  // As it is now: who was let in a moment ago may read less by now.
  const room = (await store.readRoom(visit.room.id)) ?? visit.room
  const reader = { kind: 'participant', participant: participant.id } as const
  const { lines } = await readAllLines(store, room, 0, (line) => mayRead(room, line, reader))
  const clock = clockOf(timezones)
  const said = lines
    .map((line) => viewLine({ keyring, key }, room, reader, line))
    .map((line) => `${clock.at(line.sentAt)}  ${speaker(line)}\n${indented(line.text)}\n`)
  const title = text('chatLog.title', { title: oneLine(room.title) })
  const head = `${title}\n${text('chatLog.zone', { zone: clock.zone })}\n`
  const body = said.length === 0 ? `${text('chatLog.none')}\n` : said.join('\n')
  return {
    name: `chat-${clock.at(await store.now()).slice(0, 10)}.txt`,
    text: `${head}\n${body}`,
    isEmpty: said.length === 0,
  }
}

/** Text cannot pass for another line: those begin with a time, at the margin. */
function indented(said: string): string {
  return said
    .split(LINE_ENDS)
    .map((part) => INDENT + part)
    .join('\n')
}

function speaker(line: LineView): string {
  if (line.own) return text('chat.you')
  const name = line.name ?? text('common.visitor', { number: line.visitorNumber ?? '' })
  return oneLine(line.from === 'operator' ? text('chatLog.operator', { name }) : name)
}

function oneLine(said: string): string {
  return said.split(LINE_ENDS).join(' ')
}

interface Clock {
  readonly zone: string
  /** `2026-01-31 17:05:09` */
  at(time: number): string
}

function clockOf(timezones: readonly (string | null | undefined)[]): Clock {
  for (const timezone of timezones) {
    if (typeof timezone !== 'string' || !ZONE.test(timezone)) continue
    try {
      // Swedish writes dates as ISO 8601 does.
      const options = { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' } as const
      const format = new Intl.DateTimeFormat('sv-SE', options)
      return { zone: format.resolvedOptions().timeZone, at: (time) => format.format(time) }
    } catch {
      // This machine does not know it.
    }
  }
  return clockOf(['UTC'])
}

/** ACC5: an operator who joined takes along what others said. Before it is sent. */
export async function tellExport(
  store: Pick<Store, 'addAudit'>,
  { room, participant }: Visit,
): Promise<void> {
  const { joined, account } = participant
  if (joined === null || account === null) return
  const whose = findParticipant(room, joined.through)
  await store.addAudit([
    {
      session: room.id,
      interview: room.interview,
      participant: whose?.id ?? null,
      account: whose?.account?.id ?? null,
      accountName: null,
      visitorNumber: whose?.visitorNumber ?? null,
      operator: account,
      deed: { type: 'log-exported' },
    },
  ])
}
