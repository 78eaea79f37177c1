/** PHN3, W10: what the operator has just pressed about calls shows at once, and no answer that was under way undoes it. Pure. */
import type { MonitorRow } from '../../live/views.ts'
import type { Outbox } from '../connection/outbox.ts'
import type { MonitorCommand } from './commands.ts'
import { entryKey, type EntryKey } from './monitor-state.ts'

type Ids = Pick<MonitorRow, 'session' | 'participant'>
export type OwnOffer = NonNullable<MonitorRow['phone']>['offers'][number]

/** As the server has told it. */
export function ownOffer(row: MonitorRow, ownId: string): OwnOffer | null {
  return row.phone?.offers.find(({ operator }) => operator.id === ownId) ?? null
}

/** Whether the participant can call this operator, once all is done that was pressed. */
export function isOffering(
  row: MonitorRow,
  outbox: Outbox<MonitorCommand>,
  ownId: string,
): boolean {
  const pressed = outbox.findLast(({ command }) => isToggle(command) && isAbout(command, row))
  return pressed === undefined
    ? ownOffer(row, ownId) !== null
    : pressed.command.type === 'offer-call'
}

export function isRenewing(ids: Ids, outbox: Outbox<MonitorCommand>): boolean {
  return outbox.some(({ command }) => command.type === 'renew-call' && isAbout(command, ids))
}

/** Whether the entry's row does not show yet what the acknowledged command has done. */
export function isRowAwaited(
  command: Toggle,
  rows: ReadonlyMap<EntryKey, MonitorRow>,
  ownId: string,
): boolean {
  const row = rows.get(entryKey(command))
  if (row === undefined) return false
  return (ownOffer(row, ownId) !== null) !== (command.type === 'offer-call')
}

export type Toggle = Extract<MonitorCommand, { type: 'offer-call' | 'withdraw-call' }>

function isToggle(command: MonitorCommand): command is Toggle {
  return command.type === 'offer-call' || command.type === 'withdraw-call'
}

function isAbout(command: MonitorCommand, { session, participant }: Ids): boolean {
  return (
    'participant' in command && command.session === session && command.participant === participant
  )
}
