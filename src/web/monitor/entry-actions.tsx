import { useEffect, useRef } from 'preact/hooks'
import type { MonitorRow } from '../../live/views.ts'
import { text, type TextKey } from '../../texts/text.ts'
import { entryNameOf } from './entry-name.ts'
import { PhoneButton } from './entry-phone.tsx'
import { useGoWhenCarried } from './go-when-carried.ts'
import type { ListWindow } from './list-window.ts'
import type { Entry, MonitorStore } from './monitor-model.ts'
import { conversationKey, entryKey } from './monitor-state.ts'

interface ActionsProps {
  readonly entry: Entry
  readonly row: MonitorRow
  readonly store: MonitorStore
  readonly list: ListWindow
}

/** Each button changes its word rather than its place: the focus stays where it is. */
export function Actions({ entry, row, store, list }: ActionsProps) {
  const goTo = useGoWhenCarried(store, list)
  const name = entryNameOf(row)
  const observed = entry.observed.value
  const { blocked, invited } = row
  return (
    <div class="mo-actions">
      {row.canTake && (
        <Action
          part="take"
          label="monitor.take"
          whole="monitor.takeWho"
          name={name}
          onPress={() => {
            const conversation = conversationOf(row)
            goTo(entryKey(conversation))
            store.takeChat(conversation)
          }}
        />
      )}
      {(row.canObserve || observed) && (
        <Action
          part="observe"
          label={observed ? 'monitor.stopObserving' : 'monitor.observe'}
          whole={observed ? 'monitor.stopObservingWho' : 'monitor.observeWho'}
          name={name}
          pressed={observed}
          onPress={() => (observed ? store.stopObserving(entry) : store.observe(entry))}
          onNear={(is) => store.prepare(entry, is)}
        />
      )}
      <Join row={row} name={name} store={store} />
      <PhoneButton entry={entry} row={row} store={store} />
      {(row.canOfferHelp || invited?.id === store.ownId) && (
        <Action
          part="offer"
          label={invited === null ? 'monitor.offerHelp' : 'monitor.withdrawHelp'}
          whole={invited === null ? 'monitor.offerHelpWho' : 'monitor.withdrawHelpWho'}
          name={name}
          onPress={() => store.about(entry, invited === null ? 'offer-help' : 'withdraw-help')}
        />
      )}
      <ReadAlong row={row} name={name} store={store} />
      <Action
        part="block"
        label={blocked === null ? 'monitor.block' : 'monitor.unblock'}
        whole={blocked === null ? 'monitor.blockWho' : 'monitor.unblockWho'}
        name={name}
        onPress={() => store.about(entry, blocked === null ? 'block' : 'unblock')}
      />
      {row.status === 'offline' && (
        <Action
          part="dismiss"
          label="monitor.dismiss"
          whole="monitor.dismissWho"
          name={name}
          onPress={() => store.about(entry, 'dismiss')}
        />
      )}
    </div>
  )
}

/** JOI1: in a tab of its own, by a form: a script's window would not be opened by every browser. */
function Join(props: {
  readonly row: MonitorRow
  readonly name: string
  readonly store: MonitorStore
}) {
  const { row, name, store } = props
  return (
    <form
      class="mo-join"
      method="post"
      action={`${store.root}s/${row.session}/join`}
      target="_blank"
      rel="noopener"
    >
      <input type="hidden" name="participant" value={row.participant} />
      <button
        type="submit"
        class="btn btn-sm btn-outline-primary"
        data-part="join"
        aria-label={text('monitor.joinWho', { name })}
      >
        {text('monitor.join')}
      </button>
    </form>
  )
}

/** CHT10: what others carry, or nobody, can be read. Lines between peers alone never come here. */
function ReadAlong(props: {
  readonly row: MonitorRow
  readonly name: string
  readonly store: MonitorStore
}) {
  const { row, name, store } = props
  const key = conversationKey(row)
  // Asked through the desk's signal of conversations, so that it is drawn again with them.
  const talk = store.talk(key)
  if (talk?.conversation.value?.state.carried === true) return null
  const followed = talk?.followed.value === true
  if (!followed && (row.mode === 'peer' || !row.hasTalk)) return null
  return (
    <Action
      part="follow"
      label={followed ? 'monitor.stopReading' : 'monitor.readChat'}
      whole={followed ? 'monitor.stopReadingWho' : 'monitor.readChatWho'}
      name={name}
      pressed={followed}
      onPress={() => {
        if (followed && talk !== null) store.unfollow(talk)
        else store.follow(conversationOf(row))
      }}
    />
  )
}

/** Long enough that a pointer which only passes does not count. */
const NEAR_MS = 80

function useNear(onNear: ((is: boolean) => void) | undefined) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  if (onNear === undefined) return {}
  const come = (): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onNear(true), NEAR_MS)
  }
  const go = (): void => {
    clearTimeout(timer.current)
    onNear(false)
  }
  return { onPointerEnter: come, onPointerLeave: go, onFocus: come, onBlur: go }
}

/** The participant's own, or the session's. */
function conversationOf({ session, participant, shared }: MonitorRow) {
  return { session, participant: shared ? null : participant }
}

function Action(props: {
  readonly part: string
  readonly label: TextKey
  /** The label with the name, for who does not see where the button stands. */
  readonly whole: TextKey
  readonly name: string
  readonly pressed?: boolean
  readonly onPress: () => void
  /** The pointer or the focus has stayed on it for a moment, or has left it. */
  readonly onNear?: (is: boolean) => void
}) {
  const { part, label, whole, name, pressed = false } = props
  const near = useNear(props.onNear)
  return (
    <button
      type="button"
      class={`btn btn-sm ${pressed ? 'btn-secondary' : 'btn-outline-primary'}`}
      data-part={part}
      aria-label={text(whole, { name })}
      onClick={props.onPress}
      {...near}
    >
      {text(label)}
    </button>
  )
}
