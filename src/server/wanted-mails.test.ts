import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Evaluators } from '../evaluators/evaluators.ts'
import type { WantedMail } from '../interview/request.ts'
import { createMemoryMailer, type MemoryMailer } from '../mail/testing/memory-mailer.ts'
import type { ScreenReply } from './pages/rendered.ts'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { until } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'
import { textOfHtml } from './text-of-html.ts'

const JSON_ONLY = { accept: 'application/json' }
const YAML = `
template: letter
subject: About \${ reason }
content: |
  Dear *friend*,

  because <script>alert(1)</script>of \${ reason }: [see](https://example.org/a?b=1&c=2).
---
id: ask
question: To whom?
fields:
  - E-mail: address
  - Reason: reason
  - Paper: paper
    datatype: file
    required: False
---
mandatory: True
code: |
  address
  result = send_email(to=address, template=letter, attachments=paper)
---
mandatory: True
id: told
question: Sent \${ result }
buttons:
  - Leave: leave
  - Exit: exit
---
event: leaves
code: |
  send_email(to='left@example.org', body='left')
  command('leave', url='https://example.org/')
---
event: exits
code: |
  send_email(to='exited@example.org', body='exited')
  command('exit', url='https://example.org/')
---
event: floods
code: |
  for number in range(19):
    send_email(to=f'a{number}@example.org', body='B')
  result = 'flooded'
`

describe('mails that interview code wants', () => {
  let evaluators: Evaluators
  let mailer: MemoryMailer
  let server: TestServer

  before(async () => {
    evaluators = await plainEvaluators()
    mailer = createMemoryMailer()
    server = await startTestServer({
      evaluators,
      mailer,
      yaml: YAML,
      settings: { mailsPerSession: 30 },
    })
  })
  after(async () => {
    await server.close()
    await evaluators.close()
  })

  type Shown = Extract<ScreenReply, { type: 'screen' }>

  async function begin(): Promise<{ user: TestBrowser; path: string; first: Shown }> {
    const user = openBrowser(server.origin)
    const path = `/s/${await user.begin()}`
    const first = (await (await user.get(path, JSON_ONLY)).json()) as Shown
    assert.equal(first.type, 'screen')
    return { user, path, first }
  }

  const form = (at: Shown, address: string, reason = 'rent') => ({
    version: String(at.version),
    screen: at.screen.name,
    f0: address,
    f1: reason,
    press: 'continue',
  })

  async function send(user: TestBrowser, path: string, fields: Record<string, string>) {
    return (await (await user.post(path, fields, JSON_ONLY)).json()) as Shown
  }

  const sentTo = (address: string) =>
    mailer.sent.filter(({ recipients }) => recipients.includes(address))
  const delivered = async () => {
    const { waiting, sending } = await server.deps.store.countMails()
    return waiting + sending === 0
  }
  const act = (user: TestBrowser, path: string, action: string) => {
    const order = Buffer.from(JSON.stringify({ action, arguments: {} })).toString('base64url')
    return user.get(`${path}/action?action=${order}`)
  }

  it('[PYT3] one submission sends one mail, however often it is sent', async () => {
    const { user, path, first } = await begin()
    const sendings = await Promise.all(
      Array.from({ length: 4 }, () => send(user, path, form(first, 'once@example.org'))),
    )
    for (const shown of sendings) assert.match(shown.screen.html, /Sent True/)
    await send(user, path, form(first, 'once@example.org', 'other'))
    await user.get(path)
    await until(async () => sentTo('once@example.org').length > 0)
    await until(delivered)
    const [mail, ...more] = sentTo('once@example.org')
    assert.equal(more.length, 0)
    assert.equal(mail?.subject, 'About rent')
    assert.match(mail.html ?? '', /Dear <em>friend<\/em>/)
    assert.doesNotMatch(mail.html ?? '', /script/)
    assert.equal(mail.text, 'Dear friend,\n\nbecause of rent: see (https://example.org/a?b=1&c=2).')
  })

  it('[PYT3] of two tabs, only what is saved is sent', async () => {
    const { user, path, first } = await begin()
    await Promise.all(
      ['one@example.org', 'two@example.org'].map((to) => send(user, path, form(first, to))),
    )
    await until(delivered)
    const sent = [...sentTo('one@example.org'), ...sentTo('two@example.org')]
    assert.equal(sent.length, 1)
  })

  it('[PYT3] a refused answer sends nothing', async () => {
    const { user, path, first } = await begin()
    const refused = await send(user, path, { ...form(first, 'refused@example.org'), f1: '' })
    assert.equal(refused.accepted, false)
    const again = await send(user, path, form(refused, 'not an address'))
    assert.match(again.screen.html, /Sent False/)
    await until(delivered)
    assert.equal(sentTo('refused@example.org').length, 0)
  })

  it('[LOG4] mails go out with `leave`, once, and with `exit`', async () => {
    const { user, path, first } = await begin()
    await send(user, path, form(first, 'before@example.org'))
    await act(user, path, 'leaves')
    await act(user, path, 'leaves')
    await until(async () => sentTo('left@example.org').length > 0)
    await act(user, path, 'exits')
    await until(async () => sentTo('exited@example.org').length > 0)
    await until(delivered)
    assert.equal(sentTo('left@example.org').length, 1)
    assert.equal(sentTo('exited@example.org').length, 1)
  })

  it('[REL9] a session writes to so many addressees within an hour, and no more', async () => {
    const { user, path } = await begin()
    await until(delivered)
    const before = mailer.sent.length
    await act(user, path, 'floods')
    await act(user, path, 'floods')
    await until(delivered)
    assert.equal(mailer.sent.length - before, 30)
    const other = await begin()
    const shown = await send(other.user, other.path, form(other.first, 'other@example.org'))
    assert.match(shown.screen.html, /Sent True/)
  })

  it('[SES1] nothing of a mail stands in the log', async () => {
    await until(delivered)
    const logged = JSON.stringify(server.logged)
    assert.doesNotMatch(logged, /example\.org|About|friend/)
  })
})

