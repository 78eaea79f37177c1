/**
 * The server's end of one evaluator process: sends requests, checks what comes back, and sees to it
 * that every request is answered, whatever becomes of the process.
 */
import { createFrameReader, encodeFrame, FrameError } from './frames.ts'
import { createImageReader, encodeImage } from './image-frames.ts'
import { startEvaluator } from './launcher.ts'
import { parseUp } from './parse-up.ts'
import { ShapeError } from './shape.ts'

import type { ImageCache } from './image-cache.ts'
import type { ProcessSettings, Question, ReplaceReason } from './messages.ts'
import type { Way } from './launcher.ts'

export interface EvaluatorLink {
  /** The reply's body, unchecked; null when the process ended first, or did not answer in time. */
  ask(question: { type: Question['type']; hash: string; body: string }): Promise<string | null>
  /** For a reply that turned out to be malformed: nothing of this process is believed any more. */
  distrust(): void
  close(): Promise<void>
}

/** Why a process could not be started; `output` is what it said before there was any interview. */
export class StartFailure extends Error {
  override name = 'StartFailure'
}

const HELLO_WITHIN_MS = 10_000
/** Without an image on disk this takes 2 s on a quiet machine. */
const READY_WITHIN_MS = 60_000
/**
 * The evaluator ends a request by itself 1 s after its time. Only when that does not happen either -
 * or when threads have to be started first - does the server end the process.
 */
const OVERDUE_AFTER_MS = 10_000
const MAX_START_OUTPUT = 2_000

export function openEvaluatorLink(options: {
  readonly way: Way
  readonly settings: Omit<ProcessSettings, 'imageComes'>
  readonly images: ImageCache
  readonly onEnded: (reason: string) => void
  readonly onReplaced: (reason: ReplaceReason) => void
}): Promise<EvaluatorLink> {
  const { way, settings, images, onEnded, onReplaced } = options
  const image = images.find()
  const child = startEvaluator(way, { ...settings, imageComes: image !== null })
  const waiting = new Map<number, (body: string | null) => void>()
  const ended = Promise.withResolvers<undefined>()
  const started = Promise.withResolvers<EvaluatorLink>()
  const readPart = createImageReader()
  let greeted = false
  let ready = false
  let nextId = 1
  let killedFor: string | null = null
  let output = ''
  let patience = setTimeout(() => kill('no hello'), HELLO_WITHIN_MS)

  const read = createFrameReader(({ header, body }) => {
    const up = parseUp(header)
    switch (up.type) {
      case 'hello':
        greeted = true
        clearTimeout(patience)
        patience = setTimeout(() => kill('not ready in time'), READY_WITHIN_MS)
        return
      case 'image': {
        // Once there may be interviews inside, it could be anybody's.
        if (!greeted || ready || image !== null) throw new ShapeError('no image expected')
        const packed = readPart(up, body)
        if (packed !== null) images.keep(packed)
        return
      }
      case 'ready':
        if (!greeted) throw new ShapeError('hello expected')
        ready = true
        clearTimeout(patience)
        started.resolve({ ask, distrust: () => kill('malformed reply'), close })
        return
      case 'reply':
        // One that nobody waits for is late, or made up: either way it goes nowhere.
        waiting.get(up.id)?.(body.toString())
        return
      case 'replaced':
        onReplaced(up.reason)
    }
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (killedFor !== null) return
    try {
      read(chunk)
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof ShapeError)) throw error
      kill('malformed frame')
    }
  })
  child.stderr.on('data', (chunk: Buffer) => {
    // Later there are interviews inside, and what is said could hold answers.
    if (!ready) output = (output + chunk.toString()).slice(0, MAX_START_OUTPUT)
  })
  // Its end is told by 'close'; writing to a process that has just died is no more than that.
  child.stdin.on('error', () => {})
  for (const frame of image === null ? [] : encodeImage(image)) child.stdin.write(frame)
  child.on('error', (error) => finish(error.message))
  child.on('close', (code, signal) => {
    finish(killedFor ?? (signal === null ? `exit code ${code}` : `signal ${signal}`))
  })
  return started.promise

  function ask(question: { type: Question['type']; hash: string; body: string }) {
    if (killedFor !== null || child.exitCode !== null) return Promise.resolve(null)
    const id = nextId++
    const { type, hash, body } = question
    return new Promise<string | null>((resolve) => {
      const overdue = setTimeout(() => kill('overdue'), settings.limits.timeMs + OVERDUE_AFTER_MS)
      waiting.set(id, (answer) => {
        clearTimeout(overdue)
        waiting.delete(id)
        resolve(answer)
      })
      child.stdin.write(encodeFrame({ type, id, hash } satisfies Question, body))
    })
  }

  function kill(reason: string): void {
    killedFor ??= reason
    child.kill('SIGKILL')
  }

  function finish(reason: string): void {
    clearTimeout(patience)
    const said = output === '' ? '' : `: ${output.trim()}`
    started.reject(new StartFailure(`The evaluator did not start (${reason})${said}`))
    for (const answer of waiting.values()) answer(null)
    ended.resolve(undefined)
    if (ready) onEnded(reason)
    ready = false
  }

  async function close(): Promise<void> {
    killedFor ??= 'closed'
    child.stdin.end()
    child.kill('SIGKILL')
    await ended.promise
  }
}
