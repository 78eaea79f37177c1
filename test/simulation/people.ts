import { encodeId, parseAccountId, type SessionId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import { digestSecret } from '../../src/server/browser.ts'
import type { Account } from '../../src/store/account-store.ts'
import type { VirtualClock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { Random } from './random.ts'
import type { MonitorTab, UserTab } from './tabs.ts'

/** Somebody with a browser. */
export interface Person {
  readonly name: string
  readonly visitor: string
  signIn: string | null
  account: Account | null
  /** Since when an operator has lost the right to operate; null while they have it. */
  lostRightAt: number | null
  readonly tabs: { readonly session: SessionId; readonly tab: UserTab }[]
  readonly monitors: MonitorTab[]
  /** Sessions whose door knows this browser. */
  readonly entered: Set<SessionId>
}

/** Accounts lie in the store as the product keeps them; passwords are nobody's concern here. */
export function createPeople(world: {
  readonly clock: VirtualClock
  readonly random: Random
  readonly disk: Disk
}) {
  const { clock, random, disk } = world
  let accountsMade = 0

  function createPerson(name: string): Person {
    const visitor = Buffer.from(random.bytes(32)).toString('base64url')
    return {
      name,
      visitor,
      signIn: null,
      account: null,
      lostRightAt: null,
      tabs: [],
      monitors: [],
      entered: new Set(),
    }
  }

  function createAccount(name: string, privileges: readonly string[]): Account {
    const id = must(parseAccountId(encodeId(random.bytes(16))), 'an account id')
    const account: Account = {
      id,
      email: `${name}${++accountsMade}@example.org`,
      firstName: name,
      lastName: '',
      passwordHash: null,
      privileges,
      language: null,
      timezone: null,
      active: true,
      secondFactorAt: null,
      createdAt: clock.now(),
    }
    disk.run(disk.operations.createAccount(account))
    return account
  }

  function signIn(person: Person, account: Account): void {
    const secret = Buffer.from(random.bytes(32)).toString('base64url')
    person.signIn = secret
    disk.run(
      disk.operations.createSignIn({
        digest: digestSecret(secret),
        account: account.id,
        createdAt: clock.now(),
        usedAt: clock.now(),
        expiresAt: clock.now() + 1e10,
        endsAt: clock.now() + 1e10,
        agent: '',
      }),
    )
  }

  function setRight(person: Person, mayOperate: boolean): void {
    const { account } = person
    if (account === null) return
    person.lostRightAt = mayOperate ? null : clock.now()
    const privileges = mayOperate ? ['advocate'] : []
    disk.run(disk.operations.changeAccount(account.id, { privileges }))
  }

  return { createPerson, createAccount, signIn, setRight }
}

export function cookiesOf(person: Person): string {
  return `visitor=${person.visitor}; alongside=${person.signIn ?? ''}`
}