describe('mails of many sessions', () => {
  it('[REL9] are so many within an hour, however many sessions somebody begins', async () => {
    const evaluators = await plainEvaluators()
    const mailer = createMemoryMailer()
    const settings = { mailsPerSession: 30, mailsPerHour: 3 }
    const server = await startTestServer({ evaluators, mailer, yaml: YAML, settings })
    const said: boolean[] = []
    for (let number = 0; number < 5; number++) {
      const user = openBrowser(server.origin)
      const path = `/s/${await user.begin()}`
      const first = (await (await user.get(path, JSON_ONLY)).json()) as { version: number }
      const form = { f0: `a${number}@example.org`, f1: 'rent', press: 'continue' }
      const sent = { version: String(first.version), screen: 'ask', ...form }
      said.push(/Sent True/.test(await (await user.post(path, sent, JSON_ONLY)).text()))
    }
    assert.deepEqual(said, [true, true, true, false, false])
    await until(async () => (await server.deps.store.countMails()).sent === 3)
    assert.equal(mailer.sent.length, 3)
    await server.close()
    await evaluators.close()
  })
})

describe('mails of an evaluator that is not to be trusted', () => {
  it('[REL9] are checked again: addresses, numbers, sizes', async () => {
    const wanted: WantedMail = {
      kind: 'interview',
      key: null,
      from: null,
      replyTo: null,
      to: [{ name: null, address: 'ana@example.org\r\nRCPT TO:<eve@example.org>' }],
      cc: [],
      bcc: [],
      subject: 'S',
      text: 'T',
      html: null,
      markdown: null,
      files: [],
    }
    const crowd = Array.from({ length: 21 }, (_, n) => ({ name: null, address: `a${n}@b.org` }))
    const mails: readonly WantedMail[] = [
      wanted,
      { ...wanted, to: crowd },
      { ...wanted, to: crowd.slice(0, 1), text: 'x'.repeat(600_000) },
      ...crowd.map((one) => ({ ...wanted, to: [one] })),
    ]
    const real = await plainEvaluators()
    const evil: Evaluators = {
      ...real,
      evaluate: async (...given) => {
        const reply = await real.evaluate(...given)
        return reply.type === 'screen' ? { ...reply, mails } : reply
      },
    }
    const mailer = createMemoryMailer()
    const server = await startTestServer({
      evaluators: evil,
      mailer,
      yaml: YAML,
      settings: { mailsPerSession: 5 },
    })
    const user = openBrowser(server.origin)
    await user.get(`/s/${await user.begin()}`)
    await until(async () => (await server.deps.store.countMails()).sent === 5)
    assert.deepEqual(mailer.sent.flatMap(({ recipients }) => recipients).toSorted(), [
      'a0@b.org',
      'a1@b.org',
      'a2@b.org',
      'a3@b.org',
      'a4@b.org',
    ])
    await server.close()
    await real.close()
  })
})

describe('the text of a mail', () => {
  const table: readonly (readonly [string, string])[] = [
    ['<p>A</p><p>B<br>C</p>', 'A\n\nB\nC'],
    ['<ul><li>A</li><li>B</li></ul>', '* A\n* B'],
    ['<a href="https://a.org/">here</a>', 'here (https://a.org/)'],
    ['<a href="https://a.org/">https://a.org/</a>', 'https://a.org/'],
    ['<a href="#x">here</a>', 'here'],
    ['a &lt;b&gt; &amp;amp; &#39;c&#x27; &unknown;', "a <b> &amp; 'c' &unknown;"],
    ['<table><tr><td>A</td><td>B</td></tr></table>', 'A B'],
    ['&#0;&#x110000;', '&#0;&#x110000;'],
  ]
  for (const [html, text] of table) {
    it(`of ${html}`, () => assert.equal(textOfHtml(html), text))
  }
})
