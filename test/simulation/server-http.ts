/** What a server process does for requests by HTTP, as the routes of `src/server` do it: without addresses and markup. */
import {
  encodeId,
  parsePageId,
  parseParticipantId,
  type ParticipantId,
  type ProcessId,
  type SessionId,
} from '../../src/base/id.ts'
import type { Consent } from '../../src/base/consent.ts'
import { must } from '../../src/base/must.ts'
import type { DeletedBy, RoomCommand } from '../../src/live/command.ts'
import { isJoined } from '../../src/live/joining.ts'
import { isSame, permissionsOf } from '../../src/live/permission.ts'
import { findParticipant } from '../../src/live/room.ts'
import type { Reply } from '../../src/live/reply.ts'
import { access } from '../../src/server/access.ts'
import { createAuthorNotices } from '../../src/server/author-notices.ts'
import { operatorResource, type Door, type Visit } from '../../src/server/door.ts'
import { createFileKeeper } from '../../src/server/file-keeper.ts'
import {
  createInterviewFlow,
  type FlowResult,
  type InterviewFlow,
  type Place,
  type Submission,
} from '../../src/server/interview-flow.ts'
import type { RoomShell } from '../../src/server/room-shell.ts'
import type { Keyring } from '../../src/server/seal.ts'
import type { SessionKeys } from '../../src/server/session-keys.ts'
import type { Log, Random, Settings } from '../../src/server/settings.ts'
import { actorOf, cardOf, type Visitor } from '../../src/server/visitor.ts'
import type { Store } from '../../src/store/store.ts'
import { simulatedEvaluators, SOURCE } from './interview.ts'

/** What somebody who has a screen wants of it. */
export type Wish =
  | { readonly type: 'look' }
  | { readonly type: 'send'; readonly submission: Submission }
  | { readonly type: 'change'; readonly what: string; readonly to: string }
  | { readonly type: 'back'; readonly version: number }

export type Shown = FlowResult | { readonly type: 'refused' } | { readonly type: 'unknown' }

export interface ServerHttp {
  screen(session: SessionId, visitor: Visitor, wish: Wish): Promise<Shown>
  /** `missing`: for whoever may not see it there is no such entry. */
  join(
    session: SessionId,
    visitor: Visitor,
    participant: ParticipantId,
  ): Promise<'in' | 'asked' | 'refused' | 'missing'>
  /** What the tab that waits for the answer sees. */
  joining(
    session: SessionId,
    visitor: Visitor,
    participant: ParticipantId,
  ): Promise<'asking' | 'accepted' | 'over'>
  withdraw(session: SessionId, visitor: Visitor, participant: ParticipantId): Promise<void>
  leave(session: SessionId, visitor: Visitor): Promise<void>
  /** By whoever began it; false: they may not, or it is gone. */
  deleteOwn(session: SessionId, visitor: Visitor): Promise<boolean>
  delete(session: SessionId, by: DeletedBy): Promise<Reply>
}

const PLACE: Place = { urlRoot: 'http://simulated', urlArgs: {} }

export function createServerHttp(world: {
  readonly store: Store
  readonly shell: RoomShell
  readonly door: Door
  readonly keys: SessionKeys
  readonly keyring: Keyring
  readonly settings: Settings
  readonly process: ProcessId
  readonly floor: Consent
  readonly random: Random
  readonly log: Log
}): ServerHttp {
  const { store, shell, door, settings, random, log } = world
  const files = {
    write: () => Promise.reject(new Error('nobody sends files here')),
    read: () => Promise.reject(new Error('there are no files here')),
    remove: async () => {},
    async *listQuiet() {},
  }
  const flow: InterviewFlow = createInterviewFlow({
    ...world,
    evaluators: simulatedEvaluators(),
    keeper: createFileKeeper({ ...world, files }),
    library: {
      list: async () => [],
      find: async () => SOURCE,
      readStatic: async () => null,
    },
    notices: createAuthorNotices(log),
    wakePost: () => {},
  })

  async function perform(
    session: SessionId,
    command: RoomCommand,
    visitor?: Visitor,
  ): Promise<Reply> {
    const aggregate = { kind: 'room', id: session } as const
    const order = { aggregate, id: shell.freshId(), digest: '', command }
    const account = visitor?.account ?? null
    const by =
      account === null ? {} : { by: { account: account.id, limits: settings.operatorLimits } }
    return (await shell.perform({ ...order, ...by })).reply
  }

  /** Whom an operator wants to come through; null: for them there is no such entry. */
  async function find(session: SessionId, { account }: Visitor, participant: ParticipantId) {
    const room = await store.readRoom(session)
    if (room === null || account === null) return null
    const resource = operatorResource(room, settings.operatorLimits)
    const verdict = access(actorOf(account), 'join', resource)
    const person = findParticipant(room, participant)
    if (verdict !== 'allowed' || person === null || person.joined !== null) return null
    return { person, account }
  }

  function answer(visit: Visit, wish: Wish): Promise<FlowResult> {
    switch (wish.type) {
      case 'look':
        return flow.show(visit, PLACE)
      case 'send':
        return flow.submit(visit, PLACE, wish.submission)
      case 'back':
        return flow.back(visit, PLACE, wish.version, null)
      case 'change': {
        const { what, to } = wish
        return flow.act(visit, PLACE, { name: 'change', arguments: { what, to } }, null)
      }
    }
  }

  return {
    async screen(session, visitor, wish) {
      const verb = wish.type === 'look' ? 'view-session' : 'submit'
      const opened = await door.open(session, visitor, verb)
      return opened.type === 'open' ? answer(opened.visit, wish) : { type: opened.type }
    },
    async join(session, visitor, participant) {
      const found = await find(session, visitor, participant)
      if (found === null) return 'missing'
      const own = await door.open(session, visitor, 'view-session')
      if (own.type === 'open') return 'in'
      const command = {
        type: 'join',
        participant: found.person.id,
        operator: cardOf(found.account),
        joiner: must(parseParticipantId(encodeId(random(16))), 'an encoded id is an id'),
        monitor: must(parsePageId(encodeId(random(16))), 'an encoded id is an id'),
        process: world.process,
        floor: world.floor,
      } as const
      const reply = await perform(session, command, visitor)
      if (reply.type === 'refused') return 'refused'
      const now = await door.open(session, visitor, 'view-session')
      return now.type === 'open' ? 'in' : 'asked'
    },
    async joining(session, visitor, participant) {
      const found = await find(session, visitor, participant)
      if (found === null) return 'over'
      const { person, account } = found
      if (person.asks.some((open) => isSame(open, account, 'join'))) return 'asking'
      return permissionsOf(person, account.id).join === 'accepted' ? 'accepted' : 'over'
    },
    async withdraw(session, visitor, participant) {
      const found = await find(session, visitor, participant)
      if (found === null) return
      const operator = cardOf(found.account)
      await perform(session, { type: 'withdraw-join', participant, operator })
    },
    async leave(session, visitor) {
      const opened = await door.open(session, visitor, 'view-session')
      if (opened.type !== 'open' || !isJoined(opened.visit.participant)) return
      const participant = opened.visit.participant.id
      await perform(session, { type: 'leave-join', participant, why: 'left' })
    },
    async deleteOwn(session, visitor) {
      const opened = await door.open(session, visitor, 'delete-session')
      if (opened.type !== 'open') return false
      const by = { kind: 'owner', participant: opened.visit.participant.id } as const
      return (await perform(session, { type: 'delete', by })).type === 'done'
    },
    delete: (session, by) => perform(session, { type: 'delete', by }),
  }
}
