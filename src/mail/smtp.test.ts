import assert from 'node:assert/strict'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { mailerContract, outgoing } from './contract.ts'
import type { Address, Mailer, Outgoing } from './mailer.ts'
import { createNoMailer } from './no-mailer.ts'
import { createSmtpMailer, type SmtpOptions } from './smtp.ts'
import {
  makeCertificate,
  startSmtpServer,
  type Certificate,
  type SmtpServer,
  type SmtpServerSettings,
} from './testing/smtp-server.ts'

const SENDER: Address = { name: 'Legal Aid', address: 'no-reply@aid.example.org' }

function mailerTo(port: number, changes: Partial<SmtpOptions> = {}): Mailer {
  return createSmtpMailer({
    server: 'localhost',
    port,
    username: null,
    password: null,
    encryption: 'plain',
    defaultSender: SENDER,
    ...changes,
  })
}

function to(...addresses: readonly string[]): Partial<Outgoing> {
  return { to: addresses.map((address) => ({ name: null, address })), recipients: addresses }
}

function headersOf(raw: string): ReadonlyMap<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ')
  return new Map(
    head.split('\r\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
}

describe('no mail server', () => {
  mailerContract(async () => createNoMailer())

  it('keeps every mail where it is', async () => {
    const mailer = createNoMailer()
    assert.equal(mailer.isSetUp, false)
    assert.deepEqual(await mailer.send(outgoing()), { type: 'away', code: 'no-server' })
  })
})

describe('mail by SMTP', () => {
  const started: SmtpServer[] = []
  let certificate: Certificate
  let server: SmtpServer

  async function start(settings: SmtpServerSettings = {}): Promise<SmtpServer> {
    const made = await startSmtpServer(settings)
    started.push(made)
    return made
  }

  before(async () => {
    certificate = makeCertificate()
    server = await start()
  })
  after(() => Promise.all(started.map((each) => each.stop())))

  mailerContract(async () => mailerTo(server.port))

  it('[ROL2] a mail arrives whole, under an id that stays the same', async () => {
    const mailer = mailerTo(server.port)
    const mail = outgoing({
      id: 'B'.repeat(22),
      ...to('whole@example.org', 'second@example.org', 'hidden@example.org'),
      to: [{ name: 'Ruiz, Ana "A"', address: 'whole@example.org' }],
      cc: [{ name: null, address: 'second@example.org' }],
      bcc: [{ name: null, address: 'hidden@example.org' }],
      replyTo: { name: 'Ólafur', address: 'olafur@example.org' },
      subject: 'Mietkürzung für Frau Ruiz',
      text: 'Guten Tag,\n.\nüber uns',
      html: '<p>Guten Tag</p>',
      attachments: [
        { filename: 'ö.txt', mimetype: 'text/plain', content: Buffer.from('attached') },
      ],
    })
    while (server.taken.length > 0 && server.taken.at(-1) !== (await server.next()));
    const sent = await Promise.all([mailer.send(mail), mailer.send(mail)])
    assert.deepEqual(
      sent,
      Array.from({ length: 2 }, () => ({ type: 'taken', refused: [] })),
    )
    const [first, second] = [await server.next(), await server.next()]
    assert.deepEqual(first.to, ['whole@example.org', 'second@example.org', 'hidden@example.org'])
    assert.equal(first.from, SENDER.address)
    const headers = headersOf(first.raw)
    const id = `<${'B'.repeat(22)}@aid.example.org>`
    assert.deepEqual([headers.get('message-id'), headersOf(second.raw).get('message-id')], [id, id])
    assert.equal(headers.get('from'), 'Legal Aid <no-reply@aid.example.org>')
    assert.equal(headers.get('to'), '"Ruiz, Ana \\"A\\"" <whole@example.org>')
    assert.equal(headers.get('cc'), 'second@example.org')
    assert.match(headers.get('date') ?? '', /^Sat, 21 Nov 2026/)
    assert.equal(headers.get('auto-submitted'), 'auto-generated')
    assert.match(headers.get('content-type') ?? '', /^multipart\/mixed/)
    assert.equal(first.raw.includes('hidden@example.org'), false)
    assert.match(first.raw, /attachment; filename/)
    assert.equal(first.isEncrypted, false)
    await mailer.close()
  })

  it('[ROL2] of another name: it says who sends it', async () => {
    const own = await start()
    const mail = outgoing({ from: { name: 'Ana', address: 'ana@example.org' } })
    await mailerTo(own.port).send(mail)
    const headers = headersOf((await own.next()).raw)
    assert.equal(headers.get('from'), 'Ana <ana@example.org>')
    assert.equal(headers.get('sender'), 'Legal Aid <no-reply@aid.example.org>')
    assert.equal(own.taken[0]?.from, SENDER.address)
  })

  it('[ROL2] nothing in a mail becomes a header, a recipient or a command', async () => {
    const own = await start()
    const mailer = mailerTo(own.port)
    const evil = '\r\nBcc: eve@example.org\r\nX-Evil: yes\r\n\r\nbody\0\r\n.\r\nRSET\r\n'
    const outcomes = [
      await mailer.send(outgoing({ subject: evil, text: evil, html: evil })),
      await mailer.send(outgoing({ to: [{ name: evil, address: 'ana@example.org' }] })),
      await mailer.send(outgoing({ from: { name: evil, address: 'ana@example.org' } })),
      await mailer.send(
        outgoing({
          attachments: [{ filename: evil, mimetype: evil, content: Buffer.from(evil) }],
        }),
      ),
    ]
    for (const outcome of outcomes) assert.match(outcome.type, /^(taken|never)$/)
    const taken = outcomes.filter(({ type }) => type === 'taken').length
    assert.ok(taken >= 3)
    for (let count = 0; count < taken; count++) {
      const { raw, to: recipients } = await own.next()
      assert.deepEqual(recipients, ['ana@example.org'])
      const headers = headersOf(raw)
      assert.equal(headers.has('bcc'), false)
      assert.equal(headers.has('x-evil'), false)
    }
    assert.equal(own.taken.length, taken)
  })

  const answers: readonly (readonly [string, readonly string[], unknown])[] = [
    ['refused for now', ['450-ana@example.org'], { type: 'later', code: '450' }],
    ['refused for good', ['550-ana@example.org'], { type: 'never', code: '550' }],
    ['its content refused for now', ['data-451-a@example.org'], { type: 'later', code: '451' }],
    ['its content refused for good', ['data-554-a@example.org'], { type: 'never', code: '554' }],
    ['the server shuts down', ['421-ana@example.org'], { type: 'away', code: 'connection' }],
    ['it wants a sign-in', ['530-ana@example.org'], { type: 'away', code: '530' }],
    [
      'some of them refused',
      ['a@example.org', '450-b@example.org', '550-c@example.org'],
      {
        type: 'taken',
        refused: [
          { address: '450-b@example.org', type: 'later', code: '450' },
          { address: '550-c@example.org', type: 'never', code: '550' },
        ],
      },
    ],
    [
      'all of them refused, in different ways',
      ['450-b@example.org', '550-c@example.org'],
      {
        type: 'taken',
        refused: [
          { address: '450-b@example.org', type: 'later', code: '450' },
          { address: '550-c@example.org', type: 'never', code: '550' },
        ],
      },
    ],
  ]
  for (const [name, addresses, expected] of answers) {
    it(`[ROL2] ${name}`, async () => {
      const mailer = mailerTo(server.port)
      assert.deepEqual(await mailer.send(outgoing(to(...addresses))), expected)
    })
  }

  it('[ROL2] the line breaks after the content: nobody knows', async () => {
    const own = await start()
    const outcome = await mailerTo(own.port).send(outgoing(to('dies-ana@example.org')))
    assert.deepEqual(outcome, { type: 'unknown', code: 'connection' })
    await own.gone()
    assert.equal(own.taken.length, 1)
  })

  it('[ROL2] no answer to the content: nobody knows', async () => {
    const mailer = mailerTo(server.port, { timeMs: 500 })
    const outcome = await mailer.send(outgoing(to('silent-ana@example.org')))
    assert.deepEqual(outcome, { type: 'unknown', code: 'timeout' })
  })

  it('[ROL2] the line breaks before the content: it cannot have arrived', async () => {
    const own = await start()
    const outcome = await mailerTo(own.port).send(outgoing(to('early-ana@example.org')))
    assert.deepEqual(outcome, { type: 'away', code: 'connection' })
  })

  it('[ROL2] the line breaks within the content: it cannot have arrived', async () => {
    const cut = createServer((socket: Socket) => {
      socket.on('error', () => undefined)
      socket.write('220 here\r\n')
      let isContent = false
      socket.on('data', (part) => {
        if (isContent) return socket.destroy()
        for (const line of part.toString().split('\r\n').filter(Boolean)) {
          isContent = line === 'DATA'
          socket.write(isContent ? '354 go on\r\n' : '250 yes\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => cut.listen(0, '127.0.0.1', resolve))
    const { port } = cut.address() as AddressInfo
    const large = Buffer.alloc(20_000_000, 'x')
    const attachments = [
      { filename: 'a.bin', mimetype: 'application/octet-stream', content: large },
    ]
    const outcome = await mailerTo(port).send(outgoing({ attachments }))
    cut.close()
    assert.deepEqual(outcome, { type: 'away', code: 'connection' })
  })

  it('[ROL2] the server is away, and back', async () => {
    const own = await start()
    const mailer = mailerTo(own.port)
    await own.stop()
    assert.deepEqual(await mailer.send(outgoing()), { type: 'away', code: 'connection' })
    const again = await start({ port: own.port })
    assert.deepEqual(await mailer.send(outgoing()), { type: 'taken', refused: [] })
    assert.equal(again.taken.length, 1)
  })

  it('[ROL2] a server that turns everybody away is away', async () => {
    const own = await start({ greeting: 554 })
    assert.equal((await mailerTo(own.port).send(outgoing())).type, 'away')
  })

  it('[ROL2] too large for this server: refused for good', async () => {
    const own = await start({ size: 1000 })
    const outcome = await mailerTo(own.port).send(outgoing({ text: 'x'.repeat(2000) }))
    assert.deepEqual(outcome, { type: 'never', code: '552' })
  })

  describe('encrypted', () => {
    const user = { name: 'alongside', password: 'a calm blue harbour' }
    const signedIn = { username: user.name, password: user.password } as const

    it('from the first byte, signed in', async () => {
      const own = await start({ secure: true, certificate, user })
      const mailer = mailerTo(own.port, { ...signedIn, encryption: 'ssl', ca: certificate.cert })
      assert.deepEqual(await mailer.send(outgoing()), { type: 'taken', refused: [] })
      const { isEncrypted, user: sender } = await own.next()
      assert.deepEqual([isEncrypted, sender], [true, user.name])
    })

    it('by STARTTLS, signed in', async () => {
      const own = await start({ certificate, user })
      const mailer = mailerTo(own.port, {
        ...signedIn,
        encryption: 'starttls',
        ca: certificate.cert,
      })
      assert.deepEqual(await mailer.send(outgoing()), { type: 'taken', refused: [] })
      const { isEncrypted, user: sender } = await own.next()
      assert.deepEqual([isEncrypted, sender], [true, user.name])
    })

    it('a server that offers no encryption gets neither password nor mail', async () => {
      const own = await start({ user })
      const mailer = mailerTo(own.port, { ...signedIn, encryption: 'starttls' })
      const outcome = await mailer.send(outgoing())
      assert.equal(outcome.type, 'away')
      assert.equal(own.taken.length, 0)
    })

    it('a certificate that nobody vouches for is not trusted', async () => {
      const own = await start({ secure: true, certificate, user })
      const mailer = mailerTo(own.port, { ...signedIn, encryption: 'ssl' })
      assert.equal((await mailer.send(outgoing())).type, 'away')
      assert.equal(own.taken.length, 0)
    })

    it('a wrong password: no mail is given up for it', async () => {
      const own = await start({ certificate, user })
      const mailer = mailerTo(own.port, {
        username: user.name,
        password: 'wrong',
        encryption: 'starttls',
        ca: certificate.cert,
      })
      assert.deepEqual(await mailer.send(outgoing()), { type: 'away', code: '535' })
    })
  })
})
