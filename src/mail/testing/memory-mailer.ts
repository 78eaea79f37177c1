import type { Mailer, Outgoing, SendOutcome } from '../mailer.ts'

export interface MemoryMailer extends Mailer {
  /** Everything that was handed over, whatever came of it. */
  readonly sent: readonly Outgoing[]
  /** What comes of the next ones, in this order; then all are taken. */
  plan(...outcomes: readonly SendOutcome[]): void
}

/** A mail server that takes everything. */
export function createMemoryMailer(): MemoryMailer {
  const sent: Outgoing[] = []
  const planned: SendOutcome[] = []
  return {
    isSetUp: true,
    sent,
    plan: (...outcomes) => void planned.push(...outcomes),
    async send(mail) {
      sent.push(mail)
      return planned.shift() ?? { type: 'taken', refused: [] }
    },
    close: async () => undefined,
  }
}
