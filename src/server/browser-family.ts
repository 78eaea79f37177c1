/** What a browser says of itself, in words that its owner recognises in the list of sign-ins. */

/** The first that fits: most browsers call themselves by the others' names, too. */
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdgA?(iOS)?\//],
  ['Opera', /\bOPR\/|\bOpera\b/],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /(\b|Headless)(Chrome|CriOS|Chromium)\//],
  ['Safari', /\bSafari\//],
]
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
]

/** `Firefox, Windows`; '' where nothing is recognised. Never a text of the browser's own. */
export function familyOf(userAgent: string | undefined): string {
  const said = (userAgent ?? '').slice(0, 500)
  const names = [BROWSERS, SYSTEMS].map((list) => list.find(([, sign]) => sign.test(said))?.[0])
  return names.filter((name) => name !== undefined).join(', ')
}
