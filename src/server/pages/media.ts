/**
 * Players of recordings (HLP2). Files of the package come from the session's own addresses, others
 * over https; what no player of ours can play is a link, so that nothing of another site runs here.
 */
import type { Media } from '../../interview/screen.ts'
import { text } from '../../texts/text.ts'
import { sourceOf } from './file-marks.ts'
import { attr, html, type Html } from './html.ts'
import { renderMarkdown } from './markdown.ts'

/** `filesUrl`: the address of the package's files, with a slash at its end. */
export interface MediaContext {
  readonly filesUrl: string
  /** Of the screen: the language of the captions. */
  readonly language: string
  stamp?(): Html
}

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  oga: 'audio/ogg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  ogv: 'video/ogg',
  webm: 'video/webm',
}

/** The same recording beside it under another ending, as docassemble looks for it. */
const TWINS: Readonly<Record<string, string>> = { mp3: 'ogg', ogg: 'mp3', mp4: 'ogv', ogv: 'mp4' }

export function renderMedia(media: readonly Media[], context: MediaContext): readonly Html[] {
  return media.flatMap((one) => renderOne(one, context) ?? [])
}

function renderOne(media: Media, context: MediaContext): Html | null {
  const links = media.files.flatMap((file) => elsewhere(file) ?? [])
  const urls = media.files
    .filter((file) => elsewhere(file) === null)
    .flatMap((file) => [file, ...twinOf(file, media.files)])
    .flatMap((file) => urlOf(file, context) ?? [])
  if (urls.length + links.length === 0) return null
  const transcript =
    media.transcript === null
      ? null
      : html`<details class="al-transcript">
          <summary>${text('media.transcript')}</summary>
          ${renderMarkdown(media.transcript)}
        </details>`
  const linked = links.map(
    ({ url, site }) =>
      html`<a class="al-media-link" href="${url}" target="_blank" rel="noopener noreferrer"
        >${text(`media.${media.kind}At`, { site })}</a
      >`,
  )
  return html`<div class="al-media" ${context.stamp?.()}>
    ${urls.length === 0 ? null : renderPlayer(media, urls, context)}${linked}${transcript}
  </div>`
}

function renderPlayer(media: Media, urls: readonly string[], context: MediaContext): Html {
  const sources = urls.map(
    (url) => html`<source src="${url}" ${attr('type', typeOf(url, media.kind))} />`,
  )
  const captions = media.captions === null ? null : urlOf(media.captions, context)
  const track =
    captions === null
      ? null
      : html`<track
          kind="captions"
          src="${captions}"
          srclang="${context.language}"
          label="${text('media.captions')}"
          default
        />`
  const inside = html`${sources}${track}<a href="${urls[0]}">${text(`media.${media.kind}`)}</a>`
  const label = text(`media.${media.kind}`)
  // A video of an audio file shows its captions; an audio player has nowhere to show them.
  return media.kind === 'video' || captions !== null
    ? html`<video
        class="al-player al-player-${media.kind}"
        controls
        playsinline
        preload="metadata"
        aria-label="${label}"
      >
        ${inside}
      </video>`
    : html`<audio class="al-player" controls preload="metadata" aria-label="${label}">
        ${inside}
      </audio>`
}

/** A file of the package (or `docassemble.other:data/static/x.mp3`), or an address over https. */
function urlOf(file: string, context: MediaContext): string | null {
  if (/^https:\/\//i.test(file)) return file
  const sent = sourceOf(file)
  if (sent !== null) return sent
  if (/^\w[\w+.-]*:\/\//.test(file) || file.includes('..')) return null
  return context.filesUrl + file.split('/').map(encodeURIComponent).join('/')
}

/** `[YOUTUBE id]`, `[VIMEO id]`, and what is not sent over https. */
function elsewhere(file: string): { readonly url: string; readonly site: string } | null {
  const [, name = '', id = ''] = /^\[(YOUTUBE|VIMEO)\s+([\w-]+)\]$/.exec(file) ?? []
  if (name === 'YOUTUBE') {
    return { url: `https://www.youtube.com/watch?v=${id}`, site: 'YouTube' }
  }
  if (name === 'VIMEO') return { url: `https://vimeo.com/${id}`, site: 'Vimeo' }
  if (!/^https?:\/\//i.test(file) || !URL.canParse(file)) return null
  const { host, protocol } = new URL(file)
  const page = /(^|\.)(youtube\.com|youtu\.be|vimeo\.com)$/.test(host)
  return page || protocol === 'http:' ? { url: file, site: host } : null
}

function twinOf(file: string, given: readonly string[]): readonly string[] {
  const [, base = '', ending = ''] = /^([^:]+(?::data\/static\/[^:]+)?)\.(\w+)$/.exec(file) ?? []
  const twin = TWINS[ending.toLowerCase()]
  return given.length > 1 || twin === undefined ? [] : [`${base}.${twin}`]
}

function typeOf(url: string, kind: Media['kind']): string | null {
  const ending = /\.(\w+)(?:[?#].*)?$/.exec(url)?.[1]?.toLowerCase() ?? ''
  return ending === 'ogg' ? `${kind}/ogg` : (TYPES[ending] ?? null)
}
