import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openPageStorage, type PageStorage } from '../connection/page-storage.ts'
import { createTalk } from './talk.ts'
import { conversation } from './testing/samples.ts'

const IDS = { session: 'session', participant: 'a' }

/** What of the tab's storage outlives a reload. */
function tab(): PageStorage {
  const kept = new Map<string, string>()
  return {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  }
}

describe('a draft', () => {
  it('[CHT6] survives a reload, in the box of the conversation for which it was written', () => {
    const storage = tab()
    createTalk(IDS, conversation('a'), storage).write('half a sen')
    assert.equal(createTalk(IDS, conversation('a'), storage).draft.value, 'half a sen')
    const others = [
      { ...IDS, participant: 'b' },
      { ...IDS, participant: null },
      { ...IDS, session: 'other' },
    ]
    for (const ids of others) assert.equal(createTalk(ids, null, storage).draft.value, '')
  })

  it('[CHT6] that was sent or deleted is not there after a reload', () => {
    const storage = tab()
    const talk = createTalk(IDS, null, storage)
    talk.write('hello')
    talk.write('')
    assert.equal(talk.draft.value, '')
    assert.equal(createTalk(IDS, null, storage).draft.value, '')
  })

  it('[REL8] outlives the end of a conversation, also where nothing can be stored', () => {
    // There is no storage here, as in a browser that forbids it.
    const talk = createTalk(IDS, conversation('a'), openPageStorage('me-'))
    talk.write('half a sen')
    talk.become(null)
    assert.equal(talk.draft.value, 'half a sen')
  })
})

describe('an offered conversation', () => {
  const carried = conversation('a', [], { carried: true })
  const offered = conversation('a', [], { carried: true, offered: { to: 'Otto', until: 9 } })

  it('[CHT20] that comes back is told with the name of who did not take it', () => {
    const talk = createTalk(IDS, carried, tab())
    talk.become(offered)
    assert.equal(talk.returned.value, null)
    talk.become(carried)
    assert.equal(talk.returned.value, 'Otto')
    talk.become(offered)
    assert.equal(talk.returned.value, null)
  })

  it('[CHT20] that was taken, or taken back, has not come back', () => {
    const talk = createTalk(IDS, offered, tab())
    talk.recall()
    talk.become(carried)
    assert.equal(talk.returned.value, null)
    talk.become(offered)
    talk.become(null)
    assert.equal(talk.returned.value, null)
  })
})
