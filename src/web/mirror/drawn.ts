/** What is drawn and what plays (OBS9): neither the markup nor a field's value tells. */
import type { MirrorOp } from '../../protocol/mirror.ts'
import { isBlocked } from './compare.ts'
import { targetOf } from './fields.ts'
import type { Masks } from './masks.ts'

export interface SignatureReader {
  /** Strokes as x, y, x, y ... in 0..1000 and 0..500. */
  readSignature(canvas: HTMLCanvasElement): readonly (readonly number[])[]
}

/** Of the screen as it stands; only players that play. */
export function drawnOps(
  root: Element,
  signature: SignatureReader | null,
  masks: Masks,
): readonly MirrorOp[] {
  const ops: MirrorOp[] = []
  for (const canvas of root.querySelectorAll<HTMLCanvasElement>('canvas[data-m]')) {
    if (isBlocked(canvas) || masks.has(canvas)) continue
    const strokes = signature?.readSignature(canvas) ?? []
    ops.push(...strokes.flatMap((stroke) => strokeOps(canvas, stroke)))
  }
  for (const player of root.querySelectorAll<HTMLMediaElement>('audio,video')) {
    const op = player.paused || isBlocked(player) ? null : playingOp(player)
    if (op !== null) ops.push(op)
  }
  return ops
}

export function playingOp(player: HTMLMediaElement): Extract<MirrorOp, ['P', ...unknown[]]> | null {
  const target = targetOf(player)
  return target === null
    ? null
    : ['P', target, player.paused ? 0 : 1, Math.max(0, Math.floor(player.currentTime))]
}

/** Who keeps them makes strokes no longer; the server takes no more. */
const MAX_NUMBERS = 2000

export function strokeOps(canvas: Element, stroke: readonly unknown[]): readonly MirrorOp[] {
  const target = targetOf(canvas)
  const points = stroke
    .slice(0, MAX_NUMBERS)
    .map((part) => Math.max(0, Math.min(1000, Math.round(Number(part)) || 0)))
  return target === null || points.length < 2 ? [] : [['k', target, points]]
}
