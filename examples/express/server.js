// An Express app whose users sign in with Kakao. The session is in cookies; the browser runs no code of ours.

import express from 'express'
import { supabaseFor } from './supabase.js'
import { page, signInForm, userCard } from './views.js'

const app = express()

// Begins: sends the browser to Kakao by way of daemun, and keeps the PKCE verifier in a cookie.
app.post('/login', async (req, res) => {
  const { data, error } = await supabaseFor(req, res).auth.signInWithOAuth({
    provider: 'kakao',
    options: { redirectTo: `${req.protocol}://${req.get('host')}/auth/callback` },
  })
  if (error) return res.redirect(303, failed(error.code))
  res.redirect(303, data.url)
})

// Ends: the code in the URL and the verifier in the cookie make a session.
app.get('/auth/callback', async (req, res) => {
  if (!req.query.code) return res.redirect(303, failed(req.query.error_code))
  const { error } = await supabaseFor(req, res).auth.exchangeCodeForSession(req.query.code)
  res.redirect(303, error ? failed(error.code) : '/')
})

// A page for those who are signed in. Asking for the user also refreshes a session that is about to expire.
app.get('/', async (req, res) => {
  const { data } = await supabaseFor(req, res).auth.getUser()
  res.send(page(data.user ? userCard(data.user) : signInForm(req.query.error)))
})

app.post('/logout', async (req, res) => {
  await supabaseFor(req, res).auth.signOut({ scope: 'local' })
  res.redirect(303, '/')
})

function failed(code) {
  return `/?${new URLSearchParams({ error: code ?? 'unexpected_failure' })}`
}

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
