/** CTL: who controls the observed screen, and the buttons to take, hand back and take over. */
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ControlView } from '../../protocol/mirror.ts'
import { text } from '../../texts/text.ts'
import { AskAgainIn, useMayAsk } from './ask-again.tsx'
import type { Entry, MonitorStore } from './monitor-model.ts'

interface ControlBarProps {
  readonly entry: Entry
  readonly store: MonitorStore
  readonly name: string
  /** The picture shows what is there now. */
  readonly canTake: boolean
}

/** One button changes its word rather than its place: the focus stays on it. */
export function ControlBar({ entry, store, name, canTake }: ControlBarProps) {
  const { control } = entry
  const view = control.view.value
  const until = view.state === 'free' ? view.until : undefined
  const mayAsk = useMayAsk(until, store.now)
  const asksBack = useSignal(false)
  const main = useRef<HTMLButtonElement>(null)
  const yes = useRef<HTMLButtonElement>(null)
  const isHeld = view.state === 'held' && !view.own
  if (!isHeld && asksBack.peek()) asksBack.value = false
  const isOpen = asksBack.value && isHeld

  useLayoutEffect(() => {
    if (isOpen) yes.current?.focus()
  }, [isOpen])

  function close(): void {
    asksBack.value = false
    main.current?.focus()
  }

  function press(): void {
    switch (view.state) {
      case 'free':
        if (canTake && mayAsk) control.take(false)
        return
      case 'asking':
      case 'yours':
        return control.release()
      case 'held':
        if (view.own) control.take(true)
        else asksBack.value = !asksBack.value
    }
  }

  const word = wordOf(view)
  return (
    <div class="mo-control" data-state={view.state}>
      <button
        ref={main}
        type="button"
        class={`btn btn-sm ${view.state === 'yours' ? 'btn-primary' : 'btn-outline-primary'}`}
        data-part="control"
        aria-label={text(`${word}Who`, { name })}
        aria-disabled={view.state === 'free' && !(canTake && mayAsk)}
        aria-expanded={isHeld ? isOpen : undefined}
        onClick={press}
      >
        {text(word)}
      </button>
      {view.state === 'yours' && !view.here && canTake && (
        <button
          type="button"
          class="btn btn-sm btn-outline-primary"
          data-part="control-here"
          onClick={() => control.take(false)}
        >
          {text('monitor.controlThisTab')}
        </button>
      )}
      {isOpen && (
        <span
          class="mo-control-sure"
          role="group"
          aria-label={text('monitor.takeOverSure', { name: view.by })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close()
          }}
        >
          <span>{text('monitor.takeOverSure', { name: view.by })}</span>
          <button
            ref={yes}
            type="button"
            class="btn btn-sm btn-primary"
            data-part="take-over"
            onClick={() => {
              control.take(true)
              close()
            }}
          >
            {text('monitor.takeOverYes')}
          </button>
          <button type="button" class="btn btn-sm btn-outline-primary" onClick={close}>
            {text('monitor.takeOverNo')}
          </button>
        </span>
      )}
      <span class="mo-control-state" role="status">
        {control.refused.value === ''
          ? stateOf(view, control.wanted.value)
          : text('monitor.refused', { reason: control.refused.value })}
      </span>
      <AskAgainIn until={until} now={store.now} />
    </div>
  )
}

function wordOf(view: ControlView) {
  switch (view.state) {
    case 'free':
      return 'monitor.control'
    case 'asking':
      return 'monitor.withdrawQuestion'
    case 'yours':
      return 'monitor.stopControl'
    case 'held':
      return view.own ? 'monitor.controlHere' : 'monitor.takeOver'
  }
}

function stateOf(view: ControlView, isWanted: boolean): string {
  if (isWanted) return text('monitor.controlState.wanted')
  switch (view.state) {
    case 'free':
      return view.why === null ? '' : text(`monitor.controlOver.${view.why}`)
    case 'asking':
      return text('monitor.controlState.asking')
    case 'yours':
      return text(view.here ? 'monitor.controlState.yours' : 'monitor.controlState.elsewhere')
    case 'held':
      return view.own
        ? text('monitor.controlState.own')
        : text('monitor.controlState.held', { name: view.by })
  }
}
