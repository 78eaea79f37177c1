/**
 * What the server believes about a browser and tells it: cookies, the origin that a request comes
 * from, and the headers that every answer carries.
 */
import { createHash } from 'node:crypto'
import type { Random, Settings } from './settings.ts'

/** What a cookie or link holds is secret; the store sees only this. */
export function digestSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

export function createSecret(random: Random): string {
  return Buffer.from(random(32)).toString('base64url')
}

/** Scheme, host and port by which this browser reaches us. */
export function ownOrigin(settings: Settings, host: string | null): string | null {
  if (settings.urlRoot !== null) return new URL(settings.urlRoot).origin
  if (host === null || !/^[\w.:[\]-]+$/.test(host)) return null
  const address = `${settings.behindHttpsLoadBalancer ? 'https' : 'http'}://${host}`
  return URL.canParse(address) ? new URL(address).origin : null
}

export function isHttps(settings: Settings): boolean {
  return settings.behindHttpsLoadBalancer || settings.urlRoot?.startsWith('https:') === true
}

/**
 * Whether a page of ours sent this. `Sec-Fetch-Site` decides where a browser sends it (no page can
 * forge it, and it is right even when `url root` is wrong); otherwise `Origin` must be ours.
 */
export function isOwnPage(settings: Settings, headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = headers.get('origin')
  return origin !== null && isAllowedOrigin(settings, headers, origin)
}

export function isAllowedOrigin(settings: Settings, headers: Headers, origin: string): boolean {
  if (settings.allowedOrigins.includes(origin)) return true
  return origin === ownOrigin(settings, headers.get('host'))
}

/** A page of ours, the address bar or a bookmark: not another site, not a program that says nothing. */
export function isOwnNavigation(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  return site === 'same-origin' || site === 'none'
}

/**
 * `pending`: of whoever still has to show the second factor. `known`: proves that an account was
 * signed in on this browser before. `openid`: on the way to a provider and back.
 * `proof`: a provider has just asked who they are.
 */
export type CookieName =
  | 'signIn'
  | 'visitor'
  | 'pending'
  | 'known'
  | 'openid'
  | 'proof'
  | { readonly interview: string }

export function cookieName(settings: Settings, name: CookieName): string {
  const plain =
    name === 'signIn'
      ? 'alongside'
      : typeof name === 'string'
        ? name
        : `resume-${digestSecret(name.interview).slice(0, 10)}`
  return isHttps(settings) ? `__Host-${plain}` : plain
}

export function readCookie(
  settings: Settings,
  header: string | null,
  name: CookieName,
): string | null {
  const wanted = cookieName(settings, name)
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === wanted) {
      const value = part.slice(at + 1).trim()
      return /^[\w-]{1,100}$/.test(value) ? value : null
    }
  }
  return null
}

/** SES5: the secret of a program that drives a session; null where there is none. */
export function readBearer(header: string | null): string | null {
  return /^Bearer ([\w-]{43})$/i.exec(header?.trim() ?? '')?.[1] ?? null
}

/** `value` null takes the cookie back. Without `maxAgeSeconds` it ends with the browser. */
export function setCookie(
  settings: Settings,
  name: CookieName,
  value: string | null,
  maxAgeSeconds?: number,
): string {
  const age = value === null ? 0 : maxAgeSeconds
  return [
    `${cookieName(settings, name)}=${value ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(isHttps(settings) ? ['Secure'] : []),
    ...(age === undefined ? [] : [`Max-Age=${age}`]),
  ].join('; ')
}

/** For everything that is not a page. */
export function baseHeaders(settings: Settings, host: string | null): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': referrerPolicy(settings, host),
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  }
}

export function pagePolicy(origin: string | null, nonce: string): string {
  const sockets = origin === null ? '' : ` ${origin.replace(/^http/, 'ws')}`
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' https:",
    `connect-src 'self'${sockets}`,
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ')
}

/**
 * The miniature's document: opaque origin, no script but ours. Its sources are named in full,
 * because WebKit lets 'self' match nothing in an opaque origin.
 */
export function framePolicy(origin: string | null): string {
  const own = origin ?? "'self'"
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    `img-src ${own} data:`,
    `font-src ${own}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ].join('; ')
}

/**
 * No address leaves for anybody else. On plain http off the own machine browsers send no
 * `Sec-Fetch-Site`, and with `no-referrer` a form post would say `Origin: null`: there, our own
 * pages may see the referrer.
 */
function referrerPolicy(settings: Settings, host: string | null): string {
  const name = host?.replace(/:\d+$/, '') ?? ''
  const own = name === 'localhost' || name === '127.0.0.1' || name === '[::1]'
  return isHttps(settings) || own ? 'no-referrer' : 'same-origin'
}
