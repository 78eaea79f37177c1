/**
 * Defects that servers and pages of this kind have had in the world. Each is a switch of the simulated
 * world, made by wrapping a port or a message, never by a line of the product. The gate in
 * `simulation.test.ts` fails when one of them is not found: that is what a green run is worth.
 */
import type { Command } from '../../src/live/command.ts'
import type { Participant } from '../../src/live/room.ts'
import type { Timing } from '../../src/server/timing.ts'
import type { Store } from '../../src/store/store.ts'
import { JOIN_BREAKS, JOIN_DEFECTS, JOIN_FAVOURS } from './defects-joining.ts'
import { PHONE_BREAKS, PHONE_DEFECTS, PHONE_FAVOURS } from './defects-phone.ts'
import { changeRooms, NOTHING, withTransact } from './defects-store.ts'
import { WATCH_BREAKS, WATCH_DEFECTS, WATCH_FAVOURS } from './defects-watching.ts'
import type { Disk } from './disk.ts'
import type { ActionName } from './actions.ts'
import { SOUND, type Seams } from './seams.ts'

/** What the world must be made of so that it has the defect; made anew for each run. */
export const DEFECTS: Readonly<Record<string, () => Partial<Seams>>> = {
  /** A process remembers in memory what it has carried out. */
  'dedupe in memory only': () => ({
    store: (store, { disk, gate }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        // Nothing of it outlives the answer by long: as a cache of ten seconds would.
        gate.after(10_000, () => forget(disk, command))
        return done
      }),
  }),
  /** Acknowledged when written, not when on disk. */
  'acknowledge before commit': () => ({
    store: (store) =>
      withTransact(store, async (command, transact) => {
        if (!isMessage(command)) return transact(command)
        transact(command).catch(() => undefined)
        return { ...NOTHING, reply: { type: 'done', seq: 0 } }
      }),
  }),
  'acknowledge though the store failed': () => ({
    store: (store) =>
      withTransact(store, async (command, transact) => {
        try {
          return await transact(command)
        } catch {
          return { ...NOTHING, reply: { type: 'done', seq: 0 } }
        }
      }),
  }),
  'nothing is sent again': () => ({ resends: false }),
  'no catching up after a reconnect': () => ({
    pageHears: (message) =>
      message.type === 'welcome' && message.whole !== true ? { ...message, lines: [] } : message,
  }),
  'a page asks from where it is not': () => ({
    cursor: (cursor) => (cursor === null ? null : cursor + 2),
  }),
  'the outbox is not stored': () => ({
    storage: () => ({ read: () => null, write() {}, remove() {} }),
  }),
  'a refused message is dropped': () => ({ keepsRefused: false }),
  'a duplicated tab keeps the page key': () => ({
    pageKey(fresh, storage) {
      const key = storage.read('page-key') ?? fresh
      storage.write('page-key', key)
      return key
    },
  }),
  'pages do not notice silence': () => ({ hasHeart: false }),
  'the server does not notice silence': () => ({
    timing: (timing) => withoutTheFirst(timing, 1_000),
  }),
  'wake-ups by the bus alone': () => ({
    store: (store) => ({ ...store, changedSince: async () => ({ mark: '1', changed: [] }) }),
  }),
  'presence ends by a close only': () => ({
    store: (store) => ({ ...store, readLapsedProcesses: async () => [] }),
  }),
  'commands for other rooms at most once': () => ({
    store: (store) => ({
      ...store,
      async readOutbox(limit) {
        const left = await store.readOutbox(limit)
        for (const { key } of left) await store.outboxDone(key)
        return left
      },
    }),
  }),
  'a private line is for all': () => ({
    store: (store) => ({
      ...store,
      async readLines(room, after, limit) {
        const lines = await store.readLines(room, after, limit)
        return lines.map((line) =>
          line.audience === 'private' ? { ...line, audience: 'session' as const } : line,
        )
      },
    }),
  }),
  'operators read what is for peers': () => ({
    store: (store) => ({
      ...store,
      async readLines(room, after, limit) {
        const lines = await store.readLines(room, after, limit)
        return lines.map((line) =>
          line.audience === 'peers' ? { ...line, audience: 'session' as const } : line,
        )
      },
    }),
  }),
  'a block does not hold': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        if (command.command.type === 'chat-off') liftBlocks(disk)
        return done
      }),
  }),
  'a conversation that ends stays on the desk': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type !== 'chat-off') return transact(command)
        const desk = disk.query('select state from desk')[0]?.['state']
        const done = await transact(command)
        disk.write('update desk set state = ?', String(desk))
        return done
      }),
  }),
  'a restart ends conversations': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        if (command.command.type === 'process-lost') endConversations(disk)
        return done
      }),
  }),
  'a Monitor keeps rows that went': () => ({
    monitorHears: (message) => (message.type === 'rows' ? { ...message, remove: [] } : message),
  }),
  'a Monitor does not hear of ends': () => ({
    monitorHears: (message) => (message.type === 'conversation-over' ? null : message),
  }),
  'news of other processes come late': () => ({
    bus: (bus) => ({ ...bus, publish() {} }),
    store: (store, { gate }) => ({
      ...store,
      async changedSince(mark) {
        const found = await store.changedSince(mark)
        if (mark !== '') {
          await new Promise<void>((resolve) => {
            gate.after(2_000, resolve)
          })
        }
        return found
      },
    }),
  }),
  'what was to end is not looked for': () => ({
    store: (store) => ({ ...store, readDue: async () => [] }),
  }),
  'a conversation ends with the grace time': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type === 'tick') endGraceLongAgo(disk)
        return transact(command)
      }),
  }),
  'a lost right is not noticed': () => {
    const first = new Map<string, Awaited<ReturnType<Store['findSignIns']>>[number]>()
    return {
      store: (store) => ({
        ...store,
        async findSignIns(digests) {
          const found = await store.findSignIns(digests)
          return found.map((one) => {
            const known = first.get(one.signIn.digest) ?? one
            first.set(one.signIn.digest, known)
            return known
          })
        },
      }),
    }
  },
  'a name is told for new lines only': () => ({
    pageHears: (message) =>
      message.type === 'push' && message.whole === true
        ? { ...message, lines: message.lines.map((line) => ({ ...line, name: null })) }
        : message,
  }),
  'the view is pushed late or never': () => ({
    pageHears: (message) => (message.type === 'push' ? { ...message, view: null } : message),
  }),
  ...WATCH_DEFECTS,
  ...JOIN_DEFECTS,
  ...PHONE_DEFECTS,
}

