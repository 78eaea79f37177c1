/** Every address of the server, in one place. All stand below the configured `root`. */
import type { SessionId } from '../base/id.ts'

export const PATHS = {
  start: '/',
  interview: '/interview',
  session: '/s/:session',
  back: '/s/:session/back',
  action: '/s/:session/action',
  chatLog: '/s/:session/chat-log',
  deleteSession: '/s/:session/delete',
  setAside: '/s/:session/set-aside',
  join: '/s/:session/join',
  leave: '/s/:session/leave',
  endJoin: '/s/:session/end-join',
  packageFile: '/s/:session/static/:name{.+}',
  sentFile: '/s/:session/file/:file',
  signIn: '/signin',
  signInLink: '/signin/link',
  signInCode: '/signin/code',
  openid: '/signin/openid/:provider',
  openidCallback: '/signin/openid/:provider/callback',
  signOut: '/signout',
  password: '/account/password',
  secondFactor: '/account/second-factor',
  sessions: '/interviews',
  register: '/register',
  forgot: '/forgot',
  account: '/account',
  accountEmail: '/account/email',
  accountSignIns: '/account/sign-ins',
  accountDelete: '/account/delete',
  ownExport: '/interviews/export',
  jsonNew: '/api/session/new',
  jsonQuestion: '/api/session/question',
  jsonBack: '/api/session/back',
  jsonAction: '/api/session/action',
  jsonDelete: '/api/session/delete',
  connections: '/account/sign-in-methods',
  monitor: '/monitor',
  monitorFrame: '/monitor/frame',
  users: '/admin/users',
  allSessions: '/admin/sessions',
  deleteAnySession: '/admin/sessions/:session/delete',
  mail: '/admin/mail',
  system: '/admin/system',
  audit: '/admin/audit',
  auditExport: '/admin/audit/export',
  user: '/admin/users/:account',
  privileges: '/admin/privileges',
  voice: '/voice',
  voiceDigits: '/voice/digits',
  voiceOver: '/voice/over',
  voiceStatus: '/voice/status',
  phone: '/phone',
  static: '/static/:name',
  health: '/health',
} as const

export const SOCKET_PATHS = {
  page: '/live/session/',
  monitor: '/live/monitor',
} as const

/** Addresses of one session, with the root in front. */
export function sessionUrls(root: string, session: SessionId) {
  const base = `${root}s/${session}`
  return {
    screen: base,
    back: `${base}/back`,
    action: `${base}/action`,
    chatLog: `${base}/chat-log`,
    delete: `${base}/delete`,
    setAside: `${base}/set-aside`,
    join: `${base}/join`,
    leave: `${base}/leave`,
    endJoin: `${base}/end-join`,
    files: `${base}/static/`,
    sentFiles: `${base}/file/`,
  }
}

/** A path of `PATHS` without parameters, with the root in front. */
export function url(root: string, path: string): string {
  return root + path.slice(1)
}

/** Where an administrator deletes a session. */
export function sessionAdminUrl(root: string, session: SessionId): string {
  return `${url(root, PATHS.allSessions)}/${session}/delete`
}
