/** A phone with an authenticator app, in front of the page that sets one up. */
import { codeAt, parseSecret } from '../../accounts/totp.ts'
import { PASSWORD } from './test-server.ts'
import type { TestBrowser } from './test-browser.ts'

export const FACTOR_PAGE = '/account/second-factor'

export interface Phone {
  /** What the app shows at this time. */
  code(now: number): string
  readonly recoveryCodes: readonly string[]
}

/** Sets up the second factor of whoever is signed in; what was answered stands in `recoveryCodes`. */
export async function setUpPhone(browser: TestBrowser, now: number): Promise<Phone> {
  await browser.post(FACTOR_PAGE, { do: 'begin', password: PASSWORD })
  const secret = readSecret(await (await browser.get(FACTOR_PAGE)).text())
  const code = (at: number): string => codeAt(secret, at)
  const response = await browser.post(FACTOR_PAGE, { do: 'confirm', code: code(now) })
  return { code, recoveryCodes: readRecoveryCodes(await response.text()) }
}

export function readSecret(page: string): Uint8Array {
  const found = /class="al-secret"\s*>([A-Z2-7 ]+)</.exec(page)?.[1]
  if (found === undefined) throw new Error('the page shows no secret')
  return parseSecret(found)
}

export function readRecoveryCodes(page: string): readonly string[] {
  return [...page.matchAll(/<code>([a-z2-8]{5}-[a-z2-8]{5})<\/code>/g)].map(([, code = '']) => code)
}
