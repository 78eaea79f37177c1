/** Defects of joining, of answers that several people give, of rights and of deletion. */
import type { Participant, Permissions } from '../../src/live/room.ts'
import type { Changed, Store } from '../../src/store/store.ts'
import type { ActionName } from './actions.ts'
import { changeRooms, NOTHING, withTransact } from './defects-store.ts'
import type { Disk } from './disk.ts'
import type { Seams } from './seams.ts'

export const JOIN_DEFECTS: Readonly<Record<string, () => Partial<Seams>>> = {
  'nobody is asked before somebody joins': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type === 'join')
          allowJoin(disk, command.command.operator.id, 'accepted')
        return transact(command)
      }),
  }),
  'a join that was stopped may begin again': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        const { command: order } = command
        if (order.type === 'end-join') allowJoin(disk, order.operator, 'unasked')
        return done
      }),
  }),
  'whoever joined is in for good': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        if (command.command.type === 'join') {
          changeRooms(disk, (one) => ({ ...one, joined: null }))
        }
        return done
      }),
  }),
  'an operator who is gone stays in': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type === 'tick') prolongGrace(disk)
        return transact(command)
      }),
  }),
  'who is out is read as in': () => ({
    store: (store) =>
      reading(store, (one) =>
        one.joined === null ? one : { ...one, joined: { ...one.joined, over: null } },
      ),
  }),
  /** As if it was made from the newest: the last to save wins. */
  'a form does not say from which answers it was made': () => ({ saysVersion: false }),
  'a form does not say what it was made from': () => ({ saysSeen: false }),
  'a page does not hear of changed answers': () => ({
    pageHears: (message) =>
      message.type === 'push' && message.view !== null
        ? { ...message, view: { ...message.view, answers: null } }
        : message,
  }),
  'a session that was joined is one’s own': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        const { command: order, aggregate } = command
        if (order.type === 'join' && aggregate.kind === 'room' && done.reply.type === 'done') {
          const row = { account: order.operator.id, room: aggregate.id, used_at: done.now }
          insert(disk, 'room_account', row)
        }
        return done
      }),
  }),
  'a screen counts as saved though the store failed': () => ({
    store: (store) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type !== 'save') return transact(command)
        try {
          return await transact(command)
        } catch {
          return { ...NOTHING, reply: { type: 'done', seq: 0 } }
        }
      }),
  }),
  'orders are carried out without asking who may': () => ({
    store: (store) =>
      withTransact(store, async (command, transact) =>
        transact({ ...command, by: undefined } as never),
      ),
  }),
  'operators see what is not for them': () => ({
    store: (store) => ({
      ...store,
      async readRoom(id) {
        const room = await store.readRoom(id)
        return room === null ? null : { ...room, operators: null }
      },
      readMonitoredRooms: async () =>
        (await store.readMonitoredRooms()).map((room) => ({ ...room, operators: null })),
    }),
  }),
  'a deleted session leaves something behind': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const { aggregate } = command
        if (command.command.type !== 'delete' || aggregate.kind !== 'room') return transact(command)
        const kept = disk.query(`select * from receipt where aggregate = '${aggregate.id}'`)
        const done = await transact(command)
        if (done.reply.type === 'done') for (const row of kept) insert(disk, 'receipt', row)
        return done
      }),
  }),
  'what comes late brings a deleted session back': () => {
    const gone = new Map<string, Readonly<Record<string, unknown>>>()
    return {
      store: (store, { disk }) =>
        withTransact(store, async (command, transact) => {
          const { aggregate } = command
          if (aggregate.kind !== 'room') return transact(command)
          const row = disk.query(`select * from room where id = '${aggregate.id}'`)[0]
          const before = gone.get(aggregate.id)
          if (command.command.type === 'delete' && row !== undefined) gone.set(aggregate.id, row)
          else if (row === undefined && before !== undefined) insert(disk, 'room', before)
          return transact(command)
        }),
    }
  },
  'a process keeps the key of a deleted session': () => ({
    store: (store) => ({
      ...withTransact(store, async (command, transact) => {
        const done = await transact(command)
        return { ...done, changed: done.changed.map(withoutGone) }
      }),
      async changedSince(mark) {
        const found = await store.changedSince(mark)
        return { ...found, changed: found.changed.map(withoutGone) }
      },
    }),
    bus: (bus) => ({ ...bus, publish() {} }),
  }),
  'pages are not told that their session is deleted': () => ({
    store: (store) => ({
      ...withTransact(store, async (command, transact) => {
        const done = await transact(command)
        return { ...done, changed: done.changed.filter(({ gone }) => gone !== true) }
      }),
      async changedSince(mark) {
        const found = await store.changedSince(mark)
        return { ...found, changed: found.changed.filter(({ gone }) => gone !== true) }
      },
    }),
  }),
  'what nobody has used for long is deleted though somebody is there': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const { command: order } = command
        if (order.type === 'delete' && order.by.kind === 'retention') {
          changeRooms(disk, (one) => ({ ...one, pages: {}, graceEndsAt: null }))
        }
        return transact(command)
      }),
  }),
}

