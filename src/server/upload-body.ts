/** The body of a form with files, as it arrives. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { UploadLimits } from './settings.ts'

export const MOST_TEXT_BYTES = 1024 * 1024

export type UploadProblem = 'not-understood' | 'too-large'

/** Ends the reading: nothing that came with it counts. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly problem: UploadProblem

  constructor(problem: UploadProblem) {
    super(problem)
    this.problem = problem
  }
}

/** Fetch's type of a body and Node's differ in name only. */
export function readableOf(body: NonNullable<Request['body']>): Readable {
  const readable = Readable.fromWeb(body as ReadableStream)
  // Of a line that broke: whoever reads it hears of it.
  readable.on('error', () => undefined)
  return readable
}

/** What a body may come to before nobody waits for its end. */
export function mostBytes({ requestBytes }: UploadLimits): number {
  return 4 * (requestBytes + MOST_TEXT_BYTES)
}

export async function* bounded(
  pieces: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const piece of pieces) {
    count += piece.length
    if (count > most) throw new Unreadable('too-large')
    yield piece
  }
}

/** A browser that is still sending does not read the answer: what is not absurd is taken and dropped. */
export async function drain(body: Readable, most: number): Promise<void> {
  if (body.destroyed || body.readableEnded) return
  try {
    for await (const piece of bounded(body, most)) void piece
  } catch {
    // Too much, or the line broke: nobody reads the answer.
  }
}
