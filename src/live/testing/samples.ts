/** Short ids and ready commands for tests. */
import {
  parseAccountId,
  parseCallId,
  parseCommandId,
  parsePageId,
  parseParticipantId,
  parseProcessId,
  parseSessionId,
  type AccountId,
  type CallId,
  type CommandId,
  type PageId,
  type ParticipantId,
  type ProcessId,
  type SessionId,
} from '../../base/id.ts'
import { parseE164, type E164 } from '../../base/e164.ts'
import { must } from '../../base/must.ts'
import type { LiveHelpSettings } from '../../interview/request.ts'
import type { AccountCard, ChatSender, ConversationOf, RoomCommand } from '../command.ts'
import type { PhoneLineFacts } from '../phone.ts'
import type { Reply } from '../reply.ts'
import type { MemoryDriver } from './memory-driver.ts'

export const session = (name: string): SessionId => must(parseSessionId(padded(name)), name)
export const participant = (name: string): ParticipantId =>
  must(parseParticipantId(padded(name)), name)
export const page = (name: string): PageId => must(parsePageId(padded(name)), name)
export const process = (name: string): ProcessId => must(parseProcessId(padded(name)), name)
export const account = (name: string): AccountId => must(parseAccountId(padded(name)), name)
export const commandId = (name: string): CommandId => must(parseCommandId(padded(name)), name)
export const callId = (name: string): CallId => must(parseCallId(padded(name)), name)
export const card = (name: string): AccountCard => ({ id: account(name), name })

export const HELP: LiveHelpSettings = {
  called: true,
  availability: 'available',
  mode: 'help',
  partnerRoles: ['law'],
  consent: 'author',
}

export const e164 = (text: string): E164 => must(parseE164(text), text)
/** Of nobody: the ranges are kept for examples. */
export const OPERATORS_NUMBER = e164('+12025550143')
export const LINE: PhoneLineFacts = {
  number: e164('+12025550199'),
  display: '(202) 555-0199',
  callsPerDay: 30,
  timeLimitS: 3600,
}

export const S = session('S')
export const ANN = participant('ann')
export const BOB = participant('bob')

export function save(
  settings: Partial<LiveHelpSettings>,
  overrides: Partial<Extract<RoomCommand, { type: 'save' }>> = {},
): Extract<RoomCommand, { type: 'save' }> {
  return {
    type: 'save',
    participant: ANN,
    expects: 0,
    position: 0,
    settings: { ...HELP, ...settings },
    multiUser: false,
    operators: null,
    rolesNamed: [],
    title: 'Child support',
    question: 'income',
    progress: null,
    control: null,
    restarts: false,
    changes: true,
    answers: 'answers',
    screen: 'screen',
    ...overrides,
  }
}

/** A session with a first screen saved; Ann is in it with a page open. */
export function begin(
  driver: MemoryDriver,
  settings: Partial<LiveHelpSettings> = {},
  id: SessionId = S,
): void {
  driver.toRoom(id, {
    type: 'create',
    interview: 'interview.yml',
    participant: ANN,
    account: null,
    wrappedKey: 'key',
  })
  driver.toRoom(id, save(settings))
  driver.toRoom(id, pageOpened('a'))
}

export function pageOpened(name: string, who: ParticipantId = ANN): RoomCommand {
  return { type: 'page-opened', participant: who, page: page(name), process: process('P') }
}

/** An operator with a Monitor open, available in the role `law`. */
export function operatorReady(
  driver: MemoryDriver,
  name: string,
  roles: readonly string[] = ['law'],
): void {
  const operator = card(name)
  driver.toDesk({
    type: 'monitor-opened',
    privileges: [],
    operator,
    page: page(name),
    process: process('P'),
  })
  driver.toDesk({ type: 'set-roles', operator: operator.id, roles })
  driver.toDesk({ type: 'set-available', operator: operator.id, available: true })
}

/** Bob is in the session too, with a page open. */
export function bobEnters(driver: MemoryDriver): void {
  driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
  driver.toRoom(S, pageOpened('b', BOB))
}

export function activate(driver: MemoryDriver, who: ParticipantId = ANN, invited = false): Reply {
  return driver.toRoom(S, { type: 'chat-activate', participant: who, invited })
}

export const byParticipant = (who: ParticipantId): ChatSender => ({
  kind: 'participant',
  participant: who,
})
export const byOperator = (name: string): ChatSender => ({ kind: 'operator', account: card(name) })

export function say(driver: MemoryDriver, from: ChatSender, conversation: ConversationOf): Reply {
  return driver.toRoom(S, { type: 'chat-send', from, conversation, sealed: 'c2VhbGVk' })
}

/** The next screen of `S`, with other settings. */
export function saveNext(
  driver: MemoryDriver,
  settings: Partial<LiveHelpSettings>,
  overrides: Partial<Extract<RoomCommand, { type: 'save' }>> = {},
): Reply {
  const { version, position } = driver.room(S)
  const next = { expects: version, position: position + 1, ...overrides }
  return driver.toRoom(S, save(settings, next))
}

function padded(name: string): string {
  return name.padEnd(22, '_')
}

/** The operator's Monitor, as `operatorReady` opens it. */
export const readyMonitor = (name: string) => ({
  operator: account(name),
  page: page(name),
  process: process('P'),
})
