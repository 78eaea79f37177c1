import { HANDSET } from '../phone/handset.ts'

export function Handset() {
  return (
    <svg class="mo-handset" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={HANDSET} fill="currentColor" />
    </svg>
  )
}
