/** What a command came to. A refusal changes nothing. */
export type Reply =
  | { readonly type: 'done'; /** the aggregate's sequence number */ readonly seq: number }
  | { readonly type: 'refused'; readonly code: RefusalCode }

export type RefusalCode =
  | 'unknown-session' // also where the operator may not see it (ACC4)
  | 'not-allowed' // the account is no operator's, or no longer
  | 'unknown-participant'
  | 'unknown-operator'
  | 'exists'
  | 'stale' // the answers were changed meanwhile
  | 'chat-unavailable' // availability is not `available`, or nobody can be reached
  | 'chat-not-active'
  | 'not-your-conversation'
  | 'other-readers' // CHT9: written in another mode
  | 'blocked' // an operator has to lift the block first
  | 'not-standby' // CHT21: help is offered to whoever has not activated chat, and is there
  | 'nobody-there' // CHT20: nobody whom the conversation could be offered to
  | 'no-transfer' // CHT20: it is no longer offered to this operator
  | 'not-observable' // OBS4: the interview does not allow it now
  | 'not-observing' // CTL1: control begins from an observed entry
  | 'no-page' // CTL1: the participant has no page open
  | 'held' // CTL5: another operator controls the screen
  | 'no-control' // CTL6: the lease is another's, or over
  | 'join-over' // JOI: the operator is not in the session any more
  | 'too-soon' // CON3: the user has said "Not now" a moment ago
  | 'no-question' // CON3: the question was withdrawn
  | 'no-phone' // PHN: there is no telephony, or the operator has no number
  | 'no-offer' // PHN: no call is offered any more
  | 'renewed-out' // PHN7: it was three times already
  | 'call-limit' // PHN13: of this operator, today
  | 'too-many-offers' // of calls, of all operators together
  | 'reused-id'
  | 'too-long'
  | 'blank'
