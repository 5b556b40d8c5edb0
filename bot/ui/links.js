const LINKS = 'a[href^="#cite-"], a[href^="#term-"]'
const SCROLLER = '[data-testid="stAppScrollToBottomContainer"]'
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown", "input"]
const QUIET = 150, WATCHED = 6 // milliseconds without a change of the page, and how many such times in a row

let release = () => {}

// As scrollIntoView, which with little below the message moves the frame of the page as well: that shows no bar to move it back.
function toTop(message) {
  const scroller = message?.closest(SCROLLER)
  if (!scroller) return
  const margin = parseFloat(getComputedStyle(message).scrollMarginTop)
  scroller.scrollBy({ top: message.getBoundingClientRect().top - scroller.getBoundingClientRect().top - margin, behavior: "instant" })
}

// An answer is read from its beginning: once the page is quiet its question is brought into view, again if charts take their room late, until
// the reader moves. Before that it stays at its end: Streamlit runs after the end of a conversation that was there, lets go of it only for a
// scroll while nothing else changes, and looks at scrolls at most ten times a second.
function bringIntoView(turn) {
  release()
  let quiet, left = WATCHED
  const show = () => {
    const messages = [...document.querySelectorAll('[data-testid="stChatMessage"]')]
    toTop(messages[messages.findIndex((message) => message.querySelector(`.st-key-after-${turn}`)) - 1])
    left -= 1
    if (left > 0) quiet = setTimeout(show, QUIET)
    else release()
  }
  const changed = () => {
    clearTimeout(quiet)
    quiet = setTimeout(show, QUIET)
  }
  const watching = new ResizeObserver(() => {
    left = WATCHED
    changed()
  })
  watching.observe(document.querySelector('[data-testid="stMainBlockContainer"]'))
  document.addEventListener("scroll", changed, true)
  release = () => {
    clearTimeout(quiet)
    watching.disconnect()
    document.removeEventListener("scroll", changed, true)
    for (const move of MOVES) document.removeEventListener(move, release, true)
  }
  for (const move of MOVES) document.addEventListener(move, release, { capture: true, passive: true })
}

export default function ({ data, setTriggerValue }) {
  if (data.fresh) bringIntoView(data.fresh)

  const linkOf = (event) => event.target.closest && event.target.closest(LINKS)
  const open = (fragment) => setTriggerValue("key", fragment.slice(1))

  let card = null
  const hide = () => { card?.remove(); card = null }
  const show = (event) => {
    const link = linkOf(event)
    if (!link || !link.getAttribute("href").startsWith("#term-")) return
    // The browser's own tooltip would come late and say the same again.
    if (link.title) { link.dataset.summary = link.title; link.removeAttribute("title") }
    hide()
    card = document.createElement("div")
    card.className = "askcondor-card"
    card.id = "askcondor-card"
    card.role = "tooltip"
    card.textContent = link.dataset.summary
    document.body.append(card)
    link.setAttribute("aria-describedby", card.id)
    const at = link.getBoundingClientRect()
    const left = Math.max(8, Math.min(at.left, window.innerWidth - card.offsetWidth - 8))
    const above = at.top - card.offsetHeight - 6
    card.style.left = `${left}px`
    card.style.top = `${above > 8 ? above : at.bottom + 6}px`
  }
  const click = (event) => {
    const link = linkOf(event)
    if (!link) return
    event.preventDefault()
    hide()
    open(link.getAttribute("href"))
  }
  const escape = (event) => { if (event.key === "Escape") hide() }

  const listeners = { click, mouseover: show, focusin: show, mouseout: hide, focusout: hide, keydown: escape }
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener)
  document.addEventListener("scroll", hide, true)
  if (/^#(cite|term)-/.test(location.hash)) {
    open(location.hash)
    history.replaceState(history.state, "", location.pathname + location.search)
  }
  return () => {
    hide()
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener)
    document.removeEventListener("scroll", hide, true)
  }
}
