/**
 * From a press of a button to the next screen.
 *
 *     read room and step ─► open the answers ─► evaluate (rounds) ─► render ─► seal ─► save
 *                                                                               │ stale
 *                              the present screen again, with a notice ◄────────┘
 *
 * The save compares the version that the evaluation began with: whole or not at all (REL5). Its
 * command id is made of session, version, participant and content, so two sendings of one submission
 * are one step. Answers that do not fit (QUE5) save no step: the screen stays at its place in the history,
 * with what was typed and why it was refused.
 */
import type { ParticipantId } from '../base/id.ts'
import type { Evaluators } from '../evaluators/evaluators.ts'
import type { Departure, EvaluationError, Input, SentFiles } from '../interview/request.ts'

import type { Store } from '../store/store.ts'
import { text } from '../texts/text.ts'
import type { AuthorNotices } from './author-notices.ts'
import { depart, isExit } from './departing.ts'
import type { Door, Visit } from './door.ts'
import { contextOf } from './evaluation-context.ts'
import { evaluate, tellAnswers } from './evaluation.ts'
import type { FileKeeper } from './file-keeper.ts'
import type { InterviewLibrary } from './interview-library.ts'
import type { ScreenModel } from './json-screen.ts'
import { createOvertaking } from './overtaking.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import { isOnlyALook, isToBeMadeAnew, mayUndo, takerOf } from './looks.ts'
import { renderReply } from './render-reply.ts'
import type { RoomShell } from './room-shell.ts'
import { digestOf, personOf, saveScreen } from './save-screen.ts'
import { openAnswers, openScreen, type SavedScreen } from './saved-screen.ts'
import type { Keyring } from './seal.ts'
import { isSameScreen, type Seen } from './seen.ts'
import { stillThere } from './session-gone.ts'
import { mailsToQueue } from './wanted-mails.ts'
import type { Log, Random, Settings } from './settings.ts'

/** How often anything is tried again when somebody else saved meanwhile: giving words back saves, too. */
const MAX_TRIES = 12

export type FlowResult =
  | {
      readonly type: 'screen'
      readonly version: number
      readonly rendered: RenderedScreen
      readonly accepted: boolean
      /** What the person must be told besides what the screen says. */
      readonly notice: string | null
      /** Where it was evaluated just now, not read from the store: what the screen is made of. */
      readonly model?: ScreenModel
    }
  /** LOG4: there is no next screen here; `exit` has been carried out. */
  | { readonly type: 'depart'; readonly departure: Departure }
  | { readonly type: 'failed'; readonly error: EvaluationError }
  | { readonly type: 'no-interview' }

export interface Submission {
  /** Version of the answers that the page was made from. */
  readonly version: number
  readonly screen: string
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly files?: Readonly<Record<string, SentFiles>>
  /** CTL8: number of the control under which the page sent it; null: none. */
  readonly control: number | null
  readonly hiddenByPage?: readonly string[]
  /** JOI3: what the page says of the screen; null (or absent): it does not say. */
  readonly seen?: Seen | null
}

/** Where the server stands as this browser sees it. */
export interface Place {
  readonly urlRoot: string
  readonly urlArgs: Readonly<Record<string, string>>
}

export interface InterviewFlow {
  show(visit: Visit, place: Place): Promise<FlowResult>
  /** The screen that is due, evaluated for this look alone: with its model. */
  look(visit: Visit, place: Place): Promise<FlowResult>
  /**
   * The variables as interview code sees them, as JSON text. Null: there are none, or they cannot be
   * told (their interview is gone, or they are too many).
   */
  answers(visit: Visit, place: Place): Promise<string | null>
  submit(visit: Visit, place: Place, submission: Submission): Promise<FlowResult>
  back(
    visit: Visit,
    place: Place,
    version: number,
    /** CTL8: as a submission's. */
    control: number | null,
  ): Promise<FlowResult>
  act(
    visit: Visit,
    place: Place,
    action: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> },
    control: number | null,
  ): Promise<FlowResult>
}

