import { encodeId, parseAccountId, type AccountId, type SessionId } from '../../src/base/id.ts'
import { must } from '../../src/base/must.ts'
import { isOperatorBy } from '../../src/live/scope.ts'
import { digestSecret } from '../../src/server/browser.ts'
import { nameOf } from '../../src/server/visitor.ts'
import type { Account } from '../../src/store/account-store.ts'
import type { VirtualClock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { Random } from './random.ts'
import type { MonitorTab, UserTab } from './tabs.ts'

/** What an account may do from then on. */
export interface Right {
  readonly at: number
  readonly privileges: readonly string[]
}

/** Of an operator who may see whatever there is, and of one who may not see what is for `family`. */
export const ALL_RIGHTS: readonly string[] = ['advocate', 'family']
export const FEW_RIGHTS: readonly string[] = ['advocate']

/** Somebody with a browser. */
export interface Person {
  readonly name: string
  readonly isOperator: boolean
  readonly visitor: string
  signIn: string | null
  account: Account | null
  /** Since when an operator has lost the right to operate; null while they have it. */
  lostRightAt: number | null
  /** Their account was deleted. */
  isForgotten: boolean
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
  const rights = new Map<AccountId, Right[]>()

  function createPerson(name: string, isOperator: boolean): Person {
    const visitor = Buffer.from(random.bytes(32)).toString('base64url')
    return {
      name,
      isOperator,
      visitor,
      signIn: null,
      account: null,
      lostRightAt: null,
      isForgotten: false,
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
    rights.set(id, [{ at: clock.now(), privileges }])
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

  function setPrivileges(person: Person, privileges: readonly string[]): void {
    const { account } = person
    if (account === null) return
    person.lostRightAt = isOperatorBy(privileges) ? null : (person.lostRightAt ?? clock.now())
    rights.get(account.id)?.push({ at: clock.now(), privileges })
    disk.run(disk.operations.changeAccount(account.id, { privileges }))
  }

  /** SES3: with the sessions that it began, by what it leaves in the outbox. */
  function forget(person: Person): void {
    const { account } = person
    if (account === null) return
    rights.get(account.id)?.push({ at: clock.now(), privileges: [] })
    disk.run(disk.operations.deleteAccount(account.id, nameOf(account)))
    person.isForgotten = true
    person.signIn = null
    person.lostRightAt = person.isOperator ? (person.lostRightAt ?? clock.now()) : null
    if (!person.isOperator) person.account = null
  }

  return {
    createPerson,
    createAccount,
    signIn,
    setPrivileges,
    forget,
    rightsOf: (account: AccountId): readonly Right[] => rights.get(account) ?? [],
  }
}

export function cookiesOf(person: Person): string {
  return `visitor=${person.visitor}; alongside=${person.signIn ?? ''}`
}
