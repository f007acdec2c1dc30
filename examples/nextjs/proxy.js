// Runs before each page: refreshes a session that is about to expire, for the page and for the browser.

import { createServerClient } from '@supabase/ssr'
import { NextResponse } from 'next/server'
import { cookieOptions } from './lib/cookies'

export async function proxy(request) {
  let response = NextResponse.next({ request })
  const supabase = createServerClient(process.env.SUPABASE_URL, process.env.SUPABASE_ANON_KEY, {
    cookies: {
      getAll: () => request.cookies.getAll(),
      setAll(all, headers) {
        for (const { name, value } of all) request.cookies.set(name, value)
        response = NextResponse.next({ request })
        for (const { name, value, options } of all) response.cookies.set(name, value, options)
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
      },
    },
    cookieOptions,
  })
  await supabase.auth.getClaims()
  return response
}

export const config = {
  // Files need no session, and the callback makes its own.
  matcher: ['/((?!_next/static|_next/image|favicon.ico|auth/callback).*)'],
}
