/** Everything that can be asked of rooms and desk, as random events for the property test. */
import fc from 'fast-check'
import type { ParticipantId, SessionId } from '../../base/id.ts'
import type { TransferTarget } from '../command.ts'
import type { Reply } from '../reply.ts'
import {
  ASK_MS,
  CHAT_KEPT_OFFLINE_MS,
  CONTROL_LEASE_MS,
  findParticipant,
  GRACE_MS,
  INVITATION_MS,
  OFFLINE_KEPT_MS,
} from '../room.ts'
import { TRANSFER_MS } from '../desk.ts'
import type { MemoryDriver } from './memory-driver.ts'
import { account, ANN, BOB, card, page, process, save, session } from './samples.ts'
import { watchActions } from './random-watching.ts'

export const SESSIONS = ['S1', 'S2', 'S3'].map(session)
const PEOPLE = [ANN, BOB]
export const OPERATORS = ['olga', 'omar', 'tom']
const PROCESSES = ['P', 'Q'].map(process)

const where = { id: fc.constantFrom(...SESSIONS), who: fc.constantFrom(...PEOPLE) }
const operator = fc.constantFrom(...OPERATORS)
const onProcess = fc.constantFrom(...PROCESSES)
const tab = fc.constantFrom('1', '2')

/** ACC4. */
const privileges = fc.constantFrom(['advocate', 'housing'], ['advocate', 'housing'], ['advocate'])

const ABOUT_PERSON = ['block', 'unblock', 'unblock', 'offer-help', 'withdraw-help'] as const
const transferTarget: fc.Arbitrary<TransferTarget> = fc.oneof(
  operator.map((name) => ({ kind: 'operator' as const, id: account(name) })),
  fc.constantFrom('law', 'tax').map((role) => ({ kind: 'role' as const, role })),
)

export type Action = (driver: MemoryDriver) => void

