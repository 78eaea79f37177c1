/**
 * The commands of the command line. What they need of their process is given, so that tests can run them.
 * What a command is made of is loaded when it is chosen: no other waits for it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../base/nearest.ts'
import type { Log } from '../server/settings.ts'
import { text } from '../texts/text.ts'
import { addressOf } from './address.ts'
import type { CompiledCode } from './compiled-code.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { explainError } from './explain-error.ts'

const USAGE = `npx alongside COMMAND

  serve             run the server (\`npm start\`)
  check PATH        load an interview or a folder of them, and say what is wrong or not supported
  create-admin      --email ADDRESS [--first-name NAME] [--last-name NAME] [--password-stdin]
  create-operator   the same, for someone who helps at the Monitor
  migrate           bring the store up to date
  help              this text

--privilege NAME, once or more, gives an account other privileges than these two.
Configuration: config.yml in this folder (or the file that ALONGSIDE_CONFIG names), and environment
variables: docs/reference/configuration.md`

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
  /** All that is given on standard input. */
  readonly input: () => Promise<string>
  readonly log: Log
  /** Loads from here on what an earlier start compiled into the folder. */
  readonly useCompiledCode: (folder: string) => CompiledCode
  /** Resolves when the program is told to stop. */
  readonly stopped: () => Promise<void>
}

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: runServer,
  check: runCheck,
  'create-admin': (args, terminal) => runCreatePerson(args, terminal, 'admin'),
  'create-operator': (args, terminal) => runCreatePerson(args, terminal, 'advocate'),
  migrate: runMigrate,
  help: (_, { print }) => {
    print(USAGE)
    return Promise.resolve(0)
  },
}

/** The exit status: 0 done, 1 something is not ok, 2 it could not be done, and why is said. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [given = 'help', ...rest] = args
  const name = given === '--help' || given === '-h' ? 'help' : given
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) return refuse(name, terminal)
  try {
    return await command(rest, terminal)
  } catch (error) {
    terminal.complain(explainError(error))
    return 2
  }
}

async function runServer(_: readonly string[], terminal: Terminal): Promise<number> {
  const config = loadConfig(terminal)
  const stopped = terminal.stopped()
  const compiled = terminal.useCompiledCode(join(config.dataFolder, 'cache', 'compiled'))
  const { serve } = await import('./serve.ts')
  const running = await serve(config, terminal.log)
  for (const line of running.lines) terminal.print(line)
  compiled.keep()
  await stopped
  await running.close()
  return 0
}

async function runCheck(args: readonly string[], terminal: Terminal): Promise<number> {
  const [target = ''] = args
  if (!existsSync(target)) {
    terminal.complain(text('cli.nothingToCheck', { path: target }))
    return 2
  }
  const [{ check }, { createEvaluators }] = await Promise.all([
    import('./check.ts'),
    import('../evaluators/pool.ts'),
  ])
  const evaluators = await createEvaluators({ workers: 1 })
  try {
    const { lines, ok } = await check(target, evaluators)
    for (const line of lines) terminal.print(line)
    return ok ? 0 : 1
  } finally {
    await evaluators.close()
  }
}

async function runCreatePerson(
  args: readonly string[],
  terminal: Terminal,
  privilege: string,
): Promise<number> {
  const config = loadConfig(terminal)
  const { createPerson, parsePerson } = await import('./people.ts')
  const { person, passwordFromInput } = parsePerson(args, privilege)
  const password = passwordFromInput ? (await terminal.input()).replace(/\r?\n$/, '') : null
  const address = addressOf(config, config.port)
  const lines = await createPerson(config, { ...person, password }, address)
  for (const line of lines) terminal.print(line)
  return 0
}

async function runMigrate(_: readonly string[], terminal: Terminal): Promise<number> {
  const config = loadConfig(terminal)
  const { openStore } = await import('./open-store.ts')
  const store = await openStore(config, false)
  await store.close()
  terminal.print(text('cli.migrated'))
  return 0
}

function loadConfig({ env }: Terminal): Config {
  const named = env['ALONGSIDE_CONFIG']
  const path = named ?? 'config.yml'
  if (named !== undefined && !existsSync(path)) {
    throw new ConfigError([text('cli.noConfig', { path })])
  }
  const file = existsSync(path) ? { path, text: readFileSync(path, 'utf8') } : null
  return readConfig({ file, env })
}

function refuse(unknown: string, { complain }: Terminal): number {
  const near = nearest(unknown, Object.keys(COMMANDS))
  complain(text('cli.unknownCommand', { command: unknown }))
  if (near !== null) complain(text('cli.nearCommand', { command: near }))
  complain(USAGE)
  return 2
}
