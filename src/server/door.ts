/**
 * The door of a session: which participant somebody is, and whether they may come in. Every route
 * and every page's socket goes through it.
 */
import {
  encodeId,
  parseParticipantId,
  parseSessionId,
  type CommandId,
  type ParticipantId,
  type SessionId,
} from '../base/id.ts'
import { must } from '../base/must.ts'
import { ownerOf } from '../live/delete.ts'
import { isJoined, isOut } from '../live/joining.ts'
import { findParticipant, type JoinEnd, type Participant, type Room } from '../live/room.ts'
import { requiredLists, type OperatorLimits, type Scope } from '../live/scope.ts'
import { access, type Resource, type Standing, type Verb } from './access.ts'
import type { RoomShell } from './room-shell.ts'
import { isSameText } from './same-text.ts'
import type { Keyring, SessionKey } from './seal.ts'
import { stillThere } from './session-gone.ts'
import type { SessionKeys } from './session-keys.ts'
import type { Random } from './settings.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { actorOf, cardOf, nameOf, type Visitor } from './visitor.ts'

export interface Visit {
  readonly room: Room
  readonly participant: Participant
  readonly visitor: Visitor
  readonly key: SessionKey
}

export type Opened =
  | { readonly type: 'open'; readonly visit: Visit }
  | { readonly type: 'unknown' }
  /**
   * `over`: an operator who had joined, and why they are out (JOI). `signIn`: it was used in this
   * browser by an account that is not signed in here any more.
   */
  | { readonly type: 'refused'; readonly over?: JoinEnd; readonly signIn?: true }

export interface Door {
  open(session: SessionId, visitor: Visitor, verb: Verb): Promise<Opened>
  /** Makes a session whose first participant is this visitor, who must have a browser cookie. */
  create(interview: string, visitor: Visitor): Promise<Visit>
  /** AUT13: with the link's key whoever has it becomes a participant. */
  enter(session: SessionId, visitor: Visitor, shareKey: string): Promise<Opened>
  shareKey(session: SessionId): string
  /** CHT18: the participant is the account's from now on, unless another account has it. */
  claim(session: SessionId, participant: ParticipantId, account: Account): Promise<void>
}

