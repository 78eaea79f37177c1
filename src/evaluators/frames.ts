/**
 * What goes over the pipe between server and evaluator: total length, length of the header (four
 * bytes each), the header as JSON, the body: text, or bytes of an image. Headers are small; the
 * process that only passes a body on never parses it.
 */
export interface Frame {
  readonly header: unknown
  readonly body: Buffer
}

/** The other side does not keep to the form. */
export class FrameError extends Error {
  override name = 'FrameError'
}

const PREFIX_BYTES = 8
const MAX_HEADER_BYTES = 4096
/** Answers of 4 MB as base64, a screen, and the sources of a large package. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024

export function encodeFrame(header: object, body: string | Buffer): Buffer {
  const head = Buffer.from(JSON.stringify(header))
  const bodyBytes = Buffer.byteLength(body)
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + head.length + bodyBytes)
  frame.writeUInt32LE(4 + head.length + bodyBytes, 0)
  frame.writeUInt32LE(head.length, 4)
  head.copy(frame, PREFIX_BYTES)
  if (typeof body === 'string') frame.write(body, PREFIX_BYTES + head.length)
  else body.copy(frame, PREFIX_BYTES + head.length)
  return frame
}

/** Returns a function for the chunks of a stream; it throws FrameError and is of no use afterwards. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = []
  let buffered = 0
  /** Bytes that make the next step worth while. */
  let wanted = PREFIX_BYTES

  return (chunk) => {
    chunks.push(chunk)
    buffered += chunk.length
    while (buffered >= wanted) {
      const bytes =
        chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
      const length = bytes.readUInt32LE(0)
      if (length < 4 || length > MAX_FRAME_BYTES) throw new FrameError(`frame of ${length} bytes`)
      const end = 4 + length
      if (bytes.length < end) {
        chunks = [bytes]
        wanted = end
        return
      }
      const rest = bytes.subarray(end)
      chunks = rest.length > 0 ? [rest] : []
      buffered = rest.length
      wanted = PREFIX_BYTES
      onFrame(decodeFrame(bytes.subarray(4, end)))
    }
  }
}

function decodeFrame(bytes: Buffer): Frame {
  const headerBytes = bytes.readUInt32LE(0)
  if (headerBytes > MAX_HEADER_BYTES || headerBytes > bytes.length - 4) {
    throw new FrameError(`header of ${headerBytes} bytes`)
  }
  const bodyAt = 4 + headerBytes
  try {
    const header: unknown = JSON.parse(bytes.toString('utf8', 4, bodyAt))
    return { header, body: bytes.subarray(bodyAt) }
  } catch (cause) {
    throw new FrameError('header is not JSON', { cause })
  }
}
