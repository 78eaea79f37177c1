import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SessionId } from '../../base/id.ts'
import { parseSessionId } from '../../base/id.ts'
import { must } from '../../base/must.ts'
import { BARE_FIELD } from '../../interview/testing/bare-field.ts'
import { BARE_SCREEN } from '../../interview/testing/bare-screen.ts'
import type { Choice, Field, Screen } from '../../interview/screen.ts'
import type { Assets } from '../deps.ts'
import { renderInterviewPage } from './interview-page.ts'
import type { RenderedScreen } from './rendered.ts'
import { renderScreen } from './screen.ts'

const SESSION: SessionId = must(parseSessionId('AAAAAAAAAAAAAAAAAAAAAA'), 'an id')

function screen(overrides: Partial<Screen> = {}): Screen {
  return {
    ...BARE_SCREEN,
    name: 'question_1',
    kind: 'fields',
    title: 'A title',
    shortTitle: 'Title',
    question: 'Who are you?',
    buttons: [{ value: 'True', label: 'Continue', color: 'primary', help: null, image: null }],
    ...overrides,
  }
}

function field(overrides: Partial<Field> = {}): Field {
  return {
    ...BARE_FIELD,
    key: 'f0',
    widget: 'text',
    datatype: 'text',
    label: 'Name',
    help: null,
    hint: null,
    required: true,
    value: null,
    choices: [],
    ...overrides,
  }
}

function choices(...labels: readonly string[]): Choice[] {
  return labels.map((label) => ({ value: label, label, selected: false, help: null, image: null }))
}

interface Given {
  values?: Record<string, readonly string[]>
  refusals?: Record<string, string>
}

function render(shown: Screen, { values, refusals = {} }: Given = {}): RenderedScreen {
  return renderScreen({
    screen: shown,
    session: SESSION,
    root: '/',
    version: 7,
    values: values ?? null,
    refusals,
  })
}

