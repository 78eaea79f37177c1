import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { z } from 'zod'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { openBrowser } from './testing/test-browser.ts'
import { INTERVIEW, startTestServer, type TestServer } from './testing/test-server.ts'

const FILES = `
mandatory: True
question: You sent \${ paper.filename }
subquestion: \${ paper }
---
question: Send the paper
fields:
  - Paper: paper
    datatype: file
`

const begun = z.object({ session: z.string(), secret: z.string() })
const shown = z.object({
  version: z.number(),
  accepted: z.boolean(),
  _question_name: z.string(),
  questionType: z.string(),
  questionText: z.string(),
  subquestionText: z.string().optional(),
  continueLabel: z.string().optional(),
  allow_going_back: z.boolean(),
  message: z.string().optional(),
  errors: z.record(z.string(), z.string()).default({}),
  menu_items: z.array(z.object({ label: z.string(), url: z.string() })).default([]),
  review: z.array(z.object({ text: z.string(), action: z.string() })).default([]),
  fields: z
    .array(
      z.object({
        key: z.string(),
        label: z.string(),
        datatype: z.string(),
        required: z.boolean(),
        default: z.string().optional(),
        choices: z
          .array(
            z.object({ label: z.string(), value: z.string(), default: z.boolean().optional() }),
          )
          .default([]),
      }),
    )
    .default([]),
})
type Shown = z.infer<typeof shown>

interface Answered {
  readonly status: number
  readonly body: unknown
}

/** A program that draws screens itself: it has no cookies. */
function program(server: TestServer, secret: string | null, session: string) {
  async function ask(
    path: string,
    init: {
      readonly method?: string
      readonly body?: object | FormData | string
      type?: string
    } = {},
  ): Promise<Answered> {
    const { method = 'POST', body } = init
    const isPlain = body instanceof FormData || typeof body === 'string'
    const type = isPlain ? init.type : 'application/json'
    const response = await fetch(`${server.origin}/api/session/${path}?session=${session}`, {
      method,
      headers: {
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
        ...(type === undefined || method === 'GET' ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: isPlain ? body : JSON.stringify(body) }),
    })
    assert.equal(response.headers.get('set-cookie'), null)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    return { status: response.status, body: await response.json() }
  }

  return {
    ask,
    async question(): Promise<Shown> {
      const { status, body } = await ask('question', { method: 'GET' })
      assert.equal(status, 200)
      return shown.parse(body)
    },
    /** To the screen as it was shown. */
    async answer(to: Shown, values: object, press = 'continue', status = 200): Promise<Shown> {
      const { version, _question_name } = to
      const sent = { version, _question_name, values, press }
      const found = await ask('question', { body: sent })
      assert.equal(found.status, status, JSON.stringify(found.body))
      return shown.parse(found.body)
    },
  }
}

