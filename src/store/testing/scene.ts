/** What the store's tests send: commands with fresh ids, and a clock that moves when told to. */
import { randomBytes } from 'node:crypto'
import { encodeId } from '../../base/id.ts'
import type { Id, ParticipantId, ProcessId, SessionId } from '../../base/id.ts'
import type { AccountCard, CommandToDesk, CommandToRoom, RoomCommand } from '../../live/command.ts'
import type { DeskCommand } from '../../live/desk-command.ts'
import type { Account, OneTimeLink, SignIn } from '../account-store.ts'
import type { Store, Transacted } from '../store.ts'

export function newId<name extends string>(): Id<name> {
  return encodeId(randomBytes(16)) as Id<name>
}

export function toRoom(id: SessionId, command: RoomCommand, digest = 'digest'): CommandToRoom {
  return { aggregate: { kind: 'room', id }, id: newId(), digest, command }
}

export function toDesk(command: DeskCommand, digest = 'digest'): CommandToDesk {
  return { aggregate: { kind: 'desk' }, id: newId(), digest, command }
}

export interface TestClock {
  (): number
  advance(ms: number): void
}

export function testClock(): TestClock {
  let now = 1_800_000_000_000
  return Object.assign(() => now, {
    advance(ms: number) {
      now += ms
    },
  })
}

export type SaveCommand = Extract<RoomCommand, { type: 'save' }>

export function save(
  changes: Partial<SaveCommand> & Pick<SaveCommand, 'participant'>,
): SaveCommand {
  const settings = {
    called: true,
    availability: 'available',
    mode: 'help',
    partnerRoles: ['helper'],
    consent: 'author',
  } as const
  return {
    type: 'save',
    expects: 0,
    position: 0,
    settings,
    multiUser: false,
    operators: null,
    rolesNamed: [],
    title: 'Title',
    question: 'Question',
    progress: null,
    control: null,
    restarts: false,
    changes: true,
    answers: 'answers',
    screen: 'screen',
    ...changes,
  }
}

export interface Seat {
  readonly room: SessionId
  readonly participant: ParticipantId
  /** A command for the room. */
  readonly send: (command: RoomCommand) => Promise<Transacted>
  /** A command of the participant. */
  readonly chat: (sealed: string) => Promise<Transacted>
}

/** A new session with one participant and nothing saved. */
export async function createRoom(store: Store, room = newId<'session'>()): Promise<Seat> {
  const participant = newId<'participant'>()
  const send = (command: RoomCommand): Promise<Transacted> => store.transact(toRoom(room, command))
  await send({
    type: 'create',
    interview: 'interview.yml',
    participant,
    account: null,
    wrappedKey: `key of ${room}`,
  })
  const from = { kind: 'participant', participant } as const
  return {
    room,
    participant,
    send,
    chat: (sealed) => send({ type: 'chat-send', from, conversation: participant, sealed }),
  }
}

/** The same with a page open and the first screen saved: a Monitor shows it. */
export async function createOpenRoom(
  store: Store,
  process = newId<'process'>(),
): Promise<Seat & { readonly page: Id<'page'> }> {
  const seat = await createRoom(store)
  const { participant } = seat
  const page = newId<'page'>()
  await seat.send(save({ participant }))
  await seat.send({ type: 'page-opened', participant, page, process })
  return { ...seat, page }
}

/** The same with chat on, connected when an operator is there. */
export async function createChattingRoom(store: Store): ReturnType<typeof createOpenRoom> {
  const seat = await createOpenRoom(store)
  await seat.send({ type: 'chat-activate', participant: seat.participant, invited: false })
  return seat
}

/** An operator who is available in the role that `save` names. */
export async function createOperator(
  store: Store,
  process = newId<'process'>(),
): Promise<AccountCard & { readonly page: Id<'page'>; readonly process: ProcessId }> {
  const operator: AccountCard = { id: newId(), name: 'Olive' }
  const page = newId<'page'>()
  await store.transact(toDesk({ type: 'monitor-opened', operator, privileges: [], page, process }))
  await store.transact(toDesk({ type: 'set-roles', operator: operator.id, roles: ['helper'] }))
  await store.transact(toDesk({ type: 'set-available', operator: operator.id, available: true }))
  return { ...operator, page, process }
}

export function account(changes: Partial<Account> = {}): Account {
  const id = newId<'account'>()
  return {
    id,
    email: `${id.toLowerCase()}@example.com`,
    firstName: 'Ada',
    lastName: 'L',
    passwordHash: null,
    privileges: ['user', 'advocate'],
    language: null,
    timezone: null,
    active: true,
    createdAt: 1,
    secondFactorAt: null,
    ...changes,
  }
}

export function signIn(changes: Partial<SignIn> & Pick<SignIn, 'account' | 'expiresAt'>): SignIn {
  const { expiresAt } = changes
  return {
    digest: newId(),
    createdAt: 1,
    usedAt: 1,
    endsAt: expiresAt,
    agent: 'Firefox',
    ...changes,
  }
}

export function link(changes: Partial<OneTimeLink> & Pick<OneTimeLink, 'expiresAt'>): OneTimeLink {
  return {
    digest: newId(),
    account: null,
    purpose: 'register',
    email: null,
    details: null,
    ...changes,
  }
}
