/** What the page knows of its session's live help, and what each message makes of it. Pure. */
import type { ParticipantView } from '../../live/views.ts'
import type { LineView } from '../../protocol/chat.ts'
import type { PageDown } from '../../protocol/page.ts'
import { mergeLines, placeSpan } from '../connection/cursor.ts'

export interface LiveState {
  /** Null until the first welcome. */
  readonly view: ParticipantView | null
  readonly lines: readonly LineView[]
  readonly cursor: number | null
  /** What the participant may read, as the server names it; null where it was not told. */
  readonly reach: string | null
  readonly answersVersion: number
  /** A heartbeat told of more than has come; a second one that does means a lost wake-up. */
  readonly behindSince: number | null
}

export const UNKNOWN: LiveState = {
  view: null,
  lines: [],
  cursor: null,
  reach: null,
  answersVersion: 0,
  behindSince: null,
}

export type Step = { readonly state: LiveState; readonly restart: boolean }

export function receive(state: LiveState, message: PageDown): Step {
  switch (message.type) {
    case 'welcome':
      return keep({
        view: message.view,
        lines: mergeLines(message.whole === true ? [] : state.lines, message.lines),
        cursor: message.cursor,
        reach: message.reach ?? state.reach,
        answersVersion: message.answersVersion,
        behindSince: null,
      })
    case 'push': {
      const isWhole = message.whole === true
      const place = isWhole ? 'apply' : placeSpan(state.cursor ?? 0, message)
      if (place === 'gap') return { state, restart: true }
      if (place === 'known') return keep(state)
      return keep({
        view: message.view ?? state.view,
        lines: mergeLines(isWhole ? [] : state.lines, message.lines),
        cursor: message.to,
        reach: message.reach ?? state.reach,
        answersVersion: message.answersVersion,
        behindSince: null,
      })
    }
    case 'ping': {
      const cursor = state.cursor ?? 0
      if (message.head <= cursor) return keep({ ...state, behindSince: null })
      return { state: { ...state, behindSince: cursor }, restart: state.behindSince === cursor }
    }
    case 'ack':
    case 'refused':
    case 'typing':
    case 'observe':
    case 'mirror-again':
    case 'control':
    case 'control-alive':
      return keep(state)
  }
}

function keep(state: LiveState): Step {
  return { state, restart: false }
}

/** Lines of others that came after what was seen. */
export function unreadLines(state: LiveState, seenUpTo: number): readonly LineView[] {
  const read = Math.max(seenUpTo, state.view?.ownReadUpTo ?? 0)
  return state.lines.filter((line) => !line.own && line.seq > read)
}

/** CHT7: whether somebody to whom the own line is addressed has seen it. */
export function isRead(view: ParticipantView | null, line: LineView): boolean {
  if (view === null) return false
  const { readByOperatorsUpTo: operators, readByPeersUpTo: peers } = view
  switch (line.audience) {
    case 'private':
      return line.seq <= operators
    case 'peers':
      return line.seq <= peers
    case 'session':
      return line.seq <= Math.max(operators, peers)
  }
}
