import { text } from '../../texts/text.ts'
import { html, type Html } from './html.ts'

/** The chat in the help area, empty and hidden: the page's script fills it when there is live help. */
export function renderChatArea(): Html {
  return html`<section id="al-chat" aria-labelledby="al-chat-heading" hidden>
    <div class="al-chat-head">
      <h3 id="al-chat-heading">${text('chat.title')}</h3>
      <button type="button" class="btn btn-sm btn-outline-secondary" id="al-chat-off" hidden>
        ${text('chat.turnOff')}
      </button>
    </div>
    <p id="al-chat-status" role="status"></p>
    <button type="button" class="btn btn-success" id="al-chat-activate">
      ${text('chat.activate')}
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
    <form id="al-chat-form" class="al-chat-form">
      <label class="visually-hidden" for="al-chat-input">${text('chat.input')}</label
      ><textarea
        id="al-chat-input"
        class="form-control"
        rows="1"
        placeholder="${text('chat.placeholder')}"
        aria-describedby="al-chat-refusal"
        disabled
      ></textarea
      ><button type="submit" class="btn btn-primary" id="al-chat-send" disabled>
        ${text('chat.send')}
      </button>
    </form>
    <p id="al-chat-refusal" class="al-refusal" role="alert"></p>
  </section>`
}
