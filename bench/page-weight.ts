/**
 * How much does the first load of an interview page weigh? Bytes as they travel, of the page and of
 * everything it names. Limit: 80 KB, of it JavaScript 25 KB; no request to another host.
 */
import { startServer } from '../test/e2e/server.ts'
import { Browser } from '../test/support/wire-client.ts'

const server = await startServer()
try {
  const browser = new Browser(server.url)
  const page = await (await browser.get('/interview?i=eviction-help.yml')).text()
  const named = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, url = '']) => url)
  const rows = [{ what: 'page', bytes: Buffer.byteLength(page) }]
  for (const url of named) {
    const response = await fetch(new URL(url, server.url), {
      headers: { 'accept-encoding': 'gzip' },
    })
    await response.arrayBuffer()
    rows.push({ what: url, bytes: Number(response.headers.get('content-length')) })
  }
  const sum = (wanted: (what: string) => boolean): number =>
    rows.filter(({ what }) => wanted(what)).reduce((total, { bytes }) => total + bytes, 0)
  console.table(rows)
  console.log(
    `JavaScript ${sum((what) => what.endsWith('.js'))} bytes, all ${sum(() => true)} bytes`,
  )
} finally {
  await server.close()
}
