import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Evaluators } from '../evaluators/evaluators.ts'
import { memoryFiles } from '../files/testing/memory-files.ts'
import type { Files } from '../files/files.ts'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { openBrowser, type TestBrowser } from './testing/test-browser.ts'
import { startTestServer, type TestServer } from './testing/test-server.ts'

const YAML = `
id: papers
question: Your papers
fields:
  - Name: name
  - Picture: picture
    datatype: file
    required: False
  - Papers: papers
    datatype: files
    required: False
validation code: |
  if name == 'refuse me':
    validation_error('Not you.', field='name')
---
mandatory: True
id: shown
question: Thanks, \${ name }
subquestion: |
  \${ picture }

  \${ papers }
field: papers_seen
---
mandatory: True
question: The end
`
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(100)])

interface Part {
  readonly name: string
  readonly value: string | Uint8Array
  readonly file?: string
  readonly type?: string
}

const BOUNDARY = 'b0undary'

function bodyOf(parts: readonly Part[]): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ name, value, file, type }) => [
      Buffer.from(
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"` +
          (file === undefined ? '' : `; filename="${file}"`) +
          (type === undefined ? '' : `\r\ncontent-type: ${type}`) +
          '\r\n\r\n',
      ),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ])
}

describe('uploads', () => {
  let evaluators: Evaluators
  let files: Files
  let server: TestServer
  let user: TestBrowser
  let session: string

  before(async () => {
    evaluators = await plainEvaluators()
  })
  after(() => evaluators.close())
  beforeEach(async () => {
    files = memoryFiles()
    server = await startTestServer({ evaluators, yaml: YAML, files })
    user = openBrowser(server.origin)
    session = await user.begin()
  })
  afterEach(() => server.close())

  function head(extra: Record<string, string> = {}): Record<string, string> {
    return {
      cookie: user.cookieHeader(),
      origin: server.origin,
      'sec-fetch-site': 'same-origin',
      accept: 'application/json',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...extra,
    }
  }

  async function post(body: Buffer, extra: Record<string, string> = {}): Promise<Response> {
    const url = `${server.origin}/s/${session}`
    return fetch(url, { method: 'POST', body, headers: head(extra), redirect: 'manual' })
  }

  async function answer(version: number, parts: readonly Part[]) {
    const own = [
      { name: 'version', value: String(version) },
      { name: 'screen', value: 'papers' },
      { name: 'f0', value: 'Ada' },
      { name: 'press', value: 'continue' },
    ]
    const named = new Set(parts.map(({ name }) => name))
    const response = await post(bodyOf([...own.filter(({ name }) => !named.has(name)), ...parts]))
    const reply = (await response.json()) as {
      type: string
      accepted?: boolean
      version: number
      screen: { name: string; html: string }
    }
    return { status: response.status, ...reply }
  }

  async function onDisk(): Promise<number> {
    let count = 0
    for await (const _ of files.listQuiet(0)) count++
    return count
  }

  function linksIn(html: string): readonly string[] {
    return [...html.matchAll(/(?:src|href)="(\/s\/[^"]*\/file\/[^"]*)"/g)].map(
      ([, url = '']) => url,
    )
  }

  it('[QUE3] a picture is shown, a paper can be fetched, and both are what was sent', async () => {
    const reply = await answer(1, [
      { name: 'f1', value: PNG, file: 'me.png', type: 'image/png' },
      { name: 'f2', value: 'first', file: 'a.txt', type: 'text/plain' },
      { name: 'f2', value: 'second', file: 'b.pdf', type: 'text/html' },
    ])
    assert.deepEqual([reply.status, reply.accepted, reply.screen.name], [200, true, 'shown'])
    assert.match(reply.screen.html, /<img\s+class="al-file-image"/)
    const [picture = '', first = '', second = ''] = linksIn(reply.screen.html)
    const shown = await fetch(server.origin + picture)
    assert.deepEqual(Buffer.from(await shown.arrayBuffer()), PNG)
    assert.equal(shown.headers.get('content-type'), 'image/png')
    assert.match(shown.headers.get('content-disposition') ?? '', /^inline; filename="me\.png"/)
    assert.equal(await (await fetch(server.origin + first)).text(), 'first')
    const paper = await fetch(server.origin + second)
    assert.equal(await paper.text(), 'second')
    assert.equal(paper.headers.get('content-type'), 'application/octet-stream')
    assert.match(paper.headers.get('content-disposition') ?? '', /^attachment; filename="b\.pdf"/)
    for (const [name, value] of [
      ['x-content-type-options', 'nosniff'],
      ['cache-control', 'no-store'],
      ['content-security-policy', "default-src 'none'; sandbox"],
    ] as const) {
      assert.equal(paper.headers.get(name), value)
    }
  })

  it('[QUE6] HTML and SVG never stand in a page, whatever they are called', async () => {
    const evil =
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>'
    for (const [file, type] of [
      ['a.svg', 'image/svg+xml'],
      ['a.png', 'image/png'],
      ['a.html', 'text/html'],
    ] as const) {
      const begun = openBrowser(server.origin)
      user = begun
      session = await begun.begin()
      const reply = await answer(1, [{ name: 'f1', value: evil, file, type }])
      assert.doesNotMatch(reply.screen.html, /<img/)
      const response = await fetch(server.origin + (linksIn(reply.screen.html)[0] ?? ''))
      assert.equal(response.headers.get('content-type'), 'application/octet-stream')
      assert.match(response.headers.get('content-disposition') ?? '', /^attachment/)
    }
  })

  it('[QUE5] a refused screen keeps what was sent, and does not ask for it again', async () => {
    const refused = await answer(1, [
      { name: 'f0', value: 'refuse me' },
      { name: 'f1', value: PNG, file: 'me.png' },
      { name: 'f2', value: 'first', file: 'a.txt' },
    ])
    assert.equal(refused.accepted, false)
    assert.match(refused.screen.html, /Not you\./)
    assert.match(refused.screen.html, /name="f1.kept"\s+value="1"/)
    assert.match(refused.screen.html, /Keep <span\s*>me\.png<\/span>/)
    assert.match(refused.screen.html, /Keep <span\s*>a\.txt<\/span>/)
    const taken = await answer(refused.version, [
      { name: 'f1.kept', value: '1' },
      { name: 'f1', value: '', file: '' },
      { name: 'f2.kept', value: '2' },
      { name: 'f2', value: 'more', file: 'b.txt' },
    ])
    assert.equal(taken.accepted, true)
    assert.equal(linksIn(taken.screen.html).length, 3)
    assert.equal(await onDisk(), 3)
  })

  it('[REL5] the same submission again is one submission, and its files are there once', async () => {
    const parts = [{ name: 'f1', value: PNG, file: 'me.png' }]
    const [first, second] = await Promise.all([answer(1, parts), answer(1, parts)])
    const again = await answer(1, parts)
    for (const reply of [first, second, again]) {
      assert.deepEqual([reply.accepted, reply.screen.name, reply.version], [true, 'shown', 2])
      assert.doesNotMatch(reply.screen.html, /alert-warning/)
    }
    assert.equal(await onDisk(), 1)
  })

  it('[QUE5] a file that is too large is refused at its field, the others are kept', async () => {
    const reply = await answer(1, [
      { name: 'f1', value: randomBytes(2_000_001), file: 'big.png' },
      { name: 'f2', value: 'small', file: 'a.txt' },
    ])
    assert.deepEqual([reply.status, reply.accepted], [200, false])
    assert.match(reply.screen.html, /This file is too large: at most 1\.9 MB can be sent\./)
    assert.match(reply.screen.html, /value="Ada"/)
    assert.match(reply.screen.html, /Keep <span\s*>a\.txt<\/span>/)
    assert.equal(await onDisk(), 1)
  })

  it('[QUE5] too much at once, and too much in all, is refused at the field', async () => {
    const part = (file: string) => ({ name: 'f2', value: randomBytes(1_900_000), file })
    const atOnce = await answer(1, [part('a'), part('b'), part('c')])
    assert.match(atOnce.screen.html, /too large together: at most 3\.8 MB/)
    assert.equal(await onDisk(), 2)
    const inAll = await answer(atOnce.version, [part('d'), part('e')])
    assert.match(inAll.screen.html, /no room for more files: at most 5\.7 MB/)
    assert.equal(await onDisk(), 3)
  })

  it('[QUE5] what is absurdly large is not read to its end', async () => {
    const response = await post(
      bodyOf([{ name: 'f1', value: Buffer.alloc(24_000_000), file: 'a' }]),
    )
    assert.equal(response.status, 413)
    assert.equal(await onDisk(), 0)
  })

  it('[REL5] a form that is cut off in the middle of a file leaves nothing behind', async () => {
    const whole = bodyOf([
      { name: 'version', value: '1' },
      { name: 'f1', value: randomBytes(100_000), file: 'a.png' },
      { name: 'f2', value: randomBytes(500_000), file: 'b.png' },
    ])
    for (const part of [200, 50_000, 300_000]) {
      const closed = Promise.withResolvers<void>()
      const sending = request(`${server.origin}/s/${session}`, {
        method: 'POST',
        headers: head({ 'content-length': String(whole.length) }),
      })
      sending.on('error', () => closed.resolve())
      sending.write(whole.subarray(0, part), () => sending.destroy())
      await closed.promise
    }
    // Behind them in every queue: what they left would be seen.
    const reply = await answer(1, [{ name: 'f1', value: PNG, file: 'me.png' }])
    assert.equal(reply.accepted, true)
    await settles(async () => (await onDisk()) === 1)
    assert.deepEqual(
      server.logged.filter(([event]) => event === 'request-failed'),
      [],
    )
  })

  it('[QUE5] a body that is no form of ours is refused, and nothing of it is kept', async () => {
    const file = { name: 'f1', value: PNG, file: 'me.png' }
    const version = { name: 'version', value: '1' }
    const whole = bodyOf([version, file])
    const bad: readonly (readonly [string, Buffer, Record<string, string>])[] = [
      ['no boundary', whole, { 'content-type': 'multipart/form-data' }],
      ['another boundary', whole, { 'content-type': 'multipart/form-data; boundary=other' }],
      ['no end', whole.subarray(0, whole.length - 20), {}],
      ['nothing', Buffer.alloc(0), {}],
      ['noise', randomBytes(10_000), {}],
      ['no version', bodyOf([file]), {}],
      ['too many files', bodyOf([version, ...Array.from({ length: 51 }, () => file)]), {}],
      ['a long key', bodyOf([version, { ...file, name: 'f'.repeat(1000) }]), {}],
      ['a long text', bodyOf([version, file, { name: 'f0', value: 'x'.repeat(1_100_000) }]), {}],
    ]
    for (const [what, body, extra] of bad) {
      const response = await post(body, extra)
      assert.equal(response.status, 400, what)
    }
    assert.equal((await answer(1, [file])).accepted, true)
    assert.ok((await onDisk()) <= 1)
  })

  it('[QUE5] names do no harm, however long or strange', async () => {
    const names = [
      '../../../etc/passwd',
      `${'x'.repeat(10_000)}.png`,
      '<img src=x onerror=alert(1)>.png',
      'a"; filename="b.png',
      '名前.png',
      '[FILE 1].png',
    ]
    let version = 1
    for (const [index, name] of names.entries()) {
      const reply = await answer(version, [
        { name: 'f0', value: 'refuse me' },
        { name: 'f1', value: `${index}`, file: name },
      ])
      assert.equal(reply.status, 200, name)
      assert.match(reply.screen.html, /name="f1\.kept"/)
      assert.doesNotMatch(reply.screen.html, /\.\.\/|onerror=alert\(1\)>|x{200}/)
      version = reply.version
    }
    const huge = await post(
      bodyOf([
        { name: 'version', value: String(version) },
        { name: 'f1', value: 'x', file: 'x'.repeat(1_000_000) },
      ]),
    )
    assert.ok(huge.status === 200 || huge.status === 400)
  })

  it('[SES2] a file of another session is neither kept nor shown', async () => {
    const first = await answer(1, [{ name: 'f1', value: PNG, file: 'me.png' }])
    const [own = ''] = linksIn(first.screen.html)
    const id = own.split('/').at(-1)?.split('?')[0] ?? ''
    const mine = session
    const stranger = openBrowser(server.origin)
    user = stranger
    session = await stranger.begin()
    const taken = await answer(1, [{ name: 'f1.kept', value: '1' }])
    assert.doesNotMatch(taken.screen.html, /<img/)
    const get = async (path: string) => (await stranger.get(path)).status
    assert.equal(await get(`/s/${mine}/file/${id}`), 403)
    assert.equal(await get(`/s/${session}/file/${id}`), 404)
    assert.equal(await get(own), 200)
    assert.equal(await get(own.replace(mine, session)), 404)
  })

  it('[ACC3] a link lives for five minutes; after that the browser’s own right counts', async () => {
    const reply = await answer(1, [{ name: 'f1', value: PNG, file: 'me.png' }])
    const [link = ''] = linksIn(reply.screen.html)
    const [path = '', key = ''] = link.split('?key=')
    const [until = '', digest = ''] = key.split('.')
    const later = (Number.parseInt(until, 36) + 1).toString(36)
    for (const wrong of ['', '?key=', `?key=${later}.${digest}`, `?key=0.${digest}`, '?key=%00']) {
      assert.equal((await fetch(server.origin + path + wrong)).status, 403, wrong)
      assert.equal((await user.get(path + wrong)).status, 200, wrong)
    }
    const page = await (await user.get(`/s/${session}`)).text()
    assert.equal((await fetch(server.origin + (linksIn(page)[0] ?? ''))).status, 200)
  })

  it('[QUE3] a part of a file is given to players', async () => {
    const reply = await answer(1, [{ name: 'f1', value: PNG, file: 'me.png' }])
    const url = server.origin + (linksIn(reply.screen.html)[0] ?? '')
    const part = await fetch(url, { headers: { range: 'bytes=4-9' } })
    assert.equal(part.status, 206)
    assert.equal(part.headers.get('content-range'), `bytes 4-9/${PNG.length}`)
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), PNG.subarray(4, 10))
    const beyond = await fetch(url, { headers: { range: 'bytes=9999-' } })
    assert.equal(beyond.status, 416)
    const headers = await fetch(url, { method: 'HEAD' })
    assert.deepEqual([headers.status, await headers.text()], [200, ''])
  })

  it('[ACC3] nobody else’s upload is taken, and none from another site', async () => {
    const body = bodyOf([{ name: 'f1', value: PNG, file: 'me.png' }])
    const cookie = openBrowser(server.origin).cookieHeader()
    assert.equal((await post(body, { cookie })).status, 403)
    assert.equal((await post(body, { 'sec-fetch-site': 'cross-site' })).status, 403)
    assert.equal(await onDisk(), 0)
  })
})

/** For what happens behind a connection that is gone. */
async function settles(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 8_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it never came to hold')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
