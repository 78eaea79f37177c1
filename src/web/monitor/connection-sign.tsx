import type { ReadonlySignal } from '@preact/signals'
import { text } from '../../texts/text.ts'
import { CLOSE } from '../../protocol/close-codes.ts'
import type { ConnectionState } from '../connection/connection.ts'

/** MON9: nothing while all is well; otherwise what is wrong and what it means. */
export function ConnectionSign(props: {
  readonly line: ReadonlySignal<ConnectionState>
  readonly whyRefused: ReadonlySignal<string>
}) {
  return (
    <div class="mo-connection" role="status">
      <Sign state={props.line.value} whyRefused={props.whyRefused.value} />
    </div>
  )
}

function Sign(props: { readonly state: ConnectionState; readonly whyRefused: string }) {
  const { state, whyRefused } = props
  switch (state.state) {
    case 'open':
      return null
    case 'connecting':
      if (state.failures === 0) return null
      return (
        <div class="mo-banner mo-banner-down">
          <strong>
            <span aria-hidden="true">&#9888; </span>
            {text('monitor.connection.down')}
          </strong>
          <p>{whyRefused === '' ? text('monitor.connection.downMeaning') : whyRefused}</p>
        </div>
      )
    case 'ended':
      return (
        <div class="mo-banner mo-banner-down">
          <strong>
            <span aria-hidden="true">&#9888; </span>
            {text('monitor.connection.ended')}
          </strong>
          <p>{meaningOf(state.code)}</p>
          <button type="button" class="btn btn-light btn-sm" onClick={() => location.reload()}>
            {text('monitor.reload')}
          </button>
        </div>
      )
  }
}

function meaningOf(code: number): string {
  if (code === CLOSE.version) return text('monitor.connection.oldMeaning')
  if (code === CLOSE.badMessage) return text('monitor.connection.badMeaning')
  return text('monitor.connection.endedMeaning')
}