async function begin(server: TestServer, body: object = { i: INTERVIEW }) {
  const response = await fetch(`${server.origin}/api/session/new`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(response.status, 200)
  const { session, secret } = begun.parse(await response.json())
  return { session, secret, ...program(server, secret, session) }
}

function keyOf({ fields }: Shown, label: string): string {
  const found = fields.find((field) => field.label === label)
  assert.ok(found !== undefined, label)
  return found.key
}

describe('the JSON door, with an example interview', () => {
  let server: TestServer
  let forFiles: TestServer
  before(async () => {
    const evaluators = await plainEvaluators()
    forFiles = await startTestServer({ evaluators, yaml: FILES, hash: () => 'files' })
    const yaml = readFileSync(new URL('../../examples/eviction-help.yml', import.meta.url), 'utf8')
    server = await startTestServer({ evaluators, yaml })
  })
  after(async () => {
    await server.close()
    await forFiles.close()
  })

  it('[SES5] drives it from start to end: fields, boxes, Back, menu, review', async () => {
    const user = await begin(server)
    const welcome = await user.question()
    assert.equal(welcome.questionType, 'settrue')
    assert.match(welcome.subquestionText ?? '', /<strong>a volunteer may see this page<\/strong>/)
    assert.equal(welcome.continueLabel, 'Start')
    assert.equal(welcome.allow_going_back, false)

    const who = await user.answer(welcome, {})
    assert.equal(who.questionType, 'fields')
    const [name, street] = [keyOf(who, 'Your name'), keyOf(who, 'Street and number')]
    const children = keyOf(who, 'I live here with children')
    const refused = await user.answer(who, { [name]: 'Ann', [children]: true }, 'continue', 422)
    assert.deepEqual([refused.accepted, Object.keys(refused.errors)], [false, [street]])
    assert.equal(refused._question_name, who._question_name)

    const typed = { [name]: 'Ann <b>Lee</b>', [street]: 'Elm 5', [children]: true }
    const notice = await user.answer(refused, typed)
    assert.match(notice.subquestionText ?? '', /^<p>Ann Lee, take the paper/)
    const back = await user.ask('back', { body: { version: notice.version } })
    const again = shown.parse(back.body)
    assert.equal(again._question_name, who._question_name)
    const onceMore = await user.answer(again, typed)

    const [reasons, months] = onceMore.fields.map(({ key }) => key)
    const values = { [reasons ?? '']: ['I owe rent'], [months ?? '']: 3 }
    const benefit = await user.answer(onceMore, values)
    const [pin] = benefit.fields
    assert.deepEqual([pin?.datatype, pin?.required], ['password', false])
    assert.deepEqual(
      benefit.menu_items.map(({ label }) => label),
      ['Review answers'],
    )

    const review = await user.ask('action', { body: { action: 'review_answers' } })
    const changes = shown.parse(review.body).review
    assert.match(changes[0]?.text ?? '', /Your name: <strong>Ann Lee<\/strong>/)
    const asked = await user.ask('action', { body: { action: changes[0]?.action } })
    const change = shown.parse(asked.body)
    const changed = await user.answer(change, {
      [keyOf(change, 'Your name')]: 'Eve',
      [keyOf(change, 'Street and number')]: 'Elm 5',
    })
    assert.match(changed.review[0]?.text ?? '', /Eve/)
    const due = await user.answer(changed, {})
    const end = await user.answer(due, { [pin?.key ?? '']: '' })
    assert.match(end.subquestionText ?? '', /Eve, these are your next steps/)
    assert.deepEqual(await user.question(), { ...end, accepted: true })
  })

  it('[SES5] its documentation’s example works as it stands', (t) => {
    const isMissing = spawnSync('curl', ['--version']).status !== 0
    assert.ok(!isMissing || process.env['CI'] === undefined, 'CI has curl')
    if (isMissing) return t.skip('no curl on this machine')
    const page = readFileSync(new URL('../../docs/reference/json.md', import.meta.url), 'utf8')
    const [, script = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? []
    const here = script
      .replace('http://localhost:8080', server.origin)
      .replace('eviction-help.yml', INTERVIEW)
    return promisify(execFile)('sh', ['-ec', here]).then(({ stdout }) => {
      const screens = stdout.split('}{')
      assert.match(screens[0] ?? '', /"_question_name":"welcome"/)
      assert.match(screens[1] ?? '', /"_question_name":"who you are"/)
      assert.match(screens[2] ?? '', /"_question_name":"the notice".*Ann Lee, take the paper/)
    })
  })

  it('[SES5] [QUE5] bad input is refused like a form’s, and changes nothing', async () => {
    const user = await begin(server)
    const who = await user.answer(await user.question(), {})
    const name = keyOf(who, 'Your name')
    const nothing = await user.answer(who, { nonsense: 'x', [name]: 'Ann' }, 'continue', 422)
    assert.deepEqual(Object.keys(nothing.errors), [''])
    const wrongScreen = { ...who, version: nothing.version, _question_name: 'welcome' }
    const dropped = await user.answer(wrongScreen, { [name]: 'Ann' }, 'continue', 409)
    assert.equal(dropped._question_name, who._question_name)
    for (const body of [
      '{',
      '[]',
      '{}',
      { version: -1, _question_name: 'x' },
      { version: 1, _question_name: 'x', values: { f0: { deep: 1 } } },
      { version: 1, _question_name: 'x', values: [], more: 1 },
      { version: 1, _question_name: 'x', extra: true },
    ]) {
      const type = 'application/json'
      assert.equal((await user.ask('question', { body, type })).status, 400, JSON.stringify(body))
    }
    const asForm = 'version=1&_question_name=x'
    const type = 'application/x-www-form-urlencoded'
    assert.equal((await user.ask('question', { body: asForm, type })).status, 400)
    const deep = `{"action":"x","arguments":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`
    assert.equal((await user.ask('action', { body: deep, type: 'application/json' })).status, 400)
    assert.equal((await user.question())._question_name, who._question_name)
  })

  it('[SES5] takes files by multipart as a form does, and shows them for a while', async () => {
    const user = await begin(forFiles)
    const { version, _question_name, fields } = await user.question()
    const form = new FormData()
    form.set('version', String(version))
    form.set('_question_name', _question_name)
    form.set('press', 'continue')
    form.set(fields[0]?.key ?? '', new Blob(['the notice']), 'notice.txt')
    const { status, body } = await user.ask('question', { body: form })
    assert.equal(status, 200, JSON.stringify(body))
    const { questionText, subquestionText = '' } = shown.parse(body)
    assert.equal(questionText, 'You sent notice.txt')
    const link = /href="([^"]+)"/.exec(subquestionText)?.[1] ?? ''
    const file = await fetch(forFiles.origin + link.replaceAll('&amp;', '&'))
    assert.equal(await file.text(), 'the notice')
    const broken = await user.ask('question', { body: 'x', type: 'multipart/form-data' })
    assert.equal(broken.status, 400)
  })

  it('[SES5] [REL5] a stale version is told, with the screen that is due; a repeated one is one step', async () => {
    const user = await begin(server)
    const welcome = await user.question()
    const who = await user.answer(welcome, {})
    const repeated = await user.answer(welcome, {})
    assert.deepEqual([repeated._question_name, repeated.version], [who._question_name, who.version])
    const other = await user.answer(who, {
      [keyOf(who, 'Your name')]: 'Ann',
      [keyOf(who, 'Street and number')]: 'Elm 5',
    })
    const late = await user.answer(
      who,
      { [keyOf(who, 'Your name')]: 'Eve', [keyOf(who, 'Street and number')]: 'Oak 1' },
      'continue',
      409,
    )
    assert.deepEqual([late.accepted, late._question_name], [false, other._question_name])
    assert.match(late.message ?? '', /\w/)
    assert.match(late.subquestionText ?? '', /^<p>Ann,/)
  })
})

