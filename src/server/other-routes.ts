/** The Monitor's pages, built files, and the sign of life. */
import { must } from '../base/must.ts'
import { renderMonitorFrame, renderMonitorPage } from './pages/simple.ts'
import { PATHS } from './routes.ts'
import { cardOf } from './visitor.ts'
import { text } from '../texts/text.ts'
import { isAllowedOrigin } from './browser.ts'
import { errorPage, frame, framePage, page, route, urlRoot, type Site, type World } from './web.ts'

export function addOtherRoutes(world: World, site: Site): void {
  const { deps } = world
  const { root } = deps.settings

  route(world, site, 'GET', PATHS.monitor, (ask) => {
    const me = cardOf(must(ask.var.visitor.account, 'the access rule asks for an operator'))
    return page(world, ask, renderMonitorPage({ ...frame(world, ask), nonce: ask.var.nonce, me }))
  })

  route(world, site, 'GET', PATHS.monitorFrame, (ask) =>
    framePage(world, ask, renderMonitorFrame({ root, assets: deps.assets })),
  )

  route(world, site, 'GET', PATHS.static, (ask) => {
    const file = deps.assets.read(ask.req.param('name') ?? '')
    if (file === null) return errorPage(world, ask, 404, 'error.notFound')
    const takesGzip = /\bgzip\b/.test(ask.req.header('accept-encoding') ?? '')
    const gzip = takesGzip ? file.gzip : undefined
    return ask.body(new Uint8Array(gzip ?? file.body), 200, {
      'content-type': file.type,
      vary: 'accept-encoding',
      ...(gzip === undefined ? {} : { 'content-encoding': 'gzip' }),
      // The hash in the name changes with the content. An opaque frame is another origin to the browser.
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  route(world, site, 'GET', PATHS.health, async (ask) => {
    await deps.store.now()
    const used = ask.req.query('origin')
    if (used === undefined) return ask.text('ok')
    // SCA3: for a page whose live line is refused, with the origin that its browser uses.
    const expected = urlRoot(world, ask)
    const isAllowed = isAllowedOrigin(deps.settings, ask.req.raw.headers, used)
    const message = isAllowed ? null : text('error.wrongRoot.message', { used, expected })
    return ask.json({ used, expected, message })
  })
}
