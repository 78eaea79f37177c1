import type { Mailer } from './mailer.ts'

/** Where no mail server is set up: mails stay in the outbox, and the administrators' page says why. */
export function createNoMailer(): Mailer {
  return {
    isSetUp: false,
    send: async () => ({ type: 'away', code: 'no-server' }),
    close: async () => undefined,
  }
}
