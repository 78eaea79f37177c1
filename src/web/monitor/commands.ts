import type { DeskView, MonitorUp } from '../../protocol/monitor.ts'
import type { Outbox } from '../connection/outbox.ts'

/** What is kept until the server has it. */
export type MonitorCommand = Extract<MonitorUp, { readonly id: string }>

/** Control is of the page that took it: one that is loaded anew begins without. */
const TYPES: readonly string[] = [
  'set-available',
  'set-roles',
  'dismiss',
  'chat-send',
  'chat-read',
  'set-limit',
  'block',
  'unblock',
  'offer-help',
  'withdraw-help',
  'take-chat',
  'end-chat',
  'transfer',
  'cancel-transfer',
  'answer-transfer',
  'set-phone',
  'offer-call',
  'withdraw-call',
  'renew-call',
] satisfies readonly MonitorCommand['type'][]

/** Storage holds what this page wrote: the shape follows from the type. */
export function isMonitorCommand(value: object): value is MonitorCommand {
  return (
    'type' in value &&
    typeof value.type === 'string' &&
    TYPES.includes(value.type) &&
    'id' in value &&
    typeof value.id === 'string'
  )
}

/** The desk as it will be: what the operator has just chosen shows at once. */
export function expectDesk(desk: DeskView, outbox: Outbox<MonitorCommand>): DeskView {
  let expected = desk
  for (const { command } of outbox) expected = expectCommand(expected, command)
  return expected
}

export function expectCommand(desk: DeskView, command: MonitorCommand): DeskView {
  if (command.type === 'set-available') return { ...desk, available: command.available }
  if (command.type === 'set-limit') return { ...desk, limit: command.limit }
  if (command.type !== 'set-roles') return desk
  const known = new Set([...desk.knownRoles, ...command.roles])
  return { ...desk, roles: command.roles, knownRoles: [...known].sort() }
}
