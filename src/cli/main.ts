#!/usr/bin/env node
/** The command line: the only place that reads environment, arguments and configuration files. */
import { existsSync, readFileSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'
import { text } from '../texts/text.ts'
import { check } from './check.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { createLog } from './log.ts'
import { nearest } from './nearest.ts'
import { openStore } from './open-store.ts'
import { createPerson, parsePerson } from './people.ts'
import { serve } from './serve.ts'

const USAGE = `alongside COMMAND

  serve             run the server (\`npm start\`)
  check PATH        load an interview or a folder of them, and say what is wrong or not supported
  create-admin      --email ADDRESS [--first-name NAME] [--last-name NAME] [--password-stdin]
  create-operator   the same, for someone who helps at the Monitor
  migrate           bring the store up to date
  help              this text

Configuration: config.yml in this folder (or the file that ALONGSIDE_CONFIG names), and environment
variables: docs/reference/configuration.md`

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  serve: runServer,
  check: runCheck,
  'create-admin': (args) => runCreatePerson(args, 'admin'),
  'create-operator': (args) => runCreatePerson(args, 'advocate'),
  migrate: runMigrate,
  help: () => print(USAGE),
}

const [name = 'help', ...rest] = process.argv.slice(2)
const command = commands[name]
try {
  process.exitCode = await (command === undefined ? refuse(name) : command(rest))
} catch (error) {
  console.error(shorten(error instanceof Error ? error.message : String(error)))
  process.exitCode = 2
}

async function runServer(): Promise<number> {
  const log = createLog((line) => process.stderr.write(line), Date.now)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      // The code and the place only: a message may hold what somebody wrote.
      log('fatal', { kind: event, error: describe(error) })
      process.exit(70)
    })
  }
  const running = await serve(loadConfig(), log)
  for (const line of running.lines) console.log(line)
  const stopped = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.resolve())
  // The listening socket keeps the process alive; this only waits.
  await stopped.promise
  await running.close()
  return 0
}

async function runCheck(args: readonly string[]): Promise<number> {
  const [target] = args
  if (target === undefined || !existsSync(target)) {
    console.error(text('cli.nothingToCheck', { path: target ?? '' }))
    return 2
  }
  const { lines, ok } = await check(target)
  for (const line of lines) console.log(line)
  return ok ? 0 : 1
}

async function runCreatePerson(args: readonly string[], privilege: string): Promise<number> {
  const config = loadConfig()
  const { person, passwordFromInput } = parsePerson(args, privilege)
  const password = passwordFromInput ? (await readAll(process.stdin)).replace(/\r?\n$/, '') : null
  const address = `${config.urlRoot ?? `http://${config.host}:${config.port}`}${config.root}`
  for (const line of await createPerson(config, { ...person, password }, address)) console.log(line)
  return 0
}

async function runMigrate(): Promise<number> {
  const store = await openStore(loadConfig(), false)
  await store.close()
  return print(text('cli.migrated'))
}

function loadConfig(): Config {
  const path = process.env['ALONGSIDE_CONFIG'] ?? 'config.yml'
  const named = process.env['ALONGSIDE_CONFIG'] !== undefined
  if (named && !existsSync(path)) throw new ConfigError([`${path}: there is no such file`])
  const file = existsSync(path) ? { path, text: readFileSync(path, 'utf8') } : null
  return readConfig({ file, env: process.env })
}

function refuse(unknown: string): Promise<number> {
  const near = nearest(unknown, Object.keys(commands))
  console.error(text('cli.unknownCommand', { command: unknown }))
  if (near !== null) console.error(text('cli.nearCommand', { command: near }))
  console.error(USAGE)
  return Promise.resolve(2)
}

function print(line: string): Promise<number> {
  console.log(line)
  return Promise.resolve(0)
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const place = /\((?:file:\/\/)?([^()]*\.ts:\d+:\d+)\)/.exec(error.stack ?? '')?.[1] ?? ''
  return shorten(`${error.name} ${place.slice(place.lastIndexOf('/src/') + 1)}`)
}

/** Some libraries put a megabyte of source into their errors. */
function shorten(message: string): string {
  return message.length > 2_000 ? `${message.slice(0, 2_000)} ...` : message
}
