import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { busContract } from './contract.ts'
import { openRedisBus, redisUrlProblem } from './redis.ts'
import { testRedisUrl } from './testing/test-redis.ts'

const url = await testRedisUrl()
if (url === null) {
  it('bus: Redis', { skip: 'no Redis answers on this machine' }, () => {})
} else {
  busContract('Redis', async () => {
    const prefix = `test-${randomUUID()}:`
    return {
      here: await openRedisBus({ url, prefix }),
      there: await openRedisBus({ url, prefix }),
    }
  })
}

describe('Redis address', () => {
  it('[SCA2] off this machine needs TLS and a password', () => {
    for (const good of [
      'redis://localhost:6379',
      'redis://[::1]',
      'rediss://:pw@redis.example.org',
    ]) {
      assert.equal(redisUrlProblem(good), null, good)
    }
    for (const bad of ['redis://10.0.0.5', 'rediss://redis.example.org', 'http://localhost', 'x']) {
      assert.match(redisUrlProblem(bad) ?? '', /^redis: /, bad)
    }
  })
})
