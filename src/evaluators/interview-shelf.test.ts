import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createInterviewShelf } from './interview-shelf.ts'
import { interviewSource, probeRequest } from './fixture/probe.ts'
import { PythonFailure } from '../python/create-python.ts'
import { screenReply } from './fixture/engine.ts'

import type { EvaluationReply } from '../interview/request.ts'
import type { GateNotes } from '../python/gate.ts'
import type { InterviewShelf } from './interview-shelf.ts'

interface Bench {
  readonly shelf: InterviewShelf
  readonly notes: GateNotes
  /** What happened to the interpreter's memory, in order. */
  readonly events: string[]
  /** What the engine does for the next request. */
  next: () => EvaluationReply
  imageBytes: number
  memoryBytes: number
}

/** A shelf on an interpreter that only writes down what is done with its memory. */
function bench(): Bench {
  const notes = { interrupted: false, memoryRefused: false, outputRefused: false, violation: null }
  const events: string[] = []
  let moments = 0
  const made: Omit<Bench, 'shelf'> = {
    notes,
    events,
    next: () => screenReply('ok', null),
    imageBytes: 1,
    memoryBytes: 1,
  }
  const shelf = createInterviewShelf({
    now: () => 7,
    limits: { timeMs: 1, memoryBytes: 1, outputBytes: 1 },
    python: {
      noted: notes,
      call: () => null,
      begin: ({ now, seed }) => events.push(`begin ${now} ${seed}`),
      capture() {
        const name = `moment ${moments++}`
        return { ownBytes: made.imageBytes, restore: () => events.push(`restore ${name}`) }
      },
      memoryBytes: () => made.memoryBytes,
    },
    createEngine: () => ({
      load: (source) => ({ type: 'loaded', title: source.path, shortTitle: '' }),
      evaluate: () => made.next(),
    }),
  })
  return Object.assign(made, { shelf })
}

function request(hash: string): Parameters<InterviewShelf['evaluate']>[0]['request'] {
  return probeRequest('', interviewSource({ hash }), { context: { now: 9, seed: 's' } })
}

function code(reply: EvaluationReply): string {
  return reply.type === 'failed' ? reply.error.code : reply.type
}

describe('interviews of a worker', () => {
  it('each request starts from its interview as it was loaded', () => {
    const { shelf, events } = bench()
    for (const hash of ['a', 'b']) shelf.load(interviewSource({ hash }))
    events.length = 0
    for (const hash of ['b', 'b', 'a']) {
      shelf.evaluate({ request: request(hash), source: null })
      events.push('reply')
      shelf.settle()
    }
    const b = ['begin 9 s', 'reply', 'restore moment 2']
    const a = ['restore moment 1', 'begin 9 s', 'reply', 'restore moment 1']
    assert.deepEqual(events, [...b, ...b, ...a])
  })

  it('loading starts from the runtime, never from another interview', () => {
    const { shelf, events } = bench()
    shelf.load(interviewSource({ hash: 'a' }))
    events.length = 0
    shelf.load(interviewSource({ hash: 'b' }))
    assert.deepEqual(events, ['restore moment 0', 'begin 7 b'])
  })

  it('a request for an interview that is not there is told so, or brings it along', () => {
    const { shelf } = bench()
    assert.equal(code(shelf.evaluate({ request: request('a'), source: null })), 'source-missing')
    const source = interviewSource({ hash: 'a' })
    assert.equal(code(shelf.evaluate({ request: request('a'), source })), 'screen')
    assert.equal(code(shelf.evaluate({ request: request('a'), source: null })), 'screen')
  })

  it('the interviews used longest ago go when memory is short', () => {
    const made = bench()
    made.imageBytes = 40 * 1024 * 1024
    for (const hash of ['a', 'b']) made.shelf.load(interviewSource({ hash }))
    made.shelf.evaluate({ request: request('a'), source: null })
    made.shelf.load(interviewSource({ hash: 'c' }))
    const found = ['a', 'b', 'c'].map((hash) =>
      code(made.shelf.evaluate({ request: request(hash), source: null })),
    )
    assert.deepEqual(found, ['screen', 'source-missing', 'screen'])
  })

  it('[PYT5] a limit that was passed counts, whatever the code made of it', () => {
    const made = bench()
    const source = interviewSource({ hash: 'a' })
    made.shelf.load(source)
    const outcome = (): string => code(made.shelf.evaluate({ request: request('a'), source: null }))
    made.notes.interrupted = true
    assert.equal(outcome(), 'time')
    made.notes.interrupted = false
    made.notes.memoryRefused = true
    assert.equal(outcome(), 'screen')
    made.next = () => ({
      type: 'failed',
      error: { code: 'python', message: '', chain: [], detail: '' },
    })
    assert.equal(outcome(), 'memory')
    made.notes.memoryRefused = false
    made.notes.outputRefused = true
    assert.equal(outcome(), 'output')
    made.notes.outputRefused = false
    assert.equal(outcome(), 'python')
  })

  it('[PYT5] a worker is replaced after a violation, an error of ours, and growth', () => {
    const failing: [() => never, string, string | null][] = [
      [() => raise(new PythonFailure('raised', '')), 'python', null],
      [() => raise(new PythonFailure('output', '')), 'output', null],
      [() => raise(new PythonFailure('broken', '')), 'evaluator', 'violation'],
      [() => raise(new TypeError('ours')), 'evaluator', 'violation'],
    ]
    for (const [next, expected, replace] of failing) {
      const made = bench()
      made.shelf.load(interviewSource({ hash: 'a' }))
      made.next = next
      assert.equal(code(made.shelf.evaluate({ request: request('a'), source: null })), expected)
      assert.equal(made.shelf.settle(), replace)
    }
    const grown = bench()
    grown.memoryBytes = 200 * 1024 * 1024
    assert.equal(grown.shelf.settle(), 'grown')
  })
})

function raise(error: Error): never {
  throw error
}
