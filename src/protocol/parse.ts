/**
 * What arrives on a socket is text of a stranger until it has passed here. Null: not a message of
 * this protocol; whoever gets null closes that one socket with `CLOSE.badMessage`.
 */
import type { z } from 'zod'
import { MAX_MESSAGE_BYTES, MAX_MIRROR_BYTES } from './limits.ts'
import { monitorUp, type MonitorUp } from './monitor.ts'
import { pageUp, type PageUp } from './page.ts'

export function parsePageMessage(text: string): PageUp | null {
  const message = parse(pageUp, text, MAX_MIRROR_BYTES)
  // Only a mirrored screen may be that large.
  if (message === null || message.type === 'mirror') return message
  return fits(text, MAX_MESSAGE_BYTES) ? message : null
}

export function parseMonitorMessage(text: string): MonitorUp | null {
  return parse(monitorUp, text, MAX_MESSAGE_BYTES)
}

function parse<T>(schema: z.ZodType<T>, text: string, maxBytes: number): T | null {
  if (!fits(text, maxBytes)) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** Whether the text is at most so many bytes of UTF-8. */
function fits(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return false
  if (text.length * 3 <= maxBytes) return true
  let bytes = 0
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes <= maxBytes
}
