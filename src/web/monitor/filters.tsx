import { useComputed, useSignal } from '@preact/signals'
import type { Status } from '../../live/views.ts'
import { text } from '../../texts/text.ts'
import { EVERYTHING, isFiltered, SORTS, type ListView } from './entry-order.ts'
import type { MonitorStore } from './monitor-model.ts'

const STATUSES: readonly Status[] = ['waiting', 'standby', 'on', 'off', 'offline']

/** MON8: search, filters and order. */
export function Filters({ store }: { readonly store: MonitorStore }) {
  const open = useSignal(false)
  const view = store.view.value
  const choices = useComputed(() => choicesOf(store)).value

  function change(part: Partial<ListView>): void {
    store.view.value = { ...store.view.value, ...part }
  }

  return (
    <form
      class="mo-filters"
      role="search"
      aria-label={text('monitor.find')}
      onSubmit={(event) => event.preventDefault()}
    >
      <div class="mo-filter-line">
        <label class="mo-search">
          <span class="visually-hidden">{text('monitor.search')}</span>
          <input
            id="mo-search"
            type="search"
            class="form-control"
            placeholder={text('monitor.search')}
            autocomplete="off"
            value={view.search}
            onInput={(event) => change({ search: event.currentTarget.value })}
          />
        </label>
        <Choice
          label={text('monitor.sort')}
          value={view.sort}
          options={SORTS.map((sort) => ({ value: sort, label: text(`monitor.sort.${sort}`) }))}
          onChange={(value) => change({ sort: SORTS.find((sort) => sort === value) ?? 'waiting' })}
        />
        <button
          type="button"
          class="btn btn-outline-secondary"
          aria-expanded={open.value}
          aria-controls="mo-more-filters"
          onClick={() => {
            open.value = !open.value
          }}
        >
          {text('monitor.filters')}
        </button>
      </div>
      <div class="mo-filter-line" id="mo-more-filters" hidden={!open.value}>
        <Tick
          label={text('monitor.filterMine')}
          checked={view.mine}
          onChange={(mine) => change({ mine })}
        />
        <Tick
          label={text('monitor.filterUnanswered')}
          checked={view.unanswered}
          onChange={(unanswered) => change({ unanswered })}
        />
        <Choice
          label={text('monitor.filterStatus')}
          value={view.status ?? ''}
          options={withAny(
            STATUSES.map((status) => ({ value: status, label: text(`monitor.state.${status}`) })),
          )}
          onChange={(value) => change({ status: STATUSES.find((one) => one === value) ?? null })}
        />
        <Choice
          label={text('monitor.filterRole')}
          value={view.role ?? ''}
          options={withAny(choices.roles.map((role) => ({ value: role, label: role })))}
          onChange={(value) => change({ role: value === '' ? null : value })}
        />
        <Choice
          label={text('monitor.filterInterview')}
          value={view.interview ?? ''}
          options={withAny(choices.interviews)}
          onChange={(value) => change({ interview: value === '' ? null : value })}
        />
      </div>
      {isFiltered(view) && (
        <p class="mo-filtered">
          {text('monitor.filtered')}{' '}
          <button
            type="button"
            class="btn btn-sm btn-outline-secondary"
            onClick={() => {
              store.view.value = { ...EVERYTHING, sort: view.sort }
              document.querySelector<HTMLElement>('#mo-search')?.focus()
            }}
          >
            {text('monitor.showAll')}
          </button>
        </p>
      )}
    </form>
  )
}

interface Option {
  readonly value: string
  readonly label: string
}

function withAny(options: readonly Option[]): readonly Option[] {
  return [{ value: '', label: text('monitor.any') }, ...options]
}

/** Roles and interviews of all entries, and what is chosen though no entry has it any more. */
function choicesOf(store: MonitorStore) {
  const { role, interview } = store.view.value
  const roles = new Set<string>(role === null ? [] : [role])
  const titles = new Map<string, string>(interview === null ? [] : [[interview, interview]])
  for (const row of store.rows.value.values()) {
    for (const name of row.roles) roles.add(name)
    titles.set(row.interview, row.title === '' ? row.interview : row.title)
  }
  const interviews = [...titles].map(([value, label]): Option => ({ value, label }))
  return {
    roles: [...roles].sort(),
    interviews: interviews.sort((a, b) => (a.label < b.label ? -1 : 1)),
  }
}

function Choice(props: {
  readonly label: string
  readonly value: string
  readonly options: readonly Option[]
  readonly onChange: (value: string) => void
}) {
  return (
    <label class="mo-choice">
      <span>{props.label}</span>
      <select
        class="form-select"
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

function Tick(props: {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  return (
    <label class="mo-role">
      <input
        type="checkbox"
        class="form-check-input"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  )
}
