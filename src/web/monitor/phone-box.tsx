/** PHN2: the operator's own telephone number. It is saved, and removed, by a press and by nothing else. */
import { useSignal, type Signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { MAX_PHONE_TEXT } from '../../protocol/limits.ts'
import { text } from '../../texts/text.ts'
import type { DeskView } from '../../protocol/monitor.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { Preferences } from './preferences.ts'

/** From here on the operator is told how many calls are left of the day. */
const FEW_CALLS = 5

interface PhoneBoxProps {
  readonly phone: NonNullable<DeskView['phone']>
  readonly store: MonitorStore
  readonly preferences: Signal<Preferences>
}

export function PhoneBox({ phone, store, preferences }: PhoneBoxProps) {
  const saved = phone.number ?? ''
  const typed = useSignal(saved)
  const wrong = useSignal('')
  const wasRemoved = useSignal(false)
  const before = useRef(saved)
  /** What stands in the box is on its way. */
  const isSent = useRef(false)
  const input = useRef<HTMLInputElement>(null)
  const isSaving = store.outbox.value.some(({ command }) => command.type === 'set-phone')
  const refused = store.phoneRefusal.value
  const reason = wrong.value !== '' ? wrong.value : refused
  const isChanged = typed.value.trim() !== saved

  useLayoutEffect(() => {
    const isBeingTyped = typed.peek().trim() !== before.current && !isSent.current
    before.current = saved
    if (isSaving) return
    const isRefused = isSent.current && refused !== ''
    isSent.current = false
    // Saved here, or in another tab (W9): what is being typed here outlives it.
    if (!isBeingTyped && !isRefused) typed.value = saved
  }, [saved, isSaving, refused])

  function send(number: string): void {
    wrong.value = ''
    wasRemoved.value = number === ''
    isSent.current = true
    store.setPhone(number)
  }

  function save(event: Event): void {
    event.preventDefault()
    const number = typed.value.trim()
    if (number === '') wrong.value = text('monitor.phone.empty')
    else if (number.length > MAX_PHONE_TEXT) wrong.value = text('monitor.phone.tooLong')
    else if (number !== saved || refused !== '') return send(number)
    input.current?.focus()
  }

  return (
    <form class="mo-phone-box" onSubmit={save} noValidate>
      <label for="mo-phone">{text('monitor.phone.number')}</label>
      <div class="mo-together">
        <input
          id="mo-phone"
          ref={input}
          type="tel"
          class={`form-control ${reason === '' ? '' : 'is-invalid'} ${isHidden() ? 'mo-hidden-number' : ''}`}
          autocomplete="tel"
          aria-invalid={reason !== ''}
          aria-describedby={`mo-phone-state${saved === '' ? ' mo-phone-hint' : ''}`}
          value={typed}
          onInput={(event) => {
            typed.value = event.currentTarget.value
            wrong.value = ''
            wasRemoved.value = false
            isSent.current = false
            store.phoneRefusal.value = ''
          }}
        />
        <button type="submit" class="btn btn-outline-secondary">
          {text('monitor.phone.save')}
        </button>
      </div>
      <p id="mo-phone-state" class={reason === '' ? 'mo-quiet' : 'mo-refusal'} role="status">
        {describeState()}
      </p>
      {saved === '' ? (
        <p id="mo-phone-hint" class="mo-quiet">
          {text('monitor.phone.hint')}
        </p>
      ) : (
        <CallsLeft count={phone.callsLeft} />
      )}
      {saved !== '' && (
        <div class="mo-phone-more">
          <label class="mo-role">
            <input
              type="checkbox"
              class="form-check-input"
              checked={preferences.value.hidesPhone}
              onChange={(event) => {
                const hidesPhone = event.currentTarget.checked
                preferences.value = { ...preferences.value, hidesPhone }
              }}
            />
            <span>{text('monitor.phone.hide')}</span>
          </label>
          <button
            type="button"
            class="btn btn-sm btn-link mo-inline"
            aria-label={text('monitor.phone.removeWhole')}
            onClick={() => {
              typed.value = ''
              send('')
              // The button goes with the number.
              input.current?.focus()
            }}
          >
            {text('monitor.phone.remove')}
          </button>
        </div>
      )}
    </form>
  )

  /** Only what is saved: what is being typed has to be seen. */
  function isHidden(): boolean {
    return preferences.value.hidesPhone && saved !== '' && !isChanged
  }

  function describeState(): string {
    if (isSaving) return text('monitor.phone.saving')
    if (reason !== '') {
      const refusal = text('monitor.phone.refused', { reason })
      return saved === '' ? refusal : `${refusal} ${text('monitor.phone.stillOld')}`
    }
    if (isChanged) return text('monitor.phone.unsaved')
    if (saved === '') return wasRemoved.value ? text('monitor.phone.removed') : ''
    const date = formatDate(phone.keptUntil)
    return `✓ ${text('monitor.phone.saved', { date })}`
  }
}

function CallsLeft({ count }: { readonly count: number }) {
  if (count > FEW_CALLS) return null
  return (
    <p class={count === 0 ? 'mo-warning' : 'mo-quiet'}>
      {count === 0 ? text('monitor.phone.noCallsLeft') : text('monitor.phone.callsLeft', { count })}
    </p>
  )
}

function formatDate(at: number | null): string {
  const language = document.documentElement.lang || 'en'
  const format: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long' }
  return new Intl.DateTimeFormat(language, format).format(at ?? Date.now())
}
