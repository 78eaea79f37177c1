/** What every implementation promises (mailer.ts); run on SMTP and on the one without a server. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Mailer, Outgoing } from './mailer.ts'

export function outgoing(changes: Partial<Outgoing> = {}): Outgoing {
  const to = changes.to ?? [{ name: 'Ana Ruiz', address: 'ana@example.org' }]
  return {
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    date: Date.UTC(2026, 10, 21),
    from: null,
    replyTo: null,
    to,
    cc: [],
    bcc: [],
    subject: 'A subject',
    text: 'A text.',
    html: null,
    recipients: to.map(({ address }) => address),
    attachments: [],
    ...changes,
  }
}

export function mailerContract(make: () => Promise<Mailer>): void {
  const strange: readonly (readonly [string, Partial<Outgoing>])[] = [
    ['an empty mail', { subject: '', text: '' }],
    ['nobody to send it to', { to: [], recipients: [] }],
    ['an address that is none', { recipients: ['a\r\nRCPT TO:<eve@example.org>'] }],
    ['what no mail can hold', { subject: '\0\ud800\r\n.\r\n', text: '\0\ud800\r\n.\r\nQUIT\r\n' }],
  ]
  for (const [name, changes] of strange) {
    it(`[ROL2] it says what came of it and never rejects: ${name}`, async () => {
      const mailer = await make()
      const outcome = await mailer.send(outgoing(changes))
      assert.match(outcome.type, /^(taken|away|later|never|unknown)$/)
      if (outcome.type !== 'taken') assert.match(outcome.code, /^([45]\d\d|[a-z-]+)$/)
      await mailer.close()
    })
  }

  it('[ROL2] closed while it sends, it says so soon', async () => {
    const mailer = await make()
    const sending = mailer.send(outgoing())
    await mailer.close()
    assert.match((await sending).type, /^(taken|away|later|never|unknown)$/)
  })
}
