// What is done in the page itself, before the script is asked: links, filters, the search, what is folded away.
const shared = [...SHARED, 'as_of_version'], glossary = GLOSSARY, later = LATER
const pushState = history.pushState.bind(history)

// What draws a chart takes a second to come, the first time: it is fetched when the page has long been drawn.
addEventListener('load', () => setTimeout(() => later.forEach(href => {
  document.head.append(make('link', {rel: 'modulepreload', href, crossOrigin: 'anonymous'}))
}), 2000))

// To another page the filters go along, and the version asked for.
function along(address) {
  const to = new URL(address, location.href)
  const held = new URLSearchParams(location.search)
  shared.filter(name => held.has(name) && !to.searchParams.has(name)).forEach(name => to.searchParams.set(name, held.get(name)))
  return to
}

// Streamlit leaves the address behind, and would then put a second entry into the history, so that Back would lead to the
// same page without them.
history.pushState = (state, title, address) => {
  const to = new URL(address, location.href)
  pushState(state, title, (to.pathname === location.pathname ? to : along(to)).href)
}

// Streamlit draws what the address says, as after Back: within this reader's session, with its version of the figures.
function lead(address) {
  pushState({}, '', address)
  dispatchEvent(new PopStateEvent('popstate'))
}

addEventListener('click', event => {
  const saved = event.target.closest('.cp-save')
  if (saved) return save(saved.dataset.file, saved.dataset.told)
  const link = event.target.closest('[data-testid="stHtml"] a[href]')
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  if (link.origin !== location.origin) return
  event.preventDefault()
  const inMenu = link.closest('.cp-pages')
  inMenu?.querySelectorAll('details').forEach(fold => { fold.open = false })
  lead(inMenu ? along(link.href).href : link.href)
})

// What is typed into the search is where the search page looks for it; the filters go along.
addEventListener('submit', event => {
  const form = event.target.closest('.cp-seek')
  if (!form) return
  event.preventDefault()
  const to = along(form.getAttribute('action'))
  new FormData(form).forEach((value, name) => to.searchParams.set(name, value.trim()))
  lead(to.href)
})

// What is chosen is said in the address. Who types or walks a list by keyboard is let finish: the page drawn anew would
// take the list away under their hands. A year half typed is not yet a date.
const changed = new Set()
let pressed = {key: '', at: -Infinity}, waiting
addEventListener('keydown', event => { pressed = {key: event.key, at: performance.now()} }, true)
addEventListener('change', event => {
  const control = event.target
  if (!control.closest('.cp-filters, .cp-choose') || (control.type === 'date' && control.value && control.value < '1900')) return
  const by = performance.now() - pressed.at < 100 ? pressed.key : ''
  clearTimeout(waiting)
  changed.add(control) // with those still waiting: who goes on to the next list has chosen in both
  if (by && !['Enter', 'Tab', ' '].includes(by)) waiting = setTimeout(say, 700)
  else say() // a moment later Chrome would take it for a form that is filled in, and lay the page out to watch it
})

function say() {
  const to = new URL(location.href)
  changed.forEach(control => {
    const list = control.closest('.cp-order'), name = list?.dataset.name ?? control.name
    const value = list ? reordered(list, control) : control.value
    value ? to.searchParams.set(name, value) : to.searchParams.delete(name)
  })
  changed.clear()
  lead(to.href)
}

// A running order is added to by its list, and an entry moved or left out by a button of its own.
addEventListener('click', event => {
  const step = event.target.closest('.cp-order button')
  if (!step) return
  changed.add(step)
  say()
})

function reordered(list, control) {
  const keys = [...list.querySelectorAll('li')].map(entry => entry.dataset.key)
  const {by} = control.dataset
  if (by === undefined) return [...keys, control.value].join()
  const {key} = control.closest('li').dataset, at = keys.indexOf(key)
  keys.splice(at, 1)
  if (+by) keys.splice(at + +by, 0, key)
  return keys.join()
}

// Views are walked by the arrow keys or a clicker's, from what the address says: a key counts, whether or not the view
// before has been drawn. Escape goes back to choosing, Enter leads into the views.
const steps = {ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1}
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
  const stage = document.querySelector('.cp-walk'), to = new URL(location.href)
  if (stage && event.key in steps) {
    const number = +to.searchParams.get('view') + steps[event.key]
    if (number < 1 || number > +stage.dataset.count) return
    to.searchParams.set('view', number)
  } else if (stage && event.key === 'Escape') to.searchParams.delete('view')
  else if (event.key === 'Enter' && event.target === document.body) return document.querySelector('.cp-start a')?.click()
  else return
  event.preventDefault()
  lead(to.href)
})

// What is folded away is made when it is first asked for. The glossary, once open, stays so until the page is left.
let explained = ''
addEventListener('toggle', event => {
  const fold = event.target
  if (!fold.matches?.('details')) return
  if (fold.matches('.cp-filters')) asked = fold.open ? asked || 'plan' : ''
  if (fold.matches('.cp-words-used')) explained = fold.open ? location.pathname : ''
  if (!fold.open) return
  fold.querySelectorAll('select').forEach(list)
  if (fold.matches('.cp-words-used')) explain(fold)
  if (fold.matches('.cp-copy')) copy(fold)
  if (fold.dataset.packed) unfold(fold)
  else show(fold)
}, true)

