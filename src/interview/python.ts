/**
 * The engine's port to Python: one synchronous call with JSON each way.
 *
 * The engine (this folder) decides what is to be run, asked and shown; Python holds the
 * variables and runs what authors wrote. `src/python` implements this inside the evaluator's
 * worker; `operation`s and their payloads are those of `src/python/runtime/alongside/dispatch.py`.
 */
export interface Python {
  /**
   * Runs one operation. Python's own exceptions come back as data; a thrown error means that
   * the interpreter is no longer fit for use (limit passed, gate violated): do not catch it.
   */
  call(operation: string, payload: unknown): unknown
}
