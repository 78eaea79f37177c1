/**
 * JOI3: a submission that comes after somebody else's. Where what others changed is nothing that its
 * screen asks or shows, the flow simply takes it; otherwise the newest screen is given back with what was
 * typed, and nothing is saved but that.
 */
import type { ParticipantId } from '../base/id.ts'
import { changerFor } from '../live/derive.ts'
import type { Visit } from './door.ts'
import { evaluate, type Evaluated } from './evaluation.ts'
import { contextOf } from './evaluation-context.ts'
import type { FlowWorld, Place, Submission } from './interview-flow.ts'
import { mayUndo } from './looks.ts'
import { withOvertaken } from './pages/overtaken.ts'
import { renderReply } from './render-reply.ts'
import type { Save } from './save-screen.ts'
import { openScreen } from './saved-screen.ts'
import { placeTyped, type Digest, type Seen } from './seen.ts'

/** How far back a submission is looked for that may have been saved before. */
const STEPS_LOOKED_AT = 10

interface Due {
  readonly evaluated: Extract<Evaluated, { type: 'screen' }>
  readonly interviewHash: string
}

export interface Overtaking {
  /** The submission of this digest was saved, and the answers have gone on since (REL5). */
  isSaved(visit: Visit, wanted: string): Promise<boolean>
  /** What comes now for this person; null where that is no screen. */
  evaluateDue(visit: Visit, place: Place, answers: string): Promise<Due | null>
  /** The newest screen with what was typed; the rest below a notice that says who was faster. */
  giveBack(
    visit: Visit,
    due: Due,
    sent: Submission & { readonly seen: Seen; readonly taker: ParticipantId | null },
    answers: string,
  ): Promise<Save>
}

export function createOvertaking(world: FlowWorld & { readonly digest: Digest }): Overtaking {
  const { store, library, digest } = world

  async function isSaved({ room, key }: Visit, wanted: string): Promise<boolean> {
    for (let back = 0; back < STEPS_LOOKED_AT; back++) {
      const step = await store.readStep(room.id, room.position - back)
      if (step === null) return false
      const { cause, earlier = [] } = openScreen(key, step)
      if (cause === wanted || earlier.includes(wanted)) return true
    }
    return false
  }

  async function evaluateDue(visit: Visit, place: Place, answers: string): Promise<Due | null> {
    const source = await library.find(visit.room.interview)
    if (source === null) return null
    const context = await contextOf(world, visit, place)
    const input = { type: 'show' } as const
    const evaluated = await evaluate(world, { visit, source, answers, input, context })
    if (evaluated.type !== 'screen' || evaluated.departure !== null || evaluated.restarted) {
      return null
    }
    return { evaluated, interviewHash: source.hash }
  }

  async function giveBack(
    visit: Visit,
    { evaluated, interviewHash }: Due,
    sent: Submission & { readonly seen: Seen; readonly taker: ParticipantId | null },
    answers: string,
  ): Promise<Save> {
    const { room } = visit
    const { files = {}, hiddenByPage = [] } = sent
    const typed = placeTyped(evaluated.screen, { ...sent, files, hiddenByPage }, sent.seen, digest)
    const isSame = evaluated.screen.name === sent.screen
    const same = evaluated.screen.kind === 'review' ? 'review' : 'same'
    const position = Math.max(room.position, 0)
    const back = { type: 'submit', screen: sent.screen, values: typed.values } as const
    const rendered = await renderReply(world, visit, {
      evaluated,
      canGoBack: position > 0 && mayUndo(visit, sent.taker),
      version: room.version + 1,
      refused: isSame ? { ...back, files, hiddenByPage, untouched: typed.untouched } : null,
    })
    const by = changerFor(room, visit.participant.id)
    const told = withOvertaken(rendered, {
      by,
      screen: isSame ? same : 'other',
      unplaced: typed.unplaced,
    })
    return {
      evaluated,
      changes: false,
      position,
      by: sent.taker,
      answers,
      // The answers stay what they were: what this look would send was sent, or will be.
      mails: [],
      rendered: told,
      accepted: false,
      interviewHash,
      control: null,
      cause: `overtaken ${sent.version} ${visit.participant.id} ${room.version}`,
      body: JSON.stringify([sent.screen, sent.values]),
    }
  }

  return { isSaved, evaluateDue, giveBack }
}
