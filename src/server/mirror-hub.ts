/**
 * Mirroring, whole: joins the observed pages of this process with the observers of this and all
 * other processes. Between processes travels only what may be lost; frames are sealed with the
 * session's key.
 *
 *   page ─► source ─► watch ─► observers          (here)
 *              └─ bus: frames ─► watch ─► observers   (elsewhere; it asks every ASK_MS, or is forgotten)
 */
import { parseParticipantId, parseProcessId, parseSessionId, encodeId } from '../base/id.ts'
import type { PageId, ParticipantId, ProcessId, SessionId } from '../base/id.ts'
import type { Bus } from '../bus/bus.ts'
import type { Visit } from './door.ts'
import type { MirrorFeed } from './mirror-feed.ts'
import {
  createMirrorSource,
  type MirroredPage,
  type MirrorSource,
  type ServedScreen,
  type ToPage,
} from './mirror-source.ts'
import { createMirrorWatch, type MirrorWatch, type Observer } from './mirror-watch.ts'
import { errorName } from './room-shell.ts'
import type { SessionKey } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'
import type { Log, Random } from './settings.ts'
import type { Timing } from './timing.ts'

export type { MirroredPage, Observer, ServedScreen }

const TOPIC = 'mirror'
const ASK_MS = 2_000
/** A process that has not asked for this long observes no more. */
const FORGET_MS = 7_000
const LOOK_MS = 100

export interface MirrorHub {
  addPage(visit: Visit, page: PageId, send: ToPage): MirroredPage
  /** The observer must be somebody who may; the hub does not ask. */
  observe(session: SessionId, participant: ParticipantId, observer: Observer): Observation
  start(): Promise<void>
  close(): void
}

export interface Observation {
  /** Everything once more, markup included. */
  again(): void
  /** Which page of the participant the picture shows; null while there is none. */
  page(): PageId | null
  /** The room knows of no page of the participant: nothing is shown until one is back. */
  away(): void
  stop(): void
}

type Notice = 'ask' | 'need' | 'stop' | 'here' | 'left'

/** A frame by its number among those of its process; 0: none. */
interface Heard {
  readonly from: ProcessId | null
  readonly at: number
}

const NOTHING_HEARD: Heard = { from: null, at: 0 }

/** What this process has of one participant: pages, observers, or both. */
interface Place {
  readonly session: SessionId
  readonly participant: ParticipantId
  readonly topic: string
  source: MirrorSource | null
  watch: MirrorWatch | null
  unsubscribe: (() => void) | null
  /** For which of its observers the fabric has been asked for frames, and not answered. */
  joining: MirrorWatch | null
  /** Processes that observe: when each asked last, and how many frames it had been sent by then. */
  readonly others: Map<ProcessId, { readonly askedAt: number; readonly sent: number }>
  /** Frames sent to other processes. */
  sent: number
  /** The last frame that came from another process. */
  heard: Heard
  key: SessionKey | null
}

