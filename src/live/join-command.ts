/** What may be asked of a room about operators who join its session (JOI). */
import type { AccountId, PageId, ParticipantId, ProcessId } from '../base/id.ts'
import type { Consent } from '../base/consent.ts'
import type { AccountCard } from './command.ts'

export type JoinCommand =
  /**
   * JOI1: the operator becomes a participant, as `joiner` where they never were one; or, where
   * `participant`, through whose entry they come, has to allow it first (CON3), a question is put.
   */
  | {
      readonly type: 'join'
      readonly participant: ParticipantId
      readonly operator: AccountCard
      readonly joiner: ParticipantId
      /** Of the tab that waits for the answer, and of the server process that it asked. */
      readonly monitor: PageId
      readonly process: ProcessId
      /** CON4. */
      readonly floor: Consent
    }
  /** The operator waits for the answer no longer. */
  | {
      readonly type: 'withdraw-join'
      readonly participant: ParticipantId
      readonly operator: AccountCard
    }
  /** By `participant`, the joined operator; or they may not be there any more. */
  | {
      readonly type: 'leave-join'
      readonly participant: ParticipantId
      readonly why: 'left' | 'not-allowed'
    }
  /** CON2, CON3: a participant wants this operator out of the session, who has to ask next time. */
  | {
      readonly type: 'end-join'
      readonly participant: ParticipantId
      readonly operator: AccountId
    }
