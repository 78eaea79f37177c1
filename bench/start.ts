/**
 * How long from the command to a healthy server, and from an evaluator's death to the next screen?
 * `node bench/start.ts [rounds]`: each round starts once without Python's kept image, and once with.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { createProbedEvaluators } from '../src/evaluators/fixture/probe.ts'

const PROGRAM = fileURLToPath(new URL('../bin/alongside.mjs', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))
const ASK_EVERY_MS = 10
const GIVE_UP_MS = 60_000

const rounds = Number(process.argv[2] ?? 5)
const folder = mkdtempSync(join(tmpdir(), 'bench-start-'))
const cold: number[] = []
const kept: number[] = []
for (let i = 0; i < rounds; i++) {
  rmSync(join(folder, 'cache'), { recursive: true, force: true })
  cold.push(await serverStart())
  kept.push(await serverStart())
}
rmSync(folder, { recursive: true })

const evaluators = await createProbedEvaluators({ workers: 1 })
const restarts: number[] = []
for (let i = 0; i < rounds; i++) {
  await evaluators.run('', { action: 'break-out', arguments: { way: 'die' } })
  const from = performance.now()
  await evaluators.run('r=1')
  restarts.push(performance.now() - from)
}
await evaluators.close()

const lines = [
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, medians of ${rounds}`,
  `command to healthy: ${median(cold)} ms without the kept image, ${median(kept)} ms with it`,
  `evaluator's death to the next screen: ${median(restarts)} ms`,
]
process.stdout.write(`${lines.join('\n')}\n`)

async function serverStart(): Promise<number> {
  const port = await freePort()
  const from = performance.now()
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      ALONGSIDE_PORT: String(port),
      ALONGSIDE_HOST: '127.0.0.1',
      ALONGSIDE_DATA_FOLDER: folder,
      ALONGSIDE_INTERVIEWS_FOLDER: EXAMPLES,
    },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null || performance.now() - from > GIVE_UP_MS) {
      child.kill('SIGKILL')
      throw new Error('the server did not start')
    }
    await pause(ASK_EVERY_MS)
  }
  const took = performance.now() - from
  child.kill('SIGTERM')
  await ended
  return took
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok
  } catch {
    // Nobody listens yet.
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0)
}
