import { useSignal } from '@preact/signals'
import { text } from '../../texts/text.ts'
import type { MonitorStore } from './monitor-store.ts'
import { Shape } from './shape.tsx'

/** MON2, MON3: the operator's own availability and roles. */
export function OwnStatus({ store }: { readonly store: MonitorStore }) {
  const desk = store.desk.value
  if (desk === null) return <aside class="mo-own" aria-label={text('monitor.status')} />
  return (
    <aside class="mo-own" aria-label={text('monitor.status')}>
      <h2 class="mo-subtitle">{text('monitor.status')}</h2>
      <Availability
        available={desk.available}
        onChange={(available) => store.setAvailable(available)}
      />
      <p class="mo-hint" role="status">
        {desk.available && desk.roles.length === 0 && (
          <span class="mo-warning">
            <span aria-hidden="true">&#9888; </span>
            {text('monitor.availableWithoutRole')}
          </span>
        )}
      </p>
      <Roles
        ticked={desk.roles}
        known={desk.knownRoles}
        onChange={(roles) => store.setRoles(roles)}
      />
    </aside>
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
    name.value = ''
    if (!ticked.includes(role)) onChange([...ticked, role])
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
      </fieldset>
      <form class="mo-add-role" onSubmit={add}>
        <label for="mo-new-role">{text('monitor.addRole')}</label>
        <div class="mo-together">
          <input
            id="mo-new-role"
            class="form-control"
            maxlength={100}
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