/** What brings a defect to light sooner; without any, all schedules do. */
export const FAVOURS: Readonly<Partial<Record<string, readonly ActionName[]>>> = {
  'dedupe in memory only': ['goOffline', 'silentCut', 'send'],
  'acknowledge though the store failed': ['failingStore', 'send'],
  'a page asks from where it is not': ['reset', 'send', 'answer'],
  'the outbox is not stored': ['failingStore', 'reload', 'send', 'stall'],
  'a duplicated tab keeps the page key': ['duplicateTab', 'send'],
  'pages do not notice silence': ['silentCut'],
  'the server does not notice silence': ['silentCut', 'closeTab'],
  'wake-ups by the bus alone': ['whisper', 'openTab'],
  'presence ends by a close only': ['crash'],
  'commands for other rooms at most once': ['operatorLeaves', 'send'],
  'a private line is for all': ['enter', 'mode', 'send'],
  'operators read what is for peers': ['mode', 'send', 'follow'],
  'a block does not hold': ['block', 'off', 'openMonitor'],
  'a conversation that ends stays on the desk': ['activate', 'off'],
  'a restart ends conversations': ['crash', 'send'],
  'a Monitor keeps rows that went': ['availability'],
  'a Monitor does not hear of ends': ['off', 'activate'],
  'a conversation ends with the grace time': ['goAway', 'activate'],
  'a lost right is not noticed': ['loseRight'],
  'a name is told for new lines only': ['signIn', 'enter', 'mode', 'send'],
  ...WATCH_FAVOURS,
  ...JOIN_FAVOURS,
  ...PHONE_FAVOURS,
}

/** What is found for these is the breach of this very rule: other rules would notice them, too. */
export const BREAKS: Readonly<Partial<Record<string, string>>> = {
  'news of other processes come late': 'STA7',
  'a conversation ends with the grace time': 'CHT19',
  'a name is told for new lines only': 'MON9',
  'a lost right is not noticed': 'ACC3',
  ...WATCH_BREAKS,
  ...JOIN_BREAKS,
  ...PHONE_BREAKS,
}

