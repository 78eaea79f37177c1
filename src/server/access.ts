/**
 * The one access function: may this actor do this to that? Every route and every socket message has
 * a verb, and every verb a row in `RULES`; `access.test.ts` holds that none is forgotten (ACC3).
 */
import type { AccountId } from '../base/id.ts'
import { isOperatorBy } from '../live/scope.ts'
import type { MonitorUp } from '../protocol/monitor.ts'
import type { PageUp } from '../protocol/page.ts'

/** What an actor is asked for: read at the request, or at most 1 s ago on sockets. */
export interface Actor {
  readonly account: { readonly id: AccountId; readonly privileges: readonly string[] } | null
  /** ACC2: signed in, but has to set up a second factor first; `account` is null. */
  readonly owesFactor?: true
}

/** How somebody stands to a session; `joined`: an operator who came in through the Monitor (JOI). */
export type Standing = 'participant' | 'joined' | 'key-holder' | 'link-holder' | 'stranger'

export type Resource =
  | { readonly kind: 'server' }
  | {
      readonly kind: 'session'
      /** ACC4: of each list an operator must have one; null: this was not asked for operators. */
      readonly required: readonly (readonly string[])[] | null
      readonly standing: Standing
      /** They began it (SES3). */
      readonly owns?: boolean
      readonly multiUser: boolean
      /** STA6: `set_live_help_status` was called. */
      readonly called: boolean
      readonly availability: 'available' | 'unavailable' | 'observeonly'
    }

export type Verb =
  | 'read-public'
  | 'sign-in'
  | 'sign-out'
  | 'change-password'
  | 'own-factor'
  | 'own-account'
  | 'start'
  | 'enter'
  | 'view-session'
  | 'read-file'
  | 'submit'
  | 'delete-session'
  | 'set-aside'
  | 'export-own'
  | 'connect'
  | 'chat'
  | 'show-screen'
  | 'monitor'
  | 'set-desk'
  | 'see-entry'
  | 'operator-chat'
  | 'read-conversation'
  | 'stop-reading'
  | 'offer-help'
  | 'offer-call'
  | 'withdraw-call'
  | 'take-chat'
  | 'block'
  | 'dismiss'
  | 'answer-operator'
  | 'observe'
  | 'stop-observing'
  | 'control'
  | 'stop-controlling'
  | 'join'
  | 'administer'

/** `hidden`: as if it did not exist (404). `refused`: it says so (403). */
export type Verdict = 'allowed' | 'hidden' | 'refused'

type Rule = (actor: Actor, resource: Resource) => Verdict

const RULES: Readonly<Record<Verb, Rule>> = {
  'read-public': () => 'allowed',
  'sign-in': () => 'allowed',
  'sign-out': () => 'allowed',
  'change-password': (actor) => (actor.account === null ? 'refused' : 'allowed'),
  'own-factor': (actor) =>
    actor.account !== null || actor.owesFactor === true ? 'allowed' : 'refused',
  'own-account': (actor) => (actor.account === null ? 'refused' : 'allowed'),
  start: () => 'allowed',
  enter: canEnter,
  'view-session': participantsOnly,
  'read-file': canReadFile,
  submit: participantsOnly,
  'delete-session': ownersOnly,
  'set-aside': othersOnly,
  'export-own': (actor) => (actor.account === null ? 'refused' : 'allowed'),
  connect: participantsOnly,
  chat: participantsOnly,
  'show-screen': participantsOnly,
  'answer-operator': participantsOnly,
  monitor: operatorsOnly,
  'set-desk': operatorsOnly,
  'see-entry': canSee,
  'operator-chat': canSee,
  'read-conversation': canHelp,
  'stop-reading': operatorsOnly,
  'offer-help': canSee,
  'offer-call': canHelp,
  'withdraw-call': canSee,
  'take-chat': canSee,
  block: canSee,
  dismiss: canSee,
  observe: canHelp,
  'stop-observing': operatorsOnly,
  control: canHelp,
  'stop-controlling': operatorsOnly,
  join: canHelp,
  administer: (actor) => (has(actor, 'admin') ? 'allowed' : 'hidden'),
}

export function access(actor: Actor, verb: Verb, resource: Resource): Verdict {
  return RULES[verb](actor, resource)
}

export function isOperator(actor: Actor): boolean {
  return actor.account !== null && isOperatorBy(actor.account.privileges)
}

/** CHT16: who helps others is not invited to be helped. */
export function isInvited(actor: Actor): boolean {
  return !isOperator(actor) && !has(actor, 'developer')
}

