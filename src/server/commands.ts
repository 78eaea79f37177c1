/** Durable commands from sockets: carried to the store, answered with `ack` or `refused`. */
import { parseCommandId, type CommandId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Command } from '../live/command.ts'
import type { ErrorCode } from '../protocol/error-codes.ts'
import { text } from '../texts/text.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { Log } from './settings.ts'

export type CommandReply =
  | { readonly type: 'ack'; readonly id: string; readonly seq: number }
  | {
      readonly type: 'refused'
      readonly id: string
      readonly code: ErrorCode
      readonly message: string
      readonly retry: boolean
    }

/** Sending the same again can help with these. */
const PASSING: readonly ErrorCode[] = ['too-many', 'unavailable']

export function refusal(id: string, code: ErrorCode, waitMs = 0): CommandReply {
  const message = text(`refused.${code}`, { seconds: Math.ceil(waitMs / 1000) })
  return { type: 'refused', id, code, message, retry: PASSING.includes(code) }
}

/** The schema of every durable message has seen to the form of its id. */
export function commandIdOf(message: { readonly id: string }): CommandId {
  return must(parseCommandId(message.id), 'a checked command id')
}

/** `message`: as it was sent; the same id with another body is refused. */
export async function carryOut(
  world: { readonly shell: RoomShell; readonly keyring: Keyring; readonly log: Log },
  message: { readonly id: string },
  command: (digest: string) => Command,
): Promise<CommandReply> {
  const digest = world.keyring.digest('command', JSON.stringify(message))
  try {
    const { reply } = await world.shell.perform(command(digest))
    if (reply.type === 'refused') return refusal(message.id, reply.code)
    return { type: 'ack', id: message.id, seq: reply.seq }
  } catch (error) {
    // Whether it was carried out is not known: sent again, the same id does it once.
    world.log('command-failed', { error: errorName(error) })
    return refusal(message.id, 'unavailable')
  }
}
