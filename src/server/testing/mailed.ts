/** What people find in their mail. */
import type { MemoryMailer } from '../../mail/testing/memory-mailer.ts'
import { until } from './scene.ts'

export interface Found {
  readonly subject: string
  readonly text: string
  /** Path of the one-time link in it; '' where there is none. */
  readonly link: string
  readonly token: string
}

/** The mails to this address so far, once there are as many; the oldest first. */
export async function mailsTo(
  mailer: MemoryMailer,
  address: string,
  count: number,
): Promise<readonly Found[]> {
  const found = () => mailer.sent.filter(({ recipients }) => recipients.includes(address))
  await until(async () => found().length >= count)
  return found().map(({ subject, text }) => {
    const [link = '', token = ''] = /\/signin\/link\?token=([\w-]{43})/.exec(text) ?? []
    return { subject, text, link, token }
  })
}

/** The one that came last, once there are as many. */
export async function mailTo(mailer: MemoryMailer, address: string, count = 1): Promise<Found> {
  const last = (await mailsTo(mailer, address, count)).at(-1)
  if (last === undefined) throw new Error('there are as many')
  return last
}
