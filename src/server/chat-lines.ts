/** Lines of chat between the store, which sees sealed text, and readers, who see what they may. */
import { createHash } from 'node:crypto'
import type { CommandId, ParticipantId } from '../base/id.ts'
import type { AccountCard, ChatSender } from '../live/command.ts'
import { FORGOTTEN_NAME } from '../live/forget-account.ts'
import { findParticipant, type ChatLine, type Room } from '../live/room.ts'
import type { LineView } from '../protocol/chat.ts'
import { text } from '../texts/text.ts'
import type { Store } from '../store/store.ts'
import type { Keyring, SessionKey } from './seal.ts'

const BATCH = 500

/** Sealed under its command's id: in the place of another line it does not open. */
export function sealText(key: SessionKey, id: CommandId, text: string): string {
  return key.seal('chat', id, Buffer.from(text.toWellFormed()))
}

export function openLine(key: SessionKey, line: ChatLine): string {
  return Buffer.from(key.open('chat', line.id, line.sealed)).toString()
}

/**
 * All lines after `after` that `mayRead` lets through, up to the state that `room` was read in: a
 * line committed since then belongs to the next reading, or the reader's cursor would lie.
 */
export async function readAllLines(
  store: Store,
  room: Room,
  after: number,
  mayRead: (line: ChatLine) => boolean,
): Promise<{ readonly lines: readonly ChatLine[]; readonly upTo: number }> {
  const lines: ChatLine[] = []
  let from = after
  while (from < room.seq) {
    const batch = await store.readLines(room.id, from, BATCH)
    lines.push(...batch.filter((line) => line.seq <= room.seq && mayRead(line)))
    const last = batch.at(-1)
    if (last === undefined || batch.length < BATCH) break
    from = last.seq
  }
  return { lines, upTo: room.seq }
}

export function viewLine(
  world: { readonly keyring: Keyring; readonly key: SessionKey },
  room: Room,
  reader: ChatSender,
  line: ChatLine,
): LineView {
  const { sender } = line
  const participant =
    sender.kind === 'participant' ? findParticipant(room, sender.participant) : null
  const own = isOwn(room, reader, sender)
  return {
    seq: line.seq,
    // Others learn no sender's command ids: whoever knew the next one could use it up.
    id: own ? line.id : world.keyring.digest('line', line.id).slice(0, 22),
    text: openLine(world.key, line),
    name:
      sender.kind === 'operator'
        ? operatorName(sender.account)
        : (participant?.account?.name ?? null),
    visitorNumber: participant?.visitorNumber ?? null,
    from: sender.kind,
    audience: line.audience,
    own,
    sentAt: line.sentAt,
  }
}

/** SES3: of whoever's account was deleted, that they were an operator. */
function operatorName({ name }: AccountCard): string {
  return name === FORGOTTEN_NAME ? text('common.formerOperator') : name
}

/**
 * Names what a participant may read of the room, and whose lines stand there: while it stays the same,
 * only new lines change what they see. Another name only ever costs a reading (CHT8-CHT10, CHT18).
 */
export function reachOf(room: Room, participant: ParticipantId): string {
  const person = findParticipant(room, participant)
  const { called, availability, mode } = room.settings
  const parts = [called, availability, mode, person?.block?.afterSeq, person?.unheard]
  const mine = mergedInto(room, participant)
  const writers = mode === 'help' ? mine : Object.values(room.participants).map((one) => one.id)
  const text = JSON.stringify([...parts, mine, shownAs(room, writers), room.forgotten ?? []])
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

/** Ids that mean this participant, in order of the room. */
export function mergedInto(room: Room, participant: ParticipantId): readonly ParticipantId[] {
  const person = findParticipant(room, participant)
  return Object.values(room.participants)
    .filter((one) => person !== null && findParticipant(room, one.id)?.id === person.id)
    .map((one) => one.id)
}

/**
 * Under which names lines of these participants are shown, where that is another than when they came:
 * who signs in has one from then on, for what they wrote before too (CHT18).
 */
export function shownAs(room: Room, writers: readonly ParticipantId[]): readonly string[] {
  return writers.flatMap((id) => {
    const person = findParticipant(room, id)
    if (person === null || (person.id === id && person.account === null)) return []
    return [`${id} ${person.id} ${person.account?.name ?? ''}`]
  })
}

function isOwn(room: Room, reader: ChatSender, sender: ChatSender): boolean {
  if (reader.kind === 'operator') {
    return sender.kind === 'operator' && sender.account.id === reader.account.id
  }
  return (
    sender.kind === 'participant' &&
    findParticipant(room, sender.participant)?.id === findParticipant(room, reader.participant)?.id
  )
}
