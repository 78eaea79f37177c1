/**
 * Python without the box, for tests of the engine: Pyodide as it comes, our runtime in its file
 * system. One takes some two seconds to start: share it among the tests of a file.
 */
import { readTimezones } from '../../src/python/timezones.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadPyodide } from 'pyodide'
import type { Python } from '../../src/interview/python.ts'

const RUNTIME = fileURLToPath(new URL('../../src/python/runtime/', import.meta.url))

export async function createPlainPython(): Promise<Python> {
  const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: '0', TZ: 'UTC' } })
  const names = readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((path) => path.endsWith('.py'))) {
    const target = `/runtime/${name}`
    pyodide.FS.mkdirTree(target.slice(0, target.lastIndexOf('/')))
    pyodide.FS.writeFile(target, readFileSync(RUNTIME + name, 'utf8'))
  }
  mountTimezones(pyodide.FS)
  pyodide.runPython(`
import sys
sys.path.insert(0, '/runtime')
import zoneinfo
zoneinfo.reset_tzpath(to=['/zoneinfo'])
from alongside.dispatch import dispatch
`)
  const dispatch: unknown = pyodide.runPython('dispatch')
  if (typeof dispatch !== 'function') throw new Error('alongside.dispatch has no dispatch()')
  return {
    call(operation, payload) {
      const answer: unknown = dispatch(JSON.stringify({ operation, payload }))
      return JSON.parse(String(answer))
    },
  }
}

interface Files {
  mkdirTree(path: string): void
  writeFile(path: string, data: Uint8Array): void
}

/** The few zones that the tests name; the box has all of them in its image. */
function mountTimezones(files: Files): void {
  const data = Buffer.from(readTimezones())
  const end = 4 + data.readUInt32BE(0)
  const index: unknown = JSON.parse(data.subarray(4, end).toString())
  const { zones } = index as { readonly zones: Readonly<Record<string, [number, number]>> }
  for (const [zone, [start, length]] of Object.entries(zones)) {
    const target = `/zoneinfo/${zone}`
    files.mkdirTree(target.slice(0, target.lastIndexOf('/')))
    files.writeFile(target, new Uint8Array(data.subarray(end + start, end + start + length)))
  }
}
