/**
 * What Node has compiled of the program, kept for the next start: it need not strip types and compile
 * again. Node asks of each piece whether it is of this very source; whoever may write here could
 * have their own code run in the server all the same, so the folder is ours alone or is not used.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import * as modules from 'node:module'
import { basename, dirname, join } from 'node:path'

const OTHERS_MAY_WRITE = 0o022

export interface CompiledCode {
  /** Writes down what was not there yet. Costs nothing when all was. */
  keep(): void
}

/** From here on; what was loaded before is loaded. A folder that cannot be used only costs time. */
export function useCompiledCode(folder: string): CompiledCode {
  if (isOursAlone(folder)) modules.enableCompileCache(folder)
  return {
    keep() {
      modules.flushCompileCache()
      const current = modules.getCompileCacheDir()
      if (current !== undefined && dirname(current) === folder) forgetOthers(folder, current)
    },
  }
}

function isOursAlone(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(folder)
    if (process.platform === 'win32') return true
    return uid === (process.getuid?.() ?? uid) && (mode & OTHERS_MAY_WRITE) === 0
  } catch {
    return false
  }
}

/** Node has a folder for each of its versions. */
function forgetOthers(folder: string, current: string): void {
  try {
    for (const other of readdirSync(folder)) {
      if (other !== basename(current)) {
        rmSync(join(folder, other), { recursive: true, force: true })
      }
    }
  } catch {
    // They are in nobody's way.
  }
}
