/**
 * Hostile text at each boundary that renders or carries text. A page given a hostile text must be the
 * page given a harmless one, but for the text itself: the same tags with the same attributes, and the
 * text in it as it was written.
 */
import { BARE_FIELD } from '../src/interview/testing/bare-field.ts'
import { BARE_SCREEN } from '../src/interview/testing/bare-screen.ts'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSessionId } from '../src/base/id.ts'
import { must } from '../src/base/must.ts'
import type { Field, Screen } from '../src/interview/screen.ts'
import { parsePageMessage } from '../src/protocol/parse.ts'
import type { Assets } from '../src/server/deps.ts'
import { attr, escape, html } from '../src/server/pages/html.ts'
import {
  renderForgotPage,
  renderLinkPage,
  renderNewPasswordPage,
  renderRegisterPage,
} from '../src/server/pages/account-pages.ts'
import { renderOwnAccountPage } from '../src/server/pages/own-account-page.ts'
import { renderPrivilegesPage } from '../src/server/pages/privileges-page.ts'
import { renderUserPage } from '../src/server/pages/user-page.ts'
import { renderInterviewPage } from '../src/server/pages/interview-page.ts'
import { renderScreen } from '../src/server/pages/screen.ts'
import { renderBeginPage, renderErrorPage, renderSignInPage } from '../src/server/pages/simple.ts'
import {
  renderDeletePage,
  renderSessionsPage,
  renderSetAsidePage,
} from '../src/server/pages/sessions-page.ts'
import { renderMonitorPage, renderStartPage } from '../src/server/pages/simple.ts'
import { sanitizeMirror } from '../src/server/pages/sanitize.ts'
import { renderUsersPage } from '../src/server/pages/users-page.ts'
import { format } from '../src/texts/text.ts'
import { account } from '../src/store/testing/scene.ts'
import { splitLinks } from '../src/web/chat/links.ts'
import { ATTACKS, HOSTILE } from './support/hostile-text.ts'

const HARMLESS = 'harmless'
const SESSION = must(parseSessionId('AAAAAAAAAAAAAAAAAAAAAA'), 'an id')
const assets: Assets = { url: (name) => `static/${name}`, read: () => null }
const page = { root: '/', assets, person: { name: HARMLESS } }

const entry = (text: string) => ({
  title: text,
  interview: text,
  begun: { iso: '', text },
  used: { iso: '', text },
  progress: 5,
  isOver: false,
  resume: '/x',
  away: { how: 'delete' as const, url: '/y' },
})

/** Each shows `text` as it is, wherever it can. */
const PAGES: Readonly<Record<string, (text: string) => string>> = {
  'a template': (text) => html`<p title="${text}" ${attr('class', text)}>${text}${[text]}</p>`.html,
  'the list of interviews': (text) =>
    renderStartPage({
      ...page,
      interviews: [{ path: text, title: text }],
      latest: [entry(text)],
      done: null,
    }),
  'the list of own interviews': (text) =>
    renderSessionsPage({
      ...page,
      signedIn: true,
      sessions: [entry(text)],
      next: text,
      isFirst: false,
      done: 'deleted',
    }),
  'the question before a deletion': (text) =>
    renderDeletePage({ ...page, title: text, people: 2, action: '/x', back: '/y' }),
  'the question before one is taken off the list': (text) =>
    renderSetAsidePage({ ...page, title: text, action: '/x', link: text, back: '/y' }),
  'the page before an interview': (text) =>
    renderBeginPage({ ...page, title: text, action: '/x', fields: { i: text } }),
  'the sign-in page': (text) =>
    renderSignInPage({
      ...page,
      email: text,
      next: text,
      problem: text,
      mayRegister: true,
      providers: [{ name: text, to: '/x' }],
    }),
  'the page of a one-time link': (text) =>
    renderLinkPage({ ...page, token: text, purpose: 'sign-in', email: text }),
  'the page of a link that sets a password': (text) =>
    renderNewPasswordPage({
      ...page,
      token: text,
      purpose: 'register',
      email: text,
      minLength: 10,
      problem: text,
    }),
  'the page for registering': (text) =>
    renderRegisterPage({
      ...page,
      draft: { email: text, firstName: text, lastName: text, next: text },
      problem: text,
      closed: null,
    }),
  'the page of a forgotten password': (text) =>
    renderForgotPage({ ...page, email: text, problem: text, closed: null }),
  'the page of one’s own account': (text) =>
    renderOwnAccountPage({
      ...page,
      email: text,
      draft: { firstName: text, lastName: text, language: 'en', timezone: 'UTC' },
      languages: ['en'],
      timezones: ['UTC'],
      serverTimezone: 'UTC',
      timezone: 'UTC',
      proof: 'password',
      mayMail: true,
      signIns: [{ id: text, agent: text, createdAt: 1, usedAt: 2, own: false }],
      emailDraft: { email: text, problem: text },
      problem: text,
      done: text,
    }),
  'the page of a user': (text) =>
    renderUserPage({
      ...page,
      account: { ...account(), email: text, firstName: text, privileges: [text] },
      name: text,
      own: false,
      privileges: [text],
      mayMail: true,
      timezone: 'UTC',
      problem: text,
      done: text,
      link: text,
    }),
  'the list of privileges': (text) =>
    renderPrivilegesPage({ ...page, known: ['admin'], own: [text], problem: text }),
  'the page of an error': (text) =>
    renderErrorPage({ ...page, status: 500, title: text, message: text, detail: text }),
  'the menu with the name': (text) =>
    renderErrorPage({ ...page, person: { name: text }, status: 404, title: 'x', message: 'x' }),
  'the Monitor': (text) =>
    renderMonitorPage({ ...page, nonce: 'n', me: { id: 'x', name: text }, brand: text }),
  'the list of users': (text) =>
    renderUsersPage({
      ...page,
      users: [
        {
          id: 'x',
          email: text,
          firstName: text,
          lastName: text,
          privileges: [text],
          active: true,
          hasPassword: true,
          own: false,
        },
      ],
      total: 100,
      sought: text,
      page: 0,
      perPage: 50,
      privileges: [text],
      problem: text,
      done: text,
      draft: { email: text, firstName: text, lastName: text, privileges: [text] },
      created: { email: text, link: text },
    }),
  'what was typed into fields': (text) => renderFields(text),
  'the name on the interview page': (text) =>
    renderInterviewPage({
      rendered: renderScreen(screenInput([])),
      session: SESSION,
      version: 1,
      root: '/',
      nonce: 'n',
      assets,
      person: { name: text },
      staticUrl: (name) => name,
    }),
}

