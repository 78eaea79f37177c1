/**
 * A screen's model as HTML. Everything stands in one plain form, so that it works before, and
 * without, any script; `data-m` stamps are given in document order and name elements to observers.
 */
import type { SessionId } from '../../base/id.ts'
import type { SentFiles } from '../../interview/request.ts'
import {
  BUTTON_KEY,
  type Button,
  type HelpText,
  type ReviewItem,
  type Screen,
} from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import { sessionUrls } from '../routes.ts'
import { renderDefaultButton, renderEntries } from './entries.ts'
import { conditionalKeys, statesOf, type FieldContext } from './field-parts.ts'
import { renderField } from './fields.ts'
import { attr, flag, html, raw, type Html } from './html.ts'
import { renderMedia, type MediaContext } from './media.ts'
import { plainText, renderCaption, renderInline, renderMarkdown } from './markdown.ts'
import { renderAttributions, renderChoicePicture, renderDecoration, withIcons } from './pictures.ts'
import { markPrivate } from './private-markup.ts'
import type { RenderedScreen } from './rendered.ts'

const COLORS = new Set(
  'primary secondary tertiary success danger warning info light dark link'.split(' '),
)

export interface ScreenInput {
  readonly screen: Screen
  readonly session: SessionId
  readonly root: string
  /** Of the answers; sent back with the form. */
  readonly version: number
  /** What was typed and refused, by field key; null: a fresh screen. */
  readonly values: Readonly<Record<string, readonly string[]>> | null
  /** JOI3: fields of which `values` says nothing. */
  readonly untouched?: ReadonlySet<string> | undefined
  /** JOI3: what the form says of the screen itself; absent: nothing. */
  readonly seen?: string
  readonly refusals: Readonly<Record<string, string>>
  /** What came with them, by field key. */
  readonly files?: Readonly<Record<string, SentFiles>>
  /** In bytes. */
  readonly largestFile?: number
}

export function renderScreen(input: ScreenInput): RenderedScreen {
  const { screen } = input
  const { files } = sessionUrls(input.root, input.session)
  const pictured = (markup: Html): string => withIcons(markup.html, screen.images, files)
  return {
    name: screen.name,
    html: markPrivate(stampRest(pictured(renderBody(input)).trim())),
    help: pictured(renderHelp(input)),
    questionHelp: screen.help !== null,
    hasHelp: screen.help !== null || screen.interviewHelp.length > 0,
    helpLabel: helpLabel(screen),
    title: plainText(screen.title),
    shortTitle: plainText(screen.shortTitle),
    menu: screen.menuItems.filter((item) => isHarmlessUrl(item.url)),
    canGoBack: screen.canGoBack,
    css: screen.css,
    javascript: screen.javascript,
    language: screen.language,
    waits: screen.waits,
    reload: screen.reload,
  }
}

