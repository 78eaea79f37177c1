/** Defects of watching and control, by wrapping a port or a message. */
import type { Participant, Permissions } from '../../src/live/room.ts'
import type { ActionName } from './actions.ts'
import { changeRooms, NOTHING, withTransact } from './defects-store.ts'
import type { Disk } from './disk.ts'
import type { Seams } from './seams.ts'

export const WATCH_DEFECTS: Readonly<Record<string, () => Partial<Seams>>> = {
  'nobody is asked': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const { command: order } = command
        if (order.type === 'observe') {
          allow(disk, order.participant, order.operator.id, { observe: 'accepted' })
        }
        return transact(command)
      }),
  }),
  'a stop does not last': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        const done = await transact(command)
        const { command: order } = command
        if (order.type === 'end-watch') {
          allow(disk, order.participant, order.operator, {
            observe: 'unasked',
            control: 'unasked',
          })
        }
        return done
      }),
  }),
  'a lease is not renewed': () => ({
    store: (store) =>
      withTransact(store, async (command, transact) =>
        command.command.type === 'renew-control'
          ? { ...NOTHING, reply: { type: 'done', seq: 0 } }
          : transact(command),
      ),
  }),
  'a lease outlives its operator': () => ({
    store: (store, { disk }) =>
      withTransact(store, async (command, transact) => {
        if (command.command.type === 'tick') prolongAll(disk)
        return transact(command)
      }),
  }),
  'a page does not hear that the lease goes on': () => ({
    pageHears: (message) => (message.type === 'control-alive' ? null : message),
  }),
  /** Whatever comes is taken for the present controller's. */
  'control is not fenced': () => {
    const slipped = new Map<string, number>()
    return {
      relay: (relay, disk) => ({
        ...relay,
        addPage: (page, take) =>
          relay.addPage(page, (message) => {
            const number = numberIn(disk, page.page) ?? message.number
            const key = `${page.page} ${number}`
            const before = slipped.get(key) ?? 0
            const isOld = message.number < number
            if (isOld) slipped.set(key, before + 1)
            take({ ...message, number, cseq: before + (isOld ? 1 : message.cseq) })
          }),
      }),
    }
  },
  'what the operator does is sent once': () => ({ repeats: false }),
  'a Monitor does not hear that it may watch no more': () => ({
    monitorHears: (message) =>
      message.type === 'mirror' && message.message.kind === 'gone' ? null : message,
  }),
}

export const WATCH_FAVOURS: Readonly<Record<string, readonly ActionName[]>> = {
  'nobody is asked': ['observe', 'consent'],
  'a stop does not last': ['observe', 'endWatch', 'consent'],
  'a lease is not renewed': ['work', 'operate'],
  'a lease outlives its operator': ['work', 'powerOffController'],
  'a page does not hear that the lease goes on': ['work', 'userTypes'],
  'control is not fenced': ['work', 'contest'],
  'what the operator does is sent once': ['work', 'operate', 'reset'],
  'a Monitor does not hear that it may watch no more': ['observe', 'endWatch', 'consent'],
}

export const WATCH_BREAKS: Readonly<Record<string, string>> = {
  'nobody is asked': 'CON3',
  'a stop does not last': 'CON3',
  'a lease is not renewed': 'CTL6',
  'a lease outlives its operator': 'CTL6',
  'a page does not hear that the lease goes on': 'CTL6',
  'control is not fenced': 'CTL6',
  'what the operator does is sent once': 'CTL10',
  'a Monitor does not hear that it may watch no more': 'OBS4',
}

function allow(disk: Disk, id: string, operator: string, said: Partial<Permissions>): void {
  changeRooms(disk, (one) => {
    const person = one as Participant
    if (person.id !== id) return one
    const before = { observe: 'unasked', control: 'unasked', ...find(person.permissions, operator) }
    return { ...person, permissions: { ...person.permissions, [operator]: { ...before, ...said } } }
  })
}

function find(permissions: Participant['permissions'], operator: string): Partial<Permissions> {
  return (permissions as Readonly<Record<string, Permissions>>)[operator] ?? {}
}

function prolongAll(disk: Disk): void {
  changeRooms(disk, (one) => {
    const { control } = one as Participant
    if (control === null || control.over !== null) return one
    return { ...one, control: { ...control, expiresAt: control.expiresAt + 3_600_000 } }
  })
}

function numberIn(disk: Disk, page: string): number | null {
  for (const row of disk.query('select state from room')) {
    const { participants } = JSON.parse(String(row['state'])) as {
      readonly participants: Readonly<Record<string, Participant>>
    }
    for (const { control } of Object.values(participants)) {
      if (control?.page === page) return control.number
    }
  }
  return null
}
