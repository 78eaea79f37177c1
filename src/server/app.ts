/**
 * The server, composed: routes, sockets, sweeps. It chooses nothing (that is `cli`'s) and knows no
 * network: `listen.ts` has one, tests call `fetch`.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAccounts } from '../accounts/accounts.ts'
import { createOpenidAccounts } from '../accounts/openid-accounts.ts'
import { createOpenidClient } from '../accounts/openid.ts'
import { createSecondFactors } from '../accounts/second-factor.ts'
import { createMailedLinks } from '../accounts/mailed-links.ts'
import { createAccountPost } from './account-post.ts'
import { addAccountRoutes } from './account-routes.ts'
import { addAdminRoutes } from './admin-routes.ts'
import { addAllSessionsRoutes } from './all-sessions-routes.ts'
import { addAuditRoutes } from './audit-routes.ts'
import { createAuthorNotices } from './author-notices.ts'
import { createConnections } from './connection.ts'
import { createControlRelay } from './control-relay.ts'
import type { Deps } from './deps.ts'
import { createDeskCopy } from './desk-copy.ts'
import { createDoor } from './door.ts'
import { createFileKeeper } from './file-keeper.ts'
import { createFileLinks } from './file-links.ts'
import { addFileRoutes } from './file-routes.ts'
import { createInterviewFlow } from './interview-flow.ts'
import { addJoinRoutes } from './join-routes.ts'
import { addInterviewRoutes } from './interview-routes.ts'
import { addJsonRoutes } from './json-routes.ts'
import { createReadAttachments } from './mail-files.ts'
import { addMailRoutes } from './mail-routes.ts'
import { createMirrorHub } from './mirror-hub.ts'
import { createMonitorList } from './monitor-list.ts'
import { createMonitorSockets } from './monitor-socket.ts'
import { addOtherRoutes } from './other-routes.ts'
import { addOwnAccountRoutes } from './own-account-routes.ts'
import { addOwnListRoutes } from './own-list-routes.ts'
import { createPageSockets } from './page-socket.ts'
import { createPost } from './post.ts'
import { createPostman } from './postman.ts'
import { createWindowLimit } from './rate-limit.ts'
import { barredNumbers } from './barred-numbers.ts'
import { createGuessingAlert } from './guessing-alert.ts'
import { createRetention } from './retention.ts'
import { addRegisterRoutes } from './register-routes.ts'
import { createRoomShell } from './room-shell.ts'
import { createScreenReader } from './served-screen.ts'
import { addSessionRoutes } from './session-routes.ts'
import { createSessionKeys } from './session-keys.ts'
import { createSignInFailures } from './sign-in-failures.ts'
import { createSignInUse } from './sign-in-use.ts'
import { createSignInWatch } from './sign-in-watch.ts'
import { createSockets } from './sockets.ts'
import { createTypingHub } from './typing-hub.ts'
import { addOpenidRoutes } from './openid-routes.ts'
import { addSecondFactorRoutes } from './second-factor-routes.ts'
import { startInOrder } from './starting.ts'
import { addStandInRoutes } from './stand-in-routes.ts'
import { addSystemRoutes } from './system-routes.ts'
import { createSweeper, type Sweeper } from './sweeper.ts'
import { systemTiming, type Timing } from './timing.ts'
import { addVoiceRoutes } from './voice-routes.ts'
import { createSite, urlRoot, type World } from './web.ts'

export interface App {
  /** `address`: the network address of the browser, for limits. */
  fetch(request: Request, from?: { readonly address: string }): Promise<Response>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Takes up its lease and what was left behind; before it, nothing is served. */
  start(): Promise<void>
  /** Open pages come back by themselves, here or at another process. */
  close(): Promise<void>
  readonly sweeper: Sweeper
  /** Method and path of all that is served, as `ROUTE_VERBS` has them. */
  readonly routes: readonly string[]
}

/** New sessions from one address. */
const STARTS = { count: 240, windowMs: 60_000 } as const

