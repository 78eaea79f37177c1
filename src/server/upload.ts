/**
 * Takes a form with files apart while it arrives: each file goes to the disk as it comes, and no
 * more of it is ever in memory than a part. A form that was cut off leaves nothing behind.
 */
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import type { SentFile } from '../interview/request.ts'
import { text } from '../texts/text.ts'
import type { FileKeeper, Owner, Received } from './file-keeper.ts'
import type { Form } from './forms.ts'
import { inMegabytes, type UploadLimits } from './settings.ts'
import {
  bounded,
  MOST_TEXT_BYTES,
  mostBytes,
  Unreadable,
  type UploadProblem,
} from './upload-body.ts'

const MOST_FIELDS = 2000
const MOST_FILES = 50
const LONGEST_KEY = 100
const HEADER_BYTES = 16 * 1024

export interface Upload {
  readonly form: Form
  /** By field key, in the order of the form. */
  readonly fresh: ReadonlyMap<string, readonly SentFile[]>
  /** Why a file of that field was not kept. */
  readonly refusals: ReadonlyMap<string, string>
}

interface Arrival {
  readonly key: string
  readonly received: Received
  readonly refusal: string | null
}

/** Throws only where disk or store fail. */
export async function readUpload(
  world: { readonly keeper: FileKeeper; readonly limits: UploadLimits },
  owner: Owner,
  sent: { readonly type: string; readonly body: Readable },
): Promise<Upload | UploadProblem> {
  const { keeper, limits } = world
  const parser = createParser(sent.type, limits)
  if (parser === null) return 'not-understood'
  const form = new Map<string, string[]>()
  const streams = new Set<BusboyFileStream>()
  const taken: Promise<Arrival>[] = []
  let textBytes = 0
  let fileBytes = 0

  const fail = (error: Error): void => void parser.destroy(error)
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(event, () => fail(new Unreadable('not-understood')))
  }
  parser.on('field', (key: string | undefined, value, _isKeyCut, isCut) => {
    textBytes += Buffer.byteLength(value)
    if (!isKey(key) || isCut || textBytes > MOST_TEXT_BYTES) {
      return fail(new Unreadable('not-understood'))
    }
    form.set(key, [...(form.get(key) ?? []), value])
  })
  parser.on('file', (key: string | undefined, stream, name: string | undefined) => {
    if (!isKey(key)) return fail(new Unreadable('not-understood'))
    streams.add(stream)
    // Whoever reads it hears of it; without a listener it would end the process.
    stream.on('error', () => undefined)
    const taking = take(key, stream, name ?? '')
    taking.catch(fail)
    taken.push(taking)
  })

  async function take(key: string, stream: BusboyFileStream, name: string): Promise<Arrival> {
    const received = await keeper.receive(owner, name, counted(stream))
    return { key, received, refusal: refusalOf(stream) }
  }

  async function* counted(stream: BusboyFileStream): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of stream as AsyncIterable<Uint8Array>) {
        fileBytes += piece.length
        // What is refused anyway goes nowhere.
        if (fileBytes <= limits.requestBytes) yield piece
      }
    } catch {
      throw new Unreadable('not-understood')
    }
  }

  function refusalOf({ truncated }: BusboyFileStream): string | null {
    if (truncated) return text('answer.fileTooLarge', { size: inMegabytes(limits.fileBytes) })
    if (fileBytes <= limits.requestBytes) return null
    return text('answer.filesTooLarge', { size: inMegabytes(limits.requestBytes) })
  }

  try {
    await pipeline(sent.body, (pieces) => bounded(pieces, mostBytes(limits)), parser)
  } catch (error) {
    for (const stream of streams) stream.destroy(new Unreadable('not-understood'))
    const settled = await Promise.allSettled(taken)
    for (const one of settled) {
      if (one.status === 'fulfilled') await keeper.discard(owner, one.value.received)
      else if (!(one.reason instanceof Unreadable)) throw one.reason
    }
    return error instanceof Unreadable ? error.problem : 'not-understood'
  }
  return keepAll(await Promise.all(taken))

  async function keepAll(arrivals: readonly Arrival[]): Promise<Upload> {
    const fresh = new Map<string, readonly SentFile[]>()
    const refusals = new Map<string, string>()
    for (const { key, received, refusal } of arrivals) {
      if (refusal !== null || isNothing(received)) {
        await keeper.discard(owner, received)
        if (refusal !== null) refusals.set(key, refusal)
        continue
      }
      const file = await keeper.keep(owner, received)
      if (file !== null) fresh.set(key, [...(fresh.get(key) ?? []), file])
      else {
        refusals.set(key, text('answer.filesFull', { size: inMegabytes(limits.sessionBytes) }))
      }
    }
    return { form, fresh, refusals }
  }
}

function createParser(type: string, { fileBytes }: UploadLimits): Busboy | null {
  const limits = {
    fieldSize: MOST_TEXT_BYTES,
    fields: MOST_FIELDS,
    files: MOST_FILES,
    fileSize: fileBytes,
    headerPairs: 10,
    headerSize: HEADER_BYTES,
  }
  // Only a name makes a file of a part.
  const isPartAFile = (_key?: string, _type?: string, name?: string) => name !== undefined
  try {
    return new Busboy({ headers: { 'content-type': type }, limits, isPartAFile })
  } catch {
    // No boundary, or another type.
    return null
  }
}

function isKey(key: string | undefined): key is string {
  return key !== undefined && key.length <= LONGEST_KEY
}

/** What browsers send where no file was chosen. */
function isNothing({ size, isNamed }: Received): boolean {
  return size === 0 && !isNamed
}