function has(actor: Actor, privilege: string): boolean {
  return actor.account?.privileges.includes(privilege) === true
}

/** SES2: nobody else, whatever their privileges: operators see sessions through the Monitor. */
function participantsOnly(actor: Actor, resource: Resource): Verdict {
  if (resource.kind !== 'session') return 'hidden'
  if (resource.standing === 'joined') return canStay(actor, resource)
  return resource.standing === 'participant' ? 'allowed' : 'refused'
}

/** SES3: in a session of several people only whoever began it takes it from all. */
function ownersOnly(actor: Actor, resource: Resource): Verdict {
  const verdict = participantsOnly(actor, resource)
  if (verdict !== 'allowed' || resource.kind !== 'session') return verdict
  return resource.owns === true ? 'allowed' : 'refused'
}

/** SES3: on the list of an account, and nobody's to take off who began it: they delete it. */
function othersOnly(actor: Actor, resource: Resource): Verdict {
  const verdict = participantsOnly(actor, resource)
  if (verdict !== 'allowed' || resource.kind !== 'session') return verdict
  const isListed = actor.account !== null && resource.standing === 'participant'
  return isListed && resource.owns !== true ? 'allowed' : 'refused'
}

/** AUT8: for as long as they may help there; a session of several users stays open to them, too. */
function canStay(actor: Actor, resource: Resource): Verdict {
  if (resource.kind !== 'session' || canSee(actor, resource) !== 'allowed') return 'refused'
  return resource.multiUser ? 'allowed' : canHelp(actor, resource)
}

/** The link to a file was made for whoever just saw the screen with it. */
function canReadFile(actor: Actor, resource: Resource): Verdict {
  if (resource.kind === 'session' && resource.standing === 'link-holder') return 'allowed'
  return participantsOnly(actor, resource)
}

/** AUT13: with `multi_user` the link opens the session. */
function canEnter(actor: Actor, resource: Resource): Verdict {
  if (resource.kind !== 'session') return 'hidden'
  if (resource.standing === 'key-holder' && resource.multiUser) return 'allowed'
  return participantsOnly(actor, resource)
}

/** MON1: for others the Monitor does not exist. */
function operatorsOnly(actor: Actor): Verdict {
  return isOperator(actor) ? 'allowed' : 'hidden'
}

/** ACC4: for other operators the session does not exist, as one that there never was (`server`). */
function canSee(actor: Actor, resource: Resource): Verdict {
  if (!isOperator(actor) || resource.kind !== 'session') return 'hidden'
  const { required } = resource
  if (required === null) return 'hidden'
  return required.every((list) => list.some((name) => has(actor, name))) ? 'allowed' : 'hidden'
}

/** OBS4, CHT10: only what some Monitor shows. */
function canHelp(actor: Actor, resource: Resource): Verdict {
  const seen = canSee(actor, resource)
  if (seen !== 'allowed' || resource.kind !== 'session') return seen
  return resource.called && resource.availability !== 'unavailable' ? 'allowed' : 'refused'
}

/**
 * Verb of each route, by method and path as in `routes.ts`. A route more is a row here, and one in
 * `testing/access-table.ts` that says who gets what: without both nothing compiles.
 */
