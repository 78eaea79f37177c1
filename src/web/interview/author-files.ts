/** `features: css` and `javascript` of a screen that came without a page load: each once. */
export function addAuthorFiles(files: {
  readonly css: readonly string[]
  readonly javascript: readonly string[]
}): Promise<void> {
  const { files: base, nonce } = document.body.dataset
  const address = (name: string): string =>
    /^(https?:)?\/\//.test(name)
      ? name
      : (base ?? '') + name.split('/').map(encodeURIComponent).join('/')
  for (const name of files.css) {
    if (isThere('link', name)) continue
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = address(name)
    link.dataset['alAuthor'] = name
    document.head.append(link)
  }
  const loading = files.javascript
    .filter((name) => !isThere('script', name))
    .map((name) => {
      const script = document.createElement('script')
      script.src = address(name)
      script.async = false
      script.nonce = nonce ?? ''
      script.dataset['alAuthor'] = name
      const done = new Promise<void>((resolve) => {
        script.addEventListener('load', () => resolve())
        // A missing script is the author's to notice; the interview goes on.
        script.addEventListener('error', () => resolve())
      })
      document.body.append(script)
      return done
    })
  return Promise.all(loading).then(() => undefined)
}

function isThere(tag: string, name: string): boolean {
  const all = document.querySelectorAll<HTMLElement>(`${tag}[data-al-author]`)
  return [...all].some((element) => element.dataset['alAuthor'] === name)
}
