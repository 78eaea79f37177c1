/** The page of development from which the server's number can be called. */
import type { CallNews, CallStep } from '../../phone/phone.ts'
import { text, type TextKey } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { hiddenFields, renderShell, renderTextInput, type PageInput } from './shell.ts'

export type StandInStage =
  | { readonly type: 'idle' }
  | {
      readonly type: 'keys'
      readonly said: readonly string[]
      /** From 1. */
      readonly attempt: number
      readonly silence: { readonly afterS: number; readonly said: readonly string[] }
    }
  | {
      readonly type: 'ringing'
      readonly said: readonly string[]
      readonly dial: Extract<CallStep, { type: 'dial' }>
    }
  | { readonly type: 'talking' }
  /** `isCut`: the server has refused to go on. */
  | { readonly type: 'over'; readonly said: readonly string[]; readonly isCut: boolean }

export interface StandInPageInput extends PageInput {
  /** The server's number, as people read it. */
  readonly display: string
  /** Null: nobody has called. */
  readonly call: CallNews | null
  readonly stage: StandInStage
}

/** Posts `do` (`call`, `press`, `answered`, `over`) with `call` and `caller`. */
export function renderStandInPage(input: StandInPageInput): string {
  const { stage, display } = input
  const said = 'said' in stage ? renderSaid(text('voice.heard'), stage.said) : null
  return renderShell(
    input,
    text('voice.title'),
    html`<div class="al-card">
      <h1>${text('voice.title')}</h1>
      <p class="al-lead">${text('voice.lead')}</p>
      <p>${text('voice.number')}: <strong class="text-nowrap">${display}</strong></p>
      <div role="status">${said}</div>
      ${renderStage(input)}
    </div>`,
  )
}

function renderStage(input: StandInPageInput): Html {
  const { stage } = input
  switch (stage.type) {
    case 'idle':
      return renderCall(input, 'voice.call')
    case 'keys':
      return html`${form(
          input,
          { do: 'press', attempt: String(stage.attempt) },
          renderTextInput({
            id: 'digits',
            label: text('voice.digits'),
            inputMode: 'numeric',
            autocomplete: 'off',
            help: text('voice.digitsHint'),
          }),
          [button('voice.press', 'btn-primary')],
        )}
        <div class="mt-4">
          ${renderSaid(text('voice.silence', { seconds: stage.silence.afterS }), stage.silence.said)}
        </div>`
    case 'ringing': {
      const { timeoutS, timeLimitS } = stage.dial
      const limit = text('voice.minutes', { count: Math.round(timeLimitS / 60) })
      return html`<p role="status">
          ${text('voice.dial', { seconds: timeoutS, number: input.display, limit })}
        </p>
        <div class="al-buttons">
          ${form(input, { do: 'answered' }, null, [button('voice.answer', 'btn-primary')])}
          ${form(input, { do: 'over', fate: 'busy' }, null, [
            button('voice.busy', 'btn-outline-primary'),
          ])}
          ${form(input, { do: 'over', fate: 'no-answer' }, null, [
            button('voice.noAnswer', 'btn-outline-primary'),
          ])}
        </div>`
    }
    case 'talking':
      return html`<p role="status">${text('voice.talking')}</p>
        ${form(input, { do: 'over', fate: 'ended' }, null, [button('voice.hangUp', 'btn-primary')])}`
    case 'over':
      return html`<p>${text(stage.isCut ? 'voice.failed' : 'voice.over')}</p>
        ${renderCall(input, 'voice.callAgain')}`
  }
}

function renderCall(input: StandInPageInput, label: TextKey): Html {
  const caller = renderTextInput({
    id: 'caller',
    label: text('voice.caller'),
    value: input.call === null ? '+1 212 555 0123' : (input.call.caller ?? ''),
    autocomplete: 'off',
    required: false,
    help: text('voice.callerHint'),
  })
  return form({ ...input, call: null }, { do: 'call' }, caller, [button(label, 'btn-primary')])
}

function renderSaid(label: string, said: readonly string[]): Html | null {
  if (said.length === 0) return null
  return html`<p>${label}:</p>
    <blockquote class="border-start ps-3">${said.map((one) => html`<p>“${one}”</p>`)}</blockquote>`
}

function button(label: TextKey, kind: string): Html {
  return html`<button type="submit" class="btn ${kind}">${text(label)}</button>`
}

function form(
  { root, call }: StandInPageInput,
  fields: Readonly<Record<string, string>>,
  inputs: Html | null,
  buttons: readonly Html[],
): Html {
  const known = call === null ? {} : { call: call.call, caller: call.caller ?? '' }
  return html`<form method="post" action="${url(root, PATHS.phone)}">
    ${hiddenFields({ ...fields, ...known })}${inputs}
    <div class="al-buttons">${buttons}</div>
  </form>`
}