describe('the JSON door', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  it('[SES5] [SES2] opens to the secret of that session alone', async () => {
    const [mine, other] = [await begin(server), await begin(server)]
    const browser = openBrowser(server.origin)
    const theirs = await browser.begin()
    const cookie = browser.cookieHeader()
    const cases: readonly (readonly [string | null, string, number])[] = [
      [null, mine.session, 401],
      ['short', mine.session, 401],
      [other.secret, mine.session, 404],
      ['A'.repeat(43), mine.session, 404],
      [mine.secret, theirs, 404],
      [mine.secret, 'A'.repeat(22), 404],
      [mine.secret, 'nonsense', 404],
      // What a browser's cookie holds is no secret of this door, nor the other way round.
      [/visitor=([\w-]{43})/.exec(cookie)?.[1] ?? '', theirs, 404],
    ]
    for (const [secret, session, status] of cases) {
      const as = program(server, secret, session)
      assert.equal((await as.ask('question', { method: 'GET' })).status, status)
      assert.equal((await as.ask('delete')).status, status)
    }
    const asCookie = await fetch(`${server.origin}/s/${mine.session}`, {
      headers: { cookie: `visitor=${mine.secret}` },
    })
    assert.equal(asCookie.status, 403)
    assert.equal((await mine.question()).questionText, 'What is your name?')
  })

  it('[SES5] heeds no cookie, and needs no page of ours: another site can use nobody’s browser', async () => {
    const browser = openBrowser(server.origin)
    const session = await browser.begin()
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const asked = await browser.get(`/api/session/question?session=${session}`, headers)
    assert.equal(asked.status, 401)
    const posted = await browser.post(`/api/session/new`, { i: INTERVIEW }, headers)
    assert.equal(posted.status, 400)
    assert.equal(posted.headers.get('access-control-allow-origin'), null)
  })

  it('[SES5] errors are JSON: an unknown interview, too much, an unknown address, a failure', async () => {
    const url = `${server.origin}/api/session/new`
    const json = { 'content-type': 'application/json' }
    const post = (body: string) => fetch(url, { method: 'POST', headers: json, body })
    for (const [body, status] of [
      ['{"i":"none.yml"}', 404],
      ['{"i":5}', 400],
      ['{}', 400],
      [JSON.stringify({ i: 'x'.repeat(1_100_000) }), 413],
    ] as const) {
      const response = await post(body)
      assert.equal(response.status, status)
      assert.match(response.headers.get('content-type') ?? '', /json/)
    }
    assert.equal((await fetch(`${server.origin}/api/nothing`)).status, 404)
    const user = await begin(server)
    const asked = await user.question()
    const failed = await user.ask('question', {
      body: {
        version: asked.version,
        _question_name: asked._question_name,
        values: { f0: 'fail' },
        press: 'continue',
      },
    })
    assert.equal(failed.status, 500)
    assert.equal((await user.question()).version, asked.version)
  })

  it('[SES5] [SES3] deletes what it began', async () => {
    const user = await begin(server)
    assert.deepEqual((await user.ask('delete')).body, { deleted: true })
    assert.equal((await user.ask('question', { method: 'GET' })).status, 404)
  })
})
