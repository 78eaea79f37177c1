/** What may be asked of the desk: by operators, by rooms, by the configuration, and by time. */
import type { AccountId, PageId, ProcessId, SessionId } from '../base/id.ts'
import type { AccountCard, ConversationOf, TransferTarget } from './command.ts'
import type { DeskPhoneCommand } from './phone-command.ts'
import type { OperatorLimits, Scope } from './scope.ts'

export type DeskCommand =
  | DeskPhoneCommand
  | {
      readonly type: 'monitor-opened'
      readonly operator: AccountCard
      /** ACC4: `operator-privileges` tells when they change. */
      readonly privileges: readonly string[]
      readonly page: PageId
      readonly process: ProcessId
    }
  | {
      readonly type: 'monitor-closed'
      readonly operator: AccountId
      readonly page: PageId
      readonly process: ProcessId
    }
  | { readonly type: 'process-lost'; readonly process: ProcessId }
  | { readonly type: 'set-available'; readonly operator: AccountId; readonly available: boolean }
  /** MON3: ticked roles; a name that nobody knew is added. */
  | { readonly type: 'set-roles'; readonly operator: AccountId; readonly roles: readonly string[] }
  | { readonly type: 'roles-named'; readonly roles: readonly string[] }
  /** CHT5: simultaneous conversations; null for no limit. */
  | { readonly type: 'set-limit'; readonly operator: AccountId; readonly limit: number | null }
  /** From a room: find an operator for the conversation, or queue it. */
  | {
      readonly type: 'assign'
      readonly session: SessionId
      readonly participant: ConversationOf
      readonly roles: readonly string[]
      readonly scope: Scope
      /**
       * Stay in the queue though no operator is available in any of the roles (otherwise refuse).
       * Where all who are available are at their limit, it queues in either case (CHT5).
       */
      readonly mayWait: boolean
      /**
       * Who takes it first of all, available or not and whatever their limit, if they have a Monitor
       * open: who invited, or carried it before the mode changed. Null for nobody.
       */
      readonly prefer: AccountId | null
      /** Nobody who takes part in it is there (grace time over). */
      readonly away: boolean
    }
  | { readonly type: 'release'; readonly session: SessionId; readonly participant: ConversationOf }
  /** From a room: whoever takes part in the conversation has gone, or come back (CHT5). */
  | {
      readonly type: 'away'
      readonly session: SessionId
      readonly participant: ConversationOf
      readonly away: boolean
    }
  /** From a room: this operator carries it from now on, where nobody else does, whatever their limit. */
  | {
      readonly type: 'take'
      readonly session: SessionId
      readonly participant: ConversationOf
      readonly operator: AccountId
      readonly scope: Scope
      readonly away: boolean
    }
  /** From a room: CHT20. */
  | {
      readonly type: 'offer-transfer'
      readonly session: SessionId
      readonly participant: ConversationOf
      readonly from: AccountId
      readonly to: TransferTarget
    }
  | {
      readonly type: 'cancel-transfer'
      readonly session: SessionId
      readonly participant: ConversationOf
      readonly from: AccountId
    }
  | {
      readonly type: 'answer-transfer'
      readonly session: SessionId
      readonly participant: ConversationOf
      readonly operator: AccountId
      readonly accepts: boolean
    }
  /** ACC4: what they may see no longer goes to others. */
  | {
      readonly type: 'operator-privileges'
      readonly operator: AccountId
      readonly privileges: readonly string[]
    }
  /** ACC4: as the configuration says. */
  | { readonly type: 'limit-operators'; readonly limits: OperatorLimits }
  /** The account lost its privilege or was deleted. */
  | { readonly type: 'operator-removed'; readonly operator: AccountId }
  | { readonly type: 'tick' }