async function unfold(fold) {
  const {packed} = fold.dataset
  delete fold.dataset.packed
  await clean(fold.lastElementChild, await unpacked(packed).text())
  show(fold)
}

function show(fold) {
  if (fold.matches('.cp-foot .cp-fold')) fold.lastElementChild.scrollIntoView({block: 'nearest'})
}

// A list is made when its reader comes to it: those of large data have hundreds of options.
for (const comes of ['focusin', 'pointerover']) addEventListener(comes, event => list(event.target))

function list(control) {
  const options = control.dataset?.options
  if (!options) return
  delete control.dataset.options
  const chosen = control.value
  control.replaceChildren(...JSON.parse(options).map(([value, words]) => new Option(words, value, value === chosen, value === chosen)))
}

function explain(fold) {
  const known = glossary.filter(([, , papers]) => fold.dataset.papers === '1' || !papers)
  const entries = known.map(([word, says]) => make('div', {}, make('dt', {}, word), make('dd', {}, says)))
  if (fold.children.length === 1) fold.append(make('dl', {}, ...entries))
}

// The address of the view is written where it can be read, and copied where the browser lets us.
function copy(fold) {
  const told = fold.querySelector('code')
  told.textContent = location.href
  getSelection().selectAllChildren(told)
  navigator.clipboard?.writeText(location.href).then(() => { fold.querySelector('p').textContent = 'Copied.' }, () => {})
}

function unpacked(packed, type = 'text/html') {
  const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt())
  const told = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(told, {headers: {'content-type': `${type};charset=utf-8`}})
}

async function save(file, packed) {
  const type = file.endsWith('.json') ? 'application/json' : 'text/csv'
  const address = URL.createObjectURL(await unpacked(packed, type).blob())
  make('a', {href: address, download: file}).click()
  setTimeout(() => URL.revokeObjectURL(address), 60000)
}

function make(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...inside)
  return made
}

// A piece of the page comes as the words of an attribute (pieces.py), and is cleaned by the browser; for one that does not
// know how yet, by what Streamlit cleans its own with.
const cleaner = window.Sanitizer && new Sanitizer({removeElements: ['style', 'link', 'meta', 'base']})
const purifier = !cleaner && import(PURIFIER).then(parts => Object.values(parts).find(part => part.sanitize))
const kept = {USE_PROFILES: {html: true, svg: true}, ADD_ATTR: ['target'], FORBID_TAGS: ['style']}
function draw(piece) {
  const {html} = piece.dataset
  delete piece.dataset.html
  clean(piece, html)
}

async function clean(place, html) {
  if (cleaner) return place.setHTML(html, {sanitizer: cleaner})
  place.innerHTML = (await purifier).sanitize(html, kept)
}

// A choice draws what was chosen in anew: the filters stay open, with what was changed at hand. A page is laid out before
// a part of it can have the focus, so that waits until the whole of it is there.
let asked = '', at = ''
addEventListener('focusin', event => {
  const control = event.target
  if (control.closest('.cp-filters > div')) asked = control.name
  at = control.closest('.cp-choose, .cp-pages, .cp-walk') ? handle(control) : ''
  // An entry that is left out takes its button along: then the list of more has the focus.
  if (control.dataset.by === '0') at = control.closest('.cp-order').dataset.name
})
new MutationObserver(() => {
  document.querySelectorAll('.cp-piece[data-html]').forEach(draw)
  if (explained !== location.pathname) explained = ''
  else document.querySelectorAll('.cp-words-used:not([open])').forEach(fold => { fold.open = true })
  if (at && document.activeElement === document.body) requestAnimationFrame(() => find(at)?.focus({preventScroll: true}))
  const fold = asked && document.querySelector('.cp-filters:not([open])'), name = asked
  if (!fold) return
  fold.open = true
  requestAnimationFrame(() => fold.querySelector(`[name="${name}"]`)?.focus())
}).observe(document, {subtree: true, childList: true})

// A link is known by its words, for where it leads changes with the rest of the address.
function handle(control) {
  return control.name || control.textContent
}

function find(name) {
  return [...document.querySelectorAll('.cp-choose :is(a, select, input, button), :is(.cp-pages, .cp-walk) a')].find(control => handle(control) === name)
}

// What lies over the page is put away by a click beside it, or by Escape, which leads back to what opened it.
addEventListener('pointerdown', event => {
  if (!event.target.closest('.cp-choose, .cp-pages, .cp-walk')) at = '' // who goes on elsewhere is not led back
  close(event.target)
})
addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  const within = event.target.closest('.cp-fold[open]')
  close(document.body)
  within?.querySelector('summary').focus()
})

function close(but) {
  document.querySelectorAll('.cp-fold[open]').forEach(shown => {
    if (shown.contains(but)) return
    if (shown.matches('.cp-filters')) asked = ''
    shown.open = false
  })
}
