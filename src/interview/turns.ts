/**
 * ROL2: who waits for whom in a session, and who is to be told of it by mail. Pure: what a saved
 * step changes. It does not know addresses, nor how mails are sent.
 *
 *   client answers, next is the advocate's ─► client waits for [advocate] ─► letter to the role
 *   advocate answers, client can go on     ─► client waits no more        ─► letter to the client
 *
 * A letter's `key` is the same for the same change, however often it is come upon: a step that is
 * undone with Back and taken again tells nobody twice.
 */
import { fields, list, stringOrNull, strings } from './reply.ts'
import type { Person } from './request.ts'

/** Somebody whose screen waits. */
export interface Waiting {
  readonly person: Person
  /** What they are to the interview. */
  readonly roles: readonly string[]
  /** Any of these may go on. */
  readonly needs: readonly string[]
  /** False: nobody could be told yet, as no address was known. */
  readonly told: boolean
}

export interface Turns {
  readonly waiting: readonly Waiting[]
  /** Accounts that have answered in a role, by role, each with the address that it had then. */
  readonly taken: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** How often somebody has answered in a role. */
  readonly acts: Readonly<Record<string, number>>
}

export const NO_TURNS: Turns = { waiting: [], taken: {}, acts: {} }

/** `roles`: told is the first of them that has an address. */
export type Letter =
  | { readonly type: 'turn'; readonly key: string; readonly roles: readonly string[] }
  | { readonly type: 'go-on'; readonly key: string; readonly waiting: Waiting }

/** What the screen of the person who took the step came to. */
export interface Step {
  readonly person: Person
  readonly roles: readonly string[]
  /** Null: they have a screen of their own. */
  readonly needs: readonly string[] | null
  /** They have answered something, not only looked. */
  readonly acted: boolean
}

/** Of those who wait: what each would wait for now; null: for nobody; unknown: it cannot be said. */
export type Prospect = readonly string[] | null | 'unknown'

/** More are not looked after: each costs a look at the interview. */
export const MAX_WAITING = 20

export function takeTurn(
  before: Turns,
  step: Step,
  /** Of each of `before.waiting`. */
  prospects: readonly Prospect[],
): { readonly after: Turns; readonly letters: readonly Letter[] } {
  const { taken, acts } = step.acted ? withAct(before, step) : before
  const stay: Waiting[] = []
  const free: Waiting[] = []
  for (const [index, waiting] of before.waiting.entries()) {
    if (isSame(waiting.person, step.person)) continue
    const needs = prospects[index]
    if (needs === null) free.push(waiting)
    else stay.push(needs === undefined || needs === 'unknown' ? waiting : { ...waiting, needs })
  }
  if (step.needs !== null && stay.length < MAX_WAITING) {
    stay.push({ person: step.person, roles: step.roles, needs: step.needs, told: false })
  }
  // Who was waited for before has been told; and so has whoever waits no more and is just told so.
  const isTold = (needs: readonly string[]): boolean =>
    before.waiting.some((one) => one.told && equal(one.needs, needs)) ||
    free.some(({ roles }) => roles.some((role) => needs.includes(role)))
  const waiting = stay.map((one) => ({ ...one, told: isTold(one.needs) }))
  const untold = waiting.filter(({ told }) => !told).map(({ needs }) => needs)
  const count = (roles: readonly string[]): string => roles.map((role) => acts[role] ?? 0).join(' ')
  return {
    after: { waiting, taken, acts },
    letters: [
      ...free.map((one): Letter => {
        const key = `go-on ${idOf(one.person)} ${count(one.roles)}`
        return { type: 'go-on', key, waiting: one }
      }),
      ...untold
        .filter((needs, index) => untold.findIndex((other) => equal(other, needs)) === index)
        .map((roles): Letter => {
          return { type: 'turn', key: `turn ${JSON.stringify(roles)} ${count(roles)}`, roles }
        }),
    ],
  }
}

/** A letter to one of these roles is on its way. */
export function markTold(turns: Turns, roles: readonly string[]): Turns {
  const waiting = turns.waiting.map((one) =>
    equal(one.needs, roles) ? { ...one, told: true } : one,
  )
  return { ...turns, waiting }
}

/** As a session's answers have kept it; of an older one, nothing. */
export function parseTurns(value: unknown): Turns {
  const { waiting, taken, acts } = fields(value)
  return {
    waiting: list(waiting).map((item) => {
      const { person, roles, needs, told } = fields(item)
      const one = parsePerson(person)
      return { person: one, roles: strings(roles), needs: strings(needs), told: told === true }
    }),
    taken: mapped(taken, (accounts) => mapped(accounts, String)),
    acts: mapped(acts, Number),
  }
}

function parsePerson(value: unknown): Person {
  const { visitorNumber, account } = fields(value)
  const number = typeof visitorNumber === 'number' ? visitorNumber : null
  if (account === null || account === undefined) return { visitorNumber: number, account: null }
  const { id, email, firstName, lastName, privileges, language, timezone } = fields(account)
  return {
    visitorNumber: number,
    account: {
      id: String(id),
      email: String(email),
      firstName: String(firstName),
      lastName: String(lastName),
      privileges: strings(privileges),
      language: stringOrNull(language),
      timezone: stringOrNull(timezone),
    },
  }
}

function mapped<Value>(value: unknown, parse: (one: unknown) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, parse(one)]))
}

function withAct(turns: Turns, { person, roles }: Step): Pick<Turns, 'taken' | 'acts'> {
  const acts = { ...turns.acts }
  const taken = { ...turns.taken }
  for (const role of roles) {
    acts[role] = (acts[role] ?? 0) + 1
    if (person.account === null) continue
    taken[role] = { ...taken[role], [person.account.id]: person.account.email }
  }
  return { taken, acts }
}

export function isSame(one: Person, other: Person): boolean {
  return idOf(one) === idOf(other)
}

function idOf({ account, visitorNumber }: Person): string {
  return account === null ? `visitor ${visitorNumber ?? 0}` : `account ${account.id}`
}

function equal(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((role, index) => role === other[index])
}
