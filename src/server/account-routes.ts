/** Signing in and out, one-time links, one's own password. */
import {
  createAccounts,
  MAX_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH,
  SIGN_IN_MS,
  type Accounts,
  type PasswordRefusal,
} from '../accounts/accounts.ts'
import { displayName, isOperator } from '../accounts/display.ts'
import type { Account } from '../store/account-store.ts'
import { text } from '../texts/text.ts'
import { createSecret, readCookie, setCookie } from './browser.ts'
import { readForm } from './forms.ts'
import {
  renderLinkPage,
  renderPasswordPage,
  renderSignInPage,
  type PageInput,
} from './pages/simple.ts'
import { createWindowLimit } from './rate-limit.ts'
import { PATHS, url } from './routes.ts'
import {
  errorPage,
  page,
  pageInput,
  redirect,
  route,
  VISITOR_COOKIE_SECONDS,
  type Ask,
  type Site,
  type World,
} from './web.ts'

/** Wrong passwords are guessed slowly: for one account, and from one address. */
const TRIES_WINDOW_MS = 15 * 60_000
const TRIES_PER_ACCOUNT = 10
const TRIES_PER_ADDRESS = 100
