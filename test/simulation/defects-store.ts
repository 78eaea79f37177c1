/** How defects get at the store. */
import type { Command } from '../../src/live/command.ts'
import type { Store, Transacted } from '../../src/store/store.ts'
import type { Disk } from './disk.ts'

type Transact = Store['transact']

export const NOTHING = {
  repeated: false,
  changed: [],
  lines: [],
  leftCommands: false,
  now: 0,
} as const

export function withTransact(
  store: Store,
  transact: (command: Command, real: Transact) => Promise<Transacted>,
): Store {
  return { ...store, transact: (command) => transact(command, (given) => store.transact(given)) }
}

export function changeRooms(disk: Disk, change: (participant: object) => object): void {
  for (const row of disk.query('select id, state from room')) {
    const room = JSON.parse(String(row['state'])) as {
      participants: Record<string, object>
    }
    for (const [id, one] of Object.entries(room.participants)) room.participants[id] = change(one)
    disk.write('update room set state = ? where id = ?', JSON.stringify(room), String(row['id']))
  }
}
