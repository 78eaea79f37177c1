/**
 * Host and Python talk in UTF-8 strings through CPython's exported C API. Pyodide's own bridge of
 * proxies is behind the gate and stays shut: its objects lead back to JavaScript.
 */
import type { WasmMemory } from './web-assembly.ts'

/** What we use of the module's exports; all numbers are addresses. */
export interface PythonExports {
  readonly memory: WasmMemory
  malloc(size: number): number
  free(address: number): void
  emscripten_stack_get_current(): number
  _emscripten_stack_restore(address: number): void
  PyImport_ImportModule(name: number): number
  PyObject_GetAttrString(object: number, name: number): number
  PyObject_CallOneArg(callable: number, argument: number): number
  PyUnicode_FromStringAndSize(text: number, length: number): number
  PyUnicode_AsUTF8AndSize(text: number, length: number): number
  PyErr_Clear(): void
  Py_DecRef(object: number): void
}

export interface Bridge {
  /** A Python function that takes and returns a string, for `call`. */
  find(module: string, name: string): number
  /** Null when Python raised; the exception is dropped. Throws when the interpreter breaks. */
  call(callable: number, text: string): string | null
}

/** The result was longer than `maxResultBytes`. */
export class ResultTooLong extends Error {
  override name = 'ResultTooLong'
}

export function createBridge(exports: PythonExports, maxResultBytes: number): Bridge {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8')
  // Allocated before any image is taken, so that it is there in all of them.
  const lengthAddress = exports.malloc(4) >>> 0

  function place(text: string): { address: number; length: number } {
    const bytes = encoder.encode(text)
    const address = exports.malloc(bytes.length + 1) >>> 0
    if (address === 0) throw new Error('no memory for the call')
    const memory = new Uint8Array(exports.memory.buffer)
    memory.set(bytes, address)
    memory[address + bytes.length] = 0
    return { address, length: bytes.length }
  }

  return {
    find(module, name) {
      const moduleName = place(module)
      const found = exports.PyImport_ImportModule(moduleName.address)
      exports.free(moduleName.address)
      if (found === 0) throw new Error(`no Python module ${module}`)
      const attribute = place(name)
      const callable = exports.PyObject_GetAttrString(found, attribute.address)
      exports.free(attribute.address)
      exports.Py_DecRef(found)
      if (callable === 0) throw new Error(`no ${name} in the Python module ${module}`)
      return callable
    },
    call(callable, text) {
      const { address, length } = place(text)
      const argument = exports.PyUnicode_FromStringAndSize(address, length)
      exports.free(address)
      if (argument === 0) {
        exports.PyErr_Clear()
        return null
      }
      const result = exports.PyObject_CallOneArg(callable, argument)
      exports.Py_DecRef(argument)
      const start = result === 0 ? 0 : exports.PyUnicode_AsUTF8AndSize(result, lengthAddress) >>> 0
      if (start === 0) {
        exports.PyErr_Clear()
        if (result !== 0) exports.Py_DecRef(result)
        return null
      }
      const size = new DataView(exports.memory.buffer).getUint32(lengthAddress, true)
      if (size > maxResultBytes) throw new ResultTooLong(`${size} bytes`)
      const answer = decoder.decode(new Uint8Array(exports.memory.buffer, start, size))
      exports.Py_DecRef(result)
      return answer
    },
  }
}
