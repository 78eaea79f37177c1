/**
 * A code that somebody was shown is good, and one that was used is not, however the process ends. This file is
 * also the process that is ended: it issues and uses codes, and prints each once that is acknowledged.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { parseE164 } from '../base/e164.ts'
import { parseCallId } from '../base/id.ts'
import { must } from '../base/must.ts'
import { openSqliteStore } from './sqlite.ts'
import { createOpenRoom, createOperator, newId, toDesk } from './testing/scene.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

const ROUNDS = 4
const NUMBER = must(parseE164('+12025550143'), 'a number')
const LINE = { number: NUMBER, display: '', callsPerDay: 1_000_000, timeLimitS: 3600 }

const [, , role, fileToWrite] = process.argv
if (role === 'issue') {
  await issue(must(fileToWrite, 'write to which file?'))
} else {
  describe('codes, when the process ends suddenly', () => {
    let place: Awaited<ReturnType<typeof sqlitePlace>>
    before(async () => {
      place = await sqlitePlace(Date.now)
    })
    after(() => place.remove())

    it('[PHN7] [REL1] kill -9 at any moment: every code that was shown is right, each that was used is dead', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const enough = 10 + Math.floor(Math.random() * 60)
        const said = await readUntilKilled(place.file, enough)
        assert.ok(said.length >= enough)
        const store = await openSqliteStore({ file: place.file })
        const { offers, calls } = (await store.readDesk()).phone
        const live = offers.map(({ code }) => code)
        assert.equal(new Set(live).size, live.length)
        const last = new Map(said.map((line) => [line.split(' ')[1], line.split(' ')[0]]))
        // What was done and not yet said may be the very next thing.
        const wrong = [...last].filter(
          ([code, what]) => live.includes(code ?? '') !== (what === 'shown'),
        )
        assert.ok(wrong.length <= 1, JSON.stringify(wrong))
        const used = said.filter((line) => line.startsWith('used')).length
        assert.ok(calls.length >= used)
        assert.equal(new Set(calls.map(({ offer }) => offer)).size, calls.length)
        for (const { operator } of offers) {
          await store.transact(toDesk({ type: 'operator-removed', operator }))
        }
        for (const { id } of calls) {
          await store.transact(toDesk({ type: 'call-status', call: id, fate: 'ended' }))
        }
        await store.close()
      }
    })
  })
}

/** One after the other: shown, used, shown, shown, used … */
async function issue(file: string): Promise<void> {
  const store = await openSqliteStore({ file })
  await store.transact(toDesk({ type: 'set-phone-line', line: LINE }))
  const { id: operator, name } = await createOperator(store)
  await store.transact(toDesk({ type: 'set-phone', operator, number: NUMBER }))
  const known = new Set((await store.readDesk()).phone.offers.map(({ id }) => id))
  for (let draw = 0; ; draw += 7) {
    const { participant, send } = await createOpenRoom(store)
    await send({ type: 'offer-call', participant, operator: { id: operator, name }, draw })
    const { offers } = (await store.readDesk()).phone
    const offer = must(
      offers.find(({ id }) => !known.has(id)),
      'a new one',
    )
    known.add(offer.id)
    process.stdout.write(`shown ${offer.code}\n`)
    if (draw % 3 === 0) continue
    const call = must(parseCallId(newId()), 'an id')
    await store.transact(
      toDesk({ type: 'try-code', call, attempt: 1, caller: null, digits: offer.code, draws: [] }),
    )
    process.stdout.write(`used ${offer.code}\n`)
  }
}

async function readUntilKilled(file: string, enough: number): Promise<readonly string[]> {
  const args = [import.meta.filename, 'issue', file]
  const issuer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const said: string[] = []
  for await (const line of createInterface({ input: must(issuer.stdout, 'piped') })) {
    // The last line may have been cut off by the end of the process.
    if (!/^(shown|used) [0-9]{4}$/.test(line)) break
    said.push(line)
    if (said.length === enough) issuer.kill('SIGKILL')
  }
  return said
}
