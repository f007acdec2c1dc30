'use server'
// What the two buttons do, on the server.

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { createClient } from '../lib/supabase'

// Begins: sends the browser to Kakao by way of daemun, and keeps the PKCE verifier in a cookie.
export async function signIn() {
  const supabase = await createClient()
  const { data, error } = await supabase.auth.signInWithOAuth({
    provider: 'kakao',
    options: { redirectTo: `${(await headers()).get('origin')}/auth/callback` },
  })
  redirect(error ? `/?error=${error.code}` : data.url)
}

export async function signOut() {
  const supabase = await createClient()
  await supabase.auth.signOut({ scope: 'local' })
  redirect('/')
}
