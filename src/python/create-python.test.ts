import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'

import { buildImage } from './build-image.ts'
import { compilePyodide } from './pyodide-loader.ts'
import { createPython, PythonFailure } from './create-python.ts'

import type { Moment } from './reset.ts'
import type { PythonBox } from './create-python.ts'

const DISPATCH = `
import json
from other.deep import late_import

def dispatch(text):
    message = json.loads(text)
    if message["operation"] == "exec":
        names = {}
        exec(message["payload"], names)
        return json.dumps(names.get("r"))
    return late_import() if message["operation"] == "late" else message["operation"]
`
const DEEP = `
def late_import():
    from .leaf import WORD
    return WORD
`

describe('Python in the box', () => {
  let python: PythonBox
  let start: Moment
  const interrupt = new Int32Array(new SharedArrayBuffer(4))

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runtime-'))
    mkdirSync(join(folder, 'alongside'))
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'alongside', 'dispatch.py'), DISPATCH)
    writeFileSync(join(folder, 'other', 'deep.py'), DEEP)
    writeFileSync(join(folder, 'other', 'leaf.py'), `WORD = '"found"'`)
    const module = await compilePyodide()
    const image = await buildImage(module, folder)
    rmSync(folder, { recursive: true })
    const limits = { memoryBytes: 128 * 1024 * 1024, outputBytes: 1024 }
    python = await createPython({ image, module, interrupt, limits })
    start = python.capture()
  })

  function run(source: string): unknown {
    return python.call('exec', source)
  }

  function begin(now = 0, seed = ''): void {
    start.restore()
    python.begin({ now, seed })
  }

  it('answers in JSON, long text and all planes of Unicode included', () => {
    begin()
    const text = 'ä€🙂\u0000'.repeat(50_000)
    assert.deepEqual(run(`r={"a": ${JSON.stringify(text)}, "b": [1, None]}`), {
      a: text,
      b: [1, null],
    })
  })

  it('has the modules of the runtime without any file, packages with and without __init__', () => {
    begin()
    assert.equal(python.call('late', null), 'found')
  })

  it('keeps what a request did until the memory is put back, and not a moment longer', () => {
    begin()
    run('import builtins, sys, json\nbuiltins.canary=json.canary=1\nsys.modules["canary"]=sys')
    const look =
      'import builtins, sys, json\nr=[hasattr(builtins,"canary"), hasattr(json,"canary"), "canary" in sys.modules]'
    assert.deepEqual(run(look), [true, true, true])
    begin()
    assert.deepEqual(run(look), [false, false, false])
  })

  it('goes back to any moment, in any order', () => {
    begin()
    run('import builtins\nbuiltins.which="a"; builtins.large=bytearray(3_000_000)')
    const a = python.capture()
    begin()
    run('import builtins\nbuiltins.which="b"')
    const b = python.capture()
    const look = 'import builtins\nr=[getattr(builtins,"which",None), hasattr(builtins,"large")]'
    for (const [moment, expected] of [
      [a, ['a', true]],
      [start, [null, false]],
      [b, ['b', false]],
      [a, ['a', true]],
    ] as const) {
      moment.restore()
      assert.deepEqual(run(look), expected)
    }
  })

  it('knows the time of the request and no other, and rolls the same dice', () => {
    const source = `
import time, datetime, random, uuid, secrets
r=[time.time(), str(datetime.date.today()), random.random(), str(uuid.uuid4()), secrets.token_hex()]`
    const at = Date.UTC(1999, 11, 31, 23, 59, 59)
    begin(at, 'one')
    const first = run(source)
    assert.ok(Array.isArray(first))
    assert.deepEqual(first.slice(0, 2), [at / 1000, '1999-12-31'])
    begin(at, 'one')
    assert.deepEqual(run(source), first)
    begin(at, 'two')
    const second = run(source)
    assert.ok(Array.isArray(second))
    for (const index of [2, 3, 4]) assert.notEqual(second[index], first[index])
  })

  it('[PYT5] ends a loop when told to', () => {
    begin()
    Atomics.store(interrupt, 0, 2)
    assert.throws(() => run('while True: pass'), PythonFailure)
    assert.equal(python.noted.interrupted, true)
    begin()
    assert.equal(python.noted.interrupted, false)
    assert.equal(run('r=1'), 1)
  })

  it('[PYT5] holds memory and output to their limits, and works on', () => {
    begin()
    assert.throws(() => run('x=bytearray(200_000_000)'), /raised/)
    assert.equal(python.noted.memoryRefused, true)
    begin()
    assert.throws(() => run('print("x"*2000)'), /raised/)
    assert.equal(python.noted.outputRefused, true)
    begin()
    run('print("x"*500)')
    assert.deepEqual(python.noted, {
      interrupted: false,
      memoryRefused: false,
      outputRefused: false,
      violation: null,
    })
  })

  it('[PYT1] gives the interpreter up at the first touch of JavaScript, and mends it', () => {
    begin()
    const touch = 'try:\n  import js\n  js.process\nexcept BaseException: pass\nr="went on"'
    assert.throws(() => run(touch), /broken/)
    assert.notEqual(python.noted.violation, null)
    begin()
    assert.equal(run('r=1'), 1)
  })

  it('tells what the dispatcher let through', () => {
    begin()
    assert.throws(
      () => run('1/0'),
      (error) => error instanceof PythonFailure && /ZeroDivisionError/.test(error.detail),
    )
  })
})
