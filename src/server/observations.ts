/**
 * What one Monitor observes and controls. The room is the referee: a stream begins when it counts
 * this Monitor among the watchers, and is cut when it does not; where the user has to be asked, it
 * waits for the answer (CON3). The right to it is looked at when it begins, at each change of the
 * room, and every second (OBS4), also when the store cannot be asked.
 *
 *   observe ─► room: observe ─┬─ among the watchers ──► stream ──► cut, or stopped
 *                             └─ a question stands ──► asking ─┬─ accepted: observe again
 *                                                              └─ refused, or no answer: gone
 */
import type { PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import type { Consent } from '../base/consent.ts'
import type { AccountCard, RoomCommand } from '../live/command.ts'
import { presentControl } from '../live/control.ts'
import { isSame, mustAsk, pauseEndsAt, permissionsOf, stricter } from '../live/permission.ts'
import { findParticipant, type Participant, type Room } from '../live/room.ts'
import type { OperatorLimits } from '../live/scope.ts'
import type { ControlView, MirrorDown } from '../protocol/mirror.ts'
import type { MonitorUp } from '../protocol/monitor.ts'
import type { Store } from '../store/store.ts'
import { access, type Actor } from './access.ts'
import { carryOut, commandIdOf, refusal, type CommandReply } from './commands.ts'
import type { ControlRelay } from './control-relay.ts'
import { controlView } from './control-view.ts'
import { operatorResource } from './door.ts'
import { goneFor, whyGone, type Gone } from './gone.ts'
import type { MirrorHub, Observation } from './mirror-hub.ts'
import { entryOf as participantOf, sessionOf, type ScreenOrder } from './monitor-commands.ts'
import { createObserverWords, type Entry } from './observer-words.ts'
import { errorName, type RoomShell } from './room-shell.ts'
import type { Keyring } from './seal.ts'
import type { Log } from './settings.ts'
import type { SignInWatch } from './sign-in-watch.ts'
import type { Timing } from './timing.ts'

const MAX_OBSERVED = 24
/** A stream goes on for so long without the store's word. */
const UNSURE_MS = 2_000
/** CTL6: a Monitor of ours renews every `CONTROL_RENEW_MS`; each is a write. */
const RENEW_AT_MOST_EVERY_MS = 1_000

export interface Observations {
  /** Again for the same participant: the picture is sent whole once more. */
  observe(session: SessionId, participant: ParticipantId): Promise<void>
  unobserve(session: SessionId, participant: ParticipantId): void
  take(message: ScreenOrder): Promise<CommandReply>
  renew(message: Up<'renew-control'>): void
  /** Passes on what the operator does, where this Monitor has control; nothing otherwise. */
  control(message: Up<'control'>): void
  /** Looks at what the rooms say to all that is observed, or to that of one session. */
  check(session?: SessionId): Promise<void>
  observes(of: Entry): boolean
  /** All streams end; what the room is told of it is for the caller to say. */
  end(): readonly Entry[]
  /** `lost`: without a word. `isBack`: a later line of this Monitor observes it. */
  leave(of: Entry, lost: boolean, isBack: () => boolean): Promise<void>
}

type Up<T extends MonitorUp['type']> = Extract<MonitorUp, { readonly type: T }>

interface Observed extends Entry {
  readonly key: string
  observation: Observation | null
  /** As the room was read last. */
  room: Room
  person: Participant
  /** What is older than this knows nothing of what was asked. */
  sinceSeq: number
  /** When the store last said that it may go on. */
  sureAt: number
  saidAsking: boolean
  /** Of its own accord, since the room last answered as it had to. */
  saidAgain: boolean
  control: ControlView | null
  toldControl: string
  /** CON3: control is to begin when the user accepts, who `isAsked`. */
  wants: { readonly takeOver: boolean; isAsked: boolean; begins: boolean } | null
  renewedAt: number
}

export interface ObservingWorld {
  readonly store: Store
  readonly shell: RoomShell
  readonly mirror: MirrorHub
  readonly relay: ControlRelay
  readonly keyring: Keyring
  readonly process: ProcessId
  /** CON4. */
  readonly floor: Consent
  /** ACC4. */
  readonly limits: OperatorLimits
  readonly timing: Timing
  readonly log: Log
}

export function createObservations(
  world: ObservingWorld,
  own: {
    readonly operator: AccountCard
    readonly monitor: PageId
    actor(): Actor
    /** ACC3: who that is. */
    readonly signIns: Pick<SignInWatch, 'sureAt' | 'look'>
    send(session: SessionId, participant: ParticipantId, message: MirrorDown): void
    buffered(): number
    /** REL9: takes so much of what the operator may still do now; false when it is too much. */
    mayDo(ops: number, size: number): boolean
  },
): Observations {
  const { store, mirror, relay, process, floor, limits, timing, log } = world
  const { operator, monitor } = own
  const words = createObserverWords(world, own)
  const observed = new Map<string, Observed>()
  const changed = new Set<SessionId>()
  let looking: Promise<void> | null = null
  let lookedAt = 0

  function isUnsure(since: number): boolean {
    return timing.now() - since > UNSURE_MS
  }

  function say(entry: Entry, message: MirrorDown): void {
    own.send(entry.session, entry.participant, message)
  }

  function mayObserve(room: Room): boolean {
    return access(own.actor(), 'observe', operatorResource(room, limits)) === 'allowed'
  }

  function end(entry: Observed): void {
    if (observed.get(entry.key) === entry) observed.delete(entry.key)
    entry.observation?.stop()
    entry.observation = null
  }

  function cut(entry: Observed, why: Gone): void {
    end(entry)
    say(entry, goneFor(entry.person, operator.id, why))
    // Where the room decided it, it knows. Where nobody could be asked, control outlives it for a while.
    void words.leave(entry, why === 'unavailable', () => !observed.has(entry.key))
  }

  async function begin(entry: Entry): Promise<void> {
    const key = keyOf(entry)
    const { session, participant } = entry
    const before = observed.size >= MAX_OBSERVED ? null : await store.readRoom(session)
    const person = before === null ? null : findParticipant(before, participant)
    if (before === null || person?.id !== participant || !mayObserve(before)) {
      return say(entry, { kind: 'gone', why: 'not-allowed' })
    }
    if (person.offlineAt !== null) return say(entry, { kind: 'gone', why: 'offline' })
    const reply = await words.observe(entry)
    if (reply.type === 'refused') {
      const why = reply.code === 'too-soon' ? 'refused' : 'not-allowed'
      return say(entry, goneFor(person, operator.id, why))
    }
    observed.set(key, {
      session,
      participant,
      key,
      observation: null,
      room: before,
      person,
      sinceSeq: reply.seq,
      sureAt: timing.now(),
      saidAsking: false,
      saidAgain: false,
      control: null,
      toldControl: '',
      wants: null,
      renewedAt: -RENEW_AT_MOST_EVERY_MS,
    })
    await check(session)
  }

  function check(session?: SessionId): Promise<void> {
    if (session !== undefined) changed.add(session)
    else for (const entry of observed.values()) changed.add(entry.session)
    if (looking === null) {
      lookedAt = timing.now()
      looking = lookUntilDone()
    } else if (isUnsure(lookedAt)) {
      // A store that neither answers nor fails.
      for (const entry of observed.values()) if (isUnsure(entry.sureAt)) cut(entry, 'unavailable')
    }
    return looking
  }

  async function lookUntilDone(): Promise<void> {
    try {
      await lookAtAll()
    } finally {
      looking = null
    }
    if (changed.size > 0) await check()
  }

  async function lookAtAll(): Promise<void> {
    for (const session of changed) {
      changed.delete(session)
      const entries = [...observed.values()].filter((entry) => entry.session === session)
      if (entries.length === 0) continue
      try {
        const room = await store.readRoom(session)
        for (const entry of entries) await follow(entry, room)
      } catch (error) {
        log('observation-unsure', { error: errorName(error) })
        for (const entry of entries) {
          if (isUnsure(entry.sureAt) && observed.get(entry.key) === entry) cut(entry, 'unavailable')
        }
      }
    }
  }

  async function follow(entry: Observed, room: Room | null): Promise<void> {
    if (observed.get(entry.key) !== entry || (room !== null && room.seq < entry.sinceSeq)) return
    const person = room === null ? null : findParticipant(room, entry.participant)
    // Two entries of one person have become one (CHT18): the other is the one that stays.
    if (room === null || person?.id !== entry.participant || !mayObserve(room)) {
      return cut(entry, 'not-allowed')
    }
    // Who may see it is as old as the older of both words. A process that slept asks before it judges.
    for (let tries = 0; tries < 2 && isUnsure(own.signIns.sureAt()); tries++)
      await own.signIns.look()
    if (observed.get(entry.key) !== entry) return
    entry.sureAt = Math.min(timing.now(), own.signIns.sureAt())
    if (isUnsure(entry.sureAt)) return cut(entry, 'unavailable')
    entry.room = room
    entry.person = person
    if (person.watchers[monitor]?.process === process) return show(entry)
    const said = permissionsOf(person, operator.id).observe
    if (mustAsk(said, stricter(room.settings.consent, floor))) {
      const isAsked = person.asks.some((open) => isSame(open, operator, 'observe'))
      return isAsked ? waitForAnswer(entry) : cut(entry, whyGone(said, entry.observation !== null))
    }
    // Accepted, or asked for no longer; or the room has lost this process's word meanwhile.
    if (entry.saidAgain) return cut(entry, 'unavailable')
    entry.saidAgain = true
    const reply = await words.observe(entry)
    if (reply.type === 'refused') return cut(entry, 'not-allowed')
    entry.sinceSeq = reply.seq
    changed.add(entry.session)
  }

  function waitForAnswer(entry: Observed): void {
    if (entry.observation !== null) return cut(entry, 'consent')
    entry.saidAgain = false
    if (entry.saidAsking) return
    entry.saidAsking = true
    say(entry, { kind: 'asking' })
  }

  function show(entry: Observed): void {
    entry.saidAgain = false
    if (entry.observation === null) {
      entry.observation = mirror.observe(entry.session, entry.participant, {
        send: (message) => say(entry, message),
        buffered: () => own.buffered(),
        moved: () => tellControl(entry),
      })
    }
    if (Object.keys(entry.person.pages).length === 0) entry.observation.away()
    tellControl(entry)
  }

  /** CTL1, CTL5: how it stands, where it stands otherwise than this Monitor was told. */
  function tellControl(entry: Observed): void {
    const { observation, person, wants } = entry
    if (observation === null || wants?.begins === true) return
    const who = { operator: operator.id, monitor }
    const view = controlView(person, who, observation.page(), entry.control)
    if (wants !== null && view.state === 'asking') wants.isAsked = true
    else if (wants !== null) {
      const said = permissionsOf(person, operator.id).control
      // An order that is only sent again asked nobody anything, and begins nothing anew (REL2).
      const isDue = wants.isAsked && !mustAsk(said, stricter(entry.room.settings.consent, floor))
      if (isDue && view.state !== 'yours') return void beginControl(entry, wants)
      entry.wants = null
    }
    entry.control = view
    const text = JSON.stringify(view)
    if (text === entry.toldControl) return
    entry.toldControl = text
    say(entry, { kind: 'control', control: view })
  }

  /** CON3: the user has accepted. */
  async function beginControl(entry: Observed, wants: NonNullable<Observed['wants']>) {
    wants.begins = true
    try {
      const reply = await words.perform(
        entry,
        words.takeControl(entry, entry.observation?.page() ?? null, wants.takeOver),
      )
      if (reply.type === 'done') entry.sinceSeq = Math.max(entry.sinceSeq, reply.seq)
    } catch (error) {
      log('control-failed', { error: errorName(error) })
    }
    entry.wants = null
    await check(entry.session)
  }

  function mayControl(entry: Observed): boolean {
    return access(own.actor(), 'control', operatorResource(entry.room, limits)) === 'allowed'
  }

  return {
    async observe(session, participant) {
      const known = observed.get(keyOf({ session, participant }))
      if (known === undefined) return begin({ session, participant })
      known.saidAsking = false
      known.toldControl = ''
      known.observation?.again()
      await check(session)
    },
    unobserve(session, participant) {
      const of = { session, participant }
      const entry = observed.get(keyOf(of))
      if (entry === undefined) return
      end(entry)
      void words.leave(of, false, () => !observed.has(entry.key))
    },
    async take(message) {
      const of = entryOf(message)
      const entry = observed.get(keyOf(of))
      const isTake = message.type === 'take-control'
      if (isTake && entry === undefined) return refusal(message.id, 'not-observing')
      if (isTake && entry !== undefined && !mayControl(entry)) {
        return refusal(message.id, 'not-allowed')
      }
      const { participant } = of
      const number = isTake ? 0 : message.number
      const command: RoomCommand =
        isTake && entry !== undefined
          ? words.takeControl(entry, entry.observation?.page() ?? null, message.takeOver)
          : { type: 'release-control', participant, monitor, number }
      const id = commandIdOf(message)
      const aggregate = { kind: 'room', id: of.session } as const
      const reply = await carryOut(world, message, (digest) => ({
        aggregate,
        id,
        digest,
        command,
        ...(isTake ? { by: words.by } : {}),
      }))
      if (entry !== undefined && reply.type === 'refused' && reply.code === 'too-soon') {
        const until = pauseEndsAt(entry.person, operator.id, 'control')
        return refusal(message.id, 'too-soon', Math.max(0, (until ?? 0) - (await store.now())))
      }
      if (entry === undefined || reply.type === 'refused') return reply
      entry.sinceSeq = Math.max(entry.sinceSeq, reply.seq)
      entry.wants = isTake ? { takeOver: message.takeOver, isAsked: false, begins: false } : null
      // A question that is withdrawn was not left without an answer.
      if (!isTake) entry.control = { state: 'free', why: null }
      await check(of.session)
      return reply
    },
    renew(message) {
      const entry = observed.get(keyOf(entryOf(message)))
      const now = timing.now()
      if (entry === undefined || !mayControl(entry)) return
      if (now - entry.renewedAt < RENEW_AT_MOST_EVERY_MS) return
      entry.renewedAt = now
      const { participant } = entry
      const { number } = message
      words
        .perform(entry, { type: 'renew-control', participant, monitor, number })
        .catch((error: unknown) => log('control-failed', { error: errorName(error) }))
    },
    control(message) {
      const { number, cseq, screen, ops } = message
      if (!own.mayDo(ops.length, JSON.stringify(ops).length)) return
      const entry = observed.get(keyOf(entryOf(message)))
      if (entry === undefined || entry.observation === null || !mayControl(entry)) return
      const control = presentControl(entry.person)
      if (control?.number !== number || control.monitor !== monitor) return
      const { page } = control
      const holder = page === null ? undefined : entry.person.pages[page]
      if (page === null || holder === undefined) return
      const to = { session: entry.session, page, process: holder }
      relay.send(to, { number, cseq, screen, ops })
    },
    check,
    observes: (of) => observed.has(keyOf(of)),
    end() {
      const entries = [...observed.values()]
      for (const entry of entries) end(entry)
      return [...entries, ...words.unsure]
    },
    leave: (of, lost, isBack) => words.leave(of, lost, () => !isBack()),
  }
}

function entryOf(message: { readonly session: string; readonly participant: string }): Entry {
  return { session: sessionOf(message), participant: participantOf(message) }
}

function keyOf({ session, participant }: Entry): string {
  return `${session} ${participant}`
}
