/** Saves one evaluated screen: compare-and-set on the version that the evaluation began with. */
import type { ParticipantId } from '../base/id.ts'
import type { NewMail } from '../live/mail.ts'
import { askedBy, refusalOf } from './departing.ts'
import type { Visit } from './door.ts'
import type { Evaluated } from './evaluation.ts'
import { describePerson } from './looks.ts'
import type { RenderedScreen } from './pages/rendered.ts'
import type { RoomShell } from './room-shell.ts'
import { sealAnswers, sealScreen, type SavedScreen } from './saved-screen.ts'
import type { Keyring } from './seal.ts'
import type { Settings } from './settings.ts'

export interface Save {
  readonly evaluated: Extract<Evaluated, { type: 'screen' }>
  readonly position: number
  readonly answers: string
  readonly mails: readonly NewMail[]
  readonly rendered: RenderedScreen
  readonly interviewHash: string
  readonly accepted: boolean
  readonly changes: boolean
  /** Names what led here; the same cause with the same body is the same command. */
  readonly cause: string
  readonly body: string
  readonly control: number | null
  /** ROL1: as of `SavedScreen`. */
  readonly by: ParticipantId | null
  /** What is there now. */
  readonly onto?: SavedScreen
}

const MOST_EARLIER = 10

export async function saveScreen(
  world: {
    readonly shell: RoomShell
    readonly keyring: Keyring
    readonly settings: Settings
    /** There are mails in the outbox. */
    readonly wakePost: () => void
  },
  visit: Visit,
  save: Save,
): Promise<'saved' | 'repeated' | 'stale'> {
  const { shell, keyring, settings } = world
  const { room, participant, key } = visit
  const { evaluated, rendered, position, accepted, onto } = save
  const version = room.version + 1
  const digest = keyring.digest('save', save.body)
  const saved: SavedScreen = {
    interviewHash: save.interviewHash,
    participant: participant.id,
    cause: digestOf(keyring, save.cause, save.body),
    ...(onto !== undefined && position === room.position
      ? { earlier: [onto.cause, ...(onto.earlier ?? [])].slice(0, MOST_EARLIER) }
      : {}),
    accepted,
    departs: evaluated.departure !== null,
    by: save.by,
    person: personOf(keyring, visit),
    rendered,
  }
  const done = await shell.perform({
    ...askedBy(visit, settings),
    aggregate: { kind: 'room', id: room.id },
    id: shell.derivedId('save', `${room.id} ${save.cause} ${digest}`),
    digest,
    command: {
      type: 'save',
      participant: participant.id,
      expects: room.version,
      position,
      settings: evaluated.settings,
      multiUser: evaluated.multiUser,
      operators: evaluated.operators,
      rolesNamed: evaluated.rolesNamed,
      title: rendered.title,
      question: evaluated.screen.section ?? evaluated.screen.name,
      progress: evaluated.screen.progress,
      control: save.control,
      restarts: evaluated.restarted,
      mails: save.mails,
      changes: save.changes || evaluated.restarted,
      answers: sealAnswers(key, version, save.answers),
      screen: sealScreen(key, version, saved),
    },
  })
  if (save.mails.length > 0) world.wakePost()
  if (done.reply.type === 'done') return done.repeated ? 'repeated' : 'saved'
  if (done.reply.code === 'stale') return 'stale'
  throw refusalOf(done.reply.code, 'a screen was not saved')
}

export function personOf(keyring: Keyring, visit: Visit): string {
  return keyring.digest('person', JSON.stringify(describePerson(visit)))
}

/** Other answers to the same screen, from another tab, are another submission. */
export function digestOf(keyring: Keyring, cause: string, body: string): string {
  return keyring.digest('cause', `${cause} ${body}`)
}
