import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createFrameReader, encodeFrame, FrameError, MAX_FRAME_BYTES } from './frames.ts'

interface Sent {
  readonly header: unknown
  readonly body: string
}

function readAll(chunks: readonly Buffer[]): Sent[] {
  const frames: Sent[] = []
  const read = createFrameReader(({ header, body }) => {
    frames.push({ header, body: body.toString() })
  })
  for (const chunk of chunks) read(chunk)
  return frames
}

const sent = [
  { header: { type: 'load', id: 1 }, body: '{"a":"é\u0000🙂"}' },
  { header: { type: 'evaluate', id: 2 }, body: '' },
  { header: {}, body: 'x'.repeat(100_000) },
]
const bytes = Buffer.concat(sent.map(({ header, body }) => encodeFrame(header, body)))

describe('frames', () => {
  it('come out as they went in, wherever the stream is cut', () => {
    assert.deepEqual(readAll([bytes]), sent)
    for (const size of [1, 3, 7, 4096]) {
      const count = Math.ceil(bytes.length / size)
      const chunks = Array.from({ length: count }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      assert.deepEqual(readAll(chunks), sent)
    }
  })

  it('are refused when their lengths are impossible, before their content has come', () => {
    const prefix = (total: number, header: number): Buffer => {
      const buffer = Buffer.alloc(16)
      buffer.writeUInt32LE(total, 0)
      buffer.writeUInt32LE(header, 4)
      return buffer
    }
    assert.throws(() => readAll([prefix(MAX_FRAME_BYTES + 1, 2)]), FrameError)
    assert.throws(() => readAll([prefix(0, 2)]), FrameError)
    assert.throws(() => readAll([prefix(12, 9)]), FrameError)
    assert.throws(() => readAll([prefix(12, 0xffff_ffff)]), FrameError)
    assert.throws(() => readAll([prefix(12, 8)]), FrameError)
  })
})
