/**
 * The evaluator: a process of its own inside the walls that `launcher.ts` puts up. It knows nothing
 * but its one argument and what comes over standard input; it ends when that closes.
 */
import { packImage, unpackImage } from '../python/packed-image.ts'
import { compilePyodide } from '../python/pyodide-loader.ts'
import { createCrew, makeImage } from './crew.ts'
import { createFrameReader, encodeFrame } from './frames.ts'
import { createImageReader, encodeImage } from './image-frames.ts'

import type { Crew, Job } from './crew.ts'
import type { SparseImage } from '../python/sparse-image.ts'
import type { Down, ProcessSettings, Up } from './messages.ts'

// The server that started us made it; on this side of the pipe it can be believed.
const settings = JSON.parse(process.argv[2] ?? '{}') as ProcessSettings

/** What came before the first worker stood. */
const early: Job[] = []
let crew: Crew | null = null
let ready = false
const readPart = createImageReader()
const sentImage = Promise.withResolvers<SparseImage>()

function send(up: Up, body: string): void {
  process.stdout.write(encodeFrame(up, body))
}

const read = createFrameReader(({ header, body }) => {
  const down = header as Down
  if (down.type === 'image') {
    const packed = readPart(down, body)
    if (packed !== null) sentImage.resolve(unpackImage(packed))
    return
  }
  const { type, id, hash } = down
  const job = { type, id, hash, body: body.toString() }
  if (crew === null) early.push(job)
  else crew.take(job)
})
process.stdin.on('data', read)
process.stdin.on('end', () => process.exit(0))
// The server is gone: nobody is left to tell.
process.stdout.on('error', () => process.exit(0))

send({ type: 'hello' }, '')

const module = await compilePyodide()
const image = settings.imageComes ? await sentImage.promise : await makeAndSend()
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

/** No interview has come yet, nor comes before `ready`: what is sent here is clean. */
async function makeAndSend(): Promise<SparseImage> {
  const made = await makeImage(settings, module)
  for (const frame of encodeImage(packImage(made))) process.stdout.write(frame)
  return made
}
