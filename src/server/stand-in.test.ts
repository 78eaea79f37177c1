import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CANARY, offered, SPOKEN, startPhoneServer, wrongCode } from './testing/caller.ts'
import { viewWhere } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import type { TestServer } from './testing/test-server.ts'

/** A page, its forms as a person without a script has them. */
interface Shown {
  readonly text: string
  readonly status: number
  /** What stands in the box for the caller's number, where there is one to see. */
  readonly caller: string | undefined
  /** Presses the button with this label. */
  press(label: string, typed?: Readonly<Record<string, string>>): Promise<Shown>
}

async function shownBy(browser: TestBrowser, response: Response): Promise<Shown> {
  const page = await response.text()
  const text = page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#39;', '’')
  return {
    text,
    status: response.status,
    caller: /id="caller"[^>]*value="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#43;', '+'),
    async press(label, typed = {}) {
      const forms = [...page.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => form)
      const form = forms.find((one) => new RegExp(`>\\s*${label}\\s*</button>`).test(one))
      assert.ok(form !== undefined, `a button ${label} on: ${text}`)
      const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([input]) => [
        /name="([^"]*)"/.exec(input)?.[1] ?? '',
        /value="([^"]*)"/.exec(input)?.[1]?.replaceAll('&#43;', '+') ?? '',
      ])
      const fields = { ...Object.fromEntries(inputs), ...typed } as Record<string, string>
      return shownBy(browser, await browser.post('/phone', fields))
    },
  }
}

describe('the stand-in for a telephone company', () => {
  let server: TestServer
  before(async () => {
    const settings = { development: true }
    server = await startPhoneServer({ standIn: true, settings })
  })
  after(() => server.close())

  async function open(): Promise<Shown> {
    const browser = openBrowser(server.origin)
    return shownBy(browser, await browser.get('/phone'))
  }

  it('[PHN5] [PHN10] a whole call from its page: wrong code, right code, ringing, answered, ended', async () => {
    const { page, code } = await offered(server)
    const first = await open()
    assert.match(first.text, /\+1 276 241 0114/)
    const called = await first.press('Call')
    assert.ok(called.text.includes(SPOKEN.enter))
    const wrong = await called.press('Press', { digits: wrongCode(code) })
    assert.ok(wrong.text.includes(SPOKEN.wrong))
    const ringing = await wrong.press('Press', { digits: code })
    assert.ok(ringing.text.includes(SPOKEN.connecting))
    assert.match(ringing.text, /would ring now, for 30 seconds at most.*cut after 60 minutes/)
    assert.equal(ringing.text.replaceAll(' ', '').includes(CANARY), false)
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'ringing')
    const talking = await ringing.press('Answer')
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'answered')
    const over = await talking.press('Hang up')
    await viewWhere(page, ({ calls }) => calls[0]?.fate === 'ended')
    assert.match(over.text, /The call is over/)
    assert.equal(over.caller, '+12125550123')
    assert.ok((await over.press('Call again')).text.includes(SPOKEN.enter))
  })

  for (const [label, fate, spoken] of [
    ['Busy', 'busy', SPOKEN.busy],
    ['No answer', 'no-answer', SPOKEN['no-answer']],
  ] as const) {
    it(`[PHN10] ${label}: the caller hears so`, async () => {
      const { page, code } = await offered(server)
      const called = await (await open()).press('Call', { caller: '' })
      const ringing = await called.press('Press', { digits: code })
      const over = await ringing.press(label)
      assert.ok(over.text.includes(spoken))
      // Whoever called calls again.
      assert.equal(over.caller, '')
      await viewWhere(page, ({ calls }) => calls[0]?.fate === fate)
    })
  }

  it('[PHN6] three wrong codes: the call is over', async () => {
    const { code } = await offered(server)
    let shown = await (await open()).press('Call')
    for (let by = 1; by <= 3; by++) {
      shown = await shown.press('Press', { digits: wrongCode(code, by) })
    }
    assert.ok(shown.text.includes(SPOKEN.goodbye))
    assert.match(shown.text, /The call is over/)
  })

  it('[REL7] whatever is posted, there is a page', async () => {
    const browser = openBrowser(server.origin)
    const odd: readonly Record<string, string>[] = [
      {},
      { do: 'press' },
      { do: 'press', attempt: '9', digits: '1' },
      { do: 'over', fate: 'answered' },
      { do: 'answered', call: '../..', caller: '<b>' },
      { do: 'over', fate: 'unknown', call: 'x'.repeat(1000) },
    ]
    for (const form of odd) {
      const shown = await shownBy(browser, await browser.post('/phone', form))
      assert.equal(shown.status, 200)
    }
  })

  it('[PHN8] nobody but the stand-in itself is taken for it', async () => {
    const fields = { call: 'A'.repeat(22), caller: '', digits: '', fate: '' }
    for (const signature of ['', 'x', 'By chance']) {
      const response = await fetch(`${server.origin}/voice`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: signature === '' ? {} : { 'x-twilio-signature': signature },
      })
      assert.equal(response.status, 403)
    }
  })

  it('[PHN1] its page is for development only, and never beside a real line', async () => {
    for (const options of [{ standIn: true }, { settings: { development: true } }]) {
      const other = await startPhoneServer(options)
      const browser = openBrowser(other.origin)
      assert.equal((await browser.get('/phone')).status, 404)
      assert.equal((await browser.post('/phone', { do: 'call' })).status, 404)
      await other.close()
    }
  })
})
