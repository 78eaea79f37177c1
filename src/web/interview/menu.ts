/** The menu is a plain `<details>`; it closes when one goes elsewhere. */
export function listenToMenu(): void {
  const menu = document.getElementById('al-menu')
  if (!(menu instanceof HTMLDetailsElement)) return
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false
  })
  menu.addEventListener('focusout', (event) => {
    const to = event.relatedTarget
    if (to instanceof Node && !menu.contains(to)) menu.open = false
  })
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !menu.open) return
      event.preventDefault()
      menu.open = false
      menu.querySelector('summary')?.focus()
    },
    true,
  )
}
