import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createCourier } from './courier.ts'
import { formatOutbox, parseOutbox, type Command } from './outbox.ts'

interface Note extends Command {
  readonly type: 'note'
  readonly text: string
}

function isNote(value: object): value is Note {
  return 'id' in value && 'type' in value && value.type === 'note'
}

/** A server that stores each id once, behind a line that comes and goes. */
function createWorld() {
  const stored: Note[] = []
  const kept = new Map<string, string>()
  const storage = {
    read: (key: string) => kept.get(key) ?? null,
    write: (key: string, value: string) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
  }
  let isUp = false
  let inFlight: Note[] = []
  let pages = 0
  let courier = load()

  function load() {
    pages++
    return createCourier<Note>({
      pageKey: `page${pages}`,
      storage,
      storageKey: 'outbox',
      isCommand: isNote,
      isWritten: () => true,
      transmit(command) {
        if (isUp) inFlight.push(command)
        return isUp
      },
      onChange: () => {},
    })
  }

  return {
    stored,
    submit: (text: string) => courier.submit({ type: 'note', text }),
    pending: () => courier.outbox.length,
    connect() {
      if (isUp) return
      isUp = true
      courier.opened()
    },
    /** What is under way is lost: before the server had it, or only its answer. */
    cut(serverHadIt: boolean) {
      isUp = false
      if (serverHadIt) for (const command of inFlight) store(command)
      inFlight = []
    },
    reload() {
      isUp = false
      inFlight = []
      courier = load()
    },
    deliver() {
      const command = inFlight.shift()
      if (command === undefined) return
      store(command)
      courier.acknowledged(command.id)
    },
    underWay: () => inFlight.length,
  }

  function store(command: Note): void {
    if (!stored.some((known) => known.id === command.id)) stored.push(command)
  }
}

describe('the outbox', () => {
  it('[REL1] [REL2] brings everything once and in order, over cuts and reloads', () => {
    const step = fc.constantFrom('submit', 'connect', 'cut', 'cut-late', 'deliver', 'reload')
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = createWorld()
        const written: string[] = []
        for (const name of steps) {
          if (name === 'submit') {
            written.push(String(written.length))
            world.submit(String(written.length - 1))
          } else if (name === 'connect') world.connect()
          else if (name === 'cut') world.cut(false)
          else if (name === 'cut-late') world.cut(true)
          else if (name === 'deliver') world.deliver()
          else world.reload()
          assert.ok(world.underWay() <= 1, 'one at a time')
        }
        world.cut(false)
        world.connect()
        while (world.underWay() > 0) world.deliver()
        assert.deepEqual(
          world.stored.map((note) => note.text),
          written,
        )
        assert.equal(world.pending(), 0)
      }),
    )
  })

  it('[CHT7] keeps a refused message until the person decides, and sends the next', () => {
    const sent: string[] = []
    const courier = createCourier<Note>({
      pageKey: 'p',
      storage: { read: () => null, write: () => {}, remove: () => {} },
      storageKey: 'outbox',
      isCommand: isNote,
      isWritten: () => true,
      transmit: (command) => sent.push(command.text) > 0,
      onChange: () => {},
    })
    const first = courier.submit({ type: 'note', text: 'a' })
    courier.submit({ type: 'note', text: 'b' })
    assert.deepEqual(sent, ['a'])
    courier.refused(first, 'too many')
    assert.deepEqual(sent, ['a', 'b'])
    assert.equal(courier.outbox[0]?.refusal, 'too many')
    courier.acknowledged('p-2')
    courier.retry(first)
    assert.deepEqual(sent, ['a', 'b', 'a'])
    courier.acknowledged(first)
    assert.deepEqual(courier.outbox, [])
  })

  describe('of what the server closed the line for', () => {
    const kept = new Map<string, string>()
    let pages = 0

    /** A tab after a load: its line takes everything, until the server closes it. */
    function load() {
      const sent: Note[] = []
      let isOpen = true
      const courier = createCourier<Note>({
        pageKey: `p${++pages}`,
        storage: {
          read: (key) => kept.get(key) ?? null,
          write: (key, value) => void kept.set(key, value),
          remove: (key) => void kept.delete(key),
        },
        storageKey: 'outbox',
        isCommand: isNote,
        isWritten: ({ text }) => text !== 'seen',
        transmit: (command) => isOpen && sent.push(command) > 0,
        onChange: () => {},
      })
      return {
        courier,
        sent,
        closed() {
          isOpen = false
          courier.unreadable('not understood')
        },
      }
    }

    it('[REL7] [CHT7] keeps a message for the person, who may send it as a new one', () => {
      const tab = load()
      tab.courier.submit({ type: 'note', text: 'a' })
      tab.courier.submit({ type: 'note', text: 'b' })
      tab.closed()
      const again = load()
      again.courier.opened()
      assert.deepEqual(
        again.sent.map(({ text }) => text),
        ['b'],
      )
      const [first] = again.courier.outbox
      assert.equal(first?.refusal, 'not understood')
      again.courier.acknowledged(again.sent[0]?.id ?? '')
      again.courier.retry(first.command.id)
      const last = again.sent.at(-1)
      assert.equal(last?.text, 'a')
      assert.notEqual(last.id, first.command.id)
      again.courier.acknowledged(last.id)
      assert.deepEqual(again.courier.outbox, [])
    })

    it('[REL7] drops anything else, so that the tab lives again after a reload', () => {
      const tab = load()
      tab.courier.submit({ type: 'note', text: 'seen' })
      tab.courier.submit({ type: 'note', text: 'b' })
      tab.closed()
      const again = load()
      again.courier.opened()
      assert.deepEqual(
        again.sent.map(({ text }) => text),
        ['b'],
      )
      again.courier.acknowledged(again.sent[0]?.id ?? '')
      assert.deepEqual(again.courier.outbox, [])
    })

    it('[REL7] leaves what was not under way as it is', () => {
      const tab = load()
      tab.closed()
      tab.courier.submit({ type: 'note', text: 'later' })
      tab.closed()
      const again = load()
      again.courier.opened()
      assert.equal(again.sent[0]?.text, 'later')
    })
  })

  it('[REL8] takes whatever storage holds', () => {
    const command: Note = { id: 'p-1', type: 'note', text: 'a' }
    const items = [
      { command, refusal: null, at: 5 },
      { command, refusal: 'no', isUnreadable: true, at: 6 },
    ]
    assert.deepEqual(parseOutbox(formatOutbox(items), isNote), items)
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (stored) => {
        for (const item of parseOutbox(stored, isNote)) assert.ok(isNote(item.command))
      }),
    )
  })
})
