import { encode } from 'uqr'

/** What a camera reads, as one path of squares; `size` is the side, quiet zone and all. */
export interface QrCode {
  readonly size: number
  readonly path: string
}

export function createQrCode(text: string): QrCode {
  // The quiet zone is part of the code: readers want four squares of it.
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const squares = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return { size, path: squares.join('') }
}