export const JOIN_FAVOURS: Readonly<Record<string, readonly ActionName[]>> = {
  'nobody is asked before somebody joins': ['join', 'consent'],
  'a join that was stopped may begin again': ['join', 'endJoin', 'joinAndWork', 'consent'],
  'whoever joined is in for good': ['join', 'availability'],
  'an operator who is gone stays in': ['joinAndWork', 'closeJoined'],
  'who is out is read as in': ['joinAndWork', 'leaveJoin', 'availability'],
  'a form does not say from which answers it was made': ['bothFill', 'change', 'fill'],
  'a form does not say what it was made from': ['bothFill'],
  'a page does not hear of changed answers': ['bothFill', 'joinAndWork'],
  'a session that was joined is one’s own': ['join'],
  'a screen counts as saved though the store failed': ['failingStore', 'fill'],
  'orders are carried out without asking who may': ['orderWithoutRight'],
  'operators see what is not for them': ['scope', 'loseSomeRight'],
  'a deleted session leaves something behind': ['deleteInTheMiddle'],
  'what comes late brings a deleted session back': ['deleteInTheMiddle'],
  'a process keeps the key of a deleted session': ['deleteInTheMiddle'],
  'pages are not told that their session is deleted': ['deleteByAdministrator'],
  'what nobody has used for long is deleted though somebody is there': ['retention'],
}

export const JOIN_BREAKS: Readonly<Record<string, string>> = {
  'nobody is asked before somebody joins': 'CON3',
  'a join that was stopped may begin again': 'CON3',
  'whoever joined is in for good': 'JOI1',
  'an operator who is gone stays in': 'JOI1',
  'who is out is read as in': 'JOI1',
  'a form does not say from which answers it was made': 'JOI3',
  'a form does not say what it was made from': 'JOI3',
  'a page does not hear of changed answers': 'JOI3',
  'a session that was joined is one’s own': 'JOI4',
  'a screen counts as saved though the store failed': 'REL5',
  'orders are carried out without asking who may': 'ACC',
  'operators see what is not for them': 'ACC4',
  'a deleted session leaves something behind': 'SES3',
  'what comes late brings a deleted session back': 'SES3',
  'a process keeps the key of a deleted session': 'SES3',
  'pages are not told that their session is deleted': 'SES3',
  'what nobody has used for long is deleted though somebody is there': 'SES4',
}

function reading(store: Store, change: (person: Participant) => Participant): Store {
  return {
    ...store,
    async readRoom(id) {
      const room = await store.readRoom(id)
      if (room === null) return null
      const participants = Object.fromEntries(
        Object.entries(room.participants).map(([own, person]) => [own, change(person)]),
      )
      return { ...room, participants }
    },
  }
}

function allowJoin(disk: Disk, operator: string, join: 'accepted' | 'unasked'): void {
  changeRooms(disk, (one) => {
    const { permissions } = one as Participant
    const said = (permissions as Readonly<Record<string, Permissions>>)[operator]
    const before = said ?? { observe: 'unasked', control: 'unasked' }
    return { ...one, permissions: { ...permissions, [operator]: { ...before, join } } }
  })
}

function prolongGrace(disk: Disk): void {
  changeRooms(disk, (one) => {
    const { joined, graceEndsAt } = one as Participant
    if (joined === null || graceEndsAt === null) return one
    return { ...one, graceEndsAt: graceEndsAt + 3_600_000 }
  })
}

function insert(disk: Disk, table: string, row: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(row)
  const marks = names.map(() => '?').join()
  const values = names.map((name) => row[name]) as string[]
  disk.write(`insert or replace into ${table} (${names.join()}) values (${marks})`, ...values)
}

function withoutGone({ aggregate, seq }: Changed): Changed {
  return { aggregate, seq }
}