describe('a screen as HTML', () => {
  it('[QUE1] is a plain form that says which screen and which version it answers', () => {
    const { html } = render(screen())
    assert.match(html, /<form[^>]*id="al-form"[^>]*method="post"[^>]*action="\/s\/A{22}"/s)
    assert.match(html, /<input type="hidden" name="version" value="7"/)
    assert.match(html, /<input\s+type="hidden"\s+name="screen"\s+value="question_1"/)
    assert.match(html, /<button[^>]*type="submit"[^>]*name="press"[^>]*value="True"/s)
  })

  it('[QUE3] labels each control by its key', () => {
    for (const widget of [
      'text',
      'email',
      'number',
      'date',
      'range',
      'area',
      'dropdown',
    ] as const) {
      const { html } = render(
        screen({ fields: [field({ widget, help: 'Help', choices: choices('A') })] }),
      )
      assert.match(html, /<label[^>]*for="f0"/, widget)
      assert.match(html, /id="f0"[^>]*name="f0"/, widget)
      assert.match(html, /aria-describedby="f0-help f0-error"/, widget)
      assert.match(html, /data-m="f0"/, widget)
    }
  })

  it('[QUE1] [QUE2] has pictures that say nothing, and says who made them', () => {
    const sun = 'docassemble.base:data/static/sun.svg'
    const boxes = field({
      widget: 'radio',
      choices: [{ value: 'a', label: 'A :sun:', selected: false, help: null, image: sun }],
    })
    const button = { value: 'b', label: 'B', color: 'primary', help: null, image: '3' }
    const { html } = render(
      screen({
        decoration: sun,
        images: { sun },
        attributions: ['By [Kim](https://kim.example)'],
        fields: [boxes],
        buttons: [button],
      }),
    )
    const pictures = [...html.matchAll(/<img [^>]*>/g)].map(([tag]) => tag)
    assert.deepEqual(
      pictures.map((tag) => /class="([^"]*)"/.exec(tag)?.[1]),
      ['al-decoration', 'al-choice-picture', 'al-icon'],
    )
    for (const tag of pictures) {
      assert.match(tag, /alt=""/)
      assert.match(tag, /src="[^":]*\/static\/docassemble\.base%3Adata\/static\/sun\.svg"/)
    }
    assert.match(html, /<button[^>]*>\s*<al-file ref="3" caption><\/al-file>B/s)
    assert.match(html, /<div class="al-attributions"[\s\S]*By <a [^>]*>Kim<\/a>/)
    assert.doesNotMatch(render(screen()).html, /al-heading|al-attributions/)
  })

  it('[QUE3] groups boxes under a legend, with "None of the above"', () => {
    const boxes = field({
      widget: 'checkboxes',
      label: 'Support',
      choices: choices('child', 'spouse'),
      noneOfTheAbove: 'None of the above',
    })
    const { html } = render(screen({ fields: [boxes] }))
    assert.match(html, /<fieldset[\s\S]*<legend[^>]*>[\s\S]*Support/)
    assert.equal(html.match(/type="checkbox"/g)?.length, 3)
    assert.equal(html.match(/name="f0"/g)?.length, 3)
    assert.match(html, /data-m="f0-0"/)
    assert.match(html, /data-al-none/)
  })

  it('[QUE3] names a field without a label by the question', () => {
    const boxes = field({ widget: 'checkboxes', label: null, choices: choices('a') })
    assert.match(
      render(screen({ fields: [boxes] })).html,
      /<fieldset[^>]*aria-labelledby="al-question"/s,
    )
    const text = field({ label: null })
    assert.match(
      render(screen({ fields: [text] })).html,
      /<input[^>]*aria-labelledby="al-question"/s,
    )
  })

  it('[QUE5] keeps what was typed, and says at the field what is wrong', () => {
    const { html } = render(screen({ fields: [field()] }), {
      values: { f0: ['<b>Ann'] },
      refusals: { f0: 'Too <i>short' },
    })
    assert.match(html, /value="&lt;b&gt;Ann"/)
    assert.match(html, /aria-invalid="true"/)
    assert.match(html, /id="f0-error"[^>]*>Too &lt;i&gt;short</)
    assert.match(html, /role="alert"/)
  })

  it('[OBS7] marks secrets, and never writes a password into the page', () => {
    const secret = field({ widget: 'password', value: 'hunter2' })
    const { html } = render(screen({ fields: [secret] }), { values: { f0: ['hunter2'] } })
    assert.match(html, /data-private/)
    assert.doesNotMatch(html, /hunter2/)
    assert.match(render(screen({ fields: [field({ sensitive: true })] })).html, /data-private/)
    assert.doesNotMatch(render(screen({ fields: [field()] })).html, /data-private/)
  })

  it('[CTL3] names the links that authors write, for who presses them from afar', () => {
    const shown = screen({
      subquestion: '[One](/s/x/action?action=a) and <a href="#help" data-m="m0">two</a>.',
      under: '<details><summary>More</summary>less</details>',
    })
    const rendered = render(shown)
    const names = [...rendered.html.matchAll(/<(?:a|summary) data-m="(l\d)"/g)].map(([, n]) => n)
    assert.deepEqual(names, ['l0', 'l1', 'l2'])
  })

  it('[OBS1] stamps each element once', () => {
    const { html } = render(
      screen({
        subquestion: 'text',
        canGoBack: true,
        fields: [field(), field({ key: 'f1', widget: 'radio', choices: choices('a', 'b') })],
      }),
    )
    const stamps = [...html.matchAll(/data-m="([^"]+)"/g)].map((match) => match[1])
    assert.equal(new Set(stamps).size, stamps.length)
    assert.ok(stamps.length > 8)
  })

  it('[QUE6] escapes titles, values, labels and menu entries', () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const rendered = render(
      screen({
        name: hostile,
        question: hostile,
        title: hostile,
        fields: [field({ label: hostile, value: hostile, hint: hostile, help: hostile })],
        buttons: [{ value: hostile, label: hostile, color: hostile, help: hostile, image: null }],
        review: [{ label: hostile, action: hostile, button: hostile, help: hostile }],
        menuItems: [
          { label: hostile, url: 'javascript:alert(1)' },
          { label: hostile, url: '//evil.example' },
          { label: hostile, url: '/fine' },
        ],
      }),
      { refusals: { '': hostile } },
    )
    assert.doesNotMatch(rendered.html, /<img[^>]*onerror/)
    assert.deepEqual(
      rendered.menu.map((item) => item.url),
      ['/fine'],
    )
    const page = renderPage(rendered)
    assert.doesNotMatch(page, /<img[^>]*onerror|javascript:/)
  })

  it('[LOG3] turns a review item into an address that runs its action', () => {
    const { html } = render(
      screen({
        kind: 'review',
        review: [{ label: 'Revisit', action: 'f', button: 'x', help: null }],
      }),
    )
    const encoded = /action\?action=([\w-]+)/.exec(html)?.[1] ?? ''
    assert.deepEqual(JSON.parse(Buffer.from(encoded, 'base64url').toString()), {
      action: 'f',
      arguments: {},
    })
  })

  it('[LOG4] offers Back only where one may go back', () => {
    assert.doesNotMatch(render(screen()).html, /\/back"/)
    assert.match(render(screen({ canGoBack: true })).html, /action="\/s\/A{22}\/back"/)
  })

  it('[HLP1] marks help of the question, and shows both kinds', () => {
    const help = { heading: null, label: null, content: '*own* help', media: [] }
    const both = render(screen({ help, interviewHelp: [{ ...help, content: 'general' }] }))
    assert.equal(both.questionHelp, true)
    assert.match(both.help, /<em>own<\/em>[\s\S]*general/)
    const page = renderPage(both)
    assert.match(page, /id="al-help-button"[^>]*data-marked/s)
    assert.match(page, /id="al-help-mark"\s*>[^<]*<span[^>]*>There is help for this question/)
    assert.match(page, /id="al-help-label">Help</)
    const labelled = render(screen({ help: { ...help, label: 'More <i>here</i>' } }))
    assert.match(renderPage(labelled), /id="al-help-label">More here</)
    const none = render(screen())
    assert.equal(none.hasHelp, false)
    assert.match(renderPage(none), /id="al-help-button"[^>]*hidden/s)
  })
})

