import { useSignal, type Signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { MAX_ROLE_LENGTH, MAX_TICKED_ROLES } from '../../protocol/limits.ts'
import { text } from '../../texts/text.ts'
import type { MonitorStore } from './monitor-model.ts'
import { PhoneBox } from './phone-box.tsx'
import type { Preferences } from './preferences.ts'
import { mayTick } from './roles.ts'
import { Shape } from './shape.tsx'

interface OwnStatusProps {
  readonly store: MonitorStore
  readonly preferences: Signal<Preferences>
  readonly onAvailable: () => void
}

/** MON2, MON3, CHT5: the operator's own availability, roles and limit. */
export function OwnStatus({ store, preferences, onAvailable }: OwnStatusProps) {
  const desk = store.desk.value
  if (desk === null) return <aside class="mo-own" aria-label={text('monitor.status')} />
  return (
    <aside class="mo-own" aria-label={text('monitor.status')}>
      <h2 class="mo-subtitle">{text('monitor.status')}</h2>
      <Availability
        available={desk.available}
        onChange={(available) => {
          if (available) onAvailable()
          store.setAvailable(available)
        }}
      />
      <p class="mo-hint" role="status">
        {desk.available && desk.roles.length === 0 && (
          <span class="mo-warning">
            <span aria-hidden="true">&#9888; </span>
            {text('monitor.availableWithoutRole')}
          </span>
        )}
      </p>
      {desk.phone !== null && (
        <PhoneBox phone={desk.phone} store={store} preferences={preferences} />
      )}
      <Roles
        ticked={desk.roles}
        known={desk.knownRoles}
        onChange={(roles) => store.setRoles(roles)}
      />
      <Limit limit={desk.limit} onChange={(limit) => store.setLimit(limit)} />
      <label class="mo-role mo-sound">
        <input
          type="checkbox"
          class="form-check-input"
          checked={preferences.value.sound}
          onChange={(event) => {
            const sound = event.currentTarget.checked
            preferences.value = { ...preferences.value, sound }
          }}
        />
        <span>{text('monitor.sound')}</span>
      </label>
    </aside>
  )
}

const MOST = 100

/** CHT5: empty means no limit. Takes effect when the operator leaves the field or presses Enter. */
function Limit(props: {
  readonly limit: number | null
  readonly onChange: (limit: number | null) => void
}) {
  const input = useRef<HTMLInputElement>(null)

  useLayoutEffect(() => {
    // Only when it has changed: what is being typed outlives every other change of the desk.
    if (input.current !== null)
      input.current.value = props.limit === null ? '' : String(props.limit)
  }, [props.limit])

  function take(): void {
    const typed = input.current?.value.trim() ?? ''
    const number = Math.round(Number(typed))
    const limit = typed === '' ? null : Math.min(MOST, Math.max(1, number))
    if (Number.isNaN(limit)) return
    if (input.current !== null) input.current.value = limit === null ? '' : String(limit)
    if (limit !== props.limit) props.onChange(limit)
  }

  return (
    <form
      class="mo-limit"
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
    >
      <label for="mo-limit">{text('monitor.limit')}</label>
      <input
        id="mo-limit"
        ref={input}
        type="number"
        min={1}
        max={MOST}
        class="form-control"
        placeholder={text('monitor.noLimit')}
        onChange={take}
      />
    </form>
  )
}

interface AvailabilityProps {
  readonly available: boolean
  readonly onChange: (available: boolean) => void
}

function Availability({ available, onChange }: AvailabilityProps) {
  const hint = available ? 'monitor.becomeNotAvailable' : 'monitor.becomeAvailable'
  return (
    <button
      type="button"
      class={`mo-availability ${available ? 'mo-available' : 'mo-not-available'}`}
      title={text(hint)}
      aria-describedby="mo-availability-hint"
      onClick={() => onChange(!available)}
    >
      <Shape name={available ? 'on' : 'off'} />
      <span aria-live="polite">
        {text(available ? 'monitor.available' : 'monitor.notAvailable')}
      </span>
      <span id="mo-availability-hint" hidden>
        {text(hint)}
      </span>
    </button>
  )
}

interface RolesProps {
  readonly ticked: readonly string[]
  readonly known: readonly string[]
  readonly onChange: (roles: readonly string[]) => void
}

function Roles({ ticked, known, onChange }: RolesProps) {
  const name = useSignal('')
  // A role that no interview names any more stays in sight while it is ticked.
  const shown = [...new Set([...known, ...ticked])].sort()

  function add(event: Event): void {
    event.preventDefault()
    const role = name.value.trim()
    if (role === '') return
    if (mayTick(ticked, role)) onChange([...ticked, role])
    else if (!ticked.includes(role)) return
    name.value = ''
  }

  return (
    <>
      <fieldset class="mo-roles">
        <legend>{text('monitor.roles')}</legend>
        {shown.length === 0 && <p class="mo-quiet">{text('monitor.noRoles')}</p>}
        {shown.map((role) => (
          <label key={role} class="form-check mo-role">
            <input
              type="checkbox"
              class="form-check-input"
              checked={ticked.includes(role)}
              disabled={!ticked.includes(role) && !mayTick(ticked, role)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...ticked, role]
                    : ticked.filter((other) => other !== role),
                )
              }
            />
            <span class="form-check-label">{role}</span>
          </label>
        ))}
        <p class="mo-quiet" role="status">
          {ticked.length >= MAX_TICKED_ROLES &&
            text('monitor.rolesFull', { count: MAX_TICKED_ROLES })}
        </p>
      </fieldset>
      <form class="mo-add-role" onSubmit={add}>
        <label for="mo-new-role">{text('monitor.addRole')}</label>
        <div class="mo-together">
          <input
            id="mo-new-role"
            class="form-control"
            maxlength={MAX_ROLE_LENGTH}
            autocomplete="off"
            value={name}
            onInput={(event) => {
              name.value = event.currentTarget.value
            }}
          />
          <button type="submit" class="btn btn-outline-secondary">
            {text('monitor.addRoleButton')}
          </button>
        </div>
      </form>
    </>
  )
}
