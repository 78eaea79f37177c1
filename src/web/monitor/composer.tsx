import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { MAX_CHAT_LENGTH } from '../../base/chat-length.ts'
import { text } from '../../texts/text.ts'
import type { MonitorStore } from './monitor-model.ts'
import type { Talk } from './talk.ts'

interface ComposerProps {
  readonly talk: Talk
  readonly store: MonitorStore
  /** To whom. */
  readonly name: string
  readonly over: boolean
}

export function Composer({ talk, store, name, over }: ComposerProps) {
  const refusal = useSignal('')
  const box = useRef<HTMLTextAreaElement>(null)
  const { draft } = talk
  const hintId = `mo-hint-${talk.key}`

  useLayoutEffect(() => {
    // What comes while the operator is at the box has been seen.
    if (document.activeElement === box.current && document.hasFocus()) store.attend(talk)
  }, [talk.conversation.value])

  function send(): void {
    const message = draft.value
    if (over || message.trim() === '') return
    if (message.length > MAX_CHAT_LENGTH) {
      const length = message.length
      refusal.value = text('monitor.tooLong', { length, limit: MAX_CHAT_LENGTH })
      return
    }
    refusal.value = ''
    store.send(talk, message)
    box.current?.focus()
  }

  return (
    <form
      class="mo-composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={box}
        class="form-control"
        rows={2}
        data-part={`box ${talk.key}`}
        aria-label={text('monitor.messageTo', { name })}
        aria-describedby={hintId}
        // Not disabled: that would throw the focus away.
        readOnly={over}
        value={draft}
        onFocus={() => store.attend(talk)}
        onBlur={() => store.typing(talk, false)}
        onInput={(event) => {
          talk.write(event.currentTarget.value)
          refusal.value = ''
          store.typing(talk, draft.value.trim() !== '')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" class="btn btn-primary" aria-disabled={over}>
        {text('monitor.send')}
      </button>
      <p id={hintId} class={refusal.value === '' ? 'mo-quiet' : 'mo-refusal'} role="status">
        {refusal.value !== '' ? refusal.value : over ? '' : text('monitor.sendHint')}
      </p>
    </form>
  )
}