describe('recordings on a screen', () => {
  it('[HLP2] stand above the question, those of a help text above that text', () => {
    const media = [{ kind: 'audio', files: ['a.mp3'], captions: null, transcript: null }] as const
    const help = { heading: 'About', label: null, content: 'text', media }
    const shown = render(screen({ media, help }))
    assert.match(shown.html, /<audio[\s\S]*<h1/)
    assert.match(shown.help, /<h3>About<\/h3>[\s\S]*<audio[\s\S]*<p>text/)
    assert.ok(shown.html.includes('src="/s/AAAAAAAAAAAAAAAAAAAAAA/static/a.mp3"'))
  })
})

describe('the interview page', () => {
  it('[STA6] shows no trace of live help before the server tells of any', () => {
    const page = renderPage(render(screen()))
    assert.match(page, /<section[^>]*id="al-chat"[^>]*hidden/s)
    assert.match(page, /<button[^>]*id="al-chat-button"[^>]*hidden/s)
  })

  it('[PHN1] says nothing of telephones before somebody offers a call', () => {
    const page = renderPage(render(screen())).replace(/ data-phone="[^"]*"/, '')
    assert.doesNotMatch(page, /phone|call/i)
  })

  it('[CHT1] gives the chat log to screen readers as a log', () => {
    assert.match(renderPage(render(screen())), /id="al-chat-log"[^>]*role="log"/s)
  })

  it('[QUE1] loads its own files only', () => {
    const page = renderPage(render(screen({ css: ['a.css'], javascript: ['b.js'] })))
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '')
    for (const address of addresses) assert.match(address, /^(\/|#|data:,)/)
    assert.ok(addresses.includes('/files/a.css') && addresses.includes('/files/b.js'))
  })
})

function renderPage(rendered: RenderedScreen): string {
  const assets: Assets = { url: (name) => `static/${name}`, read: () => null }
  return renderInterviewPage({
    rendered,
    session: SESSION,
    version: 7,
    root: '/',
    nonce: 'n0nce',
    assets,
    person: { name: null },
    staticUrl: (name) => `/files/${name}`,
  })
}