function renderBody(input: ScreenInput): Html {
  const { screen, version } = input
  const urls = sessionUrls(input.root, input.session)
  const stamp = createStamps()
  const context: FieldContext = {
    stamp,
    values: input.values,
    untouched: input.untouched,
    refusals: input.refusals,
    states: statesOf(screen.fields, input.values, input.untouched),
    conditional: conditionalKeys(screen.fields),
    alone: screen.fields.filter((field) => field.widget !== 'hidden').length === 1,
    under: screen.under,
    filesUrl: urls.files,
    ...(input.files === undefined ? {} : { sent: input.files }),
    ...(input.largestFile === undefined ? {} : { largestFile: input.largestFile }),
  }
  const hidden = html`<input type="hidden" name="version" value="${version}" /><input
      type="hidden"
      name="screen"
      value="${screen.name}"
    />${input.seen === undefined ? null : html`<input type="hidden" name="seen" value="${input.seen}" />`}`
  const back = screen.canGoBack
    ? html`<form class="al-back" id="al-back" method="post" action="${urls.back}">
        <input type="hidden" name="version" value="${version}" /><button
          type="submit"
          class="btn btn-link"
          ${stamp()}
        >
          <span class="al-back-arrow" aria-hidden="true"></span
          >${screen.backLabel === null ? text('screen.back') : renderCaption(screen.backLabel)}
        </button>
      </form>`
    : null
  const subquestion = screen.subquestion
    ? html`<div class="al-subquestion" ${stamp()}>${renderMarkdown(screen.subquestion)}</div>`
    : null
  const isSigned = screen.fields.some(({ widget }) => widget === 'signature')
  const hasUpload = screen.fields.some(({ upload }) => upload !== null)
  return html`${back}${renderProgress(screen, stamp)}
    <form
      id="al-form"
      class="al-form"
      method="post"
      action="${urls.screen}"
      autocomplete="off"
      ${flag('novalidate', screen.list !== null)}${attr('enctype', hasUpload ? 'multipart/form-data' : null)}
    >
      ${hidden}${renderDefaultButton(screen.list, screen.buttons)}${renderRefusals(input, stamp)}${renderMedia(screen.media, { ...mediaContext(input), stamp })}
      ${renderHeading(screen, urls.files, stamp)}
      ${subquestion}${renderReview(screen.review, input, stamp)}${renderFields(screen, context)}${renderWaiting(screen, urls.screen, stamp)}${renderButtons(screen, urls.files, stamp)}${screen.under && !isSigned ? html`<div class="al-under" ${stamp()}>${renderMarkdown(screen.under)}</div>` : null}${renderAttributions(screen, stamp)}
    </form>`
}

function renderHeading(screen: Screen, filesUrl: string, stamp: () => Html): Html {
  const question = html`<h1 id="al-question" tabindex="-1" ${stamp()}>
    ${renderInline(screen.question)}
  </h1>`
  const picture = renderDecoration(screen.decoration, filesUrl)
  return picture === null ? question : html`<div class="al-heading">${question}${picture}</div>`
}

function renderFields(screen: Screen, context: FieldContext): Html | null {
  if (screen.list !== null) return renderEntries(screen.fields, screen.list, context)
  if (screen.fields.length === 0) return null
  return html`<div class="al-fields" ${context.stamp()}>
    ${screen.fields.map((field) => renderField(field, context))}
  </div>`
}

/** What is wrong with the screen as a whole, or where to look. */
function renderRefusals(input: ScreenInput, stamp: () => Html): Html | null {
  const keys = Object.keys(input.refusals)
  if (keys.length === 0) return null
  const whole = input.refusals['']
  const message = whole ?? text('screen.refused', { count: keys.length })
  return html`<div class="al-refused" id="al-refused" role="alert" ${stamp()}>${message}</div>`
}

function renderProgress(screen: Screen, stamp: () => Html): Html | null {
  if (screen.progress === null) return null
  const percent = Math.max(0, Math.min(100, Math.round(screen.progress)))
  return html`<progress
    class="al-progress"
    max="100"
    value="${percent}"
    aria-label="${text('screen.progress')}"
    ${stamp()}
  >
    ${percent} %
  </progress>`
}

function renderReview(
  items: readonly ReviewItem[],
  input: ScreenInput,
  stamp: () => Html,
): Html | null {
  if (items.length === 0) return null
  const rows = items.map((item) => {
    const label = item.label === null ? text('screen.change') : renderCaption(item.label)
    const url = item.action === null ? null : actionUrl(input, item.action)
    const shown =
      item.button === null
        ? null
        : html`<div class="al-review-text">${renderMarkdown(item.button)}</div>`
    const help =
      item.help === null ? null : html`<div class="form-text">${renderMarkdown(item.help)}</div>`
    const link =
      url === null
        ? html`<span class="al-review-label">${label}</span>`
        : html`<a class="btn btn-outline-primary al-review-link" href="${url}" ${stamp()}
            >${label}</a
          >`
    return html`<li class="al-review-item" ${stamp()}>${shown}${help}${link}</li>`
  })
  return html`<ul class="al-review">
    ${rows}
  </ul>`
}