function screenInput(fields: readonly Field[]): Parameters<typeof renderScreen>[0] {
  const screen: Screen = {
    ...BARE_SCREEN,
    name: 'name',
    kind: 'fields',
    title: 'Title',
    shortTitle: 'Title',
    question: 'Question',
    fields,
  }
  return { screen, session: SESSION, root: '/', version: 1, values: null, refusals: {} }
}

/** Typed and refused: values, hints and refusals of each kind of field. */
function renderFields(text: string): string {
  const widgets = ['text', 'area', 'email', 'date', 'combobox', 'hidden'] as const
  const fields = widgets.map((widget, index): Field => ({
    ...BARE_FIELD,
    key: `f${index}`,
    widget,
    datatype: 'text',
    label: 'Label',
    help: null,
    hint: text,
    required: false,
    value: text,
    choices: [],
  }))
  const values = Object.fromEntries(fields.map(({ key }) => [key, [text]]))
  const refusals = { '': text, f0: text }
  return renderScreen({ ...screenInput(fields), values, refusals }).html
}

/** Its tags, in order, with the names of their attributes. */
function skeleton(markup: string): readonly string[] {
  const tags = markup.match(/<(?:[^"'<>]|"[^"]*")*>/g) ?? []
  return tags.map((tag) => tag.replaceAll(/="[^"]*"/g, '').replaceAll(/\s+/g, ' '))
}

function unescape(markup: string): string {
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
  return markup.replaceAll(
    /&(?:lt|gt|quot|#39|amp);/g,
    (entity) => entities[entity as keyof typeof entities],
  )
}

function count(whole: string, part: string): number {
  return whole.split(part).length - 1
}

describe('hostile text', () => {
  it('[REL7] is there in numbers', () => {
    assert.ok(HOSTILE.length > 450)
  })

  for (const [name, render] of Object.entries(PAGES)) {
    it(`[REL7] [CHT7] is only text on ${name}`, () => {
      const harmless = render(HARMLESS)
      const expected = skeleton(harmless)
      assert.ok(expected.length > 0 && harmless.includes(HARMLESS))
      for (const text of HOSTILE) {
        const shown = render(text)
        assert.deepEqual(skeleton(shown), expected, JSON.stringify(text))
        assert.ok(count(unescape(shown), text) > 0, JSON.stringify(text))
      }
    })
  }

  it('[REL7] is escaped so that it can be read back exactly', () => {
    for (const text of HOSTILE) {
      assert.doesNotMatch(escape(text), /[<>"']/)
      assert.equal(unescape(escape(text)), text)
    }
  })

  it('[CHT7] passes the protocol letter by letter', () => {
    for (const text of HOSTILE) {
      const message = { type: 'chat-send', id: `${'A'.repeat(22)}-1`, text }
      assert.deepEqual(parsePageMessage(JSON.stringify(message)), message)
    }
  })

  it('[CHT7] becomes a link only where an address stands, and stays as it was written', () => {
    for (const text of HOSTILE) {
      const parts = splitLinks(text)
      assert.equal(parts.map((part) => part.text).join(''), text)
      for (const { text: shown, href } of parts) {
        if (href === null) continue
        assert.equal(href, shown)
        assert.match(href, /^https?:\/\/[^\s<>"'`]+$/i)
      }
    }
  })

  it('[CHT7] in a message with placeholders is never taken for a placeholder', () => {
    for (const text of HOSTILE) {
      assert.equal(
        format('{name} says: {text}', { name: text, text: 'x' }, 'en'),
        `${text} says: x`,
      )
    }
  })

  it('[OBS8] in a part of a picture brings nothing that runs or asks another host', () => {
    const live =
      /<(?:script|style|iframe|object|embed|link|meta|base|svg|math|source|track|template)\b|<[^>]*\s(?:on\w+|style|srcdoc|formaction|action)\s*=|<[^>]*(?:href|src)="\s*(?:[a-z]+:(?!image\/)|\/\/)/i
    // A player keeps its place in the picture, and has nothing to play there.
    const plays = /<(?:video|audio)\b[^>]*\s(?:src|srcset|poster|autoplay|controls)\b/i
    for (const text of [...ATTACKS, ...HOSTILE]) {
      assert.doesNotMatch(sanitizeMirror(text), live, JSON.stringify(text))
      assert.doesNotMatch(sanitizeMirror(text), plays, JSON.stringify(text))
    }
  })
})