export interface FlowWorld {
  readonly store: Store
  readonly shell: RoomShell
  readonly door: Door
  readonly evaluators: Evaluators
  readonly keeper: FileKeeper
  readonly library: InterviewLibrary
  readonly keyring: Keyring
  readonly settings: Settings
  readonly random: Random
  readonly log: Log
  readonly notices: AuthorNotices
  /** There are mails in the outbox. */
  readonly wakePost: () => void
}

type Taken =
  | { readonly type: 'reply'; readonly reply: FlowResult }
  /** Somebody else saved meanwhile. */
  | { readonly type: 'stale' }
  /** This very thing was saved before. */
  | { readonly type: 'repeated' }

export function createInterviewFlow(world: FlowWorld): InterviewFlow {
  const { store, library, keyring, settings, notices } = world
  const digest = (content: string): string => keyring.digest('seen', content).slice(0, 16)
  const rendering = { ...world, digest }
  const overtaking = createOvertaking(rendering)

  async function show(visit: Visit, place: Place): Promise<FlowResult> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = await refresh(visit)
      const step = await store.readStep(now.room.id)
      const saved = step === null ? null : openScreen(now.key, step)
      if (step !== null && saved !== null && (await isCurrent(now, saved))) {
        return screenReply(step.version, saved.rendered, true)
      }
      const answers = step === null ? null : openAnswers(now.key, step)
      const position = Math.max(now.room.position, 0)
      // Another participant's screen stays as it is: this one's is made for this look only.
      const mine = saved === null || saved.participant === now.participant.id
      const cause = `show ${now.room.version} ${now.participant.id}`
      const shown = saved?.rendered.name
      const from = { answers, position, cause, keep: mine, shown, by: takerOf(saved) }
      const taken = await take(now, place, { type: 'show' }, from)
      if (taken.type === 'reply') return taken.reply
    }
    return failed('the session is being changed all the time')
  }

  async function look(visit: Visit, place: Place): Promise<FlowResult> {
    const now = await refresh(visit)
    const step = await store.readStep(now.room.id)
    const taken = await take(
      now,
      place,
      { type: 'show' },
      {
        answers: step === null ? null : openAnswers(now.key, step),
        position: Math.max(now.room.position, 0),
        cause: `look ${now.room.version} ${now.participant.id}`,
        by: step === null ? null : takerOf(openScreen(now.key, step)),
        keep: false,
      },
    )
    return taken.type === 'reply' ? taken.reply : failed('what saves nothing cannot be stale')
  }

  async function submit(visit: Visit, place: Place, sent: Submission): Promise<FlowResult> {
    const { screen, values, files = {}, seen = null } = sent
    const input: Input = { type: 'submit', screen, values, files }
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = await refresh(visit)
      const cause = causeOf('submit', sent.version, now)
      const step = await store.readStep(now.room.id)
      if (step === null) break
      const answers = openAnswers(now.key, step)
      const onto = openScreen(now.key, step)
      const taker = takerOf(onto)
      const isLate = sent.version !== now.room.version
      if (isLate && (seen === null || (await overtaking.isSaved(now, wantedBy(cause, input)))))
        break
      const due = isLate ? await overtaking.evaluateDue(now, place, answers) : null
      if (isLate && due === null) break
      // What others changed is nothing that this screen asks or shows: it is simply answered.
      const counts =
        due === null || seen === null || isSameScreen(seen, due.evaluated.screen, digest)
      const from = {
        answers,
        position: now.room.position + 1,
        cause,
        keep: true,
        shown: screen,
        by: taker,
        onto,
        control: sent.control,
        hiddenByPage: sent.hiddenByPage,
      }
      const taken = counts ? await take(now, place, input, from) : null
      if (taken?.type === 'reply') return taken.reply
      if (taken?.type === 'stale') continue
      if (due === null || seen === null) break
      // Not its screen any more; or a step once that was undone since, and is not taken again unasked.
      const given = await overtaking.giveBack(now, due, { ...sent, seen, taker }, answers)
      const outcome = await saveScreen(world, now, { ...given, onto })
      if (outcome === 'saved') return screenReply(now.room.version + 1, given.rendered, false)
    }
    const now = await refresh(visit)
    return overtaken(now, place, causeOf('submit', sent.version, now), input)
  }

  const back: InterviewFlow['back'] = async (visit, place, version, control) => {
    const now = await refresh(visit)
    const cause = causeOf('back', version, now)
    const position = now.room.position - 1
    const step = position < 0 ? null : await store.readStep(now.room.id, position)
    const input: Input = { type: 'show' }
    const present = await store.readStep(now.room.id)
    const ours = present === null || mayUndo(now, takerOf(openScreen(now.key, present)))
    // A screen that was refused, or given back, has a version too, but changed nothing.
    const { changed } = now.room
    const isNewest =
      version === now.room.version || (changed !== null && changed.version <= version)
    if (!isNewest || step === null || !ours) {
      return overtaken(now, place, cause, input)
    }
    const answers = openAnswers(now.key, step)
    const by = takerOf(openScreen(now.key, step))
    const from = { answers, position, cause, keep: true, changes: true, control, by }
    const taken = await take(now, place, input, from)
    return taken.type === 'reply' ? taken.reply : overtaken(now, place, cause, input)
  }

  const act: InterviewFlow['act'] = async (visit, place, action, control) => {
    const input: Input = { type: 'action', ...action }
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = await refresh(visit)
      const step = await store.readStep(now.room.id)
      const taken = await take(now, place, input, {
        answers: step === null ? null : openAnswers(now.key, step),
        position: now.room.position + 1,
        cause: causeOf(`action ${JSON.stringify(action)}`, now.room.version, now),
        keep: true,
        control,
      })
      if (taken.type === 'reply') return taken.reply
      if (taken.type === 'repeated') return show(now, place)
    }
    return failed('the session is being changed all the time')
  }

  /** One evaluation and, where `keep`, its save. */
  async function take(
    visit: Visit,
    place: Place,
    input: Input,
    from: {
      readonly answers: string | null
      readonly position: number
      readonly cause: string
      readonly keep: boolean
      /** Name of the screen that the page has. */
      readonly shown?: string | undefined
      /** Who took the step that is there. */
      readonly by?: ParticipantId | null
      /** What is saved there. */
      readonly onto?: SavedScreen
      readonly control?: number | null
      readonly hiddenByPage?: readonly string[] | undefined
      /** Though nothing was sent: other answers are the present ones from now on. */
      readonly changes?: boolean
    },
  ): Promise<Taken> {
    const source = await library.find(visit.room.interview)
    if (source === null) return { type: 'reply', reply: { type: 'no-interview' } }
    const { answers, hiddenByPage = [] } = from
    const context = await contextOf(world, visit, place)
    const evaluated = await evaluate(world, { visit, source, answers, input, context })
    if (evaluated.type === 'failed') {
      notices.failed(source, evaluated.error.code)
      return { type: 'reply', reply: { type: 'failed', error: evaluated.error } }
    }
    notices.warn(source, evaluated.warnings)
    const { departure } = evaluated
    const body = JSON.stringify(input)
    const mails = await mailsToQueue(world, visit, evaluated.mails, `${from.cause} ${body}`)
    if (departure !== null && (!evaluated.moved || isExit(departure))) {
      return { type: 'reply', reply: await depart(world, visit, departure, { ...from, mails }) }
    }
    const accepted = input.type === 'show' || evaluated.accepted
    const moves = input.type === 'show' || (accepted && evaluated.moved)
    const stays = Math.max(visit.room.position, 0)
    const position = evaluated.restarted ? 0 : moves ? from.position : stays
    const keep = from.keep && !(accepted && isOnlyALook(evaluated, from.shown))
    const version = visit.room.version + (keep ? 1 : 0)
    const took = input.type !== 'show' && accepted && moves
    const taker = took ? visit.participant.id : (from.by ?? visit.participant.id)
    const by = evaluated.takesTurns ? taker : null
    const canGoBack = position > 0 && mayUndo(visit, by)
    const rendered = await renderReply(rendering, visit, {
      evaluated,
      canGoBack,
      version,
      refused: !accepted && input.type === 'submit' ? { ...input, hiddenByPage } : null,
    })
    if (keep) {
      const outcome = await saveScreen(world, visit, {
        evaluated,
        changes: from.changes === true || took,
        position,
        by,
        ...(from.onto === undefined ? {} : { onto: from.onto }),
        // What was refused will be run again: its mails are sent then.
        ...(accepted || answers === null
          ? { answers: evaluated.answers, mails }
          : { answers, mails: [] }),
        rendered,
        accepted,
        interviewHash: source.hash,
        control: accepted ? (from.control ?? null) : null,
        cause: from.cause,
        body,
      })
      if (outcome !== 'saved') return { type: outcome }
    }
    if (departure !== null) return { type: 'reply', reply: { type: 'depart', departure } }
    const grows = (evaluated.screen.list?.fresh ?? null) !== null
    const notDue = !accepted && !grows && Object.keys(evaluated.refusals).length === 0
    const notice = notDue ? text('flow.notDue') : null
    const model: ScreenModel = {
      screen: { ...evaluated.screen, canGoBack: evaluated.screen.canGoBack && canGoBack },
      refusals: evaluated.refusals,
    }
    return { type: 'reply', reply: { ...screenReply(version, rendered, accepted), notice, model } }
  }

  /** The present screen, told whether it is what this very submission led to. */
  async function overtaken(
    visit: Visit,
    place: Place,
    cause: string,
    input: Input,
  ): Promise<FlowResult> {
    const shown = await show(visit, place)
    if (shown.type !== 'screen') return shown
    const step = stillThere(await store.readStep(visit.room.id))
    const saved = openScreen(visit.key, step)
    if (saved.cause === wantedBy(cause, input)) return { ...shown, accepted: saved.accepted }
    return { ...shown, accepted: false, notice: text('flow.overtaken') }
  }

  function wantedBy(cause: string, input: Input): string {
    return digestOf(keyring, cause, JSON.stringify(input))
  }

  async function refresh(visit: Visit): Promise<Visit> {
    const room = stillThere(await store.readRoom(visit.room.id))
    return { ...visit, room }
  }

  /** LNG5: in development a changed file shows at the next look. */
  async function isCurrent(visit: Visit, saved: SavedScreen): Promise<boolean> {
    if (saved.participant !== visit.participant.id) return false
    if (isToBeMadeAnew(saved, personOf(keyring, visit))) return false
    if (!settings.development) return true
    const source = await library.find(visit.room.interview)
    return source === null || source.hash === saved.interviewHash
  }

  async function answers(visit: Visit, place: Place): Promise<string | null> {
    const now = await refresh(visit)
    const step = await store.readStep(now.room.id)
    const source = await library.find(now.room.interview)
    if (step === null || source === null) return null
    const context = await contextOf(world, now, place)
    return tellAnswers(world.evaluators, { source, answers: openAnswers(now.key, step), context })
  }

  return { show, look, submit, back, act, answers }
}

function causeOf(what: string, version: number, visit: Visit): string {
  return `${what} ${version} ${visit.participant.id}`
}

function screenReply(
  version: number,
  rendered: RenderedScreen,
  accepted: boolean,
): Extract<FlowResult, { type: 'screen' }> {
  return { type: 'screen', version, rendered, accepted, notice: null }
}

function failed(detail: string): FlowResult {
  return { type: 'failed', error: { code: 'evaluator', message: detail, chain: [], detail } }
}
