/** PHN3, W10: what the operator has just pressed about calls shows at once, and no answer that was under way undoes it. Pure. */
import type { MonitorRow } from '../../live/views.ts'
import type { Outbox } from '../connection/outbox.ts'
import type { MonitorCommand } from './commands.ts'
import { entryKey, type EntryKey } from './monitor-state.ts'

interface Ids {
  readonly session: string
  readonly participant: string
}
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
  const pressed = lastToggle(outbox, row)
  return pressed === null ? ownOffer(row, ownId) !== null : pressed.type === 'offer-call'
}

export function isRenewing(ids: Ids, outbox: Outbox<MonitorCommand>): boolean {
  return outbox.some(({ command }) => command.type === 'renew-call' && isAbout(command, ids))
}

/** Whether the entry's row does not show yet what the acknowledged command has done, and no later one undid it. */
export function isRowAwaited(
  { command }: Outbox<MonitorCommand>[number],
  acknowledged: Outbox<MonitorCommand>,
  rows: ReadonlyMap<EntryKey, MonitorRow>,
  ownId: string,
): boolean {
  if (!isToggle(command)) return false
  const row = rows.get(entryKey(command))
  if (row === undefined || lastToggle(acknowledged, command) !== command) return false
  return (ownOffer(row, ownId) !== null) !== (command.type === 'offer-call')
}

/**
 * Whether the offer was used for a call since its command was made: a row in which the offer stands may
 * never come then, when both happened between two of them.
 */
export function isUsed(
  { command }: Outbox<MonitorCommand>[number],
  before: ReadonlyMap<EntryKey, MonitorRow> | undefined,
  rows: ReadonlyMap<EntryKey, MonitorRow>,
  ownId: string,
): boolean {
  if (command.type !== 'offer-call' || before === undefined) return false
  const key = entryKey(command)
  return newestCall(rows.get(key), ownId) !== newestCall(before.get(key), ownId)
}

function newestCall(row: MonitorRow | undefined, ownId: string): string | undefined {
  return row?.phone?.calls.findLast(({ operator }) => operator.id === ownId)?.id
}

function lastToggle(outbox: Outbox<MonitorCommand>, ids: Ids): Toggle | null {
  const found = outbox.findLast(({ command }) => isToggle(command) && isAbout(command, ids))
  return found !== undefined && isToggle(found.command) ? found.command : null
}

type Toggle = Extract<MonitorCommand, { type: 'offer-call' | 'withdraw-call' }>

function isToggle(command: MonitorCommand): command is Toggle {
  return command.type === 'offer-call' || command.type === 'withdraw-call'
}

function isAbout(command: MonitorCommand, { session, participant }: Ids): boolean {
  return (
    'participant' in command && command.session === session && command.participant === participant
  )
}
