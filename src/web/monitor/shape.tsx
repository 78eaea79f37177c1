import type { Status } from '../../live/views.ts'

/** A shape for each status, so that none is told by colour alone (STA). */
const PATHS: Readonly<Record<Status, string>> = {
  // hourglass, ring, disc, disc with a bar cut out, cross
  waiting: 'M3 1h10v3l-4 4 4 4v3H3v-3l4-4-4-4z',
  standby: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  on: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z',
  off: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM4 6.5h8v3H4z',
  offline: 'M3.5 1 8 5.5 12.5 1 15 3.5 10.5 8l4.5 4.5-2.5 2.5L8 10.5 3.5 15 1 12.500 5.5 8 1 3.5z',
}

export function Shape({ name }: { readonly name: Status }) {
  return (
    <svg class="mo-shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  )
}
