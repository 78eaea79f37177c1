/**
 * Python without the box, for tests of the engine: Pyodide as it comes, our runtime in its file
 * system. One takes some two seconds to start: share it among the tests of a file.
 */
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
  const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Tokyo', 'UTC']
  for (const zone of zones) {
    const target = `/zoneinfo/${zone}`
    files.mkdirTree(target.slice(0, target.lastIndexOf('/')))
    files.writeFile(target, readFileSync(`/usr/share/zoneinfo/${zone}`))
  }
}
