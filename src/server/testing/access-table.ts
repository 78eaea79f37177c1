/**
 * Who gets what, of every route and every message, asked of the real server (ACC3). A row has a sign
 * for each actor. A new route or message is one row here: run `access-matrix.test.ts`, read what it
 * says the server does, ask whether it should, and write that down.
 */
import type { MonitorUp } from '../../protocol/monitor.ts'
import type { PageUp } from '../../protocol/page.ts'
import type { RouteName } from '../access.ts'

export const ACTORS = [
  'nobody',
  'other user',
  'participant',
  'peer',
  'operator',
  'outside',
  'of a blocked one',
  'admin',
  'revoked',
] as const
export type ActorKind = (typeof ACTORS)[number]

/**
 * The session is one of several people, and only operators with the privilege `housing` or `admin` may
 * see it; who asks is none of its people, but for `participant` (who began it) and `peer`.
 *     o  let in     x  refused (401, 403)     -  as if it did not exist (404)
 * What comes after being let in (a wrong password, a form that lacks something) is not told apart.
 */
export const ROUTE_ROWS: Readonly<Record<RouteName, string>> = {
  'GET /': 'o o o o o o o o o',
  'GET /interview': 'o o o o o o o o o',
  'POST /interview': 'o o o o o o o o o',
  'GET /s/:session': 'x x o o x x x x x',
  'POST /s/:session': 'x x o o x x x x x',
  'POST /s/:session/back': 'x x o o x x x x x',
  'GET /s/:session/action': 'x x o o x x x x x',
  'POST /s/:session/action': 'x x o o x x x x x',
  'GET /s/:session/delete': 'x x o x x x x x x',
  'POST /s/:session/delete': 'x x o x x x x x x',
  // Of accounts that take part and did not begin it: `own-list.test.ts` has one.
  'GET /s/:session/set-aside': 'x x x x x x x x x',
  'POST /s/:session/set-aside': 'x x x x x x x x x',
  'GET /s/:session/chat-log': 'x x o o x x x x x',
  'GET /s/:session/join': '- - - - o - o o -',
  'POST /s/:session/join': '- - - - o - o o -',
  'POST /s/:session/leave': 'x x x x x x x x x',
  'POST /s/:session/end-join': 'x x o o x x x x x',
  'GET /s/:session/static/:name{.+}': 'o o o o o o o o o',
  // Whoever may see the session learns that there is no such file.
  'GET /s/:session/file/:file': 'x x - - x x x x x',
  'GET /signin': 'o o o o o o o o o',
  'POST /signin': 'o o o o o o o o o',
  'GET /signin/link': 'o o o o o o o o o',
  'POST /signin/link': 'o o o o o o o o o',
  'GET /signin/code': 'o o o o o o o o o',
  'POST /signin/code': 'o o o o o o o o o',
  // None is set up.
  'GET /signin/openid/:provider': '- - - - - - - - -',
  'GET /signin/openid/:provider/callback': '- - - - - - - - -',
  'POST /signout': 'o o o o o o o o o',
  'GET /account/password': 'x o x x o o o o o',
  'POST /account/password': 'x o x x o o o o o',
  'GET /account/second-factor': 'x o x x o o o o o',
  'POST /account/second-factor': 'x o x x o o o o o',
  'POST /api/session/new': 'o o o o o o o o o',
  'GET /api/session/question': '- - o - - - - - -',
  'POST /api/session/question': '- - o - - - - - -',
  'POST /api/session/back': '- - o - - - - - -',
  'POST /api/session/action': '- - o - - - - - -',
  'POST /api/session/delete': '- - o - - - - - -',
  'GET /interviews': 'o o o o o o o o o',
  'POST /interviews/export': 'x o x x o o o o o',
  'GET /register': 'o o o o o o o o o',
  'POST /register': 'o o o o o o o o o',
  'GET /forgot': 'o o o o o o o o o',
  'POST /forgot': 'o o o o o o o o o',
  'GET /account': 'x o x x o o o o o',
  'POST /account': 'x o x x o o o o o',
  'POST /account/email': 'x o x x o o o o o',
  'POST /account/sign-ins': 'x o x x o o o o o',
  'GET /account/delete': 'x o x x o o o o o',
  'POST /account/delete': 'x o x x o o o o o',
  'GET /account/sign-in-methods': 'x o x x o o o o o',
  'POST /account/sign-in-methods': 'x o x x o o o o o',
  'GET /monitor': '- - - - o o o o -',
  'GET /monitor/frame': '- - - - o o o o -',
  'GET /admin/users': '- - - - - - - o -',
  'POST /admin/users': '- - - - - - - o -',
  'GET /admin/sessions': '- - - - - - - o -',
  'GET /admin/sessions/:session/delete': '- - - - - - - o -',
  'POST /admin/sessions/:session/delete': '- - - - - - - o -',
  'GET /admin/system': '- - - - - - - o -',
  'POST /admin/system': '- - - - - - - o -',
  'GET /admin/audit': '- - - - - - - o -',
  'GET /admin/mail': '- - - - - - - o -',
  'POST /admin/mail': '- - - - - - - o -',
  'POST /admin/audit/export': '- - - - - - - o -',
  'GET /admin/users/:account': '- - - - - - - o -',
  'POST /admin/users/:account': '- - - - - - - o -',
  'GET /admin/privileges': '- - - - - - - o -',
  'POST /admin/privileges': '- - - - - - - o -',
  // None is set up.
  'POST /voice': '- - - - - - - - -',
  'POST /voice/digits': '- - - - - - - - -',
  'POST /voice/over': '- - - - - - - - -',
  'POST /voice/status': '- - - - - - - - -',
  'GET /phone': '- - - - - - - - -',
  'POST /phone': '- - - - - - - - -',
  'GET /static/:name': 'o o o o o o o o o',
  'GET /health': 'o o o o o o o o o',
}

