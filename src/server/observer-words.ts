/** What a Monitor that observes says to the room, and as whom. */
import type { Consent } from '../base/consent.ts'
import type { PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import type { AccountCard, AskedBy, Command, RoomCommand } from '../live/command.ts'
import type { Reply } from '../live/reply.ts'
import type { OperatorLimits } from '../live/scope.ts'
import type { RoomShell } from './room-shell.ts'

/** Who is observed. */
export interface Entry {
  readonly session: SessionId
  readonly participant: ParticipantId
}

export interface ObserverWords {
  /** ACC3: the operator whose right the room looks at once more. */
  readonly by: AskedBy
  readonly observe: (entry: Entry) => Promise<Reply>
  /** Asked for, and nobody knows whether the room counts this Monitor: the line ends over it. */
  readonly unsure: readonly Entry[]
  readonly perform: (entry: Entry, command: RoomCommand) => Promise<Reply>
  /** `page`: the one that the picture shows; null where that is not known. */
  readonly takeControl: (entry: Entry, page: PageId | null, takeOver: boolean) => RoomCommand
  /** Until the room has heard it, as long as `stillHolds`. `lost`: the line ended without a word. */
  readonly leave: (entry: Entry, lost: boolean, stillHolds: () => boolean) => Promise<void>
}

export function createObserverWords(
  world: {
    readonly shell: RoomShell
    readonly process: ProcessId
    /** CON4. */
    readonly floor: Consent
    /** ACC4. */
    readonly limits: OperatorLimits
  },
  own: { readonly operator: AccountCard; readonly monitor: PageId },
): ObserverWords {
  const { shell, process, floor, limits } = world
  const { operator, monitor } = own
  const by = { account: operator.id, limits }
  const unsure: Entry[] = []

  function commandFor(entry: Entry, command: RoomCommand): Command {
    const aggregate = { kind: 'room', id: entry.session } as const
    return { aggregate, id: shell.freshId(), digest: '', command }
  }

  async function perform(entry: Entry, command: RoomCommand): Promise<Reply> {
    return (await shell.perform({ ...commandFor(entry, command), by })).reply
  }

  return {
    by,
    perform,
    unsure,
    observe: async (entry) => {
      const { participant } = entry
      try {
        const who = { participant, operator, monitor, process, floor }
        return await perform(entry, { type: 'observe', ...who })
      } catch (error) {
        unsure.push(entry)
        throw error
      }
    },
    takeControl: ({ participant }, page, takeOver) => {
      const who = { participant, operator, monitor, process, floor }
      return { type: 'take-control', ...who, page, takeOver }
    },
    leave: (entry, lost, stillHolds) => {
      const { participant } = entry
      const command = { type: 'unobserve', participant, monitor, process, lost } as const
      return shell.insist(commandFor(entry, command), stillHolds)
    },
  }
}
