import type { Bus } from '../bus/bus.ts'
import type { Files } from '../files/files.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Telephony } from '../phone/phone.ts'
import type { Evaluators } from '../evaluators/evaluators.ts'
import type { Store } from '../store/store.ts'
import type { ProcessId } from '../base/id.ts'
import type { InterviewLibrary } from './interview-library.ts'
import type { Keyring } from './seal.ts'
import type { Log, Random, Settings } from './settings.ts'
import type { PasswordHasher } from '../accounts/passwords.ts'

/** All that the server is given; it chooses nothing itself. */
export interface Deps {
  readonly process: ProcessId
  readonly store: Store
  readonly bus: Bus
  readonly files: Files
  readonly mailer: Mailer
  /** PHN1. Null: there is no telephone help. */
  readonly telephony: Telephony | null
  readonly evaluators: Evaluators
  readonly library: InterviewLibrary
  /** No other process can have the store open: all that it knows of are gone when this one starts. */
  readonly isOnlyProcess?: boolean
  readonly keyring: Keyring
  readonly passwords: PasswordHasher
  readonly settings: Settings
  readonly facts: SystemFacts
  readonly log: Log
  readonly random: Random
  /** Built browser files and stylesheets: `/static/<name>` with the hash in the name. */
  readonly assets: Assets
}

/** What `cli` chose and is, for administrators. */
export interface SystemFacts {
  /** Of this program. */
  readonly version: string
  /** That it runs on. */
  readonly runtime: string
  readonly bus: 'process' | 'redis'
  readonly sandbox: 'auto' | 'strict'
}

export interface Assets {
  /** URL path of a built file below the root: `interview.js` -> `static/interview-3f2a.js`. */
  url(name: AssetName): string
  read(file: string): Asset | null
}

export interface Asset {
  readonly body: Uint8Array
  readonly type: string
  /** The same, compressed once; pages are not compressed, since they hold secrets beside what users typed. */
  readonly gzip?: Uint8Array
}

export type AssetName =
  | 'interview.js'
  | 'mirror-agent.js'
  | 'watched.js'
  | 'upload.js'
  | 'signature.js'
  | 'phone.js'
  | 'monitor.js'
  | 'mirror-frame.js'
  | 'interview.css'
  | 'monitor.css'
