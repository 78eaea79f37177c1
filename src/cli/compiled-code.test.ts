import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'compiled-code-'))
after(() => rmSync(folder, { recursive: true }))

const MODULE = new URL('compiled-code.ts', import.meta.url).href
writeFileSync(join(folder, 'greeting.ts'), 'export const greeting: string = "hello"\n')

/** A process of its own: what Node keeps, it keeps for a whole process. */
function start(cache: string): void {
  const program = `
    const { useCompiledCode } = await import(${JSON.stringify(MODULE)})
    const compiled = useCompiledCode(${JSON.stringify(cache)})
    const { greeting } = await import(${JSON.stringify(join(folder, 'greeting.ts'))})
    compiled.keep()
    if (greeting !== 'hello') throw new Error(greeting)
    // Not told at its end: a server may be killed.
    process.kill(process.pid, 'SIGKILL')`
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...env } = process.env
  const args = ['--input-type=module', '--eval', program]
  const { signal, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  assert.equal(signal, 'SIGKILL', stderr)
}

function filesIn(cache: string): string[] {
  return readdirSync(cache, { recursive: true, encoding: 'utf8' })
}

describe('compiled code', () => {
  it('is kept for the next start, for the Node that runs alone', () => {
    const cache = join(folder, 'data/cache/compiled')
    start(cache)
    const kept = filesIn(cache)
    assert.ok(kept.length > 1, kept.join())
    mkdirSync(join(cache, 'v20-of-old'))
    start(cache)
    assert.deepEqual(filesIn(cache).toSorted(), kept.toSorted())
  })

  it('is neither believed nor kept where others may write', () => {
    const cache = join(folder, 'open')
    mkdirSync(cache)
    chmodSync(cache, 0o777)
    start(cache)
    assert.deepEqual(filesIn(cache), [])
  })

  it('is done without where no folder can be made', () => {
    start(join(folder, 'greeting.ts', 'below-a-file'))
  })
})
