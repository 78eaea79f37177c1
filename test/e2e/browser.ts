import { existsSync } from 'node:fs'

const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser that the stories run in: `CHROMIUM` names one, else the usual places are looked at. */
export function findChromium(): string {
  const named = process.env['CHROMIUM']
  const found = named === undefined ? KNOWN_PLACES.find((path) => existsSync(path)) : named
  if (found === undefined || !existsSync(found)) {
    throw new Error(
      'No Chromium found: install it (Debian: `apt-get install chromium`) or set CHROMIUM to its path.',
    )
  }
  return found
}
