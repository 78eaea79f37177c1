import type { MirrorDown } from '../../protocol/mirror.ts'

/** The one message to the frame's window; a MessagePort comes with it. */
export interface FrameInit {
  readonly type: 'mirror-init'
}

export type ToFrame = MirrorDown

export type FromFrame =
  /** The user's window: the frame is given this size and scaled down. */
  | { readonly type: 'size'; readonly width: number; readonly height: number }
  /** Something is missing: `all` when not even the screen's markup is there. */
  | { readonly type: 'again'; readonly all: boolean }
  | { readonly type: 'shown' }
