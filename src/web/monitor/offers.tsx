import { useLayoutEffect, useRef } from 'preact/hooks'
import { text } from '../../texts/text.ts'
import { entryNameOf } from './entry-name.ts'
import { useGoWhenCarried } from './go-when-carried.ts'
import type { ListWindow } from './list-window.ts'
import type { MonitorStore } from './monitor-model.ts'
import { entryKey } from './monitor-state.ts'
import { TimeLeft } from './transfer.tsx'

/** CHT20: conversations that others want this operator to take. */
export function Offers({
  store,
  list,
}: {
  readonly store: MonitorStore
  readonly list: ListWindow
}) {
  const offers = store.desk.value?.offers ?? []
  const goTo = useGoWhenCarried(store, list)
  const isHeld = useRef(false)

  useLayoutEffect(() => {
    // The pressed button went with its offer.
    if (!isHeld.current || document.activeElement !== document.body) return
    isHeld.current = false
    document.querySelector<HTMLElement>('#mo-sessions')?.focus({ preventScroll: true })
  }, [offers])

  return (
    <section
      class="mo-offers"
      aria-label={text('monitor.offers')}
      aria-live="polite"
      onFocusIn={() => {
        isHeld.current = true
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null) isHeld.current = false
      }}
    >
      {offers.map((offer) => {
        const { session, participant, from } = offer
        const key = entryKey(offer)
        const row =
          participant === null
            ? [...store.rows.value.values()].find((it) => it.session === session && it.shared)
            : store.rows.value.get(key)
        const name =
          participant === null || row === undefined ? text('monitor.everyone') : entryNameOf(row)
        return (
          <div
            class="mo-offer"
            key={key}
            role="group"
            aria-label={text('monitor.offerOf', { from, name })}
          >
            <p>
              <strong>{text('monitor.offerOf', { from, name })}</strong>
              {row !== undefined && ` ${row.title}`} ·{' '}
              <TimeLeft until={offer.until} now={store.now} />
            </p>
            <div class="mo-actions">
              <button
                type="button"
                class="btn btn-sm btn-primary"
                onClick={() => {
                  goTo(key)
                  store.answerTransfer(offer, true)
                }}
              >
                {text('monitor.accept')}
              </button>
              <button
                type="button"
                class="btn btn-sm btn-outline-secondary"
                onClick={() => store.answerTransfer(offer, false)}
              >
                {text('monitor.decline')}
              </button>
              {row !== undefined && (
                <button
                  type="button"
                  class="btn btn-sm btn-outline-secondary"
                  onClick={() => {
                    store.follow({ session, participant })
                    list.goTo(entryKey(row), 'name')
                  }}
                >
                  {text('monitor.readChat')}
                </button>
              )}
            </div>
          </div>
        )
      })}
    </section>
  )
}
