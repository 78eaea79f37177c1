import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Evaluators } from '../evaluators/evaluators.ts'
import { createMemoryMailer, type MemoryMailer } from '../mail/testing/memory-mailer.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import type { ScreenReply } from './pages/rendered.ts'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { until } from './testing/scene.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const JSON_ONLY = { accept: 'application/json' }
const OPERATOR = 'olivia@example.com'
const YAML = `
metadata:
  title: Rent
---
default role: client
code: |
  multi_user = True
  role = 'advocate' if user_has_privilege('advocate') else 'client'
---
role emails:
  advocate: olivia@example.com
  client: client_email
---
mandatory: True
code: |
  client_email
  is_sound
  end
---
id: start
question: Your e-mail?
fields:
  - E-mail: client_email
---
id: review
role: advocate
question: Sound?
yesno: is_sound
---
event: end
id: end
role: [client, advocate]
question: The end
`

describe('mails to those whose turn it is', () => {
  let evaluators: Evaluators
  let mailer: MemoryMailer
  let store: Store
  let server: TestServer

  before(async () => {
    evaluators = await plainEvaluators()
    mailer = createMemoryMailer()
    store = await openSqliteStore({ file: ':memory:' })
    server = await startTestServer({ evaluators, mailer, store, yaml: YAML })
    await server.createOperator(OPERATOR)
  })
  after(async () => {
    await server.close()
    await store.close()
    await evaluators.close()
  })

  type Shown = Extract<ScreenReply, { type: 'screen' }>

  async function shown(answer: Promise<Response>): Promise<Shown> {
    return (await (await answer).json()) as Shown
  }
  const look = (who: TestBrowser, path: string): Promise<Shown> => shown(who.get(path, JSON_ONLY))
  const send = (who: TestBrowser, path: string, at: Shown, form: Record<string, string>) => {
    const place = { version: String(at.version), screen: at.screen.name, press: 'continue' }
    return shown(who.post(path, { ...place, ...form }, JSON_ONLY))
  }

  /** Of all mails, those about this session or to this address. */
  const about = (text: string) =>
    mailer.sent.filter((mail) => mail.text.includes(text) || mail.recipients.includes(text))

  async function allSent(): Promise<void> {
    await until(async () => {
      const { waiting, sending } = await store.countMails()
      return waiting + sending === 0
    })
  }

  it('[ROL2] leave once for each change, whatever is sent, loaded or undone again', async () => {
    const client = openBrowser(server.origin)
    const session = await client.begin()
    const path = `/s/${session}`
    const first = await look(client, path)
    const answer = { f0: 'ann@example.com' }
    const sendings = await Promise.all([1, 2, 3].map(() => send(client, path, first, answer)))
    for (const reply of sendings) assert.equal(reply.screen.waits, true)
    const waiting = await look(client, path)

    // Back, and the same again, and another answer.
    const back = await shown(
      client.post(`${path}/back`, { version: String(waiting.version) }, JSON_ONLY),
    )
    assert.equal(back.screen.name, 'start')
    const again = await send(client, path, back, answer)
    assert.equal(again.screen.waits, true)
    await allSent()
    const [mail, ...more] = about(session)
    assert.equal(more.length, 0)
    assert.deepEqual(mail?.recipients, [OPERATOR])
    assert.equal(mail.subject, 'Rent: it is your turn')
    assert.doesNotMatch(JSON.stringify(mail), /ann@example/)

    const link = new URL(/http\S+\/interview\?\S+/.exec(mail.text)?.[0] ?? '')
    const tabs = openBrowser(server.origin)
    await tabs.signIn(OPERATOR)
    assert.equal((await tabs.get(link.pathname + link.search)).status, 303)
    const review = await look(tabs, path)
    assert.equal(review.screen.name, 'review', 'the link opens the session at their question')
    // Two tabs answer at once; whoever waits looks again meanwhile.
    await Promise.all([
      send(tabs, path, review, { press: 'yes' }),
      look(client, path),
      send(tabs, path, review, { press: 'no' }),
      look(client, path),
    ])
    for (const who of [client, tabs, client])
      assert.equal((await look(who, path)).screen.name, 'end')
    await allSent()
    assert.deepEqual(
      about(session).map(({ recipients, subject }) => [recipients, subject]),
      [
        [[OPERATOR], 'Rent: it is your turn'],
        [['ann@example.com'], 'Rent: you can go on'],
      ],
    )
  })

  it('[ROL2] leave though the server died when the answer was saved', async () => {
    await server.drop()
    server = await startTestServer({ evaluators, store, yaml: YAML })
    const client = openBrowser(server.origin)
    const session = await client.begin()
    const path = `/s/${session}`
    const first = await look(client, path)
    await send(client, path, first, { f0: 'ben@example.com' })
    assert.equal((await store.countMails()).waiting, 1)
    await server.drop()
    mailer = createMemoryMailer()
    server = await startTestServer({ evaluators, mailer, store, yaml: YAML })
    client.moveTo(server.origin)
    // Sent once more, as its page had no answer.
    const waiting = await send(client, path, first, { f0: 'ben@example.com' })
    assert.equal(waiting.screen.waits, true)
    await until(async () => about(session).length > 0)
    await allSent()
    assert.equal(about(session).length, 1)
  })
})
