import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Media } from '../../interview/screen.ts'
import { html } from './html.ts'
import { renderMedia } from './media.ts'

function render(media: Partial<Media>): string {
  const whole: Media = { kind: 'video', files: [], captions: null, transcript: null, ...media }
  return html`${renderMedia([whole], { filesUrl: '/s/x/static/', language: 'es' })}`.html
}

function sources(markup: string): readonly (readonly [string, string])[] {
  return [...markup.matchAll(/<source src="([^"]*)"\s*(?:type="([^"]*)")?/g)].map(
    ([, url = '', type = '']) => [url, type] as const,
  )
}

describe('players', () => {
  it('[HLP2] play a file of the package, or the same recording in its other format', () => {
    const shown = render({ kind: 'audio', files: ['a song.mp3'] })
    assert.match(shown, /<audio[^>]*\bcontrols\b[^>]*aria-label="Recording"/s)
    assert.deepEqual(sources(shown), [
      ['/s/x/static/a%20song.mp3', 'audio/mpeg'],
      ['/s/x/static/a%20song.ogg', 'audio/ogg'],
    ])
  })

  it('[HLP2] play the formats that the author lists, in that order', () => {
    assert.deepEqual(sources(render({ files: ['a.webm', 'b/a.mp4'] })), [
      ['/s/x/static/a.webm', 'video/webm'],
      ['/s/x/static/b/a.mp4', 'video/mp4'],
    ])
  })

  it('[HLP2] show captions, in a video player also for sound alone', () => {
    for (const kind of ['audio', 'video'] as const) {
      const shown = render({ kind, files: ['a.webm'], captions: 'a.vtt' })
      assert.match(shown, /<video[^>]*\bcontrols\b/s)
      assert.match(
        shown,
        /<track\s+kind="captions"\s+src="\/s\/x\/static\/a\.vtt"\s+srclang="es"\s+label="Captions"\s+default/,
      )
    }
  })

  it('[HLP2] have the transcript below, as text that can be opened', () => {
    const shown = render({ files: ['a.webm'], transcript: 'The *whole* text.' })
    assert.match(
      shown,
      /<details[^>]*>\s*<summary>Transcript<\/summary>\s*<p>The <em>whole<\/em> text/,
    )
  })

  it('[HLP2] take addresses over https, and other packages', () => {
    assert.deepEqual(sources(render({ files: ['https://media.example/a.webm?x=1'] })), [
      ['https://media.example/a.webm?x=1', 'video/webm'],
    ])
    assert.deepEqual(sources(render({ files: ['docassemble.demo:data/static/a.webm'] })), [
      ['/s/x/static/docassemble.demo%3Adata/static/a.webm', 'video/webm'],
    ])
  })

  it('[HLP2] what only another site can play is a link to it', () => {
    const cases = {
      '[YOUTUBE dQw4w9WgXcQ]': 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      '[VIMEO 96044910]': 'https://vimeo.com/96044910',
      'https://youtu.be/dQw4w9WgXcQ': 'https://youtu.be/dQw4w9WgXcQ',
      'http://old.example/a.mp4': 'http://old.example/a.mp4',
    }
    for (const [file, url] of Object.entries(cases)) {
      const shown = render({ files: [file] })
      assert.doesNotMatch(shown, /<video|<iframe/)
      assert.ok(shown.includes(`href="${url}" target="_blank" rel="noopener noreferrer"`), shown)
    }
  })

  it('[HLP2] never take an address that runs, or that leaves the folder', () => {
    for (const file of ['javascript:alert(1)', 'data:text/html,x', '../../secret.mp4', 'a"b.mp4']) {
      const shown = render({ files: [file], captions: file })
      for (const [, url = ''] of shown.matchAll(/(?:src|href)="([^"]*)"/g)) {
        assert.ok(url.startsWith('/s/x/static/') && !url.includes('..'), url)
      }
    }
    assert.equal(render({ files: ['ftp://x.example/a.mp4'] }), '')
  })
})
