import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { ScreenReply } from './pages/rendered.ts'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { INTERVIEW, startTestServer } from './testing/test-server.ts'

const JSON_ONLY = { accept: 'application/json' }
const OPERATOR = 'olivia@example.com'

/** A client, and an advocate who has the link and signs in. */
const YAML = `
default role: client
code: |
  multi_user = True
  role = 'advocate' if user_has_privilege('advocate') else 'client'
---
mandatory: True
code: |
  reason
  is_sound
  end
---
id: reason
question: |
  Why? <\${ interview_url() }>
fields:
  - Reason: reason
---
id: review
role: advocate
question: Is \${ reason } a good reason?
yesno: is_sound
---
id: waiting
event: role_event
question: Please wait
subquestion: |
  % if user_logged_in():
  Hello, \${ user_info().first_name }.
  % endif
buttons:
  - Check: refresh
---
id: end
role: [client, advocate]
event: end
question: It is \${ is_sound }.
`

describe('people who take turns', async () => {
  const evaluators = await plainEvaluators()
  const server = await startTestServer({ evaluators, yaml: YAML })
  after(() => server.close())
  await server.createOperator(OPERATOR)

  type Shown = Extract<ScreenReply, { type: 'screen' }>

  async function shown(answer: Promise<Response>): Promise<Shown> {
    const reply = (await (await answer).json()) as ScreenReply
    assert.equal(reply.type, 'screen')
    return reply as Shown
  }

  const look = (who: TestBrowser, path: string): Promise<Shown> => shown(who.get(path, JSON_ONLY))
  const send = (who: TestBrowser, path: string, at: Shown, form: Record<string, string>) =>
    shown(
      who.post(
        path,
        { version: String(at.version), screen: at.screen.name, press: 'continue', ...form },
        JSON_ONLY,
      ),
    )

  async function begin(): Promise<{ client: TestBrowser; path: string; link: string }> {
    const client = openBrowser(server.origin)
    const path = `/s/${await client.begin()}`
    const first = await look(client, path)
    const link = /href="[^"]*(\/interview\?[^"]+)"/.exec(first.screen.html)?.[1] ?? ''
    return { client, path, link: link.replaceAll('&amp;', '&') }
  }

  async function comes(link: string): Promise<TestBrowser> {
    const advocate = openBrowser(server.origin)
    await advocate.signIn(OPERATOR)
    const entered = await advocate.get(link)
    assert.equal(entered.status, 303)
    return advocate
  }

  it('[ROL1] [ROL3] each sees their own screen of the same answers, and the page knows which waits', async () => {
    const { client, path, link } = await begin()
    const waiting = await send(client, path, await look(client, path), { f0: 'Rain' })
    assert.equal(waiting.screen.name, 'waiting')
    assert.equal(waiting.screen.waits, true)
    assert.match(await (await client.get(path)).text(), /<body[^>]* data-waits/)

    const advocate = await comes(link)
    const review = await look(advocate, path)
    assert.match(review.screen.html, /Is Rain a good reason\?/)
    assert.equal(review.screen.waits, false)
    const end = await send(advocate, path, review, { press: 'yes' })
    assert.match(end.screen.html, /It is True\./)
    const moved = await look(client, path)
    assert.match(moved.screen.html, /It is True\./)
    assert.equal(moved.screen.waits, false)
    assert.equal(moved.version, end.version)
  })

  it('[ROL3] whoever waits and checks does not overtake whoever answers', async () => {
    const { client, path, link } = await begin()
    let waiting = await send(client, path, await look(client, path), { f0: 'Rain' })
    const advocate = await comes(link)
    const review = await look(advocate, path)
    for (let count = 0; count < 3; count++) {
      const again = await send(client, path, waiting, { press: 'refresh' })
      assert.equal(again.accepted, true)
      assert.equal(again.version, review.version)
      waiting = again
    }
    assert.equal((await send(advocate, path, review, { press: 'no' })).accepted, true)
    const checked = await send(client, path, waiting, { press: 'refresh' })
    assert.match(checked.screen.html, /It is False\./)
  })

  it('[LOG4] nobody takes back what another has answered', async () => {
    const { client, path, link } = await begin()
    const waiting = await send(client, path, await look(client, path), { f0: 'Rain' })
    assert.equal(waiting.screen.canGoBack, true, 'their own step')
    const back = (who: TestBrowser, at: Shown): Promise<Shown> =>
      shown(who.post(`${path}/back`, { version: String(at.version) }, JSON_ONLY))
    const advocate = await comes(link)
    const review = await look(advocate, path)
    assert.equal(review.screen.canGoBack, false, "the client's step")
    assert.equal((await back(advocate, review)).accepted, false)
    assert.equal((await look(client, path)).screen.name, 'waiting')

    const end = await send(advocate, path, review, { press: 'yes' })
    assert.equal(end.screen.canGoBack, true)
    const ended = await look(client, path)
    assert.equal(ended.screen.canGoBack, false)
    assert.equal((await back(client, ended)).accepted, false)
    // Looked at once more, it is still the advocate's, who may take it back, and no more than it.
    await look(client, path)
    const again = await back(advocate, await look(advocate, path))
    assert.equal(again.screen.name, 'review')
    assert.equal(again.screen.canGoBack, false)
    assert.equal((await look(client, path)).screen.name, 'waiting')
  })

  it('[ROL1] whoever signs in at a screen is looked at anew', async () => {
    const { client, path } = await begin()
    const waiting = await send(client, path, await look(client, path), { f0: 'Rain' })
    assert.equal(waiting.screen.name, 'waiting')
    await client.signIn(OPERATOR)
    const now = await look(client, path)
    assert.equal(now.screen.name, 'review')
  })

  it('[ROL3] without script one looks again by hand, unless the author has a button for it', async () => {
    const { client, path } = await begin()
    const waiting = await send(client, path, await look(client, path), { f0: 'Rain' })
    assert.match(waiting.screen.html, /You need not do anything/)
    assert.doesNotMatch(waiting.screen.html, /Check again/)
    const other = await startTestServer({
      evaluators,
      yaml: YAML.replace('buttons:\n  - Check: refresh\n', ''),
      hash: () => 'without-button',
    })
    const { origin } = other
    try {
      const person = openBrowser(origin)
      const here = `/s/${await person.begin()}`
      const next = await send(person, here, await look(person, here), { f0: 'Rain' })
      const link = new RegExp(`<a[^>]*href="${here}"[^>]*>Check again</a`)
      assert.match(next.screen.html.replaceAll(/\s+/g, ' '), link)
    } finally {
      await other.close()
    }
  })

  it('[QUE1] `reload` looks at the answers anew, and saves nothing where several take part', async () => {
    const yaml = `
initial: True
code: |
  multi_user = url_args.get('alone') is None
  looks = looks + 1 if defined('looks') else 1
---
mandatory: True
id: poll
question: Look \${ looks }
reload: 5
`
    const polling = await startTestServer({ evaluators, yaml, hash: () => 'polling' })
    try {
      const person = openBrowser(polling.origin)
      const path = `/s/${await person.begin()}`
      for (let count = 0; count < 2; count++) {
        const again = await look(person, path)
        assert.equal(again.screen.reload, 5)
        assert.match(again.screen.html, /Look 2/, 'the first one was saved, this one is not')
        assert.equal(again.version, 1)
      }
      const markup = await (await person.get(path)).text()
      assert.match(markup, /<noscript\s*><meta http-equiv="refresh" content="5" \/><\/noscript/)
      assert.match(markup, /<body[^>]* data-reload="5"/)

      const alone = openBrowser(polling.origin)
      const begun = await alone.get(`/interview?i=${INTERVIEW}&alone=1`)
      const own = begun.headers.get('location') ?? ''
      assert.match((await look(alone, own)).screen.html, /Look 2/)
      assert.match((await look(alone, own)).screen.html, /Look 3/)
    } finally {
      await polling.close()
    }
  })
})
