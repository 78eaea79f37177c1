/** PHN9: administrators are mailed when codes of telephone help got six digits: somebody may be guessing. */
import { dayOf } from '../live/phone.ts'
import type { Account } from '../store/account-store.ts'
import type { Store } from '../store/store.ts'
import { text } from '../texts/text.ts'
import type { DeskCopy } from './desk-copy.ts'
import { letterBody } from './letter-body.ts'
import type { Post } from './post.ts'
import { PATHS, url } from './routes.ts'
import type { Settings } from './settings.ts'
import type { Chore } from './sweeper.ts'

const EVERY_MS = 60_000
/** A day later it is no news. */
const VALID_MS = 24 * 60 * 60 * 1000

/** Every process looks; each administrator is mailed once a day of UTC, however often it happens. */
export function createGuessingAlert(world: {
  readonly store: Pick<Store, 'listAccounts'>
  readonly desk: Pick<DeskCopy, 'current'>
  readonly post: Post
  readonly settings: Settings
}): Chore {
  const { store, desk, post, settings } = world
  let toldOf: number | null = null

  async function run(): Promise<void> {
    const { lengthenedAt } = desk.current().phone.guessing
    if (lengthenedAt === null || lengthenedAt === toldOf) return
    if (post.isSetUp || settings.development) {
      const accounts = await store.listAccounts()
      for (const account of accounts.filter(isAdministrator)) await tell(account, lengthenedAt)
    }
    toldOf = lengthenedAt
  }

  async function tell({ id, email }: Account, at: number): Promise<void> {
    const { brand, urlRoot, root } = settings
    const server = urlRoot === null ? null : `${urlRoot}${root}`
    await post.queue({
      key: `codes lengthened ${dayOf(at)} ${id}`,
      kind: 'alert',
      to: email,
      subject: text('phoneMail.lengthened.subject', { brand }),
      ...letterBody({
        said: text('phoneMail.lengthened.text', { brand }),
        link: urlRoot === null ? null : `${urlRoot}${url(root, PATHS.system)}`,
        brand,
        server,
      }),
      validMs: VALID_MS,
    })
  }

  return { everyMs: EVERY_MS, name: 'guessing-alert', run }
}

function isAdministrator({ privileges, active }: Account): boolean {
  return active && privileges.includes('admin')
}
