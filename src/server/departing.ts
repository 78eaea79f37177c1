/** LOG4: when interview code sends a person away, in place of a next screen. */
import type { Departure } from '../interview/request.ts'
import { leftUnder } from '../live/audit.ts'
import type { NewMail } from '../live/mail.ts'
import type { AskedBy } from '../live/command.ts'
import type { RefusalCode } from '../live/reply.ts'
import type { Store } from '../store/store.ts'
import type { Visit } from './door.ts'
import type { RoomShell } from './room-shell.ts'
import type { Settings } from './settings.ts'
import { JoinOver, SessionGone } from './session-gone.ts'

/** With `exit` the answers are gone, for whoever takes part: the interview begins anew. */
export async function depart(
  world: {
    readonly store: Store
    readonly shell: RoomShell
    readonly settings: Settings
    readonly wakePost: () => void
  },
  visit: Visit,
  departure: Departure,
  from: {
    /** Names what led here; the same cause is the same command. */
    readonly cause: string
    /** CTL8: number of the control under which it was pressed. */
    readonly control?: number | null
    readonly mails: readonly NewMail[]
  },
): Promise<{ readonly type: 'depart'; readonly departure: Departure }> {
  const { store, shell, settings } = world
  const { room, participant } = visit
  const { cause, control = null, mails } = from
  if (isExit(departure)) {
    const done = await shell.perform({
      ...askedBy(visit, settings),
      aggregate: { kind: 'room', id: room.id },
      id: shell.derivedId('exit', `${room.id} ${cause}`),
      digest: '',
      command: { type: 'exit', participant: participant.id, control, mails },
    })
    if (done.reply.type === 'refused') throw refusalOf(done.reply.code, 'no exit')
  } else {
    const left = leftUnder(room, participant.id, control)
    if (left !== null) await store.addAudit([left])
    // Nothing is saved: coming back here leads to the same, and the same mails are known.
    for (const mail of mails) await store.queueMail(mail)
  }
  if (mails.length > 0) world.wakePost()
  return { type: 'depart', departure }
}

export function isExit({ kind }: Departure): boolean {
  return kind === 'exit' || kind === 'exit_logout'
}

export function refusalOf(code: RefusalCode, what: string): Error {
  if (code === 'unknown-session') return new SessionGone(what)
  const isOut = code === 'join-over' || code === 'not-allowed'
  return isOut ? new JoinOver(what) : new Error(`${what}: ${code}`)
}

/** ACC3, ACC4: the room looks at the right of an operator who joined once more when their answer is saved. */
export function askedBy(
  { participant, visitor }: Visit,
  { operatorLimits }: Settings,
): { readonly by?: AskedBy } {
  if (participant.joined === null || visitor.account === null) return {}
  return { by: { account: visitor.account.id, limits: operatorLimits } }
}