/** An address as it stands, or the name of an action as the address that runs it. */
function actionUrl(input: ScreenInput, action: string): string {
  if (/^(\/|#|\?|https?:)/.test(action)) return isHarmlessUrl(action) ? action : '#'
  const message = JSON.stringify({ action, arguments: {} })
  const encoded = Buffer.from(message).toString('base64url')
  return `${sessionUrls(input.root, input.session).action}?action=${encoded}`
}

function renderButtons(screen: Screen, filesUrl: string, stamp: () => Html): Html | null {
  if (screen.buttons.length === 0) return null
  const buttons = screen.buttons.map((button, index) =>
    renderButton(button, index, { filesUrl, stamp }),
  )
  return html`<div class="al-buttons al-buttons-${screen.kind}" ${stamp()}>${buttons}</div>`
}

/** ROL3: whoever has no script looks again by hand, unless the author has a button for it. */
function renderWaiting(screen: Screen, here: string, stamp: () => Html): Html | null {
  if (!screen.waits) return null
  const hasButton = screen.buttons.some(({ value }) => value === 'refresh')
  const again = html`<a class="btn btn-outline-primary" href="${here}" ${stamp()}
    >${text('screen.checkAgain')}</a
  >`
  return html`<div class="al-waits" ${stamp()}>
    <p class="al-waits-by-itself">${text('screen.waitsByItself')}</p>
    ${hasButton ? null : again}
  </div>`
}

function renderButton(
  button: Button,
  index: number,
  { filesUrl, stamp }: { readonly filesUrl: string; readonly stamp: () => Html },
): Html {
  const color = COLORS.has(button.color) ? button.color : 'primary'
  const help = button.help === null ? null : `al-press-${index}-help`
  const control = html`<button
    type="submit"
    class="btn btn-${color}"
    name="${BUTTON_KEY}"
    value="${button.value}"
    ${attr('aria-describedby', help)}${stamp()}
  >
    ${renderChoicePicture(button.image, filesUrl)}${renderCaption(button.label)}
  </button>`
  if (button.help === null) return control
  return html`<div class="al-button-with-help">
    ${control}
    <div class="form-text" id="al-press-${index}-help">${renderInline(button.help)}</div>
  </div>`
}

function renderHelp(input: ScreenInput): Html {
  const { help, interviewHelp } = input.screen
  const media = mediaContext(input)
  const own = help === null ? null : renderHelpText(help, text('help.question'), media)
  const general = help === null ? null : text('help.interview')
  return html`${own}${interviewHelp.map((one) => renderHelpText(one, general, media))}`
}

function renderHelpText(help: HelpText, otherwise: string | null, media: MediaContext): Html {
  const heading = help.heading ?? otherwise
  return html`<section class="al-help-text">
    ${heading === null ? null : html`<h3>${renderInline(heading)}</h3>`}${renderMedia(help.media, media)}${renderMarkdown(help.content)}
  </section>`
}

/** The question's word for the Help entry, else the first that the interview's help has. */
function helpLabel(screen: Screen): string | null {
  const labels = [screen.help, ...screen.interviewHelp].flatMap((help) => help?.label ?? [])
  return labels[0] === undefined ? null : plainText(labels[0])
}

function mediaContext(input: ScreenInput): MediaContext {
  const { screen, root, session } = input
  return { filesUrl: sessionUrls(root, session).files, language: screen.language }
}

/** What authors write into their texts and an operator may press or see play. */
function stampRest(markup: string): string {
  let next = 0
  return markup.replaceAll(
    /<(a|summary|audio|video)(?=[\s>])(?![^>]*\sdata-m=)/g,
    (_, tag: string) => `<${tag} data-m="l${next++}"`,
  )
}

function createStamps(): () => Html {
  let next = 0
  return () => raw(` data-m="m${next++}"`)
}

/** Interview code makes addresses; only these kinds are ever followed. */
export function isHarmlessUrl(url: string): boolean {
  return /^(https?:\/\/|mailto:|tel:|[/?#](?![/\\]))/i.test(url)
}
