/** What is saved of a step, sealed: the answers as the evaluator gave them, and the screen. */
import type { ParticipantId } from '../base/id.ts'
import type { SavedStep } from '../store/store.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import type { SessionKey } from './seal.ts'

export interface SavedScreen {
  /** Of the interview that made it: in development another one makes the screen anew (LNG5). */
  readonly interviewHash: string
  /** For whom it was made; another participant's screen may differ. */
  readonly participant: ParticipantId
  /** Of the submission that led here, so that a second sending of it is recognised (REL5). */
  readonly cause: string
  /** Of what stood at this place before, newest first: it counts as sent although its screen is gone. */
  readonly earlier?: readonly string[]
  /** False: what was sent did not fit, and the screen says why (QUE5). */
  readonly accepted: boolean
  /** Code leads away from here (LOG4): what it says next time is asked for anew. */
  readonly departs?: boolean
  /** ROL1: whose step it is, which they alone take back; null (or absent): whoever's. A look at it leaves it theirs. */
  readonly by?: ParticipantId | null
  /** As whom they were there: signed in, or with other privileges, they may see something else. */
  readonly person?: string
  readonly rendered: RenderedScreen
}

export function sealAnswers(key: SessionKey, version: number, answers: string): string {
  return key.seal('answers', String(version), Buffer.from(answers, 'base64'))
}

export function openAnswers(key: SessionKey, step: SavedStep): string {
  return Buffer.from(key.open('answers', String(step.version), step.answers)).toString('base64')
}

export function sealScreen(key: SessionKey, version: number, screen: SavedScreen): string {
  return key.seal('screen', String(version), Buffer.from(JSON.stringify(screen)))
}

export function openScreen(key: SessionKey, step: SavedStep): SavedScreen {
  const bytes = key.open('screen', String(step.version), step.screen)
  // Sealed by `sealScreen` under the session's key: nobody else can have made it.
  return JSON.parse(Buffer.from(bytes).toString()) as SavedScreen
}
