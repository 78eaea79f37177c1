import { storeContract } from './contract.ts'
import { sqlitePlace } from './testing/sqlite-place.ts'

storeContract('SQLite', sqlitePlace)
