/**
 * The evaluator: a process of its own inside the walls that `launcher.ts` puts up. It knows nothing
 * but its one argument and what comes over standard input; it ends when that closes.
 */
import { compilePyodide } from '../python/pyodide-loader.ts'
import { createCrew, makeImage } from './crew.ts'
import { createFrameReader, encodeFrame } from './frames.ts'

import type { Crew, Job } from './crew.ts'
import type { Down, ProcessSettings, Up } from './messages.ts'

// The server that started us made it; on this side of the pipe it can be believed.
const settings = JSON.parse(process.argv[2] ?? '{}') as ProcessSettings

/** What came before the first worker stood. */
const early: Job[] = []
let crew: Crew | null = null
let ready = false

function send(up: Up, body: string): void {
  process.stdout.write(encodeFrame(up, body))
}

const read = createFrameReader(({ header, body }) => {
  const { type, id, hash } = header as Down
  const job = { type, id, hash, body }
  if (crew === null) early.push(job)
  else crew.take(job)
})
process.stdin.on('data', read)
process.stdin.on('end', () => process.exit(0))
// The server is gone: nobody is left to tell.
process.stdout.on('error', () => process.exit(0))

send({ type: 'hello' }, '')

const module = await compilePyodide()
const image = await makeImage(settings, module)
crew = createCrew({
  settings,
  module,
  image,
  onReady() {
    if (!ready) send({ type: 'ready' }, '')
    ready = true
  },
  onReply: (id, body) => send({ type: 'reply', id }, body),
  onReplaced: (reason) => send({ type: 'replaced', reason }, ''),
})
for (const job of early) crew.take(job)
