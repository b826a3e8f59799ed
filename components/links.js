const shared = SHARED
const pushState = history.pushState.bind(history)
const push = address => pushState({}, '', address)

// To another page the filters go along. Streamlit forgets them, for they stand in a popover that is shut, and would then
// put a second entry into the history, so that Back would lead to the same page without them.
history.pushState = (state, title, address) => {
  const to = new URL(address, location.href)
  const held = new URLSearchParams(location.search)
  if (to.pathname !== location.pathname) {
    shared.filter(name => held.has(name) && !to.searchParams.has(name)).forEach(name => to.searchParams.set(name, held.get(name)))
  }
  pushState(state, title, to.href)
}

// A link in what we write leads on as Streamlit's own do: within this reader's session, with its version of the figures.
addEventListener('click', event => {
  const link = event.target.closest('[data-testid="stHtml"] a[href]')
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  if (link.origin !== location.origin) return
  event.preventDefault()
  push(link.href)
  dispatchEvent(new PopStateEvent('popstate')) // Streamlit draws what the address says, as after Back
})

// The address of the view is written where it can be read as it is asked for, and copied where the browser lets us.
addEventListener('toggle', event => {
  const asked = event.target
  if (!asked.open || !asked.matches('.cp-copy')) return
  const told = asked.querySelector('code')
  told.textContent = location.href
  getSelection().selectAllChildren(told)
  navigator.clipboard?.writeText(location.href).then(() => { asked.querySelector('p').textContent = 'Copied.' }, () => {})
}, true)
addEventListener('pointerdown', event => close(event.target))
addEventListener('keydown', event => event.key === 'Escape' && close(document.body))

function close(but) {
  document.querySelectorAll('.cp-copy[open]').forEach(shown => { if (!shown.contains(but)) shown.open = false })
}
