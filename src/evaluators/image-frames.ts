/** A packed image over the pipe, in frames that are far below the limit of one. */
import { MAX_PACKED_BYTES } from '../python/packed-image.ts'
import { encodeFrame, FrameError } from './frames.ts'

import type { ImagePart } from './messages.ts'

const PART_BYTES = 6 * 1024 * 1024

export function encodeImage(packed: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let from = 0; from < packed.length; from += PART_BYTES) {
    const last = from + PART_BYTES >= packed.length
    const body = packed.subarray(from, from + PART_BYTES)
    frames.push(encodeFrame({ type: 'image', last } satisfies ImagePart, body))
  }
  return frames
}

/** Takes the parts; the whole with the last one, null before. */
export function createImageReader(): (part: ImagePart, body: Buffer) => Buffer | null {
  const parts: Buffer[] = []
  let bytes = 0
  return ({ last }, part) => {
    bytes += part.length
    if (bytes > MAX_PACKED_BYTES) throw new FrameError('the image is too large')
    parts.push(part)
    return last ? Buffer.concat(parts.splice(0)) : null
  }
}