export const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ ...where, invited: fc.boolean() })
      .map(({ id, who, invited }) => (driver: MemoryDriver) => {
        driver.toRoom(id, { type: 'chat-activate', participant: who, invited })
      }),
  },
  fc.record(where).map(({ id, who }) => (driver: MemoryDriver) => {
    driver.toRoom(id, { type: 'chat-off', participant: who })
  }),
  fc
    .record({ ...where, tab, on: onProcess })
    .map(({ id, who, tab: name, on }) => (driver: MemoryDriver) => {
      driver.toRoom(id, { type: 'page-opened', participant: who, page: page(name), process: on })
    }),
  fc
    .record({ ...where, tab, on: onProcess, goodbye: fc.boolean() })
    .map(({ id, who, tab: name, on, goodbye }) => (driver: MemoryDriver) => {
      driver.toRoom(id, {
        type: 'page-closed',
        participant: who,
        page: page(name),
        process: on,
        goodbye,
      })
    }),
  fc
    .record({ ...where, by: fc.option(operator), isShared: fc.boolean() })
    .map(({ id, who, by, isShared }) => (driver: MemoryDriver) => {
      const from =
        by === null
          ? ({ kind: 'participant', participant: who } as const)
          : ({ kind: 'operator', account: card(by) } as const)
      const conversation = isShared ? null : who
      const mayWrite = canWrite(driver, id, { who, by, isShared })
      const reply = driver.toRoom(id, { type: 'chat-send', from, conversation, sealed: 'x' })
      expect(reply, mayWrite ? 'done' : 'refused')
    }),
  fc
    .record({ ...where, by: fc.option(operator), upTo: fc.nat(200), isShared: fc.boolean() })
    .map(({ id, who, by, upTo, isShared }) => (driver: MemoryDriver) => {
      const reader =
        by === null
          ? ({ kind: 'participant', participant: who } as const)
          : ({ kind: 'operator', account: card(by) } as const)
      const conversation = isShared ? null : who
      driver.toRoom(id, { type: 'chat-read', reader, conversation, upTo })
    }),
  fc
    .record({
      id: where.id,
      availability: fc.constantFrom(
        'available',
        'available',
        'observeonly',
        'unavailable' as const,
      ),
      mode: fc.constantFrom('help', 'help', 'peer', 'peerhelp' as const),
      partnerRoles: fc.subarray(['law', 'tax']),
      stale: fc.boolean(),
      restarts: fc.nat(9).map((chance) => chance === 0),
      consent: fc.constantFrom('author', 'author', 'notice', 'ask' as const),
      limited: fc.nat(3).map((chance) => chance === 0),
    })
    .map(({ id, stale, restarts, limited, ...settings }) => (driver: MemoryDriver) => {
      const { version, position } = driver.room(id)
      const expects = stale ? version - 1 : version
      const reply = driver.toRoom(
        id,
        save(settings, {
          expects,
          position: position + 1,
          restarts,
          operators: limited ? ['housing'] : null,
        }),
      )
      expect(reply, stale ? 'refused' : 'done')
    }),
  fc.record({ ...where, as: operator }).map(({ id, who, as }) => (driver: MemoryDriver) => {
    driver.toRoom(id, { type: 'attach-account', participant: who, account: card(as) })
  }),
  fc
    .record({ by: operator, privileges })
    .map(({ by, privileges: now }) => (driver: MemoryDriver) => {
      const changed = { operator: account(by), privileges: now }
      driver.toDesk({ type: 'operator-privileges', ...changed })
    }),
  fc.nat(3).map((chance) => (driver: MemoryDriver) => {
    driver.toDesk({
      type: 'limit-operators',
      limits: chance === 0 ? { 'int*.yml': ['tax', 'housing'] } : {},
    })
  }),
  fc
    .record({ by: operator, tab, on: onProcess, privileges })
    .map(({ by, tab: name, on, privileges: own }) => (driver: MemoryDriver) => {
      driver.toDesk({
        type: 'monitor-opened',
        operator: card(by),
        privileges: own,
        page: page(name),
        process: on,
      })
    }),
  fc
    .record({ by: operator, tab, on: onProcess })
    .map(({ by, tab: name, on }) => (driver: MemoryDriver) => {
      driver.toDesk({
        type: 'monitor-closed',
        operator: account(by),
        page: page(name),
        process: on,
      })
    }),
  {
    weight: 3,
    arbitrary: fc
      .record({ by: operator, is: fc.boolean() })
      .map(({ by, is }) => (driver: MemoryDriver) => {
        driver.toDesk({ type: 'set-available', operator: account(by), available: is })
      }),
  },
  fc
    .record({ by: operator, roles: fc.subarray(['law', 'tax']) })
    .map(({ by, roles }) => (driver: MemoryDriver) => {
      driver.toDesk({ type: 'set-roles', operator: account(by), roles })
    }),
  fc
    .record({ ...where, by: operator, what: fc.constantFrom(...ABOUT_PERSON) })
    .map(({ id, who, by, what }) => (driver: MemoryDriver) => {
      driver.toRoom(id, { type: what, participant: who, operator: card(by) })
    }),
  fc.record(where).map(({ id, who }) => (driver: MemoryDriver) => {
    driver.toRoom(id, { type: 'decline-help', participant: who })
  }),
  fc
    .record({ ...where, isShared: fc.boolean(), by: operator, to: transferTarget })
    .map(({ id, who, isShared, by, to }) => (driver: MemoryDriver) => {
      const conversation = isShared ? null : who
      driver.toRoom(id, { type: 'transfer', conversation, operator: card(by), to })
    }),
  fc
    .record({ ...where, isShared: fc.boolean(), by: operator, accepts: fc.boolean() })
    .map(({ id, who, isShared, by, accepts }) => (driver: MemoryDriver) => {
      const conversation = isShared ? null : who
      const order = { conversation, operator: card(by) }
      driver.toRoom(id, { type: 'answer-transfer', ...order, accepts })
    }),
  fc
    .record({ ...where, isShared: fc.boolean(), by: operator, ends: fc.boolean() })
    .map(({ id, who, isShared, by, ends }) => (driver: MemoryDriver) => {
      const order = { conversation: isShared ? null : who, operator: card(by) }
      driver.toRoom(id, { type: ends ? 'end-chat' : 'cancel-transfer', ...order })
    }),
  fc
    .record({ ...where, isShared: fc.boolean(), by: operator })
    .map(({ id, who, isShared, by }) => (driver: MemoryDriver) => {
      const conversation = isShared ? null : who
      driver.toRoom(id, { type: 'take-chat', conversation, operator: card(by) })
    }),
  fc
    .record({ by: operator, limit: fc.constantFrom(null, null, 1, 2) })
    .map(({ by, limit }) => (driver: MemoryDriver) => {
      driver.toDesk({ type: 'set-limit', operator: account(by), limit })
    }),
  fc.record(where).map(({ id, who }) => (driver: MemoryDriver) => {
    driver.toRoom(id, { type: 'exit', participant: who })
  }),
  { weight: 4, arbitrary: watchActions({ sessions: SESSIONS, operators: OPERATORS }) },
  operator.map((by) => (driver: MemoryDriver) => {
    driver.toDesk({ type: 'operator-removed', operator: account(by) })
  }),
  operator.map((by) => (driver: MemoryDriver) => {
    driver.toDesk({ type: 'operator-removed', operator: account(by) })
    for (const id of SESSIONS) {
      driver.toRoom(id, { type: 'forget-account', account: account(by), name: by })
    }
  }),
  onProcess.map((lost) => (driver: MemoryDriver) => {
    for (const id of SESSIONS) driver.toRoom(id, { type: 'process-lost', process: lost })
    driver.toDesk({ type: 'process-lost', process: lost })
  }),
  {
    weight: 3,
    arbitrary: fc
      .record({ at: fc.nat(5), keep: fc.boolean() })
      .map(({ at, keep }) => (driver: MemoryDriver) => {
        driver.deliver(
          Math.min(at, Math.max(0, driver.outbox.length - 1)),
          keep && driver.outbox.length < 20,
        )
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        1,
        CONTROL_LEASE_MS,
        GRACE_MS,
        ASK_MS,
        TRANSFER_MS,
        INVITATION_MS,
        CHAT_KEPT_OFFLINE_MS,
        OFFLINE_KEPT_MS,
      )
      .map((ms) => (driver: MemoryDriver) => {
        driver.advance(ms)
        driver.sweep()
      }),
  },
)

function canWrite(
  driver: MemoryDriver,
  id: SessionId,
  line: { readonly who: ParticipantId; readonly by: string | null; readonly isShared: boolean },
): boolean {
  const { who, by, isShared } = line
  const room = driver.room(id)
  const chat = findParticipant(room, who)?.chat
  if (by === null) return chat?.state === 'on'
  switch (room.settings.mode) {
    case 'help':
      return !isShared && chat?.state === 'on' && chat.operator?.id === account(by)
    case 'peer':
      return false
    case 'peerhelp':
      return isShared && room.shared?.operator?.id === account(by)
  }
}

function expect(reply: Reply, type: Reply['type']): void {
  if (reply.type !== type) throw new Error(`${type} was expected: ${JSON.stringify(reply)}`)
}