export function createDoor(input: {
  readonly store: Store
  readonly shell: RoomShell
  readonly keys: SessionKeys
  readonly keyring: Keyring
  readonly random: Random
  /** ACC4. */
  readonly limits: OperatorLimits
}): Door {
  const { store, shell, keys, keyring, random, limits } = input

  async function open(session: SessionId, visitor: Visitor, verb: Verb): Promise<Opened> {
    let room = await store.readRoom(session)
    if (room === null) return { type: 'unknown' }
    let participant = await ofBrowser(room, visitor)
    const { account } = visitor
    if (account !== null && participant !== null && participant.account === null) {
      await own(session, participant, account)
      room = stillThere(await store.readRoom(session))
      participant = findParticipant(room, participant.id)
    }
    if (account !== null && participant?.account?.id !== account.id) {
      // Somebody else signed in with this browser: what was begun here is not theirs.
      const own = await store.findAccountParticipant(session, account.id)
      participant = own === null ? null : findParticipant(room, own)
    }
    // Whoever ended the sign-in elsewhere, after a theft maybe, has ended what this browser opens, too.
    const owner = participant === null || isJoined(participant) ? null : participant.account
    if (account === null && owner !== null) {
      return { type: 'refused', signIn: true }
    }
    if (account !== null && participant !== null && isRenamed(participant, account)) {
      await attach(session, participant.id, { id: shell.freshId(), account })
      room = stillThere(await store.readRoom(session))
      participant = findParticipant(room, participant.id)
    }
    const verdict = access(actorOf(account), verb, {
      ...participantResource(room, participant, limits),
      owns: participant !== null && ownerOf(room)?.id === participant.id,
    })
    if (verdict === 'hidden') return { type: 'unknown' }
    if (verdict === 'refused' || participant === null) {
      const joined = participant?.joined ?? null
      if (participant === null || joined === null) return { type: 'refused' }
      if (isJoined(participant)) await putOut(session, participant.id)
      return { type: 'refused', over: joined.over ?? 'not-allowed' }
    }
    const key = stillThere(await keys.find(session))
    return { type: 'open', visit: { room, participant, visitor, key } }
  }

  async function ofBrowser(room: Room, visitor: Visitor): Promise<Participant | null> {
    if (visitor.browser === null) return null
    const bound = await store.findVisitor(room.id, visitor.browser)
    return bound === null ? null : findParticipant(room, bound)
  }

  async function own(session: SessionId, { id }: Participant, account: Account): Promise<void> {
    const command = shell.derivedId('attach', `${session} ${id} ${account.id}`)
    await attach(session, id, { id: command, account })
  }

  /** CHT18: the same participant goes on under the account's name. */
  async function attach(
    session: SessionId,
    participant: ParticipantId,
    as: { readonly id: CommandId; readonly account: Account },
  ): Promise<void> {
    const account = cardOf(as.account)
    const command = { type: 'attach-account', participant, account } as const
    const aggregate = { kind: 'room', id: session } as const
    await shell.perform({ aggregate, id: as.id, digest: '', command })
  }

  /** JOI: they may not help here any more, and the room did not know of that. */
  async function putOut(session: SessionId, participant: ParticipantId): Promise<void> {
    const command = { type: 'leave-join', participant, why: 'not-allowed' } as const
    const aggregate = { kind: 'room', id: session } as const
    await shell.perform({ aggregate, id: shell.freshId(), digest: '', command })
  }

  async function bind(session: SessionId, visitor: Visitor, participant: ParticipantId) {
    const browser = must(visitor.browser, 'a visitor with a cookie')
    await store.bindVisitor(session, browser, participant)
  }

  function newParticipant(): ParticipantId {
    return must(parseParticipantId(encodeId(random(16))), 'an encoded id is an id')
  }

  return {
    open,
    async create(interview, visitor) {
      const session = must(parseSessionId(encodeId(random(16))), 'an encoded id is an id')
      const participant = newParticipant()
      const { key, wrapped } = keyring.create(session)
      const done = await shell.perform({
        aggregate: { kind: 'room', id: session },
        id: shell.freshId(),
        digest: '',
        command: {
          type: 'create',
          interview,
          participant,
          account: visitor.account === null ? null : cardOf(visitor.account),
          wrappedKey: wrapped,
        },
      })
      if (done.reply.type === 'refused') throw new Error(`no session made: ${done.reply.code}`)
      await bind(session, visitor, participant)
      keys.keep(session, key)
      const room = must(await store.readRoom(session), 'the room just made')
      const person = must(findParticipant(room, participant), 'the first participant')
      return { room, participant: person, visitor, key }
    },
    async enter(session, visitor, shareKey) {
      const known = await open(session, visitor, 'enter')
      if (known.type !== 'refused' || known.signIn === true) return known
      const room = await store.readRoom(session)
      if (room === null) return { type: 'unknown' }
      const holdsKey = isSameText(shareKey, shareKeyOf(session))
      const resource = resourceOf(room, holdsKey ? 'key-holder' : 'stranger')
      if (access(actorOf(visitor.account), 'enter', resource) !== 'allowed') {
        return { type: 'refused' }
      }
      const participant = newParticipant()
      const entered = await shell.perform({
        aggregate: { kind: 'room', id: session },
        id: shell.freshId(),
        digest: '',
        command: {
          type: 'enter',
          participant,
          account: visitor.account === null ? null : cardOf(visitor.account),
        },
      })
      if (entered.reply.type === 'refused' && entered.reply.code === 'unknown-session') {
        return { type: 'unknown' }
      }
      await bind(session, visitor, participant)
      return open(session, visitor, 'enter')
    },
    shareKey: shareKeyOf,
    async claim(session, id, account) {
      const room = await store.readRoom(session)
      const participant = room === null ? null : findParticipant(room, id)
      if (participant !== null && participant.account === null)
        await own(session, participant, account)
    },
  }

  function shareKeyOf(session: SessionId): string {
    return keyring.digest('share', session).slice(0, 22)
  }
}

/** ACC4: for an entry of the Monitor's list, which shows only what some Monitor may show. */
export function entryResource(scope: Scope, limits: OperatorLimits): Resource {
  return { ...ENTRY, required: requiredLists(limits, scope) }
}

const ENTRY = {
  kind: 'session',
  standing: 'stranger',
  multiUser: false,
  called: true,
  availability: 'observeonly',
} as const

/** For somebody in the room, who joined maybe: then they are asked as an operator, too (JOI). */
export function participantResource(
  room: Room,
  participant: Participant | null,
  limits: OperatorLimits,
): Extract<Resource, { kind: 'session' }> {
  const standing = standingOf(participant)
  const resource = resourceOf(room, standing)
  return standing === 'joined' ? { ...resource, required: requiredLists(limits, room) } : resource
}

/** For operators, who have no standing of their own in it. */
export function operatorResource(room: Room, limits: OperatorLimits): Resource {
  return { ...resourceOf(room, 'stranger'), required: requiredLists(limits, room) }
}

export function resourceOf(room: Room, as: Standing): Extract<Resource, { kind: 'session' }> {
  return {
    kind: 'session',
    required: null,
    standing: as,
    multiUser: room.multiUser,
    called: room.settings.called,
    availability: room.settings.availability,
  }
}

function isRenamed(participant: Participant, account: Account): boolean {
  return participant.account?.id === account.id && participant.account.name !== nameOf(account)
}

/** Of somebody who is in the room, or was: an operator who had joined and is out is a stranger. */
function standingOf(participant: Participant | null): Standing {
  if (participant === null || isOut(participant)) return 'stranger'
  return isJoined(participant) ? 'joined' : 'participant'
}
