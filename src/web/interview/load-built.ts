let failures = 0

/**
 * One of our own built files, whose address the server wrote into the page; null where it cannot be
 * had now. Browsers remember an address that failed, so the next try has another.
 */
export async function loadBuilt<Module>(
  name: 'agent' | 'watched' | 'upload' | 'signature' | 'phone',
): Promise<Module | null> {
  const address = document.body.dataset[name] ?? ''
  try {
    return (await import(failures === 0 ? address : `${address}#${failures}`)) as Module
  } catch {
    failures++
    return null
  }
}