/** Signs as in `signOf`; of a line that is not opened, why not. */
export const PAGE_ROWS: Readonly<Record<PageUp['type'], string>> = {
  hello: 'x x . . x x x x x',
  goodbye: 'x x . . x x x x x',
  ping: 'x x . . x x x x x',
  'chat-activate': 'x x o o x x x x x',
  'chat-off': 'x x o o x x x x x',
  'chat-send': 'x x o o x x x x x',
  'chat-read': 'x x o o x x x x x',
  informed: 'x x o o x x x x x',
  'decline-help': 'x x o o x x x x x',
  typing: 'x x . . x x x x x',
  mirror: 'x x . . x x x x x',
  'answer-ask': 'x x o o x x x x x',
  'end-watch': 'x x o o x x x x x',
  'end-join': 'x x o o x x x x x',
  'take-back': 'x x o o x x x x x',
}

/** Whoever was `revoked` had every right when the line was opened, and none when the message came. */
export const MONITOR_ROWS: Readonly<Record<MonitorUp['type'], string>> = {
  hello: '- - - - . . . . .',
  goodbye: '- - - - . . . . .',
  ping: '- - - - . . . . .',
  'set-available': '- - - - o o o o x',
  'set-roles': '- - - - o o o o x',
  dismiss: '- - - - o - o o x',
  'chat-send': '- - - - o - o o x',
  'chat-read': '- - - - o - o o x',
  typing: '- - - - . . . . .',
  'set-limit': '- - - - o o o o x',
  block: '- - - - o - o o x',
  unblock: '- - - - o - o o x',
  'offer-help': '- - - - o - o o x',
  'withdraw-help': '- - - - o - o o x',
  'set-phone': '- - - - o o o o x',
  'offer-call': '- - - - o - o o x',
  'withdraw-call': '- - - - o - o o x',
  'renew-call': '- - - - o - o o x',
  'take-chat': '- - - - o - o o x',
  'end-chat': '- - - - o - o o x',
  transfer: '- - - - o - o o x',
  'cancel-transfer': '- - - - o - o o x',
  'answer-transfer': '- - - - o - o o x',
  // What is only read goes by a word of the store that is a second old at most.
  follow: '- - - - o - o o o',
  unfollow: '- - - - . . . . .',
  observe: '- - - - o - o o -',
  unobserve: '- - - - . . . . .',
  // Not observed: nothing that could be controlled.
  'take-control': '- - - - o - o o o',
  'release-control': '- - - - o o o o o',
  'renew-control': '- - - - . . . . .',
  control: '- - - - . . . . .',
}
