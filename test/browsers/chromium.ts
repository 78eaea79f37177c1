import { chromium } from '@playwright/test'
import { findChromium } from '../e2e/browser.ts'
import { DESK } from '../e2e/people.ts'
import { ARROW_DOWN, END, type Driver } from './driver.ts'

const NAMES: Readonly<Record<string, string>> = { [ARROW_DOWN]: 'ArrowDown', [END]: 'End' }

export async function startChromium(): Promise<Driver> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const page = await browser.newPage({ viewport: DESK })
  return {
    name: `Chromium ${browser.version()}`,
    async go(address) {
      await page.goto(address)
    },
    async read(place, expression) {
      const frame = place === 'page' ? page.mainFrame() : page.frames()[1]
      if (frame === undefined) throw new Error('no picture')
      return frame.evaluate(expression)
    },
    clickAt: (x, y) => page.mouse.click(x, y),
    async keys(_place, keys) {
      for (const key of keys) await page.keyboard.press(NAMES[key] ?? key)
    },
    close: () => browser.close(),
  }
}
