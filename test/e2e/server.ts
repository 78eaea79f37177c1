/**
 * A real server for a story: a process of its own, with its own data folder and port, that can be
 * killed in the middle and started again on the same data.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestServer {
  readonly url: string
  readonly dataFolder: string
  /** All that the process wrote so far, of every start. */
  output(): string
  /** The one-time link of the first administrator, as printed. */
  administratorLink(): string
  /** Of the process that runs now. */
  pid(): number
  /** kill -9 */
  kill(): Promise<void>
  start(): Promise<void>
  /** Ends the process and deletes the data. */
  close(): Promise<void>
}

export interface ServerOptions {
  /** Further environment: `ALONGSIDE_DATABASE`, `ALONGSIDE_REDIS`, ... */
  readonly env?: Readonly<Record<string, string>>
  /** The server knows its own address (`url root`). */
  readonly knowsRoot?: boolean
  /** Shared by several servers of one story; made (and deleted) when absent. */
  readonly dataFolder?: string
}

export const OPERATOR = { email: 'olivia@example.org', password: 'a calm blue harbour 7' }

/** Python's image, made by the first server of all: the names in it tell what they were made from. */
const IMAGES = 'node_modules/.cache/alongside-images'

function copyImages(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  const names = existsSync(from) ? readdirSync(from) : []
  for (const name of names.filter((one) => one.endsWith('.image'))) {
    if (!existsSync(join(to, name))) copyFileSync(join(from, name), join(to, name))
  }
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const ownFolder = options.dataFolder === undefined
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'alongside-e2e-'))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const env = {
    ...process.env,
    ...options.env,
    ...(options.knowsRoot === true ? { ALONGSIDE_URL_ROOT: url } : {}),
    PORT: String(port),
    ALONGSIDE_DATA_FOLDER: dataFolder,
  }
  let output = ''
  let child: ChildProcess | null = null

  const cache = join(dataFolder, 'cache')

  async function start(): Promise<void> {
    copyImages(IMAGES, cache)
    const started = spawn(process.execPath, ['src/cli/main.ts', 'serve'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    await untilHealthy(url, started, () => output)
    copyImages(cache, IMAGES)
  }

  async function kill(): Promise<void> {
    if (child === null || child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    child = null
  }

  await start()
  return {
    url,
    dataFolder,
    output: () => output,
    administratorLink() {
      const link = /https?:\/\/\S+\/signin\/link\?\S+/.exec(output)
      if (link === null) throw new Error(`no sign-in link in:\n${output}`)
      return link[0]
    },
    pid() {
      if (child?.pid === undefined) throw new Error('no server runs')
      return child.pid
    },
    kill,
    start,
    async close() {
      await kill()
      if (ownFolder) rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

/** Runs a command of the command line to its end, with the story's data folder. */
export async function runCommand(
  dataFolder: string,
  command: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...command], {
    env: { ...process.env, ...env, ALONGSIDE_DATA_FOLDER: dataFolder },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  child.stdin.end(input)
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`)
  return output
}

async function untilHealthy(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${output()}`)
    try {
      const response = await fetch(`${url}/health`)
      if (response.ok) return
    } catch (error) {
      // Not listening yet; anything else shows itself in the time-out below.
      if (!(error instanceof TypeError)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the server did not become healthy:\n${output()}`)
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
