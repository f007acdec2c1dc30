// The demo page. Text reaches the page by textContent alone, and the session stays in this tab (sessionStorage).
'use strict'

const API = '/auth/v1'
const HOME = location.origin + '/demo'
const CUT = 22

const $ = (id) => document.getElementById(id)

// ---- what the tab remembers ----

const kept = {
  read(name) {
    const text = sessionStorage.getItem('daemun-demo.' + name)
    return text === null ? null : JSON.parse(text)
  },
  write(name, value) {
    sessionStorage.setItem('daemun-demo.' + name, JSON.stringify(value))
  },
  take(name) {
    const value = kept.read(name)
    sessionStorage.removeItem('daemun-demo.' + name)
    return value
  },
}

let session = kept.read('session')

function keepSession(next) {
  session = next
  if (next) kept.write('session', next)
  else kept.take('session')
  show()
}

// ---- bytes and tokens ----

const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))

const random = () => toBase64Url(crypto.getRandomValues(new Uint8Array(48)))

async function challengeOf(verifier) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return toBase64Url(new Uint8Array(digest))
}

function decodeJwt(token) {
  const part = (index) => JSON.parse(new TextDecoder().decode(fromBase64Url(token.split('.')[index])))
  return { header: part(0), claims: part(1) }
}

// A version 2 token: 0, the session's UUID, the counter as varint, then two checks. Version 1: twelve characters.
function decodeRefresh(token) {
  if (/^[a-z0-9]{12}$/.test(token)) return { kind: 'v1', counter: null }
  let bytes
  try {
    bytes = fromBase64Url(token)
  } catch {
    return { kind: '?', counter: null }
  }
  if (bytes.length < 38 || bytes[0] !== 0) return { kind: '?', counter: null }
  let counter = 0
  for (let index = 17, unit = 1; index < bytes.length; index += 1, unit *= 128) {
    counter += (bytes[index] & 127) * unit
    if (bytes[index] < 128) break
  }
  return { kind: 'v2', counter }
}

const cut = (text) => (text.length > CUT ? text.slice(0, CUT) + '…' : text)

// A copy for the log: tokens, codes and verifiers cut.
function cutSecrets(value) {
  const isSecret = (name) => /token$|^auth_code$|^code$|verifier$/.test(name)
  if (Array.isArray(value)) return value.map(cutSecrets)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === 'string' && isSecret(name) ? cut(inner) : cutSecrets(inner),
    ]),
  )
}

// ---- the log ----

function log(entry) {
  const entries = kept.read('log') ?? []
  entries.push({ at: Date.now(), ...entry })
  kept.write('log', entries.slice(-40))
  showLog()
}

// ---- calls ----

class Refused extends Error {
  constructor(code, message, status) {
    super(message)
    this.code = code
    this.status = status
  }
}

