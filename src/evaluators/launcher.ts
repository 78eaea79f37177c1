/**
 * Starts an evaluator process inside as many walls as this machine has.
 *
 *   bubblewrap: no network, no files but those listed, own processes   (where it works)
 *     own user: nobody's, when the server is root                        (where it works)
 *       Node's permission model, no code from strings, no environment      (always)
 *         workers, and in them the gate round Python                        (always)
 *
 * Which ways exist is not guessed: bubblewrap is there and fails in many containers, and a user
 * without rights cannot read a project below /root. So the ways are tried, the strongest first, by
 * starting the evaluator itself; the first that gets ready is taken, and kept for restarts.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { ProcessSettings } from './messages.ts'

export interface Way {
  readonly bubblewrap: string | null
  readonly ownUid: boolean
}

export type EvaluatorProcess = ChildProcessByStdio<Writable, Readable, Readable>

/** `nobody` on every system that has one; no account is needed for it. */
const UNPRIVILEGED_ID = 65_534

/**
 * Also the evaluator's working directory: in worker threads, Node 24's permission model allows
 * reading everything below it, whatever was asked for. It must never be `/`.
 */
const HERE = realpathSync(fileURLToPath(new URL('.', import.meta.url)))

/** Strongest first. `strict`: only those with bubblewrap. */
export function possibleWays(sandbox: 'auto' | 'strict'): Way[] {
  const bubblewrap = findProgram('bwrap')
  const isRoot = process.getuid?.() === 0
  const ways: Way[] = []
  for (const wrapper of bubblewrap === null ? [null] : [bubblewrap, null]) {
    if (sandbox === 'strict' && wrapper === null) continue
    if (isRoot) ways.push({ bubblewrap: wrapper, ownUid: true })
    ways.push({ bubblewrap: wrapper, ownUid: false })
  }
  return ways
}

export function startEvaluator(way: Way, settings: ProcessSettings): EvaluatorProcess {
  const readable = readablePaths(settings)
  const node = realpathSync(process.execPath)
  const command = [
    node,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--allow-worker',
    '--disallow-code-generation-from-strings',
    '--disable-warning=SecurityWarning',
    fileURLToPath(new URL(programFile('evaluator-process'), import.meta.url)),
    JSON.stringify(settings),
  ]
  if (way.bubblewrap !== null) command.unshift(way.bubblewrap, ...wrapArguments(node, readable))
  const [program = node, ...args] = command
  return spawn(program, args, {
    cwd: HERE,
    env: { TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(way.ownUid ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {}),
  })
}

/** The program and what it imports; nothing else of the project, and not its data. */
function readablePaths(settings: ProcessSettings): string[] {
  const source = realpathSync(fileURLToPath(new URL('..', import.meta.url)))
  const resolve = createRequire(import.meta.url).resolve
  const folders = [
    ...['base', 'texts', 'interview', 'python', 'evaluators'].map((folder) => join(source, folder)),
    ...['pyodide', 'yaml'].map((name) => realpathSync(dirname(resolve(`${name}/package.json`)))),
  ]
  const { engine, runtime } = settings.program
  if (engine !== null) folders.push(dirname(fileURLToPath(engine)))
  if (runtime !== null) folders.push(runtime)
  // Node asks it whether our files are modules.
  return [...folders, join(dirname(source), 'package.json')]
}

function wrapArguments(node: string, readable: readonly string[]): string[] {
  const id = String(UNPRIVILEGED_ID)
  const bound = [node, ...sharedLibraries(), ...readable]
  return [
    '--unshare-all --unshare-user --die-with-parent --new-session --cap-drop ALL --clearenv',
    `--setenv TZ UTC --uid ${id} --gid ${id} --hostname evaluator --dev /dev --tmpfs /tmp`,
  ]
    .flatMap((line) => line.split(' '))
    .concat(bound.flatMap((path) => ['--ro-bind', path, path]))
    .concat('--remount-ro', '/', '--chdir', HERE, '--')
}

/** What the running Node has loaded is what the same Node will need there. */
function sharedLibraries(): string[] {
  if (process.report === undefined) return []
  // Not in its types yet. Looking up names of network peers would take its time.
  Object.assign(process.report, { excludeNetwork: true })
  const report: unknown = process.report.getReport()
  const { sharedObjects } = report as { readonly sharedObjects: readonly string[] }
  return sharedObjects.filter((path) => path.startsWith('/'))
}

function findProgram(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us: either way it is not a wall that can be put up.
    return false
  }
}

function programFile(name: string): string {
  return import.meta.url.endsWith('.ts') ? `${name}.ts` : `${name}.js`
}
