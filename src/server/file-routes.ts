/** Hands out what people sent: pictures may stand in a page, everything else is a download. */
import { parseFileId, parseSessionId } from '../base/id.ts'
import { access } from './access.ts'
import { parseRange } from './byte-range.ts'
import type { KeptFile } from './file-keeper.ts'
import { disposition } from './file-kinds.ts'
import { PATHS } from './routes.ts'
import { actorOf } from './visitor.ts'
import { errorPage, route, type Ask, type Site, type World } from './web.ts'

export function addFileRoutes(world: World, site: Site): void {
  const { deps, door, keeper, links } = world

  route(world, site, 'GET', PATHS.sentFile, async (ask) => {
    const session = parseSessionId(ask.req.param('session') ?? '')
    const id = parseFileId(ask.req.param('file') ?? '')
    if (session === null || id === null) return errorPage(world, ask, 404, 'error.notFound')
    const key = ask.req.query('key') ?? ''
    if (!links.isGood(key, session, id, await deps.store.now())) {
      // Old, or none: whoever may see the session may see the file.
      const opened = await door.open(session, ask.var.visitor, 'read-file')
      if (opened.type === 'unknown') return errorPage(world, ask, 404, 'error.notFound')
      if (opened.type === 'refused') return errorPage(world, ask, 403, 'error.refused')
    } else if (!mayByLink(ask)) return errorPage(world, ask, 403, 'error.refused')
    const found = await keeper.find(session, id)
    if (found === null) return errorPage(world, ask, 404, 'error.notFound')
    return send(ask, found, (from, to) => keeper.read(session, found.file, from, to))
  })

  function mayByLink(ask: Ask): boolean {
    const resource = { kind: 'session', standing: 'link-holder', ...NOTHING_MORE } as const
    return access(actorOf(ask.var.visitor.account), 'read-file', resource) === 'allowed'
  }
}

/** A link says nothing else of its session. */
const NOTHING_MORE = {
  required: null,
  multiUser: false,
  called: false,
  availability: 'unavailable',
} as const

function send(
  ask: Ask,
  { file, shownAs }: KeptFile,
  read: (from: number, to: number) => AsyncIterable<Uint8Array>,
): Response {
  const isPicture = shownAs?.startsWith('image/') === true
  const headers = {
    'content-type': shownAs ?? 'application/octet-stream',
    'content-disposition': disposition(isPicture ? 'inline' : 'attachment', file.filename),
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'accept-ranges': 'bytes',
  }
  const range = parseRange(ask.req.header('range'), file.size)
  if (range.type === 'unsatisfiable') {
    return ask.body(null, 416, { ...headers, 'content-range': `bytes */${file.size}` })
  }
  const from = range.type === 'part' ? range.first : 0
  const to = range.type === 'part' ? range.last + 1 : file.size
  const body = streamOf(read(from, to))
  const length = { 'content-length': String(to - from) }
  if (range.type === 'whole') return ask.body(body, 200, { ...headers, ...length })
  const part = { 'content-range': `bytes ${from}-${to - 1}/${file.size}` }
  return ask.body(body, 206, { ...headers, ...length, ...part })
}

/** Node's type of a stream and fetch's differ in name only. */
function streamOf(pieces: AsyncIterable<Uint8Array>): NonNullable<Response['body']> {
  return ReadableStream.from(pieces) as NonNullable<Response['body']>
}
