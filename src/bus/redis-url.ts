/** Why an address may not be used; null when it may. */
export function redisUrlProblem(url: string): string | null {
  const parsed = URL.parse(url)
  if (parsed === null || !['redis:', 'rediss:'].includes(parsed.protocol)) {
    return 'the address of Redis must begin with redis:// or rediss://'
  }
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(parsed.hostname)) return null
  if (parsed.protocol !== 'rediss:') {
    return `Redis on another machine (${parsed.hostname}) needs TLS: use rediss://`
  }
  if (parsed.password === '') {
    return `Redis on another machine (${parsed.hostname}) needs a password in its address`
  }
  return null
}
