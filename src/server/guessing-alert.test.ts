import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EMPTY_DESK, type Desk } from '../live/desk.ts'
import { DAY_MS } from '../live/phone.ts'
import { account } from '../store/testing/scene.ts'
import { createGuessingAlert } from './guessing-alert.ts'
import type { Letter, Post } from './post.ts'
import { TEST_SETTINGS } from './testing/test-server.ts'

const ADA = account({ email: 'ada@example.org', privileges: ['admin'] })
const EVE = account({ email: 'eve@example.org', privileges: ['admin', 'advocate'] })
const ALL = [
  ADA,
  EVE,
  account({ email: 'gone@example.org', privileges: ['admin'], active: false }),
  account({ email: 'olga@example.org', privileges: ['advocate'] }),
]

/** A program of the server; those that are given the same `queued` share a store. */
function program(
  { isSetUp = true, isAway = (): boolean => false } = {},
  queued = new Map<string, Letter>(),
) {
  let lengthenedAt: number | null = null
  const desk = (): Desk => {
    const { guessing } = EMPTY_DESK.phone
    return {
      ...EMPTY_DESK,
      phone: { ...EMPTY_DESK.phone, guessing: { ...guessing, lengthenedAt } },
    }
  }
  const post: Post = {
    isSetUp,
    queue(letter) {
      if (isAway()) return Promise.reject(new Error('away'))
      const isKnown = queued.has(letter.key)
      if (!isKnown) queued.set(letter.key, letter)
      return Promise.resolve({ type: isKnown ? 'known' : 'queued' })
    },
    wake: () => undefined,
  }
  const { run } = createGuessingAlert({
    store: { listAccounts: () => Promise.resolve(ALL) },
    desk: { current: desk },
    post,
    settings: { ...TEST_SETTINGS, brand: 'Legal Help', urlRoot: 'https://help.example.org' },
  })
  return {
    queued,
    look: (at: number | null): Promise<void> => {
      lengthenedAt = at
      return Promise.resolve(run())
    },
  }
}

describe('what administrators are mailed of guessing', () => {
  it('[PHN9] that codes got six digits, to each who may administer, and where to look', async () => {
    const { look, queued } = program()
    await look(null)
    assert.equal(queued.size, 0)
    await look(1000)
    const letters = [...queued.values()]
    assert.deepEqual(
      letters.map(({ to }) => to),
      [ADA.email, EVE.email],
    )
    const [letter] = letters
    assert.match(letter?.subject ?? '', /guessing phone codes at Legal Help/)
    assert.match(letter?.text ?? '', /https:\/\/help\.example\.org\/admin\/system/)
    assert.ok(ALL.every(({ id }) => !letter?.text.includes(id)))
    await look(1000)
    assert.equal(queued.size, 2)
  })

  it('[PHN9] once a day, though it begins anew with each quarter of an hour, in several programs', async () => {
    const { look, queued } = program()
    const other = program({}, queued)
    for (let at = 0; at < DAY_MS; at += DAY_MS / 96) {
      await look(at)
      await look(null)
      await other.look(at)
    }
    assert.equal(queued.size, 2)
    await other.look(DAY_MS)
    assert.equal(queued.size, 4)
  })

  it('[PHN9] once more when the store was away; not where no mail is set up', async () => {
    let isAway = true
    const { look, queued } = program({ isAway: () => isAway })
    await assert.rejects(look(1000))
    isAway = false
    await look(1000)
    assert.equal(queued.size, 2)
    const silent = program({ isSetUp: false })
    await silent.look(1000)
    assert.equal(silent.queued.size, 0)
  })
})
