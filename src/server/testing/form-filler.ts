/** People who fill in screens as plain forms, and what their pages show. */
import { peerAtWork } from './scene.ts'
import { openBrowser, type TestBrowser } from './test-browser.ts'
import type { TestServer } from './test-server.ts'

/** By name. */
export type Form = Record<string, string>

/** A browser without script: it has one page, and sends its form as it stands. */
export function person(browser: TestBrowser, session: string) {
  let html = ''
  const path = `/s/${session}`
  const take = async (response: Response): Promise<string> => {
    const next = response.headers.get('location')
    html = await (next === null ? response : await browser.get(next)).text()
    return html
  }
  const hidden = (name: string): string =>
    (new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(html)?.[1] ?? '').replaceAll(
      '&quot;',
      '"',
    )
  return {
    html: () => html,
    look: async () => take(await browser.get(path)),
    /** What stands in the fields, and what is typed over it. */
    form: (typed: Form): Form => {
      const shown = [...html.matchAll(/<input[^>]*\bname="(f\d+)"[^>]*>/g)].flatMap(
        ([tag, name = '']): [string, string][] => {
          if (/type="checkbox"/.test(tag)) return /\schecked/.test(tag) ? [[name, 'True']] : []
          return [[name, /\svalue="([^"]*)"/.exec(tag)?.[1] ?? '']]
        },
      )
      const own = { version: hidden('version'), screen: hidden('screen'), seen: hidden('seen') }
      return { ...own, ...Object.fromEntries(shown), press: 'continue', ...typed }
    },
    send: async (form: Form | FormData) => take(await browser.post(path, form)),
    back: async () => take(await browser.post(`${path}/back`, { version: hidden('version') })),
    act: async (name: string) => {
      const action = Buffer.from(JSON.stringify({ action: name })).toString('base64url')
      return take(await browser.get(`${path}/action?action=${action}`))
    },
    change: async (what: string, to: string) => {
      const order = JSON.stringify({ action: 'change', arguments: { what, to } })
      const action = Buffer.from(order).toString('base64url')
      await browser.get(`${path}/action?action=${action}`)
    },
  }
}

/** Ann begins a session, Bob comes by its link; each has its first screen. */
export async function twoPeople(server: TestServer) {
  const browser = openBrowser(server.origin)
  const session = await browser.begin()
  const peer = await peerAtWork(server, session)
  peer.page.close()
  const [ann, bob] = [person(browser, session), person(peer.user, session)]
  await ann.look()
  await bob.look()
  return { ann, bob, session }
}

export const titleOf = (html: string): string =>
  /<h1 id="al-question"[^>]*>([^<]*)</.exec(html)?.[1]?.trim() ?? ''
export const valueOf = (html: string, name: string): string =>
  new RegExp(`<input[^>]*name="${name}"[^>]*\\svalue="([^"]*)"`).exec(html)?.[1] ?? ''

/** "What you had typed": labels and values. */
export const toldIn = (html: string): readonly (readonly string[])[] =>
  [...html.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, ...pair]) => pair)