async function call(method, path, { body, signedIn } = {}) {
  const headers = { 'X-Supabase-Api-Version': '2024-01-01' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (signedIn) headers.Authorization = 'Bearer ' + session.access_token
  const began = performance.now()
  let response
  try {
    response = await fetch(API + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  } catch {
    log({ method, path, status: 0, ms: 0 })
    throw new Refused('network', both('daemun에 닿지 않습니다.', 'daemun cannot be reached.'))
  }
  const text = await response.text()
  const answer = text === '' ? null : JSON.parse(text)
  log({
    method,
    path,
    status: response.status,
    ms: Math.round(performance.now() - began),
    signedIn: Boolean(signedIn),
    sent: cutSecrets(body ?? null),
    got: cutSecrets(answer),
  })
  if (response.ok) return answer
  throw new Refused(
    answer?.code ?? answer?.error_code ?? answer?.error ?? String(response.status),
    answer?.message ?? answer?.msg ?? answer?.error_description ?? response.statusText,
    response.status,
  )
}

function leaveFor(url, path) {
  log({ method: 'GET', path, status: 'go' })
  location.assign(url)
}

// ---- the ways in ----

async function newChallenge() {
  const verifier = random()
  kept.write('verifier', verifier)
  return { code_challenge: await challengeOf(verifier), code_challenge_method: 's256' }
}

const queryOf = (parameters) => '?' + new URLSearchParams(parameters)

async function signIn(withPkce) {
  const parameters = { provider: 'kakao', redirect_to: HOME }
  if (withPkce) Object.assign(parameters, await newChallenge())
  const path = '/authorize' + queryOf(parameters)
  leaveFor(API + path, path)
}

async function signInAnonymously() {
  keepSession(await call('POST', '/signup', { body: { data: {} } }))
}

async function link() {
  const parameters = { provider: 'kakao', redirect_to: HOME, skip_http_redirect: 'true', prompt: 'select_account' }
  Object.assign(parameters, await newChallenge())
  const { url } = await call('GET', '/user/identities/authorize' + queryOf(parameters), { signedIn: true })
  const to = new URL(url)
  leaveFor(to.href, to.origin + to.pathname)
}

async function exchange(code) {
  const body = { auth_code: code, code_verifier: kept.take('verifier') ?? '' }
  keepSession(await call('POST', '/token?grant_type=pkce', { body }))
}

// What a redirect brought: a code, a session in the fragment, or an error in either.
async function arrive() {
  const query = new URLSearchParams(location.search)
  const fragment = new URLSearchParams(location.hash.slice(1))
  if (!location.search && !location.hash) return
  history.replaceState(null, '', '/demo')
  const found = (name) => query.get(name) ?? fragment.get(name)
  const names = [...new Set([...query.keys(), ...fragment.keys()])].filter((name) => name !== 'sb')
  const brought = Object.fromEntries(names.map((name) => [name, found(name)]))
  log({ method: 'GET', path: '/demo', status: 'back', got: cutSecrets(brought) })
  if (found('error')) {
    throw new Refused(found('error_code') ?? found('error'), found('error_description') ?? '')
  }
  if (query.get('code')) return exchange(query.get('code'))
  if (fragment.get('access_token')) {
    const next = Object.fromEntries(fragment)
    next.expires_in = Number(next.expires_in)
    next.expires_at = Number(next.expires_at)
    session = next
    next.user = await call('GET', '/user', { signedIn: true })
    keepSession(next)
  }
}

// ---- with a session ----

// Kakao's tokens come once, with the sign-in; a refresh does not bring them again.
async function refresh() {
  const { provider_token, provider_refresh_token } = session
  const next = await call('POST', '/token?grant_type=refresh_token', { body: { refresh_token: session.refresh_token } })
  keepSession({ provider_token, provider_refresh_token, ...next })
}

async function getUser() {
  keepSession({ ...session, user: await call('GET', '/user', { signedIn: true }) })
}

async function saveNote() {
  const note = $('note').value.trim()
  const body = { data: { note: note === '' ? null : note } }
  keepSession({ ...session, user: await call('PUT', '/user', { signedIn: true, body }) })
}

async function unlink(identity) {
  await call('DELETE', '/user/identities/' + identity.identity_id, { signedIn: true })
  await getUser()
}

// A session that has ended elsewhere is refused; it is forgotten here all the same.
async function signOut(scope) {
  try {
    await call('POST', '/logout?scope=' + scope, { signedIn: true })
  } catch (error) {
    if ([401, 403].includes(error.status)) keepSession(null)
    throw error
  }
  if (scope !== 'others') keepSession(null)
}

// ---- what is shown ----

const isKorean = () => document.documentElement.lang === 'ko'
const both = (ko, en) => (isKorean() ? ko : en)

function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  if (text !== undefined) made.textContent = text
  made.append(...children)
  return made
}

const bilingual = (ko, en) => [element('span', { lang: 'ko', text: ko }), element('span', { lang: 'en', text: en })]

function show() {
  $('signed-out').hidden = Boolean(session)
  $('session').hidden = !session
  $('token').hidden = !session
  if (!session) return
  const { user } = session
  const metadata = user.user_metadata ?? {}
  const name = metadata.name ?? metadata.full_name ?? metadata.user_name ?? both('손님', 'Guest')
  $('initial').textContent = [...name][0]
  $('user-name').textContent = name
  $('anonymous').hidden = !user.is_anonymous
  $('user-email').textContent = user.email || both('이메일 없음', 'no e-mail')
  $('user-id').textContent = user.id
  $('identities').replaceChildren(...(user.identities ?? []).map(shownIdentity))
  if (document.activeElement !== $('note')) $('note').value = metadata.note ?? ''
  const { kind, counter } = decodeRefresh(session.refresh_token)
  $('refresh-kind').textContent = kind === 'v2' ? 'v2 · HMAC' : kind
  $('refresh-counter').textContent = counter ?? '–'
  $('provider-token').textContent = session.provider_token ? cut(session.provider_token) : '–'
  showAccessToken(session.access_token)
  showTimeLeft()
}

function shownIdentity(identity) {
  const data = identity.identity_data ?? {}
  const button = element('button', { type: 'button', class: 'quiet', 'data-testid': 'unlink' }, ...bilingual('연결 해제', 'Unlink'))
  button.addEventListener('click', doing(bilingual('연결을 해제했습니다.', 'Unlinked.'), () => unlink(identity)))
  return element(
    'li',
    { 'data-testid': 'identity', 'data-subject': identity.id },
    element('b', { class: 'provider', text: identity.provider }),
    element('span', { class: 'what' },
      element('span', { text: data.name ?? data.full_name ?? identity.id }),
      ...[data.email, identity.id].filter(Boolean).map((text) => element('small', { text }))),
    button,
  )
}

function showAccessToken(token) {
  const parts = token.split('.')
  $('access-token').replaceChildren(...parts.map((part) => element('span', { text: part })))
  const { header, claims } = decodeJwt(token)
  $('session-id').textContent = claims.session_id ?? '–'
  $('access-claims').textContent = JSON.stringify(header) + '\n' + JSON.stringify(claims, null, 2)
}

function showTimeLeft() {
  if (!session) return
  const left = Math.max(0, session.expires_at - Math.floor(Date.now() / 1000))
  const two = (number) => String(number).padStart(2, '0')
  $('expires').textContent = left === 0
    ? both('만료됨', 'expired')
    : (left >= 3600 ? Math.floor(left / 3600) + ':' + two(Math.floor(left / 60) % 60) : Math.floor(left / 60)) + ':' + two(left % 60)
  $('left').max = session.expires_in || 1
  $('left').value = left
}

function showLog() {
  const entries = kept.read('log') ?? []
  const open = new Set([...$('log').querySelectorAll('details[open]')].map((details) => details.dataset.at))
  $('log-empty').hidden = entries.length > 0
  $('log').replaceChildren(...entries.toReversed().map((entry) => shownEntry(entry, open)))
}

function shownEntry(entry, open) {
  const { method, status } = entry
  const kind = status === 'go' ? 'go' : status === 'back' ? 'back' : status >= 200 && status < 300 ? 'good' : 'bad'
  const said = { go: ['이동', 'leaves'], back: ['돌아옴', 'returns'] }[kind]
  const badge = said ? element('b', { class: kind }, ...bilingual(...said)) : element('b', { class: kind, text: String(status || '—') })
  const summary = element('summary', {},
    badge,
    element('i', { text: method }),
    shownPath(entry.path),
    element('small', { text: entry.ms === undefined ? '' : entry.ms + ' ms' }))
  const details = element('details', { 'data-at': String(entry.at) }, summary)
  details.open = open.has(details.dataset.at)
  const block = (ko, en, value) => details.append(
    element('h3', {}, ...bilingual(ko, en)),
    element('pre', { class: 'mono', text: typeof value === 'string' ? value : JSON.stringify(value, null, 2) }))
  const query = entry.path.split('?')[1]
  if (query) block('쿼리', 'Query', cutSecrets(Object.fromEntries(new URLSearchParams(query))))
  if (entry.signedIn) block('헤더', 'Header', 'Authorization: Bearer …')
  if (entry.sent) block('보낸 것', 'Sent', entry.sent)
  if (entry.got) block('받은 것', 'Received', entry.got)
  const row = element('li', { 'data-testid': 'log-entry', 'data-status': String(status), 'data-path': entry.path.split('?')[0] }, details)
  return row
}

// Of the query only what tells requests apart.
function shownPath(path) {
  const [bare, query] = path.split('?')
  const telling = /(?:grant_type|scope)=\w+/.exec(query ?? '')
  return element('code', {}, bare, ...(telling ? [element('span', { text: '?' + telling[0] })] : []))
}

function showProblem(error) {
  $('problem').hidden = false
  $('problem').dataset.code = error.code ?? error.name
  $('problem-title').textContent = error.code ?? error.name
  $('problem-text').textContent = error.message
}

function showDone(words) {
  $('done').hidden = words.length === 0
  $('done').replaceChildren(...words)
}

// ---- buttons ----

// Runs one thing at a time, and says how it went.
function doing(words, act) {
  return async () => {
    if (document.body.dataset.busy) return
    document.body.dataset.busy = 'true'
    $('problem').hidden = true
    $('done').hidden = true
    try {
      await act()
      showDone(words)
    } catch (error) {
      showProblem(error)
    } finally {
      delete document.body.dataset.busy
    }
  }
}

const on = (id, words, act) => $(id).addEventListener('click', doing(words, act))

on('sign-in-pkce', [], () => signIn(true))
on('sign-in-implicit', [], () => signIn(false))
on('sign-in-anonymous', bilingual('익명 사용자가 되었습니다. 카카오 계정을 연결하면 같은 사용자로 남습니다.', 'You are an anonymous user. Link a Kakao account and you stay the same user.'), signInAnonymously)
on('link', [], link)
on('refresh', bilingual('토큰을 갱신했습니다.', 'Refreshed.'), refresh)
on('get-user', bilingual('사용자를 다시 읽었습니다.', 'Read the user again.'), getUser)
on('save-note', bilingual('저장했습니다.', 'Saved.'), saveNote)
on('sign-out-local', bilingual('이 세션에서 나왔습니다.', 'Signed out of this session.'), () => signOut('local'))
on('sign-out-others', bilingual('다른 세션을 모두 끝냈습니다.', 'Ended every other session.'), () => signOut('others'))
on('sign-out-global', bilingual('모든 세션을 끝냈습니다.', 'Ended every session.'), () => signOut('global'))

$('problem-close').addEventListener('click', () => { $('problem').hidden = true })
$('log-clear').addEventListener('click', () => { kept.take('log'); showLog() })
$('language').addEventListener('click', () => {
  document.documentElement.lang = both('en', 'ko')
  localStorage.setItem('daemun-demo.language', document.documentElement.lang)
  show()
})

document.documentElement.lang = localStorage.getItem('daemun-demo.language') ?? (navigator.language.startsWith('ko') ? 'ko' : 'en')
show()
showLog()
setInterval(showTimeLeft, 1000)
doing([], arrive)()
