/** What passes between the Monitor and a miniature's frame, and a check of what the frame says. */
import type { ControlMessage, ControlView, MirrorDown } from '../../protocol/mirror.ts'

/** The one message to the frame's window; a MessagePort comes with it. */
export interface FrameInit {
  readonly type: 'mirror-init'
  readonly words: FrameWords
}

/** The frame has no texts of its own. */
export interface FrameWords {
  /** At fields whose content stays with the user. */
  readonly masked: string
  readonly audio: string
  readonly video: string
  /** `{time}`: as a clock shows it. */
  readonly plays: string
  readonly stands: string
}

export type ToFrame =
  | Exclude<MirrorDown, { readonly kind: 'control' }>
  /** `next`: the `cseq` of the operator's next message, for a frame that was made anew meanwhile. */
  | { readonly kind: 'control'; readonly control: ControlView; readonly next: number }

/** Why nothing came of what the operator did. */
export type FrameNote = 'masked' | 'files' | 'no-press' | 'too-long'

export type FromFrame =
  /** The user's window: the frame is given this size and scaled down. */
  | { readonly type: 'size'; readonly width: number; readonly height: number }
  /** Something is missing: `all` when not even the screen's markup is there. */
  | { readonly type: 'again'; readonly all: boolean }
  | { readonly type: 'shown' }
  /** The operator may work from here on, and this far from the left the screen begins. */
  | { readonly type: 'column'; readonly left: number }
  /** CTL1. */
  | ({ readonly type: 'control' } & ControlMessage)
  /** The operator wants to leave the picture by keyboard. */
  | { readonly type: 'leave' }
  | { readonly type: 'note'; readonly note: FrameNote }

const NOTES: readonly unknown[] = ['masked', 'files', 'no-press', 'too-long'] satisfies FrameNote[]
const OPS = /^(v|t|c|o|s|k|K|p|ch|y)$/

/**
 * OBS8: the frame shows what a hostile page sends, so its word is not taken. Null: not one of ours.
 * Of ops only the shape is looked at: the server reads each.
 */
export function readFromFrame(data: unknown): FromFrame | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null
  const said = data as Readonly<Record<string, unknown>>
  switch (said['type']) {
    case 'size': {
      const { width, height } = said
      return isWhole(width) && isWhole(height) ? { type: 'size', width, height } : null
    }
    case 'again':
      return { type: 'again', all: said['all'] === true }
    case 'shown':
      return { type: 'shown' }
    case 'column': {
      const { left } = said
      return isWhole(left) ? { type: 'column', left } : null
    }
    case 'leave':
      return { type: 'leave' }
    case 'note':
      return NOTES.includes(said['note']) ? { type: 'note', note: said['note'] as FrameNote } : null
    case 'control': {
      const { number, cseq, screen, ops } = said
      if (!isWhole(number) || !isWhole(cseq) || !isWhole(screen) || !isOps(ops)) return null
      return { type: 'control', number, cseq, screen, ops }
    }
    default:
      return null
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isOps(value: unknown): value is ControlMessage['ops'] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 100 &&
    value.every((op: unknown) => Array.isArray(op) && OPS.test(String(op[0])))
  )
}