export function createApp(deps: Deps, timing: Timing = systemTiming): App {
  const { process, store, bus, evaluators, library, keyring, settings, log, random } = deps
  const shell = createRoomShell({ store, bus, process, keyring, random, log })
  const keys = createSessionKeys(store, keyring)
  const door = createDoor({ store, shell, keys, keyring, random, limits: settings.operatorLimits })
  shell.onChange(({ aggregate, gone }) => {
    if (aggregate.kind === 'room' && gone === true) keys.forget(aggregate.id)
  })
  const keeper = createFileKeeper({ files: deps.files, store, keys, settings, random })
  const readAttachments = createReadAttachments({ store, keeper })
  const mailing = { store, keyring, keys, timing, log, mailer: deps.mailer, readAttachments }
  const postman = createPostman(mailing)
  const { isSetUp } = deps.mailer
  const post = createPost({ ...mailing, isSetUp, wake: () => postman.wake() })
  const links = createFileLinks(keyring, settings.root)
  const notices = createAuthorNotices(log)
  const flow = createInterviewFlow({
    store,
    shell,
    door,
    evaluators,
    keeper,
    library,
    keyring,
    settings,
    random,
    log,
    notices,
    wakePost: () => postman.wake(),
  })
  const accounts = createAccounts({
    store,
    passwords: deps.passwords,
    random,
    now: () => store.now(),
    lifetime: settings.signIns,
  })
  const factors = createSecondFactors({
    store,
    box: keyring,
    random,
    now: () => store.now(),
    issuer: settings.brand,
    admit: (account) => accounts.admit(account),
  })
  const openid = createOpenidClient({ store, box: keyring, now: () => store.now() })
  const openidAccounts = createOpenidAccounts({ store, accounts })

  const signInFailures = createSignInFailures({ store, log })
  const connections = createConnections(timing, log)
  const signIns = createSignInWatch({ store, settings, timing, log })
  const desk = createDeskCopy({ store, shell, log })
  const list = createMonitorList({ store, shell, desk, timing, log })
  const readScreen = createScreenReader({ store, flow, settings, links })
  const mirror = createMirrorHub({ bus, process, keys, readScreen, random, timing, log })
  const relay = createControlRelay({ bus, process, keys, log })
  const typing = createTypingHub({ bus, process, timing })
  const live = {
    store,
    shell,
    desk,
    mirror,
    relay,
    typing,
    connections,
    signIns,
    keyring,
    process,
    limits: settings.operatorLimits,
    timing,
    log,
  }
  const pages = createPageSockets(live)
  const monitors = createMonitorSockets({
    ...live,
    list,
    keys,
    floor: settings.minimumConsent,
    phone: settings.phone,
    random,
  })
  const sockets = createSockets({ store, settings, door, pages, monitors, log })
  const onLapse = () => connections.restartAll()
  const sweeper = createSweeper({
    store,
    shell,
    process,
    timing,
    log,
    isOnlyProcess: deps.isOnlyProcess === true,
    onLapse,
    chores: [
      ...keeper.chores,
      ...postman.chores,
      ...signInFailures.chores,
      createRetention({ store, shell, retention: settings.retention, log }),
      createGuessingAlert({ store, desk, post, settings }),
    ],
  })

  /** ACC4: the desk decides by what the process that started last was told. */
  const limits = {
    async start() {
      const { operatorLimits } = settings
      const known = (await store.readDesk()).limits
      if (JSON.stringify(known) === JSON.stringify(operatorLimits)) return
      const command = { type: 'limit-operators', limits: operatorLimits } as const
      const aggregate = { kind: 'desk' } as const
      await shell.perform({ aggregate, id: shell.freshId(), digest: '', command })
    },
  }

  /** PHN1: the same of telephony. */
  const phoneLine = {
    async start() {
      const line = settings.phone?.line ?? null
      const known = await store.readDesk()
      const barred = barredNumbers(known, settings.phone)
      const isSame = JSON.stringify(known.phone.line) === JSON.stringify(line)
      if (isSame && barred.length === 0) return
      const command = { type: 'set-phone-line', line, barred } as const
      const aggregate = { kind: 'desk' } as const
      await shell.perform({ aggregate, id: shell.freshId(), digest: '', command })
    },
  }

  const signInUse = createSignInUse({ ...live, idleMs: settings.signIns.idleMs })
  const starts = createWindowLimit(timing, STARTS.count, STARTS.windowMs)
  const world: World = {
    deps,
    timing,
    shell,
    door,
    flow,
    accounts,
    factors,
    mailedLinks: createMailedLinks({ accounts, store }),
    accountPost: createAccountPost({ deps, post, rootOf: (ask) => urlRoot(world, ask) }),
    signInUse,
    signInFailures,
    notices,
    connections,
    openid,
    openidAccounts,
    keeper,
    links,
    post,
    starts,
  }
  const site = createSite(world)
  addInterviewRoutes(world, site)
  addSessionRoutes(world, site)
  addOwnListRoutes(world, site)
  addJsonRoutes(world, site)
  addFileRoutes(world, site)
  addAccountRoutes(world, site)
  addSecondFactorRoutes(world, site)
  addOwnAccountRoutes(world, site)
  addRegisterRoutes(world, site)
  addOpenidRoutes(world, site)
  addAdminRoutes(world, site)
  addMailRoutes({ ...world, keys }, site)
  addAllSessionsRoutes(world, site)
  addAuditRoutes(world, site)
  addSystemRoutes(world, site)
  addOtherRoutes(world, site)
  addJoinRoutes(world, site)
  addVoiceRoutes(world, site)
  addStandInRoutes(world, site)

  return {
    sweeper,
    routes: site.routes
      .filter(({ path }) => path !== '/*')
      .map(({ method, path }) => `${method} ${path}`),
    async fetch(request, from = { address: '' }) {
      return site.fetch(request, from)
    },
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
    async start() {
      await shell.start()
      await startInOrder({ store, process, sweeper }, [
        limits,
        phoneLine,
        desk,
        mirror,
        relay,
        typing,
      ])
      // What an earlier server left behind need not wait for the first turn.
      postman.wake()
    },
    async close() {
      sweeper.close()
      await postman.close()
      await signInFailures.close()
      await connections.close()
      sockets.close()
      mirror.close()
      relay.close()
      typing.close()
      list.close()
      desk.close()
      signInUse.close()
      signIns.close()
      shell.close()
    },
  }
}
