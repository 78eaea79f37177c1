import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { openSqliteStore } from '../sqlite.ts'
import type { Store } from '../store.ts'

/** A file of its own in a new folder; the first store has it as a server has. */
export async function sqlitePlace(clock: Clock): Promise<{
  readonly file: string
  open(): Promise<Store>
  remove(): Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-store-'))
  const file = join(folder, 'data.sqlite')
  const stores: Store[] = []
  return {
    file,
    async open() {
      const store = await openSqliteStore({ file, clock, exclusive: stores.length === 0 })
      stores.push(store)
      return store
    },
    async remove() {
      await Promise.all(stores.map((store) => store.close()))
      await rm(folder, { recursive: true })
    },
  }
}
