import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { HEARTBEAT_MS, SILENCE_MS } from '../../protocol/limits.ts'
import { createConnection, type Connection, type ConnectionState } from './connection.ts'

type Up = { readonly type: string }
type Down = { readonly type: string }

/** A network of which the test holds the other end. */
class Line extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly all: Line[] = []
  /** What a browser without WebSocket does. */
  static blocked = false
  readyState = 0
  bufferedAmount = 0
  readonly sent: string[] = []

  constructor() {
    super()
    if (Line.blocked) throw new Error('blocked')
    Line.all.push(this)
  }

  static get last(): Line {
    const line = Line.all.at(-1)
    assert.ok(line)
    return line
  }

  send(text: string): void {
    const { type } = JSON.parse(text) as Up
    this.sent.push(type)
  }

  close(): void {
    this.readyState = 3
  }

  accept(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }

  say(message: Down): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }

  cut(code: number): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
}

describe('the line', () => {
  let now = 0
  let states: ConnectionState[] = []
  let connection: Connection<Up>

  beforeEach(() => {
    now = 0
    states = []
    Line.all.length = 0
    Line.blocked = false
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
    mock.method(performance, 'now', () => now)
    mock.method(Math, 'random', () => 0.5)
    Object.assign(globalThis, {
      window: new EventTarget(),
      document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
      location: { href: 'http://example.org/s/1' },
      WebSocket: Line,
    })
  })
  afterEach(() => {
    connection.close()
    mock.timers.reset()
    mock.restoreAll()
  })

  function connect(): void {
    connection = createConnection<Up, Down>({
      url: '/live',
      hello: () => ({ type: 'hello' }),
      onMessage: () => {},
      onState: (state) => states.push(state),
    })
  }

  function pass(ms: number): void {
    for (let step = 0; step < ms; step += 100) {
      now += 100
      mock.timers.tick(100)
    }
  }

  function welcome(): void {
    Line.last.accept()
    Line.last.say({ type: 'welcome' })
  }

  it('[REL4] a line that says nothing is dead within 25 s, and another is tried at once', () => {
    connect()
    welcome()
    pass(SILENCE_MS)
    assert.equal(Line.all.length, 1)
    pass(25_000 - SILENCE_MS)
    assert.equal(Line.all.length, 2)
    assert.deepEqual(states.at(-1), { state: 'connecting', failures: 1 })
  })

  it('[REL4] a line that speaks stays, and hears from us within the heartbeat', () => {
    connect()
    welcome()
    for (let second = 0; second < 60; second++) {
      pass(1000)
      if (second % 7 === 0) Line.last.say({ type: 'ping' })
    }
    assert.equal(Line.all.length, 1)
    const pings = Line.last.sent.filter((type) => type === 'ping').length
    assert.ok(pings >= 60_000 / HEARTBEAT_MS - 1, `${pings} pings`)
  })

  it('[REL4] a hidden tab whose timers sleep answers the heartbeats of the server', () => {
    connect()
    welcome()
    for (let beat = 0; beat < 5; beat++) {
      now += HEARTBEAT_MS
      Line.last.say({ type: 'ping' })
    }
    assert.deepEqual(Line.last.sent, ['hello', 'ping', 'ping', 'ping', 'ping', 'ping'])
  })

  it('[REL3] [REL4] an attempt that the network swallows is given up before 5 s have passed', () => {
    connect()
    welcome()
    Line.last.cut(1006)
    pass(500)
    assert.equal(Line.all.length, 2)
    for (let attempt = 3; attempt < 20; attempt++) {
      const before = Line.all.length
      pass(5000)
      assert.ok(Line.all.length > before, `attempt ${attempt}`)
    }
    welcome()
    assert.deepEqual(states.at(-1), { state: 'open' })
  })

  it('[REL4] a line that took long to open is given that time again', () => {
    connect()
    pass(3000)
    welcome()
    Line.last.cut(1006)
    pass(500)
    const attempts = Line.all.length
    pass(8000)
    assert.equal(Line.all.length, attempts)
  })

  it('[REL4] a slow line that was never open gets more time with each attempt', () => {
    connect()
    let begunAt = 0
    // Opening takes 8 s there.
    for (let seen = 1; now < 60_000 && now - begunAt < 8000; pass(100)) {
      if (Line.all.length > seen) begunAt = now
      seen = Line.all.length
    }
    welcome()
    assert.deepEqual(states.at(-1), { state: 'open' })
    assert.ok(now < 60_000 && Line.all.length > 1)
  })

  it('[REL6] comes back after a restart of the server, within 5 s of its return', () => {
    connect()
    welcome()
    for (let restart = 0; restart < 12; restart++) {
      Line.last.cut(4503)
      pass(5000)
      assert.ok(Line.all.length > restart + 1)
    }
  })

  it('[REL3] asks anew at a gap without telling of a failure', () => {
    connect()
    welcome()
    connection.restart()
    assert.deepEqual(states.at(-1), { state: 'connecting', failures: 0 })
    pass(100)
    welcome()
    assert.deepEqual(states.at(-1), { state: 'open' })
  })

  it('[ACC3] does not come back where it was told not to', () => {
    connect()
    welcome()
    Line.last.cut(4403)
    pass(60_000)
    assert.equal(Line.all.length, 1)
    assert.deepEqual(states.at(-1), { state: 'ended', code: 4403 })
  })

  it('[REL8] goes on trying where there is no WebSocket', () => {
    Line.blocked = true
    connect()
    pass(30_000)
    const last = states.at(-1)
    assert.ok(last?.state === 'connecting' && last.failures > 4)
    Line.blocked = false
    pass(5000)
    welcome()
    assert.deepEqual(states.at(-1), { state: 'open' })
  })

  it('says goodbye only where it is asked to', () => {
    connect()
    welcome()
    const first = Line.last
    connection.close({ type: 'goodbye' })
    assert.deepEqual(first.sent, ['hello', 'goodbye'])
    connect()
    welcome()
    connection.close()
    assert.deepEqual(Line.last.sent, ['hello'])
  })
})
