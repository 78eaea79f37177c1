/**
 * Python inside the evaluator's worker: what stands behind the port `interview/python.ts`.
 *
 * What the runtime (`runtime/`, Python files) can rely on:
 * - Each `.py` below `runtime/` is a module named by its path (`alongside/dispatch.py` is
 *   `alongside.dispatch`; a folder without `__init__.py` is an empty package). They are kept as
 *   source inside the image, all imported when the image is built, in the order of their names,
 *   and found by ordinary `import` at any later time. No file of theirs exists in the box.
 * - The one entry is `alongside.dispatch.dispatch(text: str) -> str`. It gets
 *   `{"operation": ..., "payload": ...}` as JSON and returns JSON, which is what `call` returns.
 *   It answers the exceptions of authors' code as data. What it lets through (KeyboardInterrupt
 *   of the time limit, MemoryError, a bug) makes `call` throw: the worker answers `failed` with the
 *   right code by itself and resets the memory.
 * - Before each request - not each call - the memory is put back to the interview's image: what was
 *   there when `Engine.load` returned. Nothing that Python holds outlives a request. There is one
 *   engine object for each interview.
 * - Before each request `begin({ now, seed })` is done by the worker, not by the engine: time.time() and
 *   datetime.now() stand still at `now` (UTC; monotonic clocks go on), `random` is seeded, and
 *   os.urandom, uuid4, secrets are a stream made from the seed. PYTHONHASHSEED is 0.
 *   So the same request gives the same reply without any work in the runtime.
 * - The file system is read-only, there is no network, thread, process, `js`, ctypes or asyncio.
 *   `zoneinfo` knows all zones. Other modules of the standard library can be imported late.
 * - print() goes nowhere and counts against the output limit.
 */
import { captureMoment } from './reset.ts'
import { createBridge, ResultTooLong } from './bridge.ts'
import { createGate } from './gate.ts'
import { startPyodide } from './pyodide-loader.ts'

import type { GateLimits, GateNotes } from './gate.ts'
import type { Moment } from './reset.ts'
import type { Python } from '../interview/python.ts'
import type { SparseImage } from './sparse-image.ts'
import type { WasmModule } from './web-assembly.ts'

export interface PythonBox extends Python {
  /** Start of a request: fixes clock and randomness. */
  begin(moment: { readonly now: number; readonly seed: string }): void
  /** What ran into the limits since `begin`. */
  readonly noted: Readonly<GateNotes>
  /** The memory as it is now, to return to. */
  capture(): Moment
  /** Never shrinks. */
  memoryBytes(): number
}

/** The interpreter has to be put back to a `Moment` before it is used again. */
export class PythonFailure extends Error {
  override name = 'PythonFailure'
  readonly reason: 'raised' | 'output' | 'broken'
  /** Python's own traceback: may hold what authors wrote and users answered. */
  readonly detail: string

  constructor(reason: PythonFailure['reason'], detail: string, options?: ErrorOptions) {
    super(`Python failed: ${reason}`, options)
    this.reason = reason
    this.detail = detail
  }
}

/** Screen, answers and all else of one operation. */
const MAX_RESULT_BYTES = 16 * 1024 * 1024

export async function createPython(options: {
  readonly image: SparseImage
  readonly module: WasmModule
  /** One word: 2 raises KeyboardInterrupt in Python. */
  readonly interrupt: Int32Array
  readonly limits: GateLimits
}): Promise<PythonBox> {
  const { image, module, interrupt, limits } = options
  const gate = createGate(limits, interrupt)
  const { pyodide, exports, files } = await startPyodide({ module, gate, image })
  // What is printed could hold answers: it is counted by the gate and dropped.
  const nowhere = { write: (bytes: Uint8Array) => bytes.length }
  pyodide.setStdin({ error: true })
  pyodide.setStdout(nowhere)
  pyodide.setStderr(nowhere)
  pyodide.setInterruptBuffer(interrupt)
  const bridge = createBridge(exports, MAX_RESULT_BYTES)
  const enter = bridge.find('alongside_boot', 'enter')
  const reseed = bridge.find('alongside_boot', 'reseed')
  gate.lock()

  return {
    noted: gate.noted,
    begin(moment) {
      Atomics.store(interrupt, 0, 0)
      gate.begin(moment)
      bridge.call(reseed, moment.seed)
    },
    call(operation, payload) {
      const answer = run(JSON.stringify({ operation, payload }))
      const violation = gate.noted.violation
      if (violation !== null) throw new PythonFailure('broken', `import ${violation}`)
      if (answer === null) throw new PythonFailure('raised', '')
      if (!answer.startsWith('+')) throw new PythonFailure('raised', answer.slice(1))
      const result: unknown = JSON.parse(answer.slice(1))
      return result
    },
    capture: () => captureMoment(exports, files, image),
    memoryBytes: () => exports.memory.buffer.byteLength,
  }

  function run(text: string): string | null {
    try {
      return bridge.call(enter, text)
    } catch (error) {
      if (error instanceof ResultTooLong) throw new PythonFailure('output', '', { cause: error })
      throw new PythonFailure('broken', error instanceof Error ? error.name : '', { cause: error })
    }
  }
}
