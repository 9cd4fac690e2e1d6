/**
 * The one script of the portal: suggestions while somebody types into a search box
 * (the combobox pattern of the WAI-ARIA authoring practices). Without it the box is
 * a form like any other. Nothing of what is typed is kept.
 */
import { mayBecomePerson } from '../../src/codes/person-begun.ts'

type Suggestion = {
  code: string
  name: string
  matchedFormerName?: string
  regionName: string
  marked?: [number, number]
}

const isEnglish = document.documentElement.lang.startsWith('en')
const t = (zh: string, en: string): string => (isEnglish ? en : zh)
const pauseMs = 160

for (const input of document.querySelectorAll<HTMLInputElement>('form.search[action="/search"] input[type="search"]'))
  combobox(input)

function combobox(input: HTMLInputElement): void {
  const line = input.parentElement!
  const list = document.createElement('ul')
  list.id = `${input.id}-list`
  list.className = 'choices'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', t('提示', 'Suggestions'))
  list.hidden = true
  const said = document.createElement('p')
  said.className = 'visually-hidden'
  said.setAttribute('role', 'status')
  line.append(list)
  line.after(said)
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
  }))
    input.setAttribute(name, value)

  let rows: Suggestion[] = []
  let active = -1
  let asked = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined
  let silentUntil = 0

  const close = () => {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    activate(-1)
  }
  const open = () => {
    if (rows.length === 0) return
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
  }
  const forget = () => {
    clearTimeout(timer)
    asking?.abort()
    asking = undefined
  }

  function activate(at: number): void {
    list.children[active]?.setAttribute('aria-selected', 'false')
    active = at
    const option = list.children[at]
    if (!option) {
      input.removeAttribute('aria-activedescendant')
      return
    }
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', option.id)
  }

  function show(found: Suggestion[]): void {
    rows = found
    active = -1
    input.removeAttribute('aria-activedescendant')
    list.replaceChildren(...rows.map(option))
    if (rows.length === 0) close()
    else open()
    said.textContent =
      rows.length === 0
        ? t('没有提示', 'No suggestions')
        : t(`${rows.length} 条提示，用上下键选择`, `${rows.length} suggestions, arrow keys to choose`)
  }

  function option(row: Suggestion, i: number): HTMLElement {
    const item = document.createElement('li')
    item.id = `${list.id}-${i}`
    item.setAttribute('role', 'option')
    item.setAttribute('aria-selected', 'false')
    const name = document.createElement('span')
    name.lang = 'zh-CN'
    const [from, until] = row.marked ?? [0, 0]
    const characters = [...row.name]
    const mark = document.createElement('mark')
    mark.textContent = characters.slice(from, until).join('')
    name.append(characters.slice(0, from).join(''), ...(until > from ? [mark] : []), characters.slice(until).join(''))
    const about = document.createElement('span')
    about.className = 'choice-about'
    const former = row.matchedFormerName ? `${t('曾用名', 'formerly')} ${row.matchedFormerName} · ` : ''
    about.textContent = `${former}${row.code} · ${row.regionName}`
    item.append(name, about)
    // The box keeps the focus; a press on the list is no way out of it.
    item.addEventListener('pointerdown', (event) => event.preventDefault())
    item.addEventListener('click', () => go(row))
    return item
  }

  const go = (row: Suggestion) => {
    location.assign(`/organisations/${encodeURIComponent(row.code)}${isEnglish ? '?lang=en' : ''}`)
  }

  async function ask(): Promise<void> {
    const typed = input.value.trim()
    if (typed === asked && !list.hidden) return
    asked = typed
    asking?.abort()
    // An identity number is not sent anywhere on its way to being typed. A whole code that looks like one is found by the form.
    if ([...typed].length < 2 || mayBecomePerson(typed) || Date.now() < silentUntil) return show([])
    const mine = new AbortController()
    asking = mine
    try {
      const response = await fetch(`/v1/public/suggestions?q=${encodeURIComponent(typed.slice(0, 100))}`, {
        signal: mine.signal,
        headers: { accept: 'application/json' },
        credentials: 'omit',
      })
      if (response.status === 429) silentUntil = Date.now() + Number(response.headers.get('retry-after') ?? 30) * 1000
      const found = response.ok ? ((await response.json()) as { rows: Suggestion[] }).rows : []
      // An answer that comes late never takes the place of a newer one.
      if (asking === mine && document.activeElement === input) show(found)
    } catch {
      if (asking === mine) show([])
    }
  }

  const askSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(ask, pauseMs)
  }
  input.addEventListener('input', (event) => {
    // Letters on their way to being characters are nobody's question yet.
    if (!(event as InputEvent).isComposing) askSoon()
  })
  input.addEventListener('compositionend', askSoon)
  input.addEventListener('blur', () => {
    forget()
    close()
  })
  input.form?.addEventListener('submit', (event) => {
    forget()
    // What is not chosen stays out of the address.
    const empty = [...(event.target as HTMLFormElement).querySelectorAll('select')].filter((one) => one.value === '')
    for (const one of empty) one.disabled = true
    setTimeout(() => {
      for (const one of empty) one.disabled = false
    })
  })
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (rows.length === 0) return
      event.preventDefault()
      const isOpening = list.hidden
      open()
      if (event.altKey) return
      const step = key === 'ArrowDown' ? 1 : -1
      const first = step === 1 ? 0 : rows.length - 1
      // Beyond either end is the box itself.
      activate(isOpening || active === -1 ? first : active + step >= rows.length ? -1 : active + step)
    } else if (key === 'Enter' && active !== -1 && !list.hidden) {
      event.preventDefault()
      go(rows[active]!)
    } else if (key === 'Escape' && !list.hidden) {
      event.preventDefault()
      close()
    }
  })
}
