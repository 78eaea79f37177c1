/**
 * What others see of one page and do on it, where its line is. What an operator does reaches the page
 * only while the page knows of that very control (CTL6), and the page hears that the lease goes on.
 */
import type { PageId, ParticipantId } from '../base/id.ts'
import { presentControl } from '../live/control.ts'
import type { Control } from '../live/room.ts'
import type { ControlMessage, MirrorFromPage } from '../protocol/mirror.ts'
import type { PageDown } from '../protocol/page.ts'
import type { ControlRelay } from './control-relay.ts'
import type { Visit } from './door.ts'
import type { MirroredPage, MirrorHub } from './mirror-hub.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Log } from './settings.ts'

/** While the room is read. More is lost, and sent again. */
const MAX_WAITING = 200

export interface PageScreen {
  /** From the page's mirror agent. */
  take(message: MirrorFromPage): void
  /** After the page was told what its room has come to. */
  follow(): void
  /** CTL3: the page is being left, and the one that comes in its place is controlled, no other. */
  leave(): Promise<void>
  close(): void
}

export function createPageScreen(
  world: {
    readonly mirror: MirrorHub
    readonly relay: ControlRelay
    readonly shell: RoomShell
    readonly log: Log
  },
  own: {
    readonly page: PageId
    /** Room and participant as the page was told last. */
    visit(): Visit
    /** Tells the page what the store has now. */
    catchUp(): Promise<void>
    send(message: PageDown): void
  },
): PageScreen {
  const { mirror, relay, shell, log } = world
  const { page } = own
  const session = own.visit().room.id
  let shown: { readonly as: ParticipantId; readonly page: MirroredPage } | null = null
  const remove = relay.addPage({ session, page }, pass)
  let toldExpiry = 0
  let waiting = 0
  let last: Promise<void> = Promise.resolve()

  /** In the order in which they come: one for which the room must be read holds up the others. */
  function pass(message: ControlMessage): void {
    if (waiting >= MAX_WAITING) return
    waiting++
    last = last
      .then(() => fence(message))
      .catch((error: unknown) => log('control-failed', { error: errorName(error) }))
      .finally(() => {
        waiting--
      })
  }

  async function fence(message: ControlMessage): Promise<void> {
    if (isKnown(message.number) === 'unsure') await own.catchUp()
    if (isKnown(message.number) === 'yes') own.send({ type: 'control', ...message })
  }

  /** `unsure`: the page, and this process, may not have heard of it yet. */
  function isKnown(number: number): 'yes' | 'no' | 'unsure' {
    const control = own.visit().participant.control
    if (control === null || control.number < number) return 'unsure'
    if (control.number > number || control.over !== null) return 'no'
    return control.page === page ? 'yes' : 'unsure'
  }

  /** Control of this very page. */
  function presentHere(): Control | null {
    const control = presentControl(own.visit().participant)
    return control?.page === page ? control : null
  }

  /** Under another id of the participant it is another's picture (CHT18). */
  function show(): void {
    const visit = own.visit()
    const as = visit.participant.id
    if (shown?.as === as) return
    shown?.page.close()
    shown = { as, page: mirror.addPage(visit, page, (message) => own.send(message)) }
  }

  return {
    take: (message) => shown?.page.take(message),
    follow() {
      show()
      const control = presentHere()
      if (control === null || control.expiresAt === toldExpiry) return
      toldExpiry = control.expiresAt
      own.send({ type: 'control-alive', number: control.number })
    },
    async leave() {
      if (presentHere() === null) return
      const participant = own.visit().participant.id
      const aggregate = { kind: 'room', id: session } as const
      const command = { type: 'page-leaves', participant, page } as const
      await shell.perform({ aggregate, id: shell.freshId(), digest: '', command })
    },
    close() {
      remove()
      shown?.page.close()
    },
  }
}
