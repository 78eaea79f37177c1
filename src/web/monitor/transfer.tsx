/** CHT19, CHT20: ending a conversation, and offering it to somebody else. */
import { useSignal, type ReadonlySignal } from '@preact/signals'
import type { TransferTarget } from '../../live/command.ts'
import type { Colleague } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { formatDuration } from './durations.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { Talk } from './talk.ts'

interface TransferProps {
  readonly talk: Talk
  readonly name: string
  readonly store: MonitorStore
}

export function ConversationActions({ talk, name, store }: TransferProps) {
  const choosing = useSignal(false)
  const offered = talk.conversation.value?.state.offered ?? null
  const choiceId = `mo-transfer-${talk.key}`
  return (
    <>
      <div class="mo-actions">
        {offered === null ? (
          <button
            type="button"
            class="btn btn-sm btn-outline-secondary"
            data-part={`transfer ${talk.key}`}
            aria-expanded={choosing.value}
            aria-controls={choiceId}
            aria-label={text('monitor.transferWho', { name })}
            onClick={() => {
              choosing.value = !choosing.value
            }}
          >
            {text('monitor.transfer')}
          </button>
        ) : (
          <button
            type="button"
            class="btn btn-sm btn-outline-secondary"
            data-part={`transfer ${talk.key}`}
            aria-label={text('monitor.cancelTransferWho', { name })}
            onClick={() => store.cancelTransfer(talk)}
          >
            {text('monitor.cancelTransfer')}
          </button>
        )}
        <button
          type="button"
          class="btn btn-sm btn-outline-secondary"
          data-part={`end ${talk.key}`}
          aria-label={text('monitor.endWho', { name })}
          onClick={() => store.endChat(talk)}
        >
          {text('monitor.end')}
        </button>
      </div>
      <p class="mo-offered" role="status">
        {offered !== null && (
          <>
            {text('monitor.offeredTo', { name: offered.to })}{' '}
            <TimeLeft until={offered.until} now={store.now} />
          </>
        )}
        {talk.returned.value !== null &&
          text('monitor.transferReturned', { name: talk.returned.value })}
      </p>
      <div id={choiceId} hidden={!choosing.value || offered !== null}>
        <Choice
          talk={talk}
          name={name}
          store={store}
          onDone={() => {
            choosing.value = false
          }}
        />
      </div>
    </>
  )
}

function Choice(props: TransferProps & { readonly onDone: () => void }) {
  const { talk, name, store, onDone } = props
  const chosen = useSignal('')
  const targets = targetsOf(store.desk.value?.colleagues ?? [])
  if (targets.length === 0) return <p class="mo-quiet">{text('monitor.nobodyToTransfer')}</p>
  const target = targets.find(({ value }) => value === chosen.value) ?? null
  return (
    <form
      class="mo-together mo-transfer"
      onSubmit={(event) => {
        event.preventDefault()
        if (target === null) return
        store.transfer(talk, target.to)
        chosen.value = ''
        onDone()
      }}
    >
      <select
        class="form-select"
        aria-label={text('monitor.transferWho', { name })}
        value={chosen.value}
        onChange={(event) => {
          chosen.value = event.currentTarget.value
        }}
      >
        <option value="">{text('monitor.choose')}</option>
        <optgroup label={text('monitor.operators')}>
          {targets
            .filter(({ to }) => to.kind === 'operator')
            .map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
        </optgroup>
        <optgroup label={text('monitor.rolesAvailable')}>
          {targets
            .filter(({ to }) => to.kind === 'role')
            .map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
        </optgroup>
      </select>
      <button type="submit" class="btn btn-primary" aria-disabled={target === null}>
        {text('monitor.offerIt')}
      </button>
    </form>
  )
}

interface Target {
  readonly value: string
  readonly label: string
  readonly to: TransferTarget
}

/** Colleagues at their Monitor, and the roles in which one of them is available. */
function targetsOf(colleagues: readonly Colleague[]): readonly Target[] {
  const roles = new Set(colleagues.flatMap((one) => (one.available ? one.roles : [])))
  return [
    ...colleagues.map(({ id, name, available, open }): Target => {
      const key = available ? 'monitor.colleague' : 'monitor.colleagueNotAvailable'
      const label = text(key, { name, count: open })
      // The desk gave the id; only its brand was lost on the wire.
      const to = { kind: 'operator', id } as Extract<TransferTarget, { kind: 'operator' }>
      return { value: `operator ${id}`, label, to }
    }),
    ...[...roles].sort().map((role): Target => {
      return { value: `role ${role}`, label: role, to: { kind: 'role', role } }
    }),
  ]
}

export function TimeLeft(props: { readonly until: number; readonly now: ReadonlySignal<number> }) {
  const left = formatDuration(props.until - props.now.value)
  // Read once, not with every second.
  return <span aria-hidden="true">{text('monitor.timeLeft', { time: left })}</span>
}
