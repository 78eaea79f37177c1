import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createProbedEvaluators, interviewSource } from './fixture/probe.ts'

import type { ProbedEvaluators } from './fixture/probe.ts'

const TRACES = `
import random, uuid, secrets, os, time, datetime
r=(random.random(), str(uuid.uuid4()), secrets.token_hex(), os.urandom(3), time.time(),
   str(datetime.datetime.now()), {"a","b","c","d"}, hash("a"), id(object()))`

const logged: string[] = []
function log(event: string, fields: Readonly<Record<string, string | number>>): void {
  logged.push([event, ...Object.values(fields)].join(' '))
}

describe('evaluators', () => {
  let evaluators: ProbedEvaluators
  before(async () => {
    evaluators = await createProbedEvaluators({
      workers: 2,
      limits: { timeMs: 3_000, memoryBytes: 128 * 1024 * 1024 },
      log,
    })
  })
  after(() => evaluators.close())

  it('[PYT5] a request without end is ended; others do not notice', async () => {
    let looping = true
    const loop = evaluators.run('while True: pass').then((result) => {
      looping = false
      return result
    })
    for (let i = 0; i < 5; i++) assert.equal(await evaluators.run('r=i=7'), '{"value":"7"}')
    assert.equal(looping, true)
    assert.equal(await loop, 'failed time')
  })

  it('[PYT5] a loop that only the end of its thread ends', async () => {
    const [loop, other] = await Promise.all([
      evaluators.run('', { action: 'loop-in-the-engine' }),
      evaluators.run('r=7'),
    ])
    assert.deepEqual([loop, other], ['failed time', '{"value":"7"}'])
    assert.equal(logged.includes('evaluator-worker-replaced time'), true)
    assert.equal(await evaluators.run('r=8'), '{"value":"8"}')
  })

  it('[PYT5] memory is given back after a request that took much', async () => {
    const all = 'x=[]\nwhile True: x.append(bytearray(1_000_000))'
    assert.match(await evaluators.run(all), /MemoryError/)
    assert.match(await evaluators.run('r=len(bytearray(50_000_000))'), /50000000/)
  })

  it('the same request gives the same reply, on each worker', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => evaluators.run(TRACES)))
    assert.equal(new Set(replies).size, 1)
    assert.match(replies[0] ?? '', /2026-01-02 03:04:05/)
    const other = await evaluators.run(TRACES, { context: { seed: 'another' } })
    assert.notEqual(other, replies[0])
  })

  it('the modules of one interview never reach another', async () => {
    const bringing = interviewSource({
      hash: 'bringing',
      yaml: 'import sys, types, builtins\nbuiltins.mine=sys.modules["mine"]=types.ModuleType("mine")',
    })
    const look = 'import sys, builtins\nr=("mine" in sys.modules, hasattr(builtins, "mine"))'
    const plain = interviewSource({ hash: 'plain' })
    for (const [interview, seen] of [
      [bringing, 'True, True'],
      [plain, 'False, False'],
      [bringing, 'True, True'],
    ] as const) {
      const replies = await Promise.all([1, 2, 3].map(() => evaluators.run(look, { interview })))
      for (const reply of replies) assert.equal(reply, `{"value":"(${seen})"}`)
    }
  })

  it('[LNG1] an interview that does not load says why', async () => {
    const broken = interviewSource({ hash: 'broken', yaml: '1/0' })
    const reply = await evaluators.load(broken)
    assert.match(reply.type === 'broken' ? (reply.problems[0]?.message ?? '') : '', /ZeroDivision/)
    assert.equal(await evaluators.run('r=1', { interview: broken }), 'failed load')
    assert.equal((await evaluators.load(interviewSource({}))).type, 'loaded')
  })

  it('[PYT5] an interview whose loading does not end is refused', async () => {
    const endless = interviewSource({ hash: 'endless', yaml: 'while True: pass' })
    const reply = await evaluators.load(endless)
    assert.match(reply.type === 'broken' ? (reply.problems[0]?.message ?? '') : '', /3000 ms/)
    assert.equal(await evaluators.run('r=1'), '{"value":"1"}')
  })

  it('[PYT5] when the process is killed its requests fail, and the next is served', async () => {
    const results = await Promise.all([
      evaluators.run('while True: pass'),
      evaluators.run('', { action: 'break-out', arguments: { way: 'die' } }),
      // This one waits in the queue and survives.
      evaluators.run('r=9'),
    ])
    assert.deepEqual(results, ['failed evaluator', 'failed evaluator', '{"value":"9"}'])
    assert.equal(logged.filter((line) => line.startsWith('evaluator-ended')).length, 1)
  })

  it('time zones are there', async () => {
    const source = `
import datetime, zoneinfo
def at(name, *date): return datetime.datetime(*date, tzinfo=zoneinfo.ZoneInfo(name)).isoformat()
r=(at("America/New_York",2026,7,1), at("US/Eastern",2050,1,1), at("Asia/Kathmandu",1970,1,1),
   len([zoneinfo.ZoneInfo(name) for name in zoneinfo.available_timezones()]) > 590)`
    const expected = `('2026-07-01T00:00:00-04:00', '2050-01-01T00:00:00-05:00', '1970-01-01T00:00:00+05:30', True)`
    assert.equal(await evaluators.run(source), JSON.stringify({ value: expected }))
  })

  it('log lines hold no answers', async () => {
    await evaluators.run('import js\njs.secret_answer')
    await evaluators.run('raise BaseException("secret_answer")')
    assert.doesNotMatch(logged.join('\n'), /secret_answer/)
  })

  // The last: it closes them.
  it('[PYT5] the queue is bounded, and closing leaves nobody without an answer', async () => {
    const loops = [1, 2].map(() => evaluators.run('while True: pass'))
    const waiting = Array.from({ length: 1_000 }, () => evaluators.run('r=1'))
    assert.equal(await evaluators.run('r=1'), 'failed evaluator')
    await evaluators.close()
    const results = await Promise.all([...loops, ...waiting])
    assert.deepEqual([...new Set(results)], ['failed evaluator'])
    assert.equal(await evaluators.run('r=1'), 'failed evaluator')
  })
})

