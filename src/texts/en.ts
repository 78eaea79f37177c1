import { accounts } from './en/accounts.ts'
import { admin } from './en/admin.ts'
import { allSessions } from './en/all-sessions.ts'
import { audit } from './en/audit.ts'
import { chat } from './en/chat.ts'
import { commandLine } from './en/command-line.ts'
import { common } from './en/common.ts'
import { interview } from './en/interview.ts'
import { joining } from './en/joining.ts'
import { mail } from './en/mail.ts'
import { monitor } from './en/monitor.ts'
import { monitorPhone } from './en/monitor-phone.ts'
import { openid } from './en/openid.ts'
import { phone } from './en/phone.ts'
import { roles } from './en/roles.ts'
import { secondFactor } from './en/second-factor.ts'
import { sessions } from './en/sessions.ts'
import { ownAccount } from './en/own-account.ts'
import { system } from './en/system.ts'
import { voice } from './en/voice.ts'
import { watching } from './en/watching.ts'
import type { Message } from './text.ts'

/** American English, joined from its areas. A key's first word tells where it is. */
export const en = {
  ...common,
  ...interview,
  ...chat,
  ...joining,
  ...watching,
  ...phone,
  ...monitor,
  ...monitorPhone,
  ...accounts,
  ...mail,
  ...roles,
  ...secondFactor,
  ...sessions,
  ...admin,
  ...allSessions,
  ...audit,
  ...ownAccount,
  ...openid,
  ...system,
  ...voice,
  ...commandLine,
} as const satisfies Readonly<Record<string, Message>>

export type TextKey = keyof typeof en
