import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createGate } from './gate.ts'
import { startPyodide } from './pyodide-loader.ts'
import { createSparseImage } from './sparse-image.ts'
import { readTimezones } from './timezones.ts'

import type { SparseImage } from './sparse-image.ts'
import type { WasmModule } from './web-assembly.ts'

export const RUNTIME_FOLDER = fileURLToPath(new URL('runtime/', import.meta.url))
const bootFile = fileURLToPath(new URL('boot.py', import.meta.url))

/** Source, whether it is a package, file name in tracebacks. */
type RuntimeModule = readonly [string, boolean, string]

/**
 * Starts Python from nothing (1.5 to 2 s), imports the runtime's modules and what interviews use of
 * the standard library, and keeps the memory as it is then.
 */
export async function buildImage(module: WasmModule, runtimeFolder: string): Promise<SparseImage> {
  const gate = createGate({ memoryBytes: Infinity, outputBytes: Infinity }, null)
  const { pyodide } = await startPyodide({ module, gate, image: null })
  // Nothing may be said by the clock of the day on which the image was made.
  pyodide.FS.writeFile('/timezones', readTimezones())
  pyodide.FS.writeFile('/runtime.json', JSON.stringify(readRuntime(runtimeFolder)))
  pyodide.FS.writeFile('/alongside_boot.py', readFileSync(bootFile, 'utf8'))
  pyodide.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, '/')
import alongside_boot
sys.path.remove('/')
import gc, os
os.unlink('/alongside_boot.py')
gc.collect()
gc.freeze()
del gc, os, sys, alongside_boot
`)
  return createSparseImage(pyodide.makeMemorySnapshot())
}

/** All `.py` files below the folder, by dotted name; folders are packages, whether they say so or not. */
function readRuntime(folder: string): Record<string, RuntimeModule> {
  const modules: Record<string, RuntimeModule> = {}
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py'))
    .map((path) => relative('.', path).split(sep))
  for (const parts of paths) {
    for (let depth = 1; depth < parts.length; depth++) {
      const name = parts.slice(0, depth).join('.')
      modules[name] ??= ['', true, `/runtime/${parts.slice(0, depth).join('/')}/__init__.py`]
    }
    const source = readFileSync(join(folder, ...parts), 'utf8')
    const isPackage = parts.at(-1) === '__init__.py'
    const name = (isPackage ? parts.slice(0, -1) : parts).join('.').replace(/\.py$/, '')
    modules[name] = [source, isPackage, `/runtime/${parts.join('/')}`]
  }
  return modules
}