/** A schedule that finds it, so that the gate is quick; where it no longer does, the gate looks for another. */
export const FOUND_BY: Readonly<Record<string, number>> = {
  'dedupe in memory only': 15,
  'acknowledge before commit': 4,
  'acknowledge though the store failed': 18,
  'nothing is sent again': 1,
  'no catching up after a reconnect': 4,
  'a page asks from where it is not': 17,
  'the outbox is not stored': 13,
  'a refused message is dropped': 16,
  'a duplicated tab keeps the page key': 2,
  'pages do not notice silence': 1,
  'the server does not notice silence': 5,
  'wake-ups by the bus alone': 1,
  'presence ends by a close only': 3,
  'commands for other rooms at most once': 31,
  'a private line is for all': 4,
  'operators read what is for peers': 3,
  'a block does not hold': 1,
  'a conversation that ends stays on the desk': 3,
  'a restart ends conversations': 2,
  'a Monitor keeps rows that went': 1,
  'a Monitor does not hear of ends': 4,
  'news of other processes come late': 4,
  'what was to end is not looked for': 6,
  'a conversation ends with the grace time': 4,
  'a lost right is not noticed': 2,
  'a name is told for new lines only': 1,
  'the view is pushed late or never': 1,
  'nobody is asked': 1,
  'a stop does not last': 1,
  'a lease is not renewed': 2,
  'a lease outlives its operator': 3,
  'a page does not hear that the lease goes on': 2,
  'control is not fenced': 59,
  'what the operator does is sent once': 2,
  'a Monitor does not hear that it may watch no more': 1,
  'nobody is asked before somebody joins': 3,
  'a join that was stopped may begin again': 1,
  'whoever joined is in for good': 3,
  'an operator who is gone stays in': 3,
  'who is out is read as in': 4,
  'a code is given twice': 7,
  'a code that was used lives on': 1,
  'a code outlives its time': 2,
  'an offer outlives its being available': 33,
  'an offer outlives its session': 7,
  'an offer outlives its participant': 5,
  'the desk does not see that an operator is gone': 8,
  'calls of the day are forgotten': 1,
  'a request that comes twice dials twice': 1,
  'nobody counts guesses': 1,
  'an operator’s number is shown to whom they call': 1,
  'a form does not say what it was made from': 2,
  'a form does not say from which answers it was made': 5,
  'a page does not hear of changed answers': 1,
  'a session that was joined is one’s own': 2,
  'a screen counts as saved though the store failed': 165,
  'orders are carried out without asking who may': 2,
  'operators see what is not for them': 4,
  'a deleted session leaves something behind': 1,
  'what comes late brings a deleted session back': 1,
  'a process keeps the key of a deleted session': 1,
  'pages are not told that their session is deleted': 8,
  'what nobody has used for long is deleted though somebody is there': 1,
}

export function seamsWith(defect: string): Seams {
  const make = DEFECTS[defect]
  if (make === undefined) throw new Error(`no defect is called ${defect}`)
  return { ...SOUND, ...make() }
}

/** The heartbeat of the connections is the first thing of a process that repeats every second. */
function withoutTheFirst(timing: Timing, ms: number): Timing {
  let isFirst = true
  return {
    ...timing,
    every(every, run) {
      if (every !== ms || !isFirst) return timing.every(every, run)
      isFirst = false
      return () => undefined
    },
  }
}

function isMessage({ command }: Command): boolean {
  return command.type === 'chat-send'
}

function forget(disk: Disk, { id }: Command): void {
  disk.write('delete from receipt where command = ?', id)
}

function liftBlocks(disk: Disk): void {
  changeRooms(disk, (participant) => ({ ...participant, block: null }))
}

function endConversations(disk: Disk): void {
  changeRooms(disk, (participant) => ({ ...participant, chat: { state: 'off' } }))
}

function endGraceLongAgo(disk: Disk): void {
  changeRooms(disk, (participant) => {
    const { graceEndsAt, chat } = participant as Participant
    if (graceEndsAt === null || chat.state === 'off') return participant
    return { ...participant, graceEndsAt: null, offlineAt: graceEndsAt - 31 * 60_000 }
  })
}
