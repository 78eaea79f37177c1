/** The command line's process: the only place that reads environment, arguments and signals. */
import { text as readAll } from 'node:stream/consumers'
import { text } from '../texts/text.ts'
import { runCommand } from './commands.ts'
import { useCompiledCode } from './compiled-code.ts'
import { describeError } from './explain-error.ts'
import { createLog } from './log.ts'

/** For what may hang on the way down: a socket, an evaluator. */
const STOP_MS = 10_000

// Whoever reads along (`| head`, a log shipper) may go away; the server may not.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const log = createLog({
  write: (line) => process.stderr.write(line),
  now: Date.now,
  readable: process.stderr.isTTY,
})

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log('fatal', { kind: event, error: describeError(error) })
    process.exit(70)
  })
}

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  input: () => readAll(process.stdin),
  log,
  useCompiledCode,
  stopped: untilStopped,
})

/** Resolves at the first signal; a second one, or a way down that takes too long, ends the process. */
function untilStopped(): Promise<void> {
  const stopped = Promise.withResolvers<void>()
  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      if (process.stderr.isTTY) console.error(text('cli.stopping'))
      const giveUp = () => {
        log('stop-took-too-long')
        process.exit(1)
      }
      setTimeout(giveUp, STOP_MS).unref()
      stopped.resolve()
    })
  }
  return stopped.promise
}
