import { encodeId, parseCommandId, type CommandId } from '../base/id.ts'
import { must } from '../base/must.ts'

/**
 * The same id for the same parts, so that a command that a transaction leaves for later keeps its
 * identity however often it is found again. 128 bits, well mixed; not a secret.
 */
export function deriveCommandId(...parts: readonly (string | number)[]): CommandId {
  const text = parts.map((part) => `${String(part).length}:${part}`).join()
  const lanes = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    for (let lane = 0; lane < 4; lane++) {
      const mixed = Math.imul((lanes[lane] ?? 0) ^ unit, 0x01000193 + 2 * lane)
      // Each lane takes in its neighbour, so that all four depend on the whole text.
      lanes[lane] = (mixed ^ (mixed >>> 15)) + (lanes[(lane + 3) & 3] ?? 0)
    }
  }
  const bytes = new Uint8Array(16)
  for (let round = 0; round < 4; round++) {
    for (let lane = 0; lane < 4; lane++) {
      const before = (lanes[lane] ?? 0) ^ (lanes[(lane + 3) & 3] ?? 0)
      lanes[lane] = Math.imul(before ^ (before >>> 16), 0x85ebca6b) ^ (before >>> 13)
    }
  }
  lanes.forEach((lane, at) => {
    for (let byte = 0; byte < 4; byte++) bytes[at * 4 + byte] = (lane >>> (byte * 8)) & 255
  })
  return must(parseCommandId(encodeId(bytes)), 'an encoded id is a command id')
}