export function createMirrorHub(input: {
  readonly bus: Bus
  readonly process: ProcessId
  readonly keys: SessionKeys
  readonly readScreen: (visit: Visit) => Promise<ServedScreen | null>
  readonly random: Random
  readonly timing: Timing
  readonly log: Log
}): MirrorHub {
  const { bus, process, keys, random, timing, log } = input
  const places = new Map<string, Place>()
  const stops = [timing.every(ASK_MS, keepUp), timing.every(LOOK_MS, look)]

  function placeOf(session: SessionId, participant: ParticipantId): Place {
    const topic = `${TOPIC}:${session}:${participant}`
    const known = places.get(topic)
    if (known !== undefined) return known
    const place: Place = {
      session,
      participant,
      topic,
      source: null,
      watch: null,
      unsubscribe: null,
      joining: null,
      others: new Map(),
      sent: 0,
      heard: NOTHING_HEARD,
      key: null,
    }
    places.set(topic, place)
    return place
  }

  function settle(place: Place): void {
    const count = (place.watch === null ? 0 : 1) + place.others.size
    place.source?.setObservers(count)
    if (place.source === null && place.watch === null) places.delete(place.topic)
  }

  function notify(place: Place, notice: Notice): void {
    const usedAt = place.source?.usedAt() ?? 0
    const { session, participant, heard } = place
    bus.publish(TOPIC, JSON.stringify({ notice, session, participant, process, usedAt, heard }))
  }

  /** From the source here: to observers here at once, to the others sealed. */
  function feed(place: Place, message: MirrorFeed): void {
    place.watch?.take(message)
    if (place.others.size === 0 || place.key === null) return
    const plain = Buffer.from(JSON.stringify(message))
    const sealed = place.key.seal('mirror', place.participant, plain)
    bus.publish(place.topic, JSON.stringify({ process, sealed, at: ++place.sent }))
  }

  function takeFrame(place: Place, text: string): void {
    const frame = JSON.parse(text) as Readonly<Record<string, unknown>>
    const from = parseProcessId(String(frame['process']))
    if (from === process || typeof frame['sealed'] !== 'string' || place.key === null) return
    place.heard = { from, at: Number(frame['at']) }
    const plain = place.key.open('mirror', place.participant, frame['sealed'])
    // Sealed by a process of ours: what it says has the form it gave it.
    place.watch?.take(JSON.parse(Buffer.from(plain).toString()) as MirrorFeed)
  }

  function takeNotice(text: string): void {
    const heard = parseNotice(text)
    if (heard === null || heard.process === process) return
    const place = places.get(`${TOPIC}:${heard.session}:${heard.participant}`)
    if (place === undefined) return
    // A process begins to serve the participant, and does not know yet that we observe.
    if (heard.notice === 'here' && place.watch !== null) notify(place, 'need')
    if (place.source !== null) takeForSource(place, place.source, heard)
  }

  function takeForSource(
    place: Place,
    source: MirrorSource,
    heard: Exclude<ReturnType<typeof parseNotice>, null>,
  ): void {
    switch (heard.notice) {
      case 'ask':
      case 'need': {
        const before = place.others.get(heard.process)
        const isNew = before === undefined
        place.others.set(heard.process, { askedAt: timing.now(), sent: place.sent })
        // What comes after a lost frame tells of it; nothing may come for long.
        const isBehind = !isNew && source.feeds() && heardFrom(heard.heard) < before.sent
        void withKey(place).then(() => {
          settle(place)
          if (isNew) notify(place, 'here')
          if (isNew || isBehind || heard.notice === 'need') source.again()
        })
        return
      }
      case 'stop':
        place.others.delete(heard.process)
        return settle(place)
      case 'here':
        if (heard.usedAt > source.usedAt()) source.yield()
        return
      case 'left':
        return source.resume()
    }
  }

  function heardFrom({ from, at }: Heard): number {
    return from === process ? at : 0
  }

  async function withKey(place: Place): Promise<void> {
    if (place.key !== null) return
    try {
      place.key = await keys.find(place.session)
    } catch (error) {
      log('mirror-failed', { error: errorName(error) })
    }
  }

  function keepUp(): void {
    const now = timing.now()
    for (const place of places.values()) {
      for (const [other, { askedAt }] of place.others) {
        if (now - askedAt > FORGET_MS) place.others.delete(other)
      }
      const { watch } = place
      if (watch !== null) {
        notify(place, watch.hasPicture() ? 'ask' : 'need')
        // Store or fabric were away when it began.
        if (place.unsubscribe === null) hearFrames(place, watch)
        else void withKey(place)
      }
      if (watch?.hasPicture() === false) place.source?.again()
      settle(place)
    }
  }

  function look(): void {
    for (const place of places.values()) place.watch?.look()
  }

  function startSource(place: Place, visit: Visit): MirrorSource {
    const source = createMirrorSource({
      feed: (message) => feed(place, message),
      used: () => notify(place, 'here'),
      readScreen: () => input.readScreen(visit),
      newEpoch: () => encodeId(random(16)),
      timing,
      log,
    })
    place.source = source
    return source
  }

  function startWatch(place: Place): MirrorWatch {
    const watch = createMirrorWatch({
      timing,
      ask() {
        place.source?.again()
        notify(place, 'need')
      },
    })
    place.watch = watch
    hearFrames(place, watch)
    return watch
  }

  function hearFrames(place: Place, watch: MirrorWatch): void {
    if (place.joining === watch) return
    place.joining = watch
    void withKey(place)
      .then(() => bus.subscribe(place.topic, (text) => takeFrame(place, text)))
      .then((end) => {
        if (place.watch !== watch || place.unsubscribe !== null) return end()
        place.unsubscribe = end
        notify(place, 'need')
      })
      .catch((error: unknown) => log('mirror-failed', { error: errorName(error) }))
      .finally(() => {
        if (place.joining === watch) place.joining = null
      })
  }

  return {
    addPage(visit, id, send) {
      const place = placeOf(visit.room.id, visit.participant.id)
      const source = place.source ?? startSource(place, visit)
      const page = source.addPage(id, send)
      settle(place)
      // Another process may observe, and has had no picture since the page's line ended there.
      if (Object.keys(visit.participant.watchers).length > 0) notify(place, 'here')
      return {
        take: (message) => page.take(message),
        close() {
          page.close()
          if (!source.isEmpty() || place.source !== source) return
          if (place.others.size > 0 || place.watch !== null) notify(place, 'left')
          place.source = null
          settle(place)
        },
      }
    },
    observe(session, participant, observer) {
      const place = placeOf(session, participant)
      const isFirst = place.watch === null
      const watch = place.watch ?? startWatch(place)
      watch.add(observer)
      settle(place)
      // Observed from elsewhere already: a page that begins to be observed tells all by itself.
      if (isFirst && place.others.size > 0) place.source?.again()
      return {
        again: () => watch.again(observer),
        page: () => watch.page(),
        away: () => watch.away(),
        stop() {
          watch.remove(observer)
          if (!watch.isEmpty() || place.watch !== watch) return
          place.unsubscribe?.()
          place.unsubscribe = null
          place.watch = null
          place.heard = NOTHING_HEARD
          notify(place, 'stop')
          settle(place)
        },
      }
    },
    async start() {
      stops.push(await bus.subscribe(TOPIC, takeNotice))
    },
    close() {
      for (const stop of stops.splice(0)) stop()
      for (const place of places.values()) place.unsubscribe?.()
      places.clear()
    },
  }
}

function parseNotice(text: string) {
  const said = JSON.parse(text) as Readonly<Record<string, unknown>>
  const session = parseSessionId(String(said['session']))
  const participant = parseParticipantId(String(said['participant']))
  const process = parseProcessId(String(said['process']))
  const usedAt = Number(said['usedAt'])
  const notice = NOTICES.find((known) => known === said['notice'])
  if (session === null || participant === null || process === null || notice === undefined) {
    return null
  }
  const { from, at } = (said['heard'] ?? {}) as Readonly<Record<string, unknown>>
  const heard: Heard = { from: parseProcessId(String(from)), at: Number(at) }
  return { session, participant, process, usedAt, notice, heard }
}

const NOTICES: readonly Notice[] = ['ask', 'need', 'stop', 'here', 'left']
