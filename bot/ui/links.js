const LINKS = 'a[href^="#cite-"], a[href^="#term-"]'

export default function ({ data, setTriggerValue }) {
  if (data.fresh) {
    const messages = document.querySelectorAll('[data-testid="stChatMessage"]')
    messages[messages.length - 2]?.scrollIntoView({ block: "start" })
  }

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
