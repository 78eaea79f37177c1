/**
 * How the page is left. A reload, or a way to another page of the same session, is no goodbye: the
 * participant would be offline on every Monitor for as long as the load takes.
 */
export function watchLeaving(act: { left(): void; comesBack(): void; signsOut(): void }): void {
  let staying = false
  // Some reloads show themselves to nobody; the server gives a goodbye a moment for them.
  findNavigation()?.addEventListener('navigate', (event) => {
    if (!isNavigate(event) || event.destination.sameDocument) return
    staying = event.navigationType === 'reload' || isThisSession(event.destination.url)
  })
  // One that only goes to sleep in the back-forward cache is not being left.
  window.addEventListener('pagehide', (event) => {
    if (event.persisted) return
    if (staying) act.comesBack()
    else act.left()
  })
  document.addEventListener('submit', (event) => {
    const { target } = event
    if (target instanceof HTMLFormElement && target.action.endsWith('/signout')) act.signsOut()
  })
}

interface NavigateEvent extends Event {
  readonly navigationType: string
  readonly destination: { readonly url: string; readonly sameDocument: boolean }
}

function findNavigation(): EventTarget | null {
  return 'navigation' in window && window.navigation instanceof EventTarget
    ? window.navigation
    : null
}

function isNavigate(event: Event): event is NavigateEvent {
  return 'navigationType' in event && 'destination' in event
}

function isThisSession(address: string): boolean {
  const { origin, pathname } = new URL(address, location.href)
  return (
    origin === location.origin &&
    (pathname === location.pathname || pathname.startsWith(`${location.pathname}/`))
  )
}