describe('walls', () => {
  /** As on a machine where bubblewrap is not installed. */
  async function withoutBubblewrap<T>(attempt: () => Promise<T>): Promise<T> {
    const path = process.env['PATH']
    process.env['PATH'] = ''
    try {
      return await attempt()
    } finally {
      process.env['PATH'] = path
    }
  }

  it('strict does not start without bubblewrap', async () => {
    await assert.rejects(
      withoutBubblewrap(() => createProbedEvaluators({ workers: 1, sandbox: 'strict' })),
      /sandbox: strict/,
    )
  })

  it('auto starts with the others, and says so', async () => {
    const evaluators = await withoutBubblewrap(() => createProbedEvaluators({ workers: 1 }))
    try {
      assert.equal(evaluators.walls.bubblewrap, false)
      assert.equal(evaluators.walls.process.permission, true)
      assert.equal(evaluators.walls.process.ownUid, process.getuid?.() === 0)
      assert.equal(await evaluators.run('r=1'), '{"value":"1"}')
      const project = ['../server/deps.ts', '../../package-lock.json', '../../.git/HEAD']
      for (const path of ['/', '/etc', '/etc/passwd', ...project.map(absolute)]) {
        const action = { action: 'break-out', arguments: { way: `may ${path}` } }
        assert.equal(await evaluators.run('', action), 'false', path)
      }
      for (const way of ['read /etc/passwd', 'list /', 'write /tmp/canary', 'spawn', 'eval']) {
        const action = { action: 'break-out', arguments: { way } }
        assert.match(await evaluators.run('', action), /refused/)
      }
    } finally {
      await evaluators.close()
    }
  })
})

function absolute(path: string): string {
  return new URL(path, import.meta.url).pathname
}
