import { text } from '../../texts/text.ts'
import { html, type Html } from './html.ts'

/**
 * The chat in the help area, empty and hidden: the page's script fills it when there is live help.
 * `logUrl` is where the log can be had as text (CHT22).
 */
export function renderChatArea(logUrl: string): Html {
  return html`<section id="al-chat" aria-labelledby="al-chat-heading" hidden>
    <div class="al-chat-head">
      <h3 id="al-chat-heading" tabindex="-1">${text('chat.title')}</h3>
      <button type="button" class="btn btn-sm btn-outline-secondary" id="al-chat-off" hidden>
        ${text('chat.turnOff')}
      </button>
    </div>
    <p id="al-chat-status" role="status"></p>
    <div id="al-chat-invitation" class="al-chat-invitation" hidden>
      <p id="al-chat-invitation-text" role="status"></p>
      <button
        type="button"
        class="btn btn-success"
        id="al-chat-accept"
        aria-describedby="al-chat-invitation-text"
      >
        ${text('chat.accept')}
      </button>
      <button type="button" class="btn btn-outline-secondary" id="al-chat-decline">
        ${text('chat.decline')}
      </button>
    </div>
    <button type="button" class="btn btn-success" id="al-chat-activate">
      ${text('chat.activate')}
    </button>
    <button type="button" class="btn btn-outline-success" id="al-chat-ask" hidden>
      ${text('chat.askOperator')}
    </button>
    <div
      id="al-chat-log"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label="${text('chat.log')}"
      tabindex="0"
      hidden
    ></div>
    <p id="al-chat-typing"></p>
    <form id="al-chat-form" class="al-chat-form">
      <label class="visually-hidden" for="al-chat-input">${text('chat.input')}</label
      ><textarea
        id="al-chat-input"
        class="form-control"
        rows="1"
        placeholder="${text('chat.placeholder')}"
        aria-describedby="al-chat-refusal al-chat-hint"
        disabled
      ></textarea
      ><button type="submit" class="btn btn-primary" id="al-chat-send" disabled>
        ${text('chat.send')}
      </button>
    </form>
    <p id="al-chat-refusal" class="al-refusal" role="alert"></p>
    <p id="al-chat-hint" class="form-text"></p>
    <a id="al-chat-save" href="${logUrl}" download hidden>${text('chat.save')}</a>
  </section>`
}
