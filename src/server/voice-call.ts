/**
 * A call to the server's number (PHN5): what its news mean for the desk, and what the caller hears
 * next. What is decided is decided by the desk; a caller hears the same of every code that leads
 * nowhere (PHN6).
 *
 *     begin ─► gather ─► try ─┬─► dial ─► over
 *                ▲            ├─► gather once more, three times in all
 *                └────────────┘
 */
import { parseCallId, type CallId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { voiceAnswer, type VoiceAnswer } from '../live/phone-calls.ts'
import { MAX_PHONE_OFFERS } from '../live/phone.ts'
import type { CallNews, CallStep, DialFate, Phrase, Telephony } from '../phone/phone.ts'
import type { Store } from '../store/store.ts'
import { drawFrom } from './draw.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { Log, Random } from './settings.ts'

/** Keys that are taken without `#`; more than a code ever has would tell nobody how long one is. */
const MOST_KEYS = 6
const KEYS_WAIT_S = 10
/** So long the operator's telephone rings. */
const RING_S = 30

/** Absolute addresses of ours, as the provider reaches them. */
export interface VoiceUrls {
  digits(attempt: number): string
  readonly over: string
  readonly status: string
}

export interface VoiceCalls {
  begin(urls: VoiceUrls): readonly CallStep[]
  /** `attempt`: from 1. Never rejects: where nobody can decide, the caller hears that. */
  tryCode(news: CallNews, attempt: number, urls: VoiceUrls): Promise<readonly CallStep[]>
  /** After the call to the operator. */
  over(news: CallNews): readonly CallStep[]
  /** What became of the call to the operator: noted soon, tried again while the store is away. */
  note(news: CallNews): void
}

/** After that the desk has given the call up. */
const NOTED_WITHIN_MS = 10 * 60 * 1000

export function createVoiceCalls(world: {
  readonly telephony: Telephony
  /** The server's, as callers dial it. */
  readonly callerId: string
  readonly store: Store
  readonly shell: RoomShell
  readonly keyring: Keyring
  readonly random: Random
  readonly timing: { now(): number }
  readonly log: Log
}): VoiceCalls {
  const { telephony, callerId, store, shell, keyring, random, timing, log } = world
  const { phrases, spokenIn: language } = telephony
  const desk = { kind: 'desk' } as const

  function say(phrase: Phrase): CallStep {
    return { type: 'say', text: phrases[phrase], language }
  }

  function leave(...said: readonly Phrase[]): readonly CallStep[] {
    return [...said.map(say), say('goodbye'), { type: 'hang-up' }]
  }

  function gather(spoken: readonly Phrase[], attempt: number, urls: VoiceUrls): CallStep {
    return {
      type: 'gather',
      text: spoken.map((phrase) => phrases[phrase]).join(' '),
      language,
      digits: MOST_KEYS,
      timeoutS: KEYS_WAIT_S,
      action: urls.digits(attempt),
    }
  }

  /** Silence is no try; twice it ends the call. */
  function enter(spoken: readonly Phrase[], attempt: number, urls: VoiceUrls): readonly CallStep[] {
    const again = gather(['nothing-entered', 'enter-again'], attempt, urls)
    return [gather(spoken, attempt, urls), again, ...leave('nothing-entered')]
  }

  function stepsOf(answer: VoiceAnswer, attempt: number, urls: VoiceUrls): readonly CallStep[] {
    switch (answer.type) {
      case 'connect': {
        const { number, timeLimitS } = answer
        const { over: action, status } = urls
        return [
          say('connecting'),
          { type: 'dial', number, callerId, timeLimitS, timeoutS: RING_S, action, status },
        ]
      }
      case 'connected-already':
        return leave('connected-already')
      case 'wrong':
        return answer.triesLeft > 0
          ? enter(['wrong', 'enter-again'], attempt + 1, urls)
          : leave('wrong')
    }
  }

  async function decide(news: CallNews, attempt: number): Promise<VoiceAnswer> {
    const call = callIdOf(news)
    const { digits } = news
    const caller = news.caller === null ? null : keyring.digest('caller', news.caller)
    const done = await shell.perform({
      aggregate: desk,
      id: shell.derivedId('try-code', `${call}\n${attempt}`),
      digest: keyring.digest('try-code', JSON.stringify([digits, caller])),
      command: {
        type: 'try-code',
        call,
        attempt,
        caller,
        digits,
        draws: Array.from({ length: MAX_PHONE_OFFERS }, () => drawFrom(random)),
      },
    })
    // Refused: known already, with other digits.
    const repeated = done.repeated || done.reply.type === 'refused'
    try {
      return voiceAnswer(await store.readDesk(), { call, attempt, repeated })
    } catch (error) {
      // The code may be used up, and nobody is dialled: neither side is to wait for a ring.
      if (!repeated) tell(call, 'failed')
      throw error
    }
  }

  /** The provider's own id stays out of the store. */
  function callIdOf({ call }: CallNews): CallId {
    return must(parseCallId(keyring.digest('call', call).slice(0, 22)), 'the start of a digest')
  }

  function tell(call: CallId, fate: DialFate): void {
    const until = timing.now() + NOTED_WITHIN_MS
    const told = {
      aggregate: desk,
      id: shell.derivedId('call-status', `${call}\n${fate}`),
      digest: '',
      command: { type: 'call-status', call, fate },
    } as const
    void shell.insist(told, () => timing.now() < until)
  }

  return {
    begin: (urls) => enter(['enter'], 1, urls),
    async tryCode(news, attempt, urls) {
      try {
        return stepsOf(await decide(news, attempt), attempt, urls)
      } catch (error) {
        log('voice-failed', { error: errorName(error) })
        return leave('unavailable')
      }
    },
    over({ fate }) {
      const isHeard = fate === 'busy' || fate === 'no-answer' || fate === 'failed'
      return isHeard ? leave(fate) : [{ type: 'hang-up' }]
    },
    note(news) {
      if (news.fate !== null) tell(callIdOf(news), news.fate)
    },
  }
}
