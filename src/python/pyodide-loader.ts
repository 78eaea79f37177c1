/**
 * Starts Pyodide with our own instantiation of its WebAssembly module, by the option
 * `createPyodideModule`: the gate stands before the imports, the compiled module is shared between
 * workers, and a sparse image can be restored.
 *
 * Pyodide is pinned to one version: what is used here of snapshots is not a public interface.
 */
import { constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'

import { loadPyodide } from 'pyodide'

import { restoreSparseImage } from './sparse-image.ts'
import { WASM_PAGE_BYTES, webAssembly } from './web-assembly.ts'

import type { PyodideAPI, PyodideConfig } from 'pyodide'
import type { PythonExports } from './bridge.ts'
import type { Gate } from './gate.ts'
import type { OpenFiles } from './reset.ts'
import type { SparseImage } from './sparse-image.ts'
import type { WasmImports, WasmInstance, WasmMemory, WasmModule } from './web-assembly.ts'

export interface StartedPyodide {
  readonly pyodide: PyodideAPI
  readonly exports: PythonExports
  readonly files: OpenFiles
}

/** What Emscripten's module factory is given; we take part in the instantiation. */
interface ModuleSettings {
  instantiateWasm: (imports: WasmImports, done: Instantiated) => object
}
type ModuleFactory = (settings: ModuleSettings) => Promise<unknown>
type Instantiated = (instance: WasmInstance<PythonExports>, module: WasmModule) => void

/** Has no types: a name that the compiler does not look up. */
const FACTORY: string = 'pyodide/pyodide.asm.mjs'
const pyodideFolder = dirname(createRequire(import.meta.url).resolve('pyodide/package.json')) + sep

export function compilePyodide(): Promise<WasmModule> {
  return webAssembly.compile(readFileSync(`${pyodideFolder}pyodide.asm.wasm`))
}

export async function startPyodide(options: {
  readonly module: WasmModule
  readonly gate: Gate
  /** Null to start from nothing, for making an image. */
  readonly image: SparseImage | null
}): Promise<StartedPyodide> {
  const { module, gate, image } = options
  allowConstants()
  const { default: createPyodideModule }: { default: ModuleFactory } = await import(FACTORY)
  let instance: WasmInstance<PythonExports> | null = null

  async function createModule(settings: ModuleSettings): Promise<unknown> {
    settings.instantiateWasm = (imports, done) => {
      const error = Symbol('error')
      gate.guard(imports)
      // Pyodide adds these two itself when it instantiates.
      Object.assign(imports['env'] ?? {}, {
        Jsv_GetError_import: () => error,
        JsvError_Check: (value: unknown) => value === error,
      })
      void webAssembly.instantiate<PythonExports>(module, imports).then((created) => {
        instance = created
        gate.attach(created.exports.memory)
        // Pyodide does not grow the memory to the image's size (its issue 6254).
        if (image !== null) growTo(created.exports.memory, image.size)
        done(created, module)
      })
      return {}
    }
    const created = await createPyodideModule(settings)
    // After the C++ constructors, where Pyodide restores a snapshot itself.
    if (image !== null && instance !== null) restoreSparseImage(instance.exports.memory, image)
    return created
  }

  const config: PyodideConfig = {
    indexURL: pyodideFolder,
    lockFileContents: withoutPackages(),
    packageBaseUrl: pyodideFolder,
    jsglobals: Object.create(null) as object,
    // The same request is to give the same reply, in any process: sets keep their order.
    env: { HOME: '/home/pyodide', TZ: 'UTC', PYTHONHASHSEED: '0' },
    createPyodideModule: createModule as unknown as NonNullable<
      PyodideConfig['createPyodideModule']
    >,
    ...(image === null ? { _makeSnapshot: true } : { _loadSnapshot: image.header }),
  }
  const pyodide = await loadPyodide(config)
  if (instance === null) throw new Error('Pyodide was started without its module')
  const { exports }: WasmInstance<PythonExports> = instance
  return { pyodide, exports, files: pyodide.FS as unknown as OpenFiles }
}

/** Pyodide's list of packages, of which none is ever loaded. */
function withoutPackages(): string {
  const file: unknown = JSON.parse(readFileSync(`${pyodideFolder}pyodide-lock.json`, 'utf8'))
  return JSON.stringify(Object.assign({}, file, { packages: {} }))
}

/**
 * Emscripten asks Node's internals for the constants of open(2), which the permission model denies.
 */
function allowConstants(): void {
  Object.assign(process, { binding: () => ({ fs: constants }) })
}

function growTo(memory: WasmMemory, size: number): void {
  const missing = size - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES))
}