export const ROUTE_VERBS = {
  'GET /': 'read-public',
  'GET /interview': 'start',
  'POST /interview': 'start',
  'GET /s/:session': 'view-session',
  'POST /s/:session': 'submit',
  'POST /s/:session/back': 'submit',
  'GET /s/:session/action': 'submit',
  'POST /s/:session/action': 'submit',
  'GET /s/:session/delete': 'delete-session',
  'POST /s/:session/delete': 'delete-session',
  'GET /s/:session/set-aside': 'set-aside',
  'POST /s/:session/set-aside': 'set-aside',
  'GET /s/:session/chat-log': 'view-session',
  'GET /s/:session/join': 'join',
  'POST /s/:session/join': 'join',
  'POST /s/:session/leave': 'view-session',
  'POST /s/:session/end-join': 'answer-operator',
  // Files of the interview's package hold nothing of the session, and an opaque frame sends no cookie.
  'GET /s/:session/static/:name{.+}': 'read-public',
  'GET /s/:session/file/:file': 'read-file',
  'GET /signin': 'sign-in',
  'POST /signin': 'sign-in',
  'GET /signin/link': 'sign-in',
  'POST /signin/link': 'sign-in',
  'GET /signin/code': 'sign-in',
  'POST /signin/code': 'sign-in',
  'GET /signin/openid/:provider': 'sign-in',
  'GET /signin/openid/:provider/callback': 'sign-in',
  'POST /signout': 'sign-out',
  'GET /account/password': 'change-password',
  'POST /account/password': 'change-password',
  'GET /account/second-factor': 'own-factor',
  'POST /account/second-factor': 'own-factor',
  'POST /interviews/export': 'export-own',
  'POST /api/session/new': 'start',
  'GET /api/session/question': 'view-session',
  'POST /api/session/question': 'submit',
  'POST /api/session/back': 'submit',
  'POST /api/session/action': 'submit',
  'POST /api/session/delete': 'delete-session',
  // Of whoever asks; nobody's is empty, and offers to sign in.
  'GET /interviews': 'read-public',
  'GET /register': 'sign-in',
  'POST /register': 'sign-in',
  'GET /forgot': 'sign-in',
  'POST /forgot': 'sign-in',
  'GET /account': 'own-account',
  'POST /account': 'own-account',
  'POST /account/email': 'own-account',
  'POST /account/sign-ins': 'own-account',
  'GET /account/delete': 'own-account',
  'POST /account/delete': 'own-account',
  'GET /account/sign-in-methods': 'own-account',
  'POST /account/sign-in-methods': 'own-account',
  'GET /monitor': 'monitor',
  'GET /monitor/frame': 'monitor',
  'GET /admin/users': 'administer',
  'POST /admin/users': 'administer',
  'GET /admin/sessions': 'administer',
  'GET /admin/sessions/:session/delete': 'administer',
  'POST /admin/sessions/:session/delete': 'administer',
  'GET /admin/mail': 'administer',
  'POST /admin/mail': 'administer',
  'GET /admin/system': 'administer',
  'POST /admin/system': 'administer',
  'GET /admin/audit': 'administer',
  'POST /admin/audit/export': 'administer',
  'GET /admin/users/:account': 'administer',
  'POST /admin/users/:account': 'administer',
  'GET /admin/privileges': 'administer',
  'POST /admin/privileges': 'administer',
  // The provider proves who it is by its signature, in the routes themselves (PHN8).
  'POST /voice': 'read-public',
  'POST /voice/digits': 'read-public',
  'POST /voice/over': 'read-public',
  'POST /voice/status': 'read-public',
  // Of development: calls to the stand-in.
  'GET /phone': 'read-public',
  'POST /phone': 'read-public',
  'GET /static/:name': 'read-public',
  'GET /health': 'read-public',
} as const satisfies Readonly<Record<string, Verb>>

export type RouteName = keyof typeof ROUTE_VERBS

export function isRoute(name: string): name is RouteName {
  return Object.hasOwn(ROUTE_VERBS, name)
}

export const PAGE_MESSAGE_VERBS: Readonly<Record<PageUp['type'], Verb>> = {
  hello: 'connect',
  goodbye: 'connect',
  ping: 'connect',
  'chat-activate': 'chat',
  'chat-off': 'chat',
  'chat-send': 'chat',
  'chat-read': 'chat',
  informed: 'chat',
  'decline-help': 'chat',
  typing: 'chat',
  mirror: 'show-screen',
  'answer-ask': 'answer-operator',
  'end-watch': 'answer-operator',
  'end-join': 'answer-operator',
  'take-back': 'answer-operator',
}

export const MONITOR_MESSAGE_VERBS: Readonly<Record<MonitorUp['type'], Verb>> = {
  hello: 'monitor',
  goodbye: 'monitor',
  ping: 'monitor',
  'set-available': 'set-desk',
  'set-roles': 'set-desk',
  dismiss: 'dismiss',
  'chat-send': 'operator-chat',
  'chat-read': 'operator-chat',
  typing: 'operator-chat',
  'set-limit': 'set-desk',
  block: 'block',
  unblock: 'block',
  'offer-help': 'offer-help',
  'withdraw-help': 'offer-help',
  'set-phone': 'set-desk',
  'offer-call': 'offer-call',
  'withdraw-call': 'withdraw-call',
  'renew-call': 'offer-call',
  'take-chat': 'take-chat',
  'end-chat': 'operator-chat',
  transfer: 'operator-chat',
  'cancel-transfer': 'operator-chat',
  'answer-transfer': 'operator-chat',
  follow: 'read-conversation',
  unfollow: 'stop-reading',
  observe: 'observe',
  unobserve: 'stop-observing',
  'take-control': 'control',
  'renew-control': 'control',
  'release-control': 'stop-controlling',
  control: 'control',
}
