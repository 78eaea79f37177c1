/** SES3: an account was deleted. Whoever had it is a person without a name here from then on. */
import type { AccountId } from '../base/id.ts'
import { NOBODY } from './chat.ts'
import type { AccountCard } from './command.ts'
import type { Carried, Control, Participant, Room } from './room.ts'

/** Stands where an operator's name stood; whoever shows it says "former operator". No account has it. */
export const FORGOTTEN_NAME = ''

export interface Forgotten {
  readonly id: AccountId
  /** What others knew them by: notices hold the name alone. */
  readonly name: string
}

/**
 * Takes the name out of the room. Their own participant stays, as an anonymous visitor: the browser
 * still opens the session. Whoever they carried, watched or asked is theirs no more; the desk has
 * heard it too, and finds somebody else. Whoever has lines of theirs on the page is shown them anew.
 */
export function forgetAccount(room: Room, gone: Forgotten): Room {
  let { nextVisitor } = room
  const participants = Object.fromEntries(
    Object.entries(room.participants).map(([id, person]): [string, Participant] => {
      const isTheirs = person.account?.id === gone.id
      const visitorNumber = isTheirs && person.visitorNumber === null ? nextVisitor++ : null
      const kept = withoutOperator(person, gone)
      if (!isTheirs) return [id, kept]
      const number = person.visitorNumber ?? visitorNumber
      // The list went with the account: whoever signs in here next has one of their own.
      return [id, { ...kept, account: null, visitorNumber: number, setAside: false }]
    }),
  )
  const shared = room.shared === null ? null : withoutCarrier(room.shared, gone)
  const before = room.forgotten ?? []
  const forgotten = before.includes(gone.id) ? before : [...before, gone.id]
  const next: Room = { ...room, participants, shared, nextVisitor, forgotten }
  return JSON.stringify(next) === JSON.stringify(room) ? room : next
}

function withoutOperator(person: Participant, gone: Forgotten): Participant {
  const { chat, block, invitation, ended, control } = person
  return {
    ...person,
    chat: chat.state === 'off' ? chat : withoutCarrier(chat, gone),
    block: block === null ? null : { ...block, by: nameless(block.by, gone) },
    invitation: invitation?.operator.id === gone.id ? null : invitation,
    ended: ended?.by === gone.name ? { ...ended, by: null } : ended,
    watchers: Object.fromEntries(
      Object.entries(person.watchers).filter(([, { operator }]) => operator.id !== gone.id),
    ),
    asks: person.asks.filter(({ operator }) => operator.id !== gone.id),
    control: control === null ? null : withoutController(control, gone),
    calls: person.calls.map((call) => ({ ...call, operator: nameless(call.operator, gone) })),
  }
}

/** The desk's own word, that the operator is gone, comes after it and finds somebody else. */
function withoutCarrier<Chat extends Carried>(chat: Chat, gone: Forgotten): Chat {
  if (chat.operator?.id === gone.id) return { ...chat, ...NOBODY }
  return {
    ...chat,
    leftBehindBy: chat.leftBehindBy === gone.name ? null : chat.leftBehindBy,
    movedFrom: chat.movedFrom?.name === gone.name ? null : chat.movedFrom,
  }
}

function withoutController(control: Control, gone: Forgotten): Control {
  const { operator, before } = control
  return {
    ...control,
    operator: nameless(operator, gone),
    over: control.over ?? (operator.id === gone.id ? 'released' : null),
    before: before === null ? null : { ...before, operator: nameless(before.operator, gone) },
  }
}

function nameless(card: AccountCard, gone: Forgotten): AccountCard {
  return card.id === gone.id ? { id: card.id, name: FORGOTTEN_NAME } : card
}
